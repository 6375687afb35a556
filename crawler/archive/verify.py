"""Check that the archive holds what the ledger says: every record present, whole and of the entered digest.

In: the data folder. Out: a report that names each damage. Reads only. Knows no site and no text.
"""

from dataclasses import dataclass
from pathlib import Path

from crawler.archive.ledger import Ledger
from crawler.archive.schema import RecordRow
from crawler.archive.store import FOLDER
from crawler.archive.warc import DamagedRecord, members, read_capture
from crawler.model import payload_digest


@dataclass(frozen=True, slots=True)
class Damage:
    """One fault: `file` and `offset` name the place, `url` the page that is concerned ('' for none)."""

    file: str
    offset: int
    url: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked and what is wrong. `unentered` counts whole records that a crash kept out of the ledger."""

    files: int
    records: int
    unentered: int
    damages: tuple[Damage, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damages


def verify(data: Path) -> Report:
    """Check the ledger's file, every record's digest and every gzip member of every file.

    Raises ConfigurationError if the ledger cannot be opened.
    """
    folder = data / FOLDER
    ledger = Ledger(data)
    try:
        damages: list[Damage] = []
        integrity = ledger.integrity()
        if integrity != "ok":
            damages.append(Damage("ledger.sqlite", 0, "", integrity))
        rows = list(ledger.records())
        entered = {(row.position.file, row.position.offset) for row in rows}
        damages.extend(damage for row in rows if (damage := _check(folder, row)))
        unentered = 0
        files = sorted(folder.glob("*.warc.gz")) if folder.is_dir() else []
        for path in files:
            for member in members(path):
                if not member.whole:
                    damages.append(Damage(path.name, member.offset, "", "torn or damaged tail"))
                elif member.offset and (path.name, member.offset) not in entered:
                    unentered += 1
        return Report(len(files), len(rows), unentered, tuple(damages))
    finally:
        ledger.close()


def _check(folder: Path, row: RecordRow) -> Damage | None:
    try:
        capture = read_capture(folder, row.position)
    except DamagedRecord as error:
        return Damage(row.position.file, row.position.offset, row.url, str(error))
    if payload_digest(capture.body) != row.digest:
        return Damage(row.position.file, row.position.offset, row.url, "the payload is not the one that was entered")
    return None
