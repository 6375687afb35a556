"""Every record of an archive's folder, in the order in which the runs wrote them.

In: the folder of WARC files. Out: records, and a named damage for each stretch that cannot be read; what stands behind a damage
is read on. Knows no ledger.
"""

import heapq
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.archive.provenance import read_time
from crawler.archive.records import DamagedRecord, Held, Position, read_held
from crawler.archive.warc import members

_NAME = re.compile(r"(?P<source>.+?)-(?P<run>\d{8}T\d{6}-[0-9a-f]{6}|[^-]+)-(?P<number>\d{4,})\.warc\.gz")


@dataclass(frozen=True, slots=True)
class Damage:
    """One fault: `file` and `offset` name the place, `url` the page that is concerned ('' for none)."""

    file: str
    offset: int
    url: str
    message: str


@dataclass(frozen=True, slots=True, order=True)
class RunFile:
    """A file by the name that the archive gave it."""

    run: str
    source: str
    number: int
    name: str


def files_of(folder: Path) -> tuple[list[RunFile], list[str]]:
    """The archive's files in the order of their runs, and the names of those that it did not write."""
    files, strangers = [], []
    for path in sorted(folder.glob("*.warc.gz")) if folder.is_dir() else ():
        match = _NAME.fullmatch(path.name)
        if match:
            files.append(RunFile(match["run"], match["source"], int(match["number"]), path.name))
        else:
            strangers.append(path.name)
    return sorted(files), strangers


def records(folder: Path, damages: list[Damage]) -> Iterator[tuple[RunFile, Held]]:
    """Every readable record with its file: run by run, and by time where several sources ran together."""
    files, _ = files_of(folder)
    for _, together in itertools.groupby(files, key=lambda file: file.run):
        by_source = [list(own) for _, own in itertools.groupby(together, key=lambda file: file.source)]
        streams = (_of_source(folder, own, damages) for own in by_source)
        for _, file, held in heapq.merge(*streams, key=lambda item: item[0]):
            yield file, held


def _of_source(folder: Path, files: list[RunFile], damages: list[Damage]) -> Iterator[tuple[datetime, RunFile, Held]]:
    """The records of one source's run as they were written; each with the time of the latest so far, so that none is overtaken."""
    latest: datetime | None = None
    for file in files:
        for held in held_of(folder, file.name, damages):
            moment = _written(held)
            latest = max(filter(None, (latest, moment)), default=None)
            if latest is not None:
                yield latest, file, held


def held_of(folder: Path, name: str, damages: list[Damage]) -> Iterator[Held]:
    """Every readable record of one file; a damage for each stretch that is none."""
    for member in members(folder / name):
        if not member.whole:
            damages.append(Damage(name, member.offset, "", f"{member.length} bytes are torn or damaged"))
            continue
        try:
            yield read_held(folder, Position(name, member.offset, member.length))
        except DamagedRecord as error:
            damages.append(Damage(name, member.offset, "", str(error)))


def _written(held: Held) -> datetime | None:
    """When it was written; captures that somebody added keep their own time, which says nothing about the order."""
    try:
        return read_time(held.fields.get("Canhbao-Written") or held.fields.get("WARC-Date", ""))
    except ValueError:
        return None
