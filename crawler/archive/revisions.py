"""Revisions: each payload seen at an address, where its record lies and how it ended.

In: archived responses and outcomes. Out: rows to read back, what is unsettled, duplicates. A revision is never
edited; only its outcome and its last sight are. Knows neither Scrapy nor text.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.archive.database import ARTICLE, Database, moment
from crawler.archive.records import Position
from crawler.archive.schema import RevisionRow, Settlement
from crawler.model import Outcome

_REVISION = (
    "SELECT v.*, p.url, p.canonical_url, p.parent, p.listed_title, p.listed_published, r.file, r.offset, r.length, "
    "r.fetched, r.truncated FROM revisions v JOIN pages p USING (page_id) JOIN records r ON r.record = v.record "
)


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


class Revisions(Database):
    """Payloads of the ledger."""

    def record(self, archived: Archived, source: str, *, revision: bool = True) -> None:
        """Enter a written record; with `revision`, its payload becomes the page's newest, pending until settled.

        Unless a newer one is known: somebody may add captures of earlier times.

        A payload seen before at the address stays as it was settled; only its last sight moves.
        """
        a, now = archived, archived.fetched.timestamp()
        with self._writing() as db:
            record = db.execute(
                "INSERT INTO records (file, offset, length, digest, url, page_id, source, role, status, "
                "truncated, fetched, run_id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (file, offset) DO UPDATE SET "
                "length=excluded.length, digest=excluded.digest RETURNING record",
                (
                    *(a.position.file, a.position.offset, a.position.length, a.revision, a.url, a.page_id, source),
                    *(a.role, a.status, a.truncated, now, self.run_id),
                ),
            ).fetchone()[0]
            if not revision:
                return
            outcome = Outcome.PENDING if a.role == ARTICLE else Outcome.UNCHANGED
            db.execute(
                "INSERT INTO revisions (page_id, revision, source, role, status, content_type, filename, etag, "
                "last_modified, record, first_seen, last_seen, run_id, outcome) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
                "ON CONFLICT (page_id, revision) DO UPDATE SET last_seen=max(last_seen, excluded.last_seen), "
                "first_seen=min(first_seen, excluded.first_seen), etag=excluded.etag, "
                "last_modified=excluded.last_modified",
                (
                    *(a.page_id, a.revision, source, a.role, a.status, a.content_type, a.filename, a.etag),
                    *(a.last_modified, record, now, now, self.run_id, outcome),
                ),
            )
            db.execute(
                "UPDATE pages SET revision=?, fetched=?, last_seen=?, attempts=0, outcome=CASE WHEN role='article' "
                "THEN 'pending' ELSE 'unchanged' END, reason='' WHERE page_id=? AND coalesce(fetched, 0)<=?",
                (a.revision, now, now, a.page_id, now),
            )

    def settle(self, page: str, revision: str, outcome: Outcome, reason: str = "", *, warns: bool = False) -> None:
        """Say how a page ended. `revision` '' settles an address that was never archived (refused, forbidden).

        UNCHANGED leaves what the revision and the page were before and counts in the run alone. May be repeated.
        """
        now = self._clock()
        with self._writing() as db:
            if outcome is Outcome.UNCHANGED:
                settled = self._settlement(page, revision)
                if settled:
                    db.execute(
                        "UPDATE pages SET outcome=?, reason=?, warns=?, revision=?, fetched=?, last_seen=?, attempts=0 "
                        "WHERE page_id=?",
                        (settled.outcome, settled.reason, int(settled.warns), revision, now, now, page),
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

    def _settlement(self, page: str, revision: str) -> Settlement | None:
        row = self._db.execute(
            "SELECT outcome, reason, warns FROM revisions WHERE page_id=? AND revision=?", (page, revision)
        ).fetchone()
        return Settlement(Outcome(row["outcome"]), row["reason"], bool(row["warns"])) if row else None

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

    def gone(self, source: str | None = None) -> Iterator[RevisionRow]:
        """The last good revision of every article whose page is gone: it stays searchable, labelled.

        Where none was read yet (the ledger was rebuilt), the last that was archived.
        """
        pages = self._db.execute(
            "SELECT page_id FROM pages WHERE role='article' AND outcome='gone' AND (:source IS NULL OR source=:source) "
            "ORDER BY page_id",
            {"source": source},
        ).fetchall()
        for page in pages:
            row = self.last_good(page["page_id"]) or self._last_unread(page["page_id"])
            if row is not None:
                yield row

    def _last_unread(self, page: str) -> RevisionRow | None:
        row = self._db.execute(
            _REVISION + "WHERE v.page_id=? AND v.status=200 AND v.outcome='pending' ORDER BY v.last_seen DESC LIMIT 1",
            (page,),
        ).fetchone()
        return _revision_row(row) if row else None

    def archived_addresses(self) -> set[str]:
        """The address of every article and attachment that a good payload is archived of."""
        rows = self._db.execute(
            "SELECT DISTINCT p.canonical_url FROM revisions v JOIN pages p USING (page_id) WHERE v.status=200 AND "
            "v.role IN ('article', 'attachment')"
        )
        return {row["canonical_url"] for row in rows}

    def sources(self) -> set[str]:
        """Every source that a page was ever seen of."""
        return {row["source"] for row in self._db.execute("SELECT DISTINCT source FROM pages")}

    def lists(self, source: str) -> list[RevisionRow]:
        """Archived feeds, sitemaps and listings of a source at their newest revisions."""
        rows = self._db.execute(
            _REVISION + "WHERE v.role IN ('listing', 'feed', 'sitemap') AND v.source=? AND v.revision=p.revision "
            "ORDER BY v.first_seen, v.record",
            (source,),
        ).fetchall()
        return [_revision_row(row) for row in rows]

    def _revisions(self, condition: str, source: str | None) -> list[RevisionRow]:
        rows = self._db.execute(
            _REVISION + f"WHERE v.role='article' AND (:source IS NULL OR v.source=:source) {condition} "
            "ORDER BY v.first_seen, v.record",
            {"source": source},
        ).fetchall()
        return [_revision_row(row) for row in rows]

    def first_fetches(self, pages: Iterable[str]) -> dict[str, datetime]:
        """When each of the pages was fetched for the first time with a good answer; aware, UTC."""
        rows = self._db.execute(
            "SELECT page_id, min(first_seen) AS first FROM revisions WHERE status=200 AND page_id IN "
            "(SELECT value FROM json_each(?)) GROUP BY page_id",
            (json.dumps(list(pages)),),
        ).fetchall()
        return {row["page_id"]: moment(row["first"]) for row in rows}

    def attachments(self, page: str) -> list[RevisionRow]:
        """The newest revision of each attachment of a page, in the order of discovery."""
        rows = self._db.execute(
            _REVISION + "JOIN links l ON l.child=v.page_id WHERE l.parent=? AND v.role='attachment' AND "
            "v.revision=p.revision AND v.status=200 ORDER BY l.position",
            (page,),
        ).fetchall()
        return [_revision_row(row) for row in rows]

    def link(self, parent: str, child: str) -> bool:
        """An article carries an attachment; one file may hang on several articles. Whether that is news."""
        if self._db.execute("SELECT 1 FROM links WHERE parent=? AND child=?", (parent, child)).fetchone() is not None:
            return False
        with self._writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO links (parent, child, position) "
                "SELECT ?, ?, coalesce(max(position), 0) + 1 FROM links WHERE parent=?",
                (parent, child, parent),
            )
        return True


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
        fetched=moment(row["fetched"]),
        truncated=row["truncated"],
        outcome=Outcome(row["outcome"]),
        reason=row["reason"],
    )
