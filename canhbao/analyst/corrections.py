"""What was taken back: indicators that a warning named wrongly.

In: `corrections.jsonl` in the data folder, one correction a line, the last one about an indicator counts. Out: the reasons of
those in force, by type and normal form. They are kept beside the index, so that a replay or a rebuild changes none.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.archive.warc import sync_folder
from crawler.model import ConfigurationError


@dataclass(frozen=True, slots=True)
class Correction:
    """An indicator by type and key (crawler.vocab.naming). `withdrawn` False brings it back. `day` in ISO 8601."""

    type: str
    key: str
    withdrawn: bool
    why: str
    day: str


def withdrawn(path: Path) -> dict[tuple[str, str], str]:
    """The reasons of the indicators that are withdrawn. Raises ConfigurationError naming a line that is no correction."""
    found: dict[tuple[str, str], str] = {}
    if not path.exists():
        return found
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            correction = Correction(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise ConfigurationError(
                f"{path} dòng {number} không phải một đính chính. Line {number} of {path} is no correction: mend or remove it."
            ) from error
        key = (correction.type, correction.key)
        if correction.withdrawn:
            found[key] = correction.why
        else:
            found.pop(key, None)
    return found


def record_correction(path: Path, correction: Correction) -> None:
    """Append a correction; durable on return."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(correction), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
