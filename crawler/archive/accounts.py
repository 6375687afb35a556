"""The accounts: the balance, runs, files and records.

In: the ledger's tables. Out: figures that must agree to the page, and the archive's index. Knows no web.
"""

import json
from collections.abc import Iterator
from typing import Any

from crawler.archive.database import Database
from crawler.archive.schema import RecordRow
from crawler.archive.warc import Position
from crawler.model import Balance, Outcome


class Accounts(Database):
    """Figures of the ledger."""

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
