"""Reading a database makes no file beside it, sees what was committed, and needs no right to write."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.sqlite_reader import Reader, open_reader, state_of


def rows(database: sqlite3.Connection) -> list[int]:
    return [number for (number,) in database.execute("SELECT number FROM facts ORDER BY number")]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database in WAL mode that nobody has open."""
    folder = tmp_path / "data"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "kept ?#%.sqlite")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE facts (number INTEGER)")
        database.execute("INSERT INTO facts VALUES (1)")
        database.commit()
    return folder / "kept ?#%.sqlite"


@pytest.fixture
def writer(path: Path) -> Iterator[sqlite3.Connection]:
    """Another connection that has written and stays open: the newest row is in the log alone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA wal_autocheckpoint=0")
        database.execute("INSERT INTO facts VALUES (2)")
        yield database


def test_nothing_is_made_and_nothing_can_be_written(path: Path) -> None:
    before = files(path.parent)
    with closing(open_reader(path)) as database:
        assert rows(database) == [1]
        with pytest.raises(sqlite3.OperationalError):
            database.execute("INSERT INTO facts VALUES (3)")
        assert files(path.parent) == before
    assert files(path.parent) == before


def test_beside_a_writer_each_transaction_is_seen(path: Path, writer: sqlite3.Connection) -> None:
    reader = Reader(path)
    assert rows(reader.connection) == [1, 2]
    version = reader.version()
    writer.execute("INSERT INTO facts VALUES (3)")
    assert rows(reader.connection) == [1, 2, 3]
    assert reader.is_current()
    assert reader.version() != version


def test_what_nobody_has_open_is_current_until_somebody_writes(path: Path) -> None:
    reader = Reader(path)
    assert reader.is_current()
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO facts VALUES (2)")
        other.commit()
        assert not reader.is_current()
        assert rows(Reader(path).connection) == [1, 2]
    assert not reader.is_current()
    assert rows(Reader(path).connection) == [1, 2]


@pytest.mark.parametrize("with_index", [True, False], ids=["log and index", "log alone"])
def test_the_log_of_a_process_that_died_is_read(
    path: Path, writer: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_index: bool
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    died = tmp_path / "died"
    died.mkdir()
    for suffix in ("", "-wal", "-shm") if with_index else ("", "-wal"):
        shutil.copyfile(f"{path}{suffix}", died / f"{path.name}{suffix}")
    before = files(died)
    names = sorted(entry.name for entry in died.iterdir())
    with closing(open_reader(died / path.name)) as database:
        assert rows(database) == [1, 2]
        with pytest.raises(sqlite3.OperationalError):
            database.execute("INSERT INTO facts VALUES (3)")
    assert files(died) == before
    assert sorted(entry.name for entry in died.iterdir()) == names
    assert list(scratch.iterdir()) == []


def test_another_file_under_the_same_name_is_another_state(path: Path, writer: sqlite3.Connection) -> None:
    reader, state = Reader(path), state_of(path)
    shutil.copyfile(path, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    assert state_of(path) != state
    assert not reader.is_current()
    path.unlink()
    assert state_of(path) == ()
    assert not reader.is_current()


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        open_reader(tmp_path / "none.sqlite").execute("SELECT 1 FROM facts")
    assert list(tmp_path.iterdir()) == []


def test_a_child_process_opens_its_own(path: Path) -> None:
    reader = Reader(path)
    child = os.fork()
    if child == 0:
        os._exit(0 if not reader.is_current() else 1)
    assert os.waitpid(child, 0)[1] == 0
