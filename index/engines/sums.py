"""Checksums of the columns' log: what is read is what was written, or it is told.

In: batches and terms as they are written and read (index.engines.fact_store). Out: sqlite3.DatabaseError for what differs. Logs of
earlier versions have no sums; the next writer makes them.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping

TABLE = "CREATE TABLE IF NOT EXISTS sums (number INTEGER PRIMARY KEY, sum INTEGER NOT NULL);"
UNFIT = (ValueError, IndexError, KeyError, TypeError, OverflowError)
"""What a changed bit leads to where values are put together."""

_TERMS = 0  # the number under which the sum of the terms stands; those of batches stand under theirs

Batch = tuple[int, bytes, bytes]
Terms = Mapping[tuple[str, str], int]


def keep_of_batch(database: sqlite3.Connection, number: int, rows: bytes, codes: bytes) -> None:
    """The sum of a batch that is written in the same transaction."""
    database.execute("INSERT OR REPLACE INTO sums VALUES (?, ?)", (number, _of_batch(rows, codes)))


def keep_of_terms(database: sqlite3.Connection, terms: Terms) -> None:
    """The sum of all terms, those included that are written in the same transaction."""
    database.execute("INSERT OR REPLACE INTO sums VALUES (?, ?)", (_TERMS, _of_terms(terms)))


def forget_batches(database: sqlite3.Connection) -> None:
    """Of batches that are taken away."""
    database.execute("DELETE FROM sums WHERE number <> ?", (_TERMS,))


def without(database: sqlite3.Connection) -> list[Batch]:
    """Batches that have no sum."""
    return database.execute(
        "SELECT number, rows, codes FROM batches WHERE number NOT IN (SELECT number FROM sums)"
    ).fetchall()


def check(database: sqlite3.Connection, batches: Iterable[Batch], terms: Terms) -> None:
    """Raises sqlite3.DatabaseError if a batch or the terms are not what was written."""
    known = dict(database.execute("SELECT number, sum FROM sums")) if _are_kept(database) else {}
    try:
        wrong = [number for number, rows, codes in batches if known.get(number) not in (None, _of_batch(rows, codes))]
        if wrong or known.get(_TERMS) not in (None, _of_terms(terms)):
            raise sqlite3.DatabaseError(f"another checksum than was written: {wrong or 'terms'}")
    except UNFIT as error:
        raise sqlite3.DatabaseError(f"something else than was written: {error}") from error


def _of_batch(rows: bytes, codes: bytes) -> int:
    return zlib.crc32(codes, zlib.crc32(rows))


def _of_terms(terms: Terms) -> int:
    return zlib.crc32(json.dumps(sorted((code, *key) for key, code in terms.items())).encode())


def _are_kept(database: sqlite3.Connection) -> bool:
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = 'sums'").fetchone() is not None
