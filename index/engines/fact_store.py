"""Columns on disk: a log of batches in SQLite, read by any process.

In: what is counted of records, batch by batch. Out: Facts (index.columns.facts). Beside the embedded index a batch is
announced before the index commits it and appended after; what a killed process announced is taken over from the index by
the next writer, so the two agree. For Elasticsearch it is what a machine has read of the cluster, with a note of how far.
"""

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.columns.facts import ROW, Encoder, Facts, RecordFacts, compacted, facts_of, hashed, removals
from index.record import Record

_SCHEMA = """
CREATE TABLE IF NOT EXISTS terms (field TEXT, value TEXT, code INTEGER, PRIMARY KEY (field, value)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (number INTEGER PRIMARY KEY AUTOINCREMENT, rows BLOB NOT NULL, codes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS documents (id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS announced (advisory_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (note TEXT NOT NULL);
"""
_COMPACT = 4  # the log is written anew when it holds this many times the documents
_CHUNK = 5_000


class FactStore:
    """The log of one generation. One writer, many readers; each call opens its own connection, but for one that watches."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "facts.sqlite"
        self._lock = Lock()
        self._watch: _Watch | None = None
        self._number = 0
        self._rows = np.zeros(0, ROW)
        self._codes: NDArray[np.uint32] = np.zeros(0, "<u4")
        self._terms: dict[tuple[str, str], int] = {}
        self._facts = Facts(self._rows, self._codes, {})

    def _open(self) -> sqlite3.Connection:
        new = not self._path.exists()
        database = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
        if new:
            database.execute("PRAGMA journal_mode=WAL")
            database.executescript(_SCHEMA)
        database.execute("PRAGMA synchronous=FULL")
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
                database.execute("INSERT INTO batches (rows, codes) VALUES (?, x'')", (removals(ids),))
                database.executemany("DELETE FROM documents WHERE id = ?", [(hashed(name),) for name in ids])
                database.execute("DELETE FROM announced")

            _transaction(database, write)

    def clear(self) -> None:
        """Forget everything. Numbers of batches go on, so that readers notice."""
        with closing(self._open()) as database:

            def write() -> None:
                for table in ("batches", "documents", "announced", "terms", "notes"):
                    database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
                database.execute("INSERT INTO batches (rows, codes) VALUES (x'', x'')")

            _transaction(database, write)

    def agree(
        self, documents: int, get_many: Callable[[Sequence[str]], list[Record]], every: Callable[[], Iterable[Record]]
    ) -> None:
        """Make the log hold what the index holds: its `documents`, read by id or, if the log was lost, one and all.

        Called by a writer before its first change. `every` yields whole records.
        """
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
            return
        self.clear()
        batch: list[RecordFacts] = []
        for record in every():
            batch.append(facts_of(record))
            if len(batch) == _CHUNK:
                self.append(batch)
                batch = []
        self.append(batch)

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
        with closing(self._open()) as database:
            row = database.execute("SELECT note FROM notes").fetchone()
        return str(row[0]) if row else ""

    def facts(self) -> Facts:
        """The columns as of the last appended batch. Read anew only when there is one."""
        with self._lock:
            try:
                inode = self._path.stat().st_ino
            except OSError:
                return Facts(np.zeros(0, ROW), np.zeros(0, "<u4"), {})
            if self._watch is None or not self._watch.is_of(inode):
                self._watch = _Watch(self._open(), inode)
            version = self._watch.version()
            if version != self._watch.read:
                self._read(self._watch.database)
                self._watch.read = version  # of before it was read: what is written meanwhile is read next time
            return self._facts

    def _read(self, database: sqlite3.Connection) -> None:
        database.execute("BEGIN")  # one state for all three questions
        try:
            first, last = database.execute("SELECT min(number), max(number) FROM batches").fetchone()
            if last is None or last == self._number:
                return
            if first > self._number or self._number == 0:
                self._rows, self._codes = np.zeros(0, ROW), np.zeros(0, "<u4")
                self._number = 0  # cleared or compacted since
            batches = database.execute(
                "SELECT rows, codes FROM batches WHERE number > ? ORDER BY number", (self._number,)
            ).fetchall()
            terms = database.execute("SELECT field, value, code FROM terms").fetchall()
        finally:
            database.execute("COMMIT")
        self._rows = np.concatenate((self._rows, np.frombuffer(b"".join(rows for rows, _ in batches), ROW)))
        self._codes = np.concatenate((self._codes, np.frombuffer(b"".join(codes for _, codes in batches), "<u4")))
        self._terms = {(name, value): code for name, value, code in terms}
        self._number = last
        self._facts = Facts(self._rows, self._codes, self._terms)


class _Watch:
    """A connection kept open to ask whether another has written since: a hundredth of the time of opening one."""

    def __init__(self, database: sqlite3.Connection, inode: int) -> None:
        self.database = database
        self.read: int | None = None
        self._of = (inode, os.getpid())  # SQLite's connections must not be taken along into a child process
        weakref.finalize(self, database.close)

    def is_of(self, inode: int) -> bool:
        return self._of == (inode, os.getpid())

    def version(self) -> int:
        """Another number whenever another connection has written (SQLite's data_version)."""
        return int(self.database.execute("PRAGMA data_version").fetchone()[0])


def _transaction(database: sqlite3.Connection, write: Callable[[], None]) -> None:
    database.execute("BEGIN IMMEDIATE")
    try:
        write()
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _announce(database: sqlite3.Connection, ids: Iterable[str]) -> None:
    database.executemany("INSERT OR IGNORE INTO announced VALUES (?)", [(name,) for name in ids])


def _append(database: sqlite3.Connection, facts: Sequence[RecordFacts]) -> None:
    known = {(name, value): code for name, value, code in database.execute("SELECT field, value, code FROM terms")}
    encoder = Encoder(dict(known))
    rows, codes = encoder.encode(facts)
    new = [(name, value, code) for (name, value), code in encoder.terms.items() if (name, value) not in known]
    database.executemany("INSERT INTO terms VALUES (?, ?, ?)", new)
    database.execute("INSERT INTO batches (rows, codes) VALUES (?, ?)", (rows, codes))
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
        database.execute("INSERT INTO batches (rows, codes) VALUES (?, ?)", (kept_rows, kept_codes))

    _transaction(database, write)
