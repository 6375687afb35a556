"""Check ledger and WARC files against each other: every record of one is in the other, whole and the same.

In: the data folder. Out: a report that names each damage. Reads only. Knows no site and no text.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.archive.ledger import FILE_NAME, Ledger
from crawler.archive.records import DamagedRecord, Held, read_capture
from crawler.archive.scan import Damage, files_of, held_of
from crawler.archive.schema import RecordRow
from crawler.archive.store import FOLDER
from crawler.model import CanhbaoError, payload_digest
from crawler.sqlite_reader import state_of

Rows = dict[tuple[str, int], RecordRow]


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

    @property
    def ledger_is_damaged(self) -> bool:
        """Whether the ledger is at fault: then `canhbao archive rebuild` makes it anew from the files."""
        return any(damage.file == FILE_NAME for damage in self.damages)

    @property
    def files_are_damaged(self) -> bool:
        """Whether pages are lost, or records that cannot be read any more."""
        return any(damage.file != FILE_NAME for damage in self.damages)


def verify(data: Path) -> Report:
    """Check the ledger's file, and every record of every WARC file against the ledger's rows, both ways."""
    folder = data / FOLDER
    damages: list[Damage] = []
    rows = _entered(data, damages)
    files, strangers = files_of(folder)
    damages += [Damage(name, 0, "", "canhbao wrote no file of this name: move it away") for name in strangers]
    unentered = 0
    seen: set[tuple[str, int]] = set()
    for file in files:
        torn: list[Damage] = []
        responses = [held for held in held_of(folder, file.name, torn) if held.kind == "response"]
        damages += [
            damage for damage in torn if (damage.file, damage.offset) not in rows
        ]  # those in rows are told below
        seen |= {(file.name, held.position.offset) for held in responses}
        damages += _differences(responses, rows)
        missing = [held for held in responses if (file.name, held.position.offset) not in rows]
        unentered += len(missing)
        if missing and missing != responses[-1:]:
            damages.append(_unknown(file.name, missing))
    damages += [_unreadable(folder, row) for place, row in rows.items() if place not in seen]
    return Report(len(files), len(rows), unentered, tuple(damages))


def _entered(data: Path, damages: list[Damage]) -> Rows:
    """The ledger's records, and what is wrong with the ledger itself; of one state, also where a crawl begins meanwhile."""
    while True:
        state, found = state_of(data / FILE_NAME), list[Damage]()
        rows = _rows_of(data, found)
        if not found or state == state_of(data / FILE_NAME):
            damages += found
            return rows


def _rows_of(data: Path, damages: list[Damage]) -> Rows:
    path = data / FILE_NAME
    if not path.exists():
        damages.append(Damage(FILE_NAME, 0, "", "không có sổ cái · the ledger is missing"))
        return {}
    try:
        ledger = Ledger(data, readonly=True)
        try:
            integrity = ledger.integrity()
            faults = ledger.faults() if integrity == "ok" else [integrity]
            damages += [Damage(FILE_NAME, 0, "", fault) for fault in faults]
            return {(row.position.file, row.position.offset): row for row in ledger.records()}
        finally:
            ledger.close()
    except (CanhbaoError, sqlite3.Error, ValueError) as error:
        damages.append(Damage(FILE_NAME, 0, "", f"sổ cái hỏng · the ledger is damaged ({error})"))
        return {}


def _differences(responses: list[Held], rows: Rows) -> Iterator[Damage]:
    for held in responses:
        row = rows.get((held.position.file, held.position.offset))
        if row is None or held.capture is None:
            continue
        if payload_digest(held.capture.body) != row.digest:
            message = "the payload is not the one that was entered"
        elif held.capture.url != row.url or held.position.length != row.position.length:
            message = "the record is not the one that was entered"
        else:
            continue
        yield Damage(row.position.file, row.position.offset, row.url, message)


def _unknown(name: str, missing: list[Held]) -> Damage:
    """A crash keeps at most the last record of a file out of the ledger; more of them say that the ledger lost some."""
    message = (
        f"sổ cái thiếu {len(missing)} bản ghi của {name} · the ledger does not know {len(missing)} records of {name}"
    )
    return Damage(FILE_NAME, 0, missing[0].uri, message)


def _unreadable(folder: Path, row: RecordRow) -> Damage:
    try:
        read_capture(folder, row.position)
        message = "the record is not the one that was entered"
    except DamagedRecord as error:
        message = str(error)
    return Damage(row.position.file, row.position.offset, row.url, message)
