"""The ledger: every address and every revision with its outcome, and the frontier's memory.

In: discovered addresses, archived responses, outcomes. Out: what to fetch, what is unsettled, the balance. SQLite in
WAL mode with synchronous=FULL: what a call has written survives `kill -9` and power loss. Every call may be repeated.
Knows neither Scrapy nor how text is understood.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.archive import schema
from crawler.archive.schema import Discovery, PageRow, RecordRow, RevisionRow
from crawler.archive.urls import canonical_url
from crawler.archive.warc import Position
from crawler.model import Balance, ConfigurationError, Outcome, page_id

FILE_NAME = "ledger.sqlite"
ARTICLE = "article"
REVISIT_FLOOR = 6 * 3600.0
REVISIT_CEILING = 30 * 86400.0
MAX_ATTEMPTS = 5

_REVISION = (
    "SELECT v.*, p.url, p.canonical_url, p.parent, p.listed_title, p.listed_published, r.file, r.offset, r.length, "
    "r.fetched, r.truncated FROM revisions v JOIN pages p USING (page_id) JOIN records r ON r.record = v.record "
)


def utc_now() -> float:
    """Seconds since the epoch, by this machine's clock."""
    return datetime.now(UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Archived:
    """What a response was and where its record lies; the input of Ledger.record. `revision` is its payload digest."""

    page_id: str
    revision: str
    url: str
    role: str
    status: int
    content_type: str
    filename: str
    etag: str
    last_modified: str
    truncated: str
    fetched: datetime
    position: Position


class Ledger:
    """One connection for one run of one source ('' and '' for tools). Not shared between threads or processes."""

    def __init__(
        self,
        data: Path,
        run_id: str = "",
        source: str = "",
        *,
        revisit_floor: float = REVISIT_FLOOR,
        clock: Callable[[], float] = utc_now,
    ) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.run_id = run_id
        self.source = source
        self._clock = clock
        self._revisit_floor = revisit_floor
        self._path = data / FILE_NAME
        try:
            self._db = _connect(self._path)
        except sqlite3.DatabaseError as error:
            raise ConfigurationError(
                f"Không mở được sổ cái {self._path}: {error}. The ledger {self._path} cannot be opened: restore a "
                "backup, or move it away and run `canhbao replay`."
            ) from error
        if run_id:
            with self._writing() as db:
                db.execute(
                    "INSERT OR IGNORE INTO runs (run_id, source, started) VALUES (?,?,?)", (run_id, source, clock())
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

    # -- the frontier ---------------------------------------------------------------------------------------------

    def discover(
        self,
        url: str,
        source: str,
        role: str = ARTICLE,
        *,
        listed_title: str | None = None,
        listed_published: str | None = None,
        parent: str | None = None,
    ) -> Discovery:
        """Remember an address; durable on return. A known one is due again by its age, or when its listing changed.

        Raises ValueError if the address is not http(s).
        """
        canonical = canonical_url(url)
        page, now = page_id(canonical), self._clock()
        with self._writing() as db:
            row = db.execute("SELECT * FROM pages WHERE page_id=?", (page,)).fetchone()
            if row is None:
                db.execute(
                    "INSERT INTO pages (page_id, url, canonical_url, source, role, parent, listed_title, "
                    "listed_published, first_seen, last_seen, outcome) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                    (page, url, canonical, source, role, parent, listed_title, listed_published, now, now, "pending"),
                )
                self._visit(db, page, source, role, Outcome.PENDING, "")
                return Discovery(page, fetch=True, known=False)
            if row["source"] != source:
                self._visit(db, page, source, role, Outcome.DUPLICATE, "other_source")
                return Discovery(page, fetch=False, known=True)
            fetch = row["outcome"] == Outcome.PENDING or self._is_due(row, listed_title, listed_published, now)
            db.execute(
                "UPDATE pages SET last_seen=?, listed_title=coalesce(?, listed_title), "
                "listed_published=coalesce(?, listed_published) WHERE page_id=?",
                (now, listed_title, listed_published, page),
            )
            if fetch:
                self._visit(db, page, source, role, Outcome.PENDING, "")
            else:
                self._visit(db, page, source, role, Outcome.UNCHANGED, "not_due")
            return Discovery(page, fetch=fetch, known=True)

    def _is_due(self, row: sqlite3.Row, title: str | None, published: str | None, now: float) -> bool:
        if (title and title != row["listed_title"]) or (published and published != row["listed_published"]):
            return True
        wait = min(max(self._revisit_floor, (now - row["first_seen"]) / 4), REVISIT_CEILING)
        return bool(now - (row["fetched"] or 0.0) >= wait)

    def _visit(self, db: sqlite3.Connection, page: str, source: str, role: str, outcome: Outcome, reason: str) -> None:
        """Count an article once in the run; a page met again in a second listing keeps what it has."""
        if self.run_id and role == ARTICLE:
            db.execute(
                "INSERT OR IGNORE INTO visits (run_id, page_id, source, outcome, reason) VALUES (?,?,?,?,?)",
                (self.run_id, page, source, outcome, reason),
            )

    def pending(self, source: str, role: str = ARTICLE) -> list[PageRow]:
        """Addresses that wait: never fetched, or archived and not settled; oldest first. They join this run."""
        rows = self._db.execute(
            "SELECT * FROM pages WHERE source=? AND role=? AND outcome='pending' ORDER BY first_seen, page_id",
            (source, role),
        ).fetchall()
        if rows and self.run_id:
            with self._writing() as db:
                for row in rows:
                    self._visit(db, row["page_id"], source, role, Outcome.PENDING, "")
        return [_page_row(row) for row in rows]

    def page_row(self, page: str) -> PageRow | None:
        """One address, or None."""
        row = self._db.execute("SELECT * FROM pages WHERE page_id=?", (page,)).fetchone()
        return _page_row(row) if row else None

    # -- revisions ------------------------------------------------------------------------------------------------

    def record(self, archived: Archived, source: str, *, revision: bool = True) -> None:
        """Enter a written record; with `revision`, its payload becomes the page's newest, pending until settled.

        A payload seen before at the address stays as it was settled; only its last sight moves.
        """
        a, now = archived, archived.fetched.timestamp()
        with self._writing() as db:
            record = db.execute(
                "INSERT OR REPLACE INTO records (file, offset, length, digest, url, page_id, source, role, status, "
                "truncated, fetched, run_id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    *(a.position.file, a.position.offset, a.position.length, a.revision, a.url, a.page_id, source),
                    *(a.role, a.status, a.truncated, now, self.run_id),
                ),
            ).lastrowid
            if not revision:
                return
            outcome = Outcome.PENDING if a.role == ARTICLE else Outcome.UNCHANGED
            db.execute(
                "INSERT INTO revisions (page_id, revision, source, role, status, content_type, filename, etag, "
                "last_modified, record, first_seen, last_seen, run_id, outcome) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
                "ON CONFLICT (page_id, revision) DO UPDATE SET last_seen=excluded.last_seen, etag=excluded.etag, "
                "last_modified=excluded.last_modified",
                (
                    *(a.page_id, a.revision, source, a.role, a.status, a.content_type, a.filename, a.etag),
                    *(a.last_modified, record, now, now, self.run_id, outcome),
                ),
            )
            db.execute(
                "UPDATE pages SET revision=?, fetched=?, last_seen=?, attempts=0, outcome=CASE WHEN role='article' "
                "THEN 'pending' ELSE 'unchanged' END, reason='' WHERE page_id=?",
                (a.revision, now, now, a.page_id),
            )

    def settle(self, page: str, revision: str, outcome: Outcome, reason: str = "", *, warns: bool = False) -> None:
        """Say how a page ended. `revision` '' settles an address that was never archived (refused, forbidden).

        UNCHANGED leaves what the revision and the page were before and counts in the run alone. May be repeated.
        """
        now = self._clock()
        with self._writing() as db:
            if outcome is Outcome.UNCHANGED:
                settled = db.execute(
                    "SELECT outcome, reason, warns FROM revisions WHERE page_id=? AND revision=?", (page, revision)
                ).fetchone()
                if settled:
                    db.execute(
                        "UPDATE pages SET outcome=?, reason=?, warns=?, revision=?, fetched=?, last_seen=?, attempts=0 "
                        "WHERE page_id=?",
                        (settled["outcome"], settled["reason"], settled["warns"], revision, now, now, page),
                    )
            else:
                db.execute(
                    "UPDATE revisions SET outcome=?, reason=?, warns=? WHERE page_id=? AND revision=?",
                    (outcome, reason, int(warns), page, revision),
                )
                db.execute(
                    "UPDATE pages SET outcome=?, reason=?, warns=?, fetched=coalesce(fetched, ?) WHERE page_id=? "
                    "AND revision=?",
                    (outcome, reason, int(warns), now, page, revision),
                )
            self._settle_visit(db, page, outcome, reason, warns)

    def _settle_visit(self, db: sqlite3.Connection, page: str, outcome: Outcome, reason: str, warns: bool) -> None:
        db.execute(
            "UPDATE visits SET outcome=?, reason=?, warns=? WHERE run_id=? AND page_id=?",
            (outcome, reason, int(warns), self.run_id, page),
        )

    def refuse(self, page: str, reason: str) -> None:
        """Settle an address as rejected whatever its revision: it must not, or cannot, be fetched."""
        self._conclude(page, Outcome.REJECTED, reason)

    def postpone(self, page: str, reason: str, *, counts: bool = True) -> None:
        """Leave an address pending after a failed try; after MAX_ATTEMPTS counted tries it is rejected."""
        row = self.page_row(page)
        if row is None:
            return
        if counts and row.attempts + 1 >= MAX_ATTEMPTS:
            self._conclude(page, Outcome.REJECTED, reason)
            return
        with self._writing() as db:
            db.execute("UPDATE pages SET attempts=attempts+?, reason=? WHERE page_id=?", (int(counts), reason, page))
            if row.outcome is Outcome.PENDING:
                self._settle_visit(db, page, Outcome.PENDING, reason, False)
            else:  # a known page that could not be looked at again keeps what it was
                self._settle_visit(db, page, Outcome.UNCHANGED, f"not_seen:{reason}", False)

    def _conclude(self, page: str, outcome: Outcome, reason: str) -> None:
        with self._writing() as db:
            row = db.execute("SELECT revision, outcome FROM pages WHERE page_id=?", (page,)).fetchone()
            if row is not None and (row["revision"] == "" or row["outcome"] == Outcome.PENDING):
                db.execute(
                    "UPDATE pages SET outcome=?, reason=?, fetched=?, attempts=0 WHERE page_id=?",
                    (outcome, reason, self._clock(), page),
                )
                db.execute(
                    "UPDATE revisions SET outcome=?, reason=? WHERE page_id=? AND outcome='pending'",
                    (outcome, reason, page),
                )
            self._settle_visit(db, page, outcome, reason, False)

    def revision_row(self, page: str, revision: str) -> RevisionRow | None:
        """One revision, or None."""
        row = self._db.execute(_REVISION + "WHERE v.page_id=? AND v.revision=?", (page, revision)).fetchone()
        return _revision_row(row) if row else None

    def newest(self, page: str) -> RevisionRow | None:
        """The newest revision of an address, or None."""
        row = self._db.execute(_REVISION + "WHERE v.page_id=? AND v.revision=p.revision", (page,)).fetchone()
        return _revision_row(row) if row else None

    def last_good(self, page: str) -> RevisionRow | None:
        """The newest revision that was indexed, or None."""
        row = self._db.execute(
            _REVISION + "WHERE v.page_id=? AND v.outcome='advisory' ORDER BY v.last_seen DESC LIMIT 1", (page,)
        ).fetchone()
        return _revision_row(row) if row else None

    def duplicate_of(self, page: str, revision: str, source: str) -> str | None:
        """The page_id of an earlier article of the source with the same payload, or None."""
        row = self._db.execute(
            "SELECT page_id FROM revisions WHERE source=? AND revision=? AND page_id<>? AND role='article' AND "
            "outcome IN ('pending','advisory','not_relevant') ORDER BY first_seen, record LIMIT 1",
            (source, revision, page),
        ).fetchone()
        return str(row["page_id"]) if row else None

    def unsettled(self, source: str | None = None) -> list[RevisionRow]:
        """Articles that are archived and not settled: a crash came between."""
        return self._revisions("AND v.revision=p.revision AND p.outcome='pending'", source)

    def articles(self, source: str | None = None) -> Iterator[RevisionRow]:
        """Every archived article at its newest good revision, in the order of first archiving: for replay."""
        yield from self._revisions("AND v.revision=p.revision AND v.status=200 AND v.outcome<>'rejected'", source)

    def _revisions(self, condition: str, source: str | None) -> list[RevisionRow]:
        rows = self._db.execute(
            _REVISION + f"WHERE v.role='article' AND (:source IS NULL OR v.source=:source) {condition} "
            "ORDER BY v.first_seen, v.record",
            {"source": source},
        ).fetchall()
        return [_revision_row(row) for row in rows]

    def attachments(self, page: str) -> list[RevisionRow]:
        """The newest revision of each attachment of a page, in the order of discovery."""
        rows = self._db.execute(
            _REVISION + "WHERE p.parent=? AND v.role='attachment' AND v.revision=p.revision AND v.status=200 "
            "ORDER BY p.first_seen, p.rowid",
            (page,),
        ).fetchall()
        return [_revision_row(row) for row in rows]

    # -- accounts -------------------------------------------------------------------------------------------------

    def balance(self, run_id: str | None = None, source: str | None = None) -> Balance:
        """Articles by outcome: of one run, or (None) of the present state. `seen` is counted apart from the parts."""
        if run_id is None:
            table, condition = "pages", "role='article'"
        else:
            table, condition = "visits", "run_id=:run"
        where = f"FROM {table} WHERE {condition} AND (:source IS NULL OR source=:source)"
        values = {"source": source, "run": run_id}
        seen = self._db.execute(f"SELECT count(*) {where}", values).fetchone()[0]
        counts: dict[str, int] = {}
        rejected: dict[str, int] = {}
        warnings = 0
        for row in self._db.execute(
            f"SELECT outcome, reason, count(*) AS n, sum(warns) AS w {where} GROUP BY 1, 2",
            values,
        ):
            if row["outcome"] == Outcome.REJECTED:
                rejected[row["reason"]] = rejected.get(row["reason"], 0) + row["n"]
            else:
                counts[row["outcome"]] = counts.get(row["outcome"], 0) + row["n"]
                warnings += row["w"] if row["outcome"] == Outcome.ADVISORY else 0
        return Balance(
            seen=seen,
            unchanged=counts.get(Outcome.UNCHANGED, 0),
            duplicate=counts.get(Outcome.DUPLICATE, 0),
            not_relevant=counts.get(Outcome.NOT_RELEVANT, 0),
            advisories=counts.get(Outcome.ADVISORY, 0),
            quarantined=counts.get(Outcome.QUARANTINED, 0),
            gone=counts.get(Outcome.GONE, 0),
            pending=counts.get(Outcome.PENDING, 0),
            rejected=rejected,
            warnings=warnings,
            attachments=self._attachment_count(run_id, source),
        )

    def _attachment_count(self, run_id: str | None, source: str | None) -> int:
        return int(
            self._db.execute(
                "SELECT count(*) FROM revisions WHERE role='attachment' AND (:source IS NULL OR source=:source) "
                "AND (:run IS NULL OR run_id=:run)",
                {"source": source, "run": run_id},
            ).fetchone()[0]
        )

    def finish_run(self, summary: dict[str, Any]) -> None:
        """Close the run's row with its summary (JSON-ready)."""
        with self._writing() as db:
            db.execute(
                "UPDATE runs SET finished=?, summary=? WHERE run_id=? AND source=?",
                (self._clock(), json.dumps(summary, ensure_ascii=False), self.run_id, self.source),
            )

    def runs(self, source: str | None = None) -> list[dict[str, Any]]:
        """Runs, newest first: run_id, source, started and finished (epoch seconds), summary."""
        rows = self._db.execute(
            "SELECT * FROM runs WHERE (:source IS NULL OR source=:source) ORDER BY started DESC, run_id",
            {"source": source},
        ).fetchall()
        return [{**dict(row), "summary": json.loads(row["summary"] or "{}")} for row in rows]

    # -- files and records ----------------------------------------------------------------------------------------

    def open_file(self, file: str) -> None:
        """Remember a WARC file before it is made."""
        with self._writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO files (file, source, run_id) VALUES (?,?,?)", (file, self.source, self.run_id)
            )

    def seal_file(self, file: str) -> None:
        """A file was closed in order, or checked and repaired."""
        with self._writing() as db:
            db.execute("UPDATE files SET sealed=1 WHERE file=?", (file,))

    def unsealed_files(self) -> list[tuple[str, int]]:
        """Files that a crash may have torn, each with the end of its last entered record."""
        rows = self._db.execute(
            "SELECT f.file, coalesce(max(r.offset + r.length), 0) AS size FROM files f LEFT JOIN records r "
            "USING (file) WHERE NOT f.sealed GROUP BY f.file ORDER BY f.file"
        ).fetchall()
        return [(str(row["file"]), int(row["size"])) for row in rows]

    def records(self) -> Iterator[RecordRow]:
        """Every WARC record by file and offset."""
        for row in self._db.execute("SELECT * FROM records ORDER BY file, offset"):
            position = Position(row["file"], row["offset"], row["length"])
            yield RecordRow(position, row["digest"], row["url"], row["source"], row["run_id"])

    def integrity(self) -> str:
        """'ok', or the first faults that SQLite finds in the ledger's file."""
        return "; ".join(str(row[0]) for row in self._db.execute("PRAGMA integrity_check(5)"))

    # -- politeness that outlives a run -----------------------------------------------------------------------------

    def back_off(self, host: str, seconds: float, reason: str) -> float:
        """Ask nothing of a host for a while; doubled for each failure in a row, at most 6 h. Seconds set."""
        now = self._clock()
        with self._writing() as db:
            row = db.execute("SELECT failures FROM hosts WHERE host=?", (host,)).fetchone()
            failures = (row["failures"] if row else 0) + 1
            wait: float = min(max(seconds, 5.0 * 2 ** min(failures - 1, 12)), 6 * 3600.0)
            db.execute(
                "INSERT OR REPLACE INTO hosts (host, until, failures, reason) VALUES (?,?,?,?)",
                (host, now + wait, failures, reason),
            )
        return wait

    def resume_host(self, host: str) -> None:
        """A host answered well: forget its failures."""
        if self._db.execute("SELECT 1 FROM hosts WHERE host=?", (host,)).fetchone():
            with self._writing() as db:
                db.execute("DELETE FROM hosts WHERE host=?", (host,))

    def host_wait(self, host: str) -> float:
        """Seconds until a host may be asked again; 0 if now."""
        row = self._db.execute("SELECT until FROM hosts WHERE host=?", (host,)).fetchone()
        return max(0.0, float(row["until"]) - self._clock()) if row else 0.0

    def robots(self, origin: str, max_age: float) -> tuple[bool, bytes] | None:
        """Cached robots rules of an origin (allow all, body) not older than `max_age` seconds, or None."""
        row = self._db.execute("SELECT * FROM robots WHERE origin=?", (origin,)).fetchone()
        if row is None or self._clock() - row["fetched"] > max_age:
            return None
        return bool(row["allow_all"]), bytes(row["body"])

    def keep_robots(self, origin: str, allow_all: bool, body: bytes) -> None:
        """Cache the robots rules of an origin."""
        with self._writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO robots (origin, fetched, allow_all, body) VALUES (?,?,?,?)",
                (origin, self._clock(), int(allow_all), body),
            )


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=60, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA foreign_keys=ON")
    db.executescript(schema.TABLES)
    found = db.execute("PRAGMA user_version").fetchone()[0]
    if found == 0:
        db.execute(f"PRAGMA user_version={schema.VERSION}")
    elif found > schema.VERSION:
        raise sqlite3.DatabaseError(f"written by a newer release (version {found}); upgrade canhbao")
    return db


def _page_row(row: sqlite3.Row) -> PageRow:
    return PageRow(
        page_id=row["page_id"],
        url=row["url"],
        canonical_url=row["canonical_url"],
        source=row["source"],
        role=row["role"],
        parent=row["parent"],
        listed_title=row["listed_title"],
        listed_published=row["listed_published"],
        revision=row["revision"],
        outcome=Outcome(row["outcome"]),
        reason=row["reason"],
        attempts=row["attempts"],
        fetched=None if row["fetched"] is None else datetime.fromtimestamp(row["fetched"], UTC),
    )


def _revision_row(row: sqlite3.Row) -> RevisionRow:
    return RevisionRow(
        page_id=row["page_id"],
        revision=row["revision"],
        url=row["url"],
        canonical_url=row["canonical_url"],
        source=row["source"],
        role=row["role"],
        parent=row["parent"],
        listed_title=row["listed_title"],
        listed_published=row["listed_published"],
        status=row["status"],
        content_type=row["content_type"],
        filename=row["filename"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        position=Position(row["file"], row["offset"], row["length"]),
        fetched=datetime.fromtimestamp(row["fetched"], UTC),
        truncated=row["truncated"],
        outcome=Outcome(row["outcome"]),
        reason=row["reason"],
    )
