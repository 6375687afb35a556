"""Settings from canhbao.toml and the environment. Secrets are none of these: see index.secret.

Goes in: a directory and an environment. Comes out: one frozen Config. Precedence: environment, then file, then
defaults. Knows no engine and no crawler.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawler.model import ConfigurationError

FILE_NAME = "canhbao.toml"


class Config(BaseModel):
    """What every command needs to know.

    `data` holds archive, ledger, outbox and the embedded index. `index` is 'embedded' or the URL of Elasticsearch, or
    several of one cluster, separated by commas; `shards` and `replicas` are of the indices made there (no replicas
    given: one copy more wherever there are two nodes).
    `contact` is an address or page by which site owners reach the operator; it goes into the user agent.
    `sources` are extra directories of source files beside the bundled ones. `tactics` is a team's own file of tactics.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Path("data")
    index: str = "embedded"
    contact: str = ""
    sources: tuple[Path, ...] = ()
    tactics: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    shards: int = Field(default=1, ge=1, le=1024)
    replicas: int | None = Field(default=None, ge=0, le=100)

    @property
    def outbox(self) -> Path:
        """The queue of advisories that wait for the engine."""
        return self.data / "outbox.sqlite"

    @property
    def searches(self) -> Path:
        """Searches that were saved under a name."""
        return self.data / "searches.json"

    @property
    def decisions(self) -> Path:
        """What analysts decided about advisories (`canhbao review`)."""
        return self.data / "decisions.jsonl"

    @property
    def corrections(self) -> Path:
        """Indicators that were taken back (`canhbao indicators withdraw`)."""
        return self.data / "corrections.jsonl"


_ENVIRONMENT = {
    "CANHBAO_DATA": "data",
    "CANHBAO_INDEX": "index",
    "CANHBAO_CONTACT": "contact",
    "CANHBAO_TACTICS": "tactics",
    "CANHBAO_HOST": "host",
    "CANHBAO_PORT": "port",
    "CANHBAO_SHARDS": "shards",
    "CANHBAO_REPLICAS": "replicas",
}


def load_config(directory: Path, environ: Mapping[str, str]) -> Config:
    """Read the configuration of a directory.

    Raises ConfigurationError naming the file or variable and the remedy.
    """
    path = directory / FILE_NAME
    values: dict[str, Any] = {}
    if path.exists():
        values = _read_file(path)
    for variable, key in _ENVIRONMENT.items():
        if environ.get(variable):
            values[key] = environ[variable]
    try:
        return Config(**values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(
            f"Cấu hình sai ở mục '{key}' ({path.name} hoặc biến môi trường): {first['msg']}. "
            f"Setting '{key}' is wrong; known settings are: {', '.join(Config.model_fields)}."
        ) from error


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"Không đọc được tệp cấu hình {path}: {error}. Cannot read {path}: mend that line, or remove the file."
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"Không mở được tệp cấu hình {path}: {error.strerror}. Cannot open {path}: check its permissions."
        ) from error
