"""The frontier: which addresses are known, which wait, which are due again.

In: discovered addresses and failures. Out: what to fetch. An address is remembered before it is asked for, so that a
killed run continues. Knows no payload.
"""

import sqlite3

from crawler.archive.database import ARTICLE, Database, moment
from crawler.archive.schema import Discovery, PageRow
from crawler.archive.urls import canonical_url, without_credentials
from crawler.model import Outcome, page_id

REVISIT_CEILING = 30 * 86400.0
MAX_ATTEMPTS = 5
_PAGE = "SELECT * FROM pages WHERE "


class Frontier(Database):
    """Addresses of the ledger."""

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
            row = self.page_row(page)
            if row is None:
                db.execute(
                    "INSERT INTO pages (page_id, url, canonical_url, source, role, parent, listed_title, "
                    "listed_published, first_seen, last_seen, outcome) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                    (
                        page,
                        without_credentials(url),
                        canonical,
                        source,
                        role,
                        parent,
                        listed_title,
                        listed_published,
                        now,
                        now,
                        "pending",
                    ),
                )
                self._visit(db, page, source, role, Outcome.PENDING, "")
                return Discovery(page, fetch=True, known=False)
            if row.source != source:
                self._visit(db, page, source, role, Outcome.DUPLICATE, "other_source")
                return Discovery(page, fetch=False, known=True)
            fetch = row.outcome is Outcome.PENDING or self._is_due(row, listed_title, listed_published, now)
            relisted = _differs(listed_title, row.listed_title) or _differs(listed_published, row.listed_published)
            db.execute(
                "UPDATE pages SET last_seen=?, listed_title=coalesce(?, listed_title), "
                "listed_published=coalesce(?, listed_published) WHERE page_id=?",
                (now, listed_title, listed_published, page),
            )
            if fetch:
                self._visit(db, page, source, role, Outcome.PENDING, "")
            else:
                self._visit(db, page, source, role, Outcome.UNCHANGED, "not_due")
            return Discovery(page, fetch=fetch, known=True, relisted=relisted)

    def _is_due(self, row: PageRow, title: str | None, published: str | None, now: float) -> bool:
        if _differs(title, row.listed_title) or _differs(published, row.listed_published):
            return True
        wait = min(max(self._revisit_floor, (now - row.first_seen.timestamp()) / 4), REVISIT_CEILING)
        return row.fetched is None or now - row.fetched.timestamp() >= wait

    def _visit(self, db: sqlite3.Connection, page: str, source: str, role: str, outcome: Outcome, reason: str) -> None:
        """Count an article once in the run; a page met again in a second listing keeps what it has."""
        if self.run_id and role == ARTICLE:
            db.execute(
                "INSERT OR IGNORE INTO visits (run_id, page_id, source, outcome, reason) VALUES (?,?,?,?,?)",
                (self.run_id, page, source, outcome, reason),
            )

    def pending(self, source: str, role: str = ARTICLE) -> list[PageRow]:
        """Addresses that wait: never fetched, or archived and not settled; oldest first. They join this run."""
        rows = self._pages("source=? AND role=? AND outcome='pending' ORDER BY first_seen, page_id", source, role)
        self._join(rows)
        return rows

    def due(self, source: str, limit: int) -> list[PageRow]:
        """Indexed articles that are due for another look although no list names them: the longest unseen first.

        So an edit of an older article, or its removal, is noticed. They join this run.
        """
        rows = self._pages("source=? AND role='article' AND outcome='advisory' ORDER BY fetched, page_id", source)
        now = self._clock()
        chosen = [row for row in rows if self._is_due(row, None, None, now)][:limit]
        self._join(chosen)
        return chosen

    def _join(self, rows: list[PageRow]) -> None:
        if rows and self.run_id:
            with self._writing() as db:
                for row in rows:
                    self._visit(db, row.page_id, row.source, row.role, Outcome.PENDING, "")

    def page_row(self, page: str) -> PageRow | None:
        """One address, or None."""
        return next(iter(self._pages("page_id=?", page)), None)

    def _pages(self, condition: str, *values: str) -> list[PageRow]:
        return [_page_row(row) for row in self._db.execute(_PAGE + condition, values)]

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
            row = self.page_row(page)
            if row is not None and (row.revision == "" or row.outcome is Outcome.PENDING):
                db.execute(
                    "UPDATE pages SET outcome=?, reason=?, fetched=?, attempts=0 WHERE page_id=?",
                    (outcome, reason, self._clock(), page),
                )
                db.execute(
                    "UPDATE revisions SET outcome=?, reason=? WHERE page_id=? AND outcome='pending'",
                    (outcome, reason, page),
                )
            self._settle_visit(db, page, outcome, reason, False)


def _differs(told: str | None, known: str | None) -> bool:
    """Whether a list says something else than before; one that says nothing does not."""
    return bool(told) and told != known


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
        first_seen=moment(row["first_seen"]),
        fetched=None if row["fetched"] is None else moment(row["fetched"]),
    )
