"""Where the archive holds what was in force: the facts of each source, and the layouts, by their digests.

In: positions of definition records. Out: the newest of a name. Knows neither what a source is nor what a layout is.
"""

from crawler.archive.database import Database
from crawler.archive.records import Position


class Definitions(Database):
    """Definitions of the ledger."""

    def keep_definition(self, urn: str, digest: str, position: Position) -> None:
        """Enter where a definition lies; the one that was written last counts."""
        with self._writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO definitions (urn, digest, file, offset, length, kept) VALUES (?,?,?,?,?,?)",
                (urn, digest, position.file, position.offset, position.length, self._clock()),
            )

    def definitions(self, urn: str) -> list[Position]:
        """Where the definitions of a name lie, the newest first."""
        rows = self._db.execute(
            "SELECT file, offset, length FROM definitions WHERE urn=? ORDER BY kept DESC, file DESC, offset DESC",
            (urn,),
        ).fetchall()
        return [Position(row["file"], row["offset"], row["length"]) for row in rows]
