"""Secrets: from the environment, or from a file that only its owner may read. Never from a settings file."""

import stat
from collections.abc import Mapping
from pathlib import Path

from crawler.model import ConfigurationError


def secret(name: str, environ: Mapping[str, str]) -> str | None:
    """A secret from the environment, or from the file that `<name>_FILE` names if only its owner may read it.

    Raises ConfigurationError if that file is missing, empty, not text or open to others.
    """
    if environ.get(name):
        return environ[name]
    file = environ.get(f"{name}_FILE")
    if not file:
        return None
    path = Path(file)
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigurationError(
                f"Tệp bí mật {path} đang mở cho người khác đọc. The secret file {path} is open to others: chmod 600 it."
            )
        found = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(
            f"Không đọc được tệp bí mật {path}: {error.strerror}. Cannot read {path}, named by {name}_FILE: mend the path "
            "or its permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"Tệp bí mật {path} không phải văn bản. The secret file {path} is no text: write the key alone into it."
        ) from error
    if not found:
        raise ConfigurationError(
            f"Tệp bí mật {path} trống. The secret file {path} is empty: write the key into it, or unset {name}_FILE."
        )
    return found
