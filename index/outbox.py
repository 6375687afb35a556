"""The outbox: advisories wait here, durable and in order, until an engine has them.

In: advisories with their source. Out: records in the engine. Putting one twice replaces it; an engine that is away
leaves everything where it is; a document that the engine refuses for good is set apart with the reason.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.model import Advisory, EngineUnavailable, Source, advisory_from_json, advisory_to_json
from crawler.sqlite_reader import open_reader
from index.engine import Engine
from index.record import Record, record_of
from index.stories.grouping import grouped

BATCH = 200
FILE_NAME = "outbox.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS waiting (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    advisory_id TEXT NOT NULL UNIQUE,
    advisory TEXT NOT NULL,
    source TEXT
);
CREATE TABLE IF NOT EXISTS refused (
    advisory_id TEXT PRIMARY KEY,
    advisory TEXT NOT NULL,
    source TEXT,
    reason TEXT NOT NULL,
    refused_at TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class DrainResult:
    """`indexed` documents reached the engine, `refused` maps ids to reasons, `waiting` are left."""

    indexed: int
    refused: dict[str, str] = field(default_factory=dict)
    waiting: int = 0


def records_of(
    engine: Engine,
    advisories: Iterable[tuple[Advisory, Source | None]],
    now: datetime,
    first_fetches: Mapping[str, datetime] | None = None,
) -> list[Record]:
    """The records of a batch in its order, each in its story, then those of other documents that change theirs.

    A revision keeps the moment at which its page was first seen: as the engine knows it, or from `first_fetches` by page_id.
    Put all of them in one go.
    """
    batch = {advisory.advisory_id: (advisory, source) for advisory, source in advisories}  # the newest state
    known = {record.advisory_id: record for record in engine.get_many(list(batch))}
    arriving = []
    for name, (advisory, source) in batch.items():
        record = record_of(advisory, source, story_id="", bands=(), indexed_at=now)
        seen = [record.first_seen] + ([known[name].first_seen] if name in known else [])
        if first_fetches and (first := first_fetches.get(advisory.document.page_id)):
            seen.append(first)
        arriving.append(replace(record, first_seen=min(seen)))
    return grouped(engine, arriving, known.values())


def _open(data: Path) -> sqlite3.Connection:
    data.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(data / FILE_NAME, timeout=30, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.executescript(_SCHEMA)
    return database


def _open_to_read(path: Path) -> sqlite3.Connection:
    if path.exists():
        return open_reader(path)
    empty = sqlite3.connect(":memory:", isolation_level=None)
    empty.executescript(_SCHEMA)
    return empty


class Outbox:
    """A queue in `<data>/outbox.sqlite`; safe for several processes, one connection per object.

    `readonly` makes nothing and needs no right to write: where there is no queue, nothing waits.
    """

    def __init__(self, data: Path, *, readonly: bool = False) -> None:
        try:
            self._db = _open_to_read(data / FILE_NAME) if readonly else _open(data)
        except (OSError, sqlite3.Error) as error:
            raise EngineUnavailable(
                f"Không mở được hàng đợi trong {data}: {error}. Cannot open the outbox in {data}: check the folder's "
                "permissions and the disk."
            ) from error

    def put(self, advisory: Advisory, source: Source | None = None) -> None:
        """Queue one advisory at the end; a waiting older state of it is replaced. Durable on return."""
        text = json.dumps(advisory_to_json(advisory), ensure_ascii=False)
        facts = source.model_dump_json() if source else None
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM waiting WHERE advisory_id = ?", (advisory.advisory_id,))
            self._db.execute(
                "INSERT INTO waiting (advisory_id, advisory, source) VALUES (?, ?, ?)",
                (advisory.advisory_id, text, facts),
            )
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise EngineUnavailable(
                f"Không ghi được hàng đợi: {error}. Cannot write the outbox: free disk space; the page stays in the "
                "archive and is taken up on the next run."
            ) from error

    def waiting(self) -> int:
        """How many advisories wait."""
        return int(self._db.execute("SELECT count(*) FROM waiting").fetchone()[0])

    def refused(self) -> dict[str, str]:
        """Documents that the engine refused for good, with the reasons."""
        return dict(self._db.execute("SELECT advisory_id, reason FROM refused ORDER BY advisory_id"))

    def drain(
        self, engine: Engine, *, now: datetime | None = None, on_progress: Callable[[int], None] | None = None
    ) -> DrainResult:
        """Send what waits, in order, in batches. Raises EngineUnavailable; what was not acknowledged still waits."""
        indexed = 0
        refused: dict[str, str] = {}
        while rows := self._db.execute(
            "SELECT position, advisory_id, advisory, source FROM waiting ORDER BY position LIMIT ?", (BATCH,)
        ).fetchall():
            result = engine.put(self._records(engine, rows, now or datetime.now(UTC)))
            self._acknowledge(rows, result.refused)
            own = {identifier for _, identifier, _, _ in rows}
            indexed += len(own.intersection(result.accepted))
            refused.update(result.refused)
            if on_progress:
                on_progress(len(rows))
        return DrainResult(indexed, refused, self.waiting())

    def _records(self, engine: Engine, rows: list[tuple[int, str, str, str | None]], now: datetime) -> list[Record]:
        read = (
            (advisory_from_json(json.loads(text)), Source.model_validate_json(facts) if facts else None)
            for _, _, text, facts in rows
        )
        return records_of(engine, read, now)

    def _acknowledge(self, rows: list[tuple[int, str, str, str | None]], reasons: Mapping[str, str]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        for position, identifier, text, facts in rows:
            if identifier in reasons:
                self._db.execute(
                    "INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?, ?)",
                    (identifier, text, facts, reasons[identifier], datetime.now(UTC).isoformat()),
                )
            # By position: a newer state that was put meanwhile has another one, and waits on.
            self._db.execute("DELETE FROM waiting WHERE position = ?", (position,))
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Release the file."""
        self._db.close()
