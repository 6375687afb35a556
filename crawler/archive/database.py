"""The ledger's connection: SQLite in WAL mode with synchronous=FULL, one short transaction for each call.

In: the data folder. Out: a base for the parts of the ledger. Knows no rule.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from crawler.archive import schema
from crawler.model import ConfigurationError, Outcome
from crawler.sqlite_reader import open_reader

FILE_NAME = "ledger.sqlite"
ARTICLE = "article"
REVISIT_FLOOR = 6 * 3600.0


def utc_now() -> float:
    """Seconds since the epoch, by this machine's clock."""
    return datetime.now(UTC).timestamp()


def moment(seconds: float) -> datetime:
    """A time that the ledger keeps (seconds since the epoch): aware, UTC, exact to the microsecond."""
    return datetime.fromtimestamp(seconds, UTC)


class Database:
    """One connection for one run of one source ('' and '' for tools). Not shared between threads or processes.

    `readonly` makes nothing and needs no right to write; it may miss what others write later (crawler.sqlite_reader).
    """

    def __init__(
        self,
        data: Path,
        run_id: str = "",
        source: str = "",
        *,
        revisit_floor: float = REVISIT_FLOOR,
        clock: Callable[[], float] = utc_now,
        readonly: bool = False,
    ) -> None:
        if not readonly:
            data.mkdir(parents=True, exist_ok=True)
        self.run_id = run_id
        self.source = source
        self._clock = clock
        self._revisit_floor = revisit_floor
        self._path = data / FILE_NAME
        try:
            self._db = _connect_to_read(self._path) if readonly else _connect(self._path)
        except sqlite3.DatabaseError as error:
            raise ConfigurationError(
                f"Không mở được sổ cái {self._path}: {error}. The ledger {self._path} cannot be opened: run `canhbao archive "
                "rebuild`, which makes it anew from the WARC files."
            ) from error
        if run_id:
            self.begin_run()

    @property
    def connection(self) -> sqlite3.Connection:
        """For who writes a ledger anew."""
        return self._db

    def begin_run(self) -> None:
        """Enter that this run has begun; once."""
        with self._writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO runs (run_id, source, started) VALUES (?,?,?)",
                (self.run_id, self.source, self._clock()),
            )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Release the connection."""
        self._db.close()

    def _settle_visit(self, db: sqlite3.Connection, page: str, outcome: Outcome, reason: str, warns: bool) -> None:
        db.execute(
            "UPDATE visits SET outcome=?, reason=?, warns=? WHERE run_id=? AND page_id=?",
            (outcome, reason, int(warns), self.run_id, page),
        )


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=60, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA foreign_keys=ON")
    _bring_up_to_date(db)
    return db


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """The ledger as it is; one of an older release is brought up to date in memory alone."""
    db = open_reader(path)
    if db.execute("PRAGMA user_version").fetchone()[0] != schema.VERSION:
        kept, db = db, sqlite3.connect(":memory:", isolation_level=None)
        kept.backup(db)
        kept.close()
        _bring_up_to_date(db)
    db.row_factory = sqlite3.Row
    return db


def _bring_up_to_date(db: sqlite3.Connection) -> None:
    db.executescript(schema.TABLES)
    found = db.execute("PRAGMA user_version").fetchone()[0]
    if found < schema.VERSION:  # new, or of an older release: its tables are a part of these
        db.execute(f"PRAGMA user_version={schema.VERSION}")
    elif found > schema.VERSION:
        raise sqlite3.DatabaseError(f"written by a newer release (version {found}); upgrade canhbao")
