"""What is told as kept outlives a power cut: record, then folder, then the ledger's row; seen by recording what is synced."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive, Capture, Ledger
from crawler.archive.warc import repair

NOW = datetime(2026, 3, 6, 2, 20, tzinfo=UTC)
URL = "http://mau.gov.vn/a/1"


class Disk:
    """In order, everything that is synced, with the bytes that were in the file by then, and everything that is told."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.events: list[tuple[str, str, int]] = []
        sync = os.fsync

        def recorded(descriptor: int) -> None:
            facts = os.fstat(descriptor)
            kind = "folder" if stat.S_ISDIR(facts.st_mode) else "file"
            self.events.append((kind, os.readlink(f"/proc/self/fd/{descriptor}"), facts.st_size))
            sync(descriptor)

        patch.setattr("os.fsync", recorded)

    def listen(self, ledger: Any) -> None:
        """Take down the ledger's statements too."""
        ledger._db.set_trace_callback(lambda statement: self.events.append(("told", statement, 0)))

    def at(self, kind: str, name: str, size: int | None = None) -> list[int]:
        """When a file of at least this size, or a folder, was synced, or a statement that begins so was told."""
        return [
            place
            for place, (what, where, length) in enumerate(self.events)
            if what == kind
            and (where.startswith(name) if kind == "told" else where.endswith(name))
            and (size is None or length >= size)
        ]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def stored(folder: Path, disk: Disk) -> Any:
    store = Archive(folder, run_id="r1", source="mau", minimum_free=0)
    disk.listen(store.ledger)
    store.ledger.discover(URL, "mau")
    capture = Capture(URL, 200, "OK", (("Content-Type", "text/html"),), b"mot bai" * 90, NOW)
    archived = store.store(capture, url=URL, role="article", revision=True)
    store.close()
    return archived.position


def test_a_record_is_whole_on_the_disk_before_the_ledger_names_it(tmp_path: Path, disk: Disk) -> None:
    position = stored(tmp_path, disk)
    (named,) = disk.at("told", "INSERT INTO records")
    synced = disk.at("file", position.file, position.offset + position.length)
    assert synced, "the file was never synced with the whole record in it"
    assert synced[0] < named


def test_the_names_of_file_and_folder_are_on_the_disk_before_the_ledger_names_a_record(
    tmp_path: Path, disk: Disk
) -> None:
    stored(tmp_path, disk)
    (named,) = disk.at("told", "INSERT INTO records")
    for folder in (tmp_path / "warc", tmp_path):
        synced = disk.at("folder", str(folder))
        assert synced, f"{folder} was never synced: a power cut would take the names in it"
        assert synced[0] < named


def test_a_file_is_remembered_before_it_is_made_so_that_the_next_run_looks_at_it(tmp_path: Path, disk: Disk) -> None:
    position = stored(tmp_path, disk)
    assert disk.at("told", "INSERT OR IGNORE INTO files")[0] < disk.at("file", position.file)[0]


def test_a_tail_that_was_cut_stays_cut(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "warc" / stored(tmp_path, disk).file
    whole = path.stat().st_size
    with path.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08\x00torn")
    disk.events.clear()
    assert repair(path) == 8
    assert disk.events == [("file", str(path), whole)]


def test_the_ledger_waits_for_the_disk_at_every_row(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    full = 2
    assert ledger._db.execute("PRAGMA synchronous").fetchone()[0] == full
    ledger.close()
