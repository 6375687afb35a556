"""Lists that are not read to their end: what a killed run was reading is read on by the next one.

In: the lists that a run asks for, and those that it has read with everything in them remembered. Out: what is left open.
Knows no spider.
"""

from crawler.archive.database import Database
from crawler.archive.schema import OpenList
from crawler.archive.urls import canonical_url, without_credentials
from crawler.model import page_id

MAX_TRIES = 5  # a list that never comes to its end is asked for anew by its source, not carried on for ever


class OpenLists(Database):
    """Open lists of the ledger."""

    def open_list(self, url: str, role: str) -> None:
        """Remember that this list is going to be read; durable on return. Raises ValueError if it is not http(s)."""
        with self._writing() as db:
            db.execute(
                "INSERT INTO lists (page_id, source, url, role, opened) VALUES (?,?,?,?,?) "
                "ON CONFLICT (source, page_id) DO UPDATE SET attempts=attempts+1",
                (
                    page_id(canonical_url(url)),
                    self.source,
                    without_credentials(url),
                    role,
                    self._clock(),
                ),
            )

    def close_list(self, url: str) -> None:
        """The list was read, and what it names and what follows it is remembered; or it will not be read."""
        with self._writing() as db:
            db.execute("DELETE FROM lists WHERE source=? AND page_id=?", (self.source, page_id(canonical_url(url))))

    def close_lists(self, source: str) -> None:
        """A run came to its own end: none of the source's lists is open."""
        with self._writing() as db:
            db.execute("DELETE FROM lists WHERE source=?", (source,))

    def open_lists(self, source: str) -> list[OpenList]:
        """What an earlier run did not read to its end, in the order in which it was met."""
        rows = self._db.execute(
            "SELECT url, role FROM lists WHERE source=? AND attempts<? ORDER BY opened, rowid",
            (source, MAX_TRIES),
        ).fetchall()
        return [OpenList(row["url"], row["role"]) for row in rows]
