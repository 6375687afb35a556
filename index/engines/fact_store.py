"""Columns on disk: a log of batches in SQLite, read by any process.

In: what is counted of records, batch by batch. Out: Facts (index.columns.facts). Beside the embedded index a batch is
announced before the index commits it and appended after; what a killed process announced is taken over from the index by
the next writer, so the two agree. For Elasticsearch it is what a machine has read of the cluster, with a note of how far.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawler.sqlite_reader import Reader, open_reader
from index.columns.facts import ROW, Encoder, Facts, RecordFacts, compacted, facts_of, hashed, removals
from index.engines import sums
from index.record import Record

FILE_NAME = "facts.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS terms (field TEXT, value TEXT, code INTEGER, PRIMARY KEY (field, value)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (number INTEGER PRIMARY KEY AUTOINCREMENT, rows BLOB NOT NULL, codes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS documents (id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS announced (advisory_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (note TEXT NOT NULL);
"""
_TRIES = 20
_OF_THE_DISK = (
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
_COMPACT = 4  # the log is written anew when it holds this many times the documents
_CHUNK = 5_000


class FactStore:
    """The log of one generation. One writer, many readers, who need no right to write; each call of the writer opens its own
    connection. Raises sqlite3.Error where it cannot be read or is not what was written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lock = Lock()
        self._reader: Reader | None = None
        self._version: int | None = None
        self._number = 0
        self._rows = np.zeros(0, ROW)
        self._codes: NDArray[np.uint32] = np.zeros(0, "<u4")
        self._terms: dict[tuple[str, str], int] = {}
        self._none = self._facts = Facts(self._rows, self._codes, {})

    def _open(self) -> sqlite3.Connection:
        new = not self._path.exists()
        database = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
        try:
            if new:
                database.execute("PRAGMA journal_mode=WAL")
            database.executescript(_SCHEMA + sums.TABLE)
            database.execute("PRAGMA synchronous=FULL")
        except BaseException:
            database.close()
            raise
        return database

    # Writing

    def announce(self, ids: Iterable[str]) -> None:
        """These documents are about to change in the index."""
        with closing(self._open()) as database:
            _transaction(database, lambda: _announce(database, ids))

    def append(self, facts: Sequence[RecordFacts]) -> None:
        """The index holds these now."""
        with closing(self._open()) as database:

            def write() -> None:
                _append(database, facts)
                database.execute("DELETE FROM announced")

            _transaction(database, write)
            _compact(database)

    def remove(self, ids: Sequence[str]) -> None:
        """The index holds these no more."""
        with closing(self._open()) as database:

            def write() -> None:
                _insert(database, removals(ids), b"")
                database.executemany("DELETE FROM documents WHERE id = ?", [(hashed(name),) for name in ids])
                database.execute("DELETE FROM announced")

            _transaction(database, write)

    def clear(self) -> None:
        """Forget everything. Numbers of batches go on, so that readers notice."""
        with closing(self._open()) as database:

            def write() -> None:
                for table in ("batches", "documents", "announced", "terms", "notes", "sums"):
                    database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
                _insert(database, b"", b"")

            _transaction(database, write)

    def agree(
        self, documents: int, get_many: Callable[[Sequence[str]], list[Record]], every: Callable[[], Iterable[Record]]
    ) -> None:
        """Make the log hold what the index holds: its `documents`, read by id or, if the log was lost, one and all.

        Called by a writer before its first change. `every` yields whole records. A log that is damaged is made anew.
        """
        if not self._is_sound():
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        with closing(self._open()) as database:
            left = [row[0] for row in database.execute("SELECT advisory_id FROM announced")]
        if left:
            held = get_many(left)
            gone = set(left) - {record.advisory_id for record in held}
            self.append([facts_of(record) for record in held])
            if gone:
                self.remove(sorted(gone))
        with closing(self._open()) as database:
            (known,) = database.execute("SELECT count(*) FROM documents").fetchone()
        if known == documents:
            self._adopt()
            return
        self.clear()
        batch: list[RecordFacts] = []
        for record in every():
            batch.append(facts_of(record))
            if len(batch) == _CHUNK:
                self.append(batch)
                batch = []
        self.append(batch)

    def _adopt(self) -> None:
        """Sums for what an earlier version wrote without."""
        with closing(self._open()) as database:
            bare = sums.without(database)
            terms = database.execute("SELECT field, value, code FROM terms").fetchall()

            def write() -> None:
                for number, rows, codes in bare:
                    sums.keep_of_batch(database, number, rows, codes)
                sums.keep_of_terms(database, {(name, value): code for name, value, code in terms})

            if bare:
                _transaction(database, write)

    def note(self, text: str) -> None:
        """Keep a text beside the columns, instead of the one before."""
        with closing(self._open()) as database:

            def write() -> None:
                database.execute("DELETE FROM notes")
                database.execute("INSERT INTO notes VALUES (?)", (text,))

            _transaction(database, write)

    # Reading

    def noted(self) -> str:
        """The text that was kept, or ''."""
        if not self._path.exists():
            return ""
        with closing(open_reader(self._path)) as database:
            row = database.execute("SELECT note FROM notes").fetchone()
        return str(row[0]) if row else ""

    def facts(self) -> Facts:
        """The columns as of the last appended batch. Read anew only when there is one."""
        with self._lock:
            for _ in range(_TRIES):
                if not self._path.exists():
                    return self._none
                if self._reader is None or not self._reader.is_current():
                    self._reader, self._version = Reader(self._path), None
                reader = self._reader
                try:
                    version = reader.version()
                    if version != self._version:
                        self._read(reader.connection)
                except sqlite3.Error:
                    self._number, self._reader = 0, None
                    if reader.is_current():
                        raise
                    continue  # written meanwhile: what was read was neither the old state nor the new one
                if reader.is_current():
                    self._version = version  # of before it was read: what is written meanwhile is read next time
                    break
            return self._facts

    def documents(self) -> int | None:
        """How many documents were appended and not removed; None where no log can be read."""
        try:
            with closing(open_reader(self._path)) as database:
                return int(database.execute("SELECT count(*) FROM documents").fetchone()[0])
        except sqlite3.Error:
            return None

    def is_behind(self) -> bool:
        """Whether a writer has announced documents that it has not appended yet, or died before it could."""
        try:
            with closing(open_reader(self._path)) as database:
                return database.execute("SELECT 1 FROM announced LIMIT 1").fetchone() is not None
        except sqlite3.Error:
            return False  # lost or damaged: nobody is about to mend that

    def _read(self, database: sqlite3.Connection) -> None:
        database.execute("BEGIN")  # one state for all questions
        try:
            first, last = database.execute("SELECT min(number), max(number) FROM batches").fetchone()
            if last is None or last == self._number:
                return
            if first > self._number or self._number == 0:
                self._rows, self._codes = np.zeros(0, ROW), np.zeros(0, "<u4")
                self._number = 0  # cleared or compacted since
            batches = database.execute(
                "SELECT number, rows, codes FROM batches WHERE number > ? ORDER BY number", (self._number,)
            ).fetchall()
            terms = {
                (name, value): code for name, value, code in database.execute("SELECT field, value, code FROM terms")
            }
            sums.check(database, batches, terms)
        finally:
            database.execute("COMMIT")
        self._rows, self._codes, self._terms, self._facts = self._joined(batches, terms)
        self._number = last

    def _joined(self, batches: list[tuple[int, bytes, bytes]], terms: dict[tuple[str, str], int]) -> Any:
        """The columns with what came since. Raises sqlite3.DatabaseError if they do not fit together."""
        try:
            rows = np.concatenate((self._rows, np.frombuffer(b"".join(rows for _, rows, _ in batches), ROW)))
            codes = np.concatenate((self._codes, np.frombuffer(b"".join(codes for _, _, codes in batches), "<u4")))
            return rows, codes, terms, Facts(rows, codes, terms)
        except sums.UNFIT as error:
            raise sqlite3.DatabaseError(f"the columns do not fit together: {error}") from error

    def _is_sound(self) -> bool:
        """Whether there is nothing, or a log that can be read; an error of the disk is none of the log."""
        if not self._path.exists():
            return True
        try:
            with closing(self._open()) as database:
                for table in ("documents", "announced", "notes"):
                    database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - names of our own
            self.facts()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_DISK:
                raise
            return False
        return True


def _transaction(database: sqlite3.Connection, write: Callable[[], None]) -> None:
    database.execute("BEGIN IMMEDIATE")
    try:
        write()
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _insert(database: sqlite3.Connection, rows: bytes, codes: bytes) -> None:
    number = database.execute("INSERT INTO batches (rows, codes) VALUES (?, ?)", (rows, codes)).lastrowid
    sums.keep_of_batch(database, int(number or 0), rows, codes)


def _announce(database: sqlite3.Connection, ids: Iterable[str]) -> None:
    database.executemany("INSERT OR IGNORE INTO announced VALUES (?)", [(name,) for name in ids])


def _append(database: sqlite3.Connection, facts: Sequence[RecordFacts]) -> None:
    known = {(name, value): code for name, value, code in database.execute("SELECT field, value, code FROM terms")}
    encoder = Encoder(dict(known))
    rows, codes = encoder.encode(facts)
    new = [(name, value, code) for (name, value), code in encoder.terms.items() if (name, value) not in known]
    database.executemany("INSERT INTO terms VALUES (?, ?, ?)", new)
    if new:
        sums.keep_of_terms(database, encoder.terms)
    _insert(database, rows, codes)
    database.executemany("INSERT OR IGNORE INTO documents VALUES (?)", [(hashed(told.advisory_id),) for told in facts])


def _compact(database: sqlite3.Connection) -> None:
    """Drop rows that later ones replaced, once they are most of the log."""
    (held,) = database.execute("SELECT count(*) FROM documents").fetchone()
    (logged,) = database.execute("SELECT sum(length(rows)) FROM batches").fetchone()
    if logged // ROW.itemsize <= _COMPACT * (held + 1000):
        return

    def write() -> None:
        batches = database.execute("SELECT rows, codes FROM batches ORDER BY number").fetchall()
        rows = np.frombuffer(b"".join(rows for rows, _ in batches), ROW)
        codes = np.frombuffer(b"".join(codes for _, codes in batches), "<u4")
        kept_rows, kept_codes = compacted(rows, codes)
        database.execute("DELETE FROM batches")
        sums.forget_batches(database)
        _insert(database, kept_rows, kept_codes)

    _transaction(database, write)
