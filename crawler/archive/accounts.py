"""The accounts: the balance, runs, files and records.

In: the ledger's tables. Out: figures that must agree to the page, and the archive's index. Knows no web.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from crawler.archive.database import Database, moment
from crawler.archive.records import Position
from crawler.archive.schema import RecordRow, UnsealedFile
from crawler.model import Balance, Issue, Outcome, Readings, RunSummary, page_id, summary_from_json, summary_to_json


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
        for outcome, reason, count, warn in self._db.execute(
            f"SELECT outcome, reason, count(*), sum(warns) {where} GROUP BY 1, 2", values
        ):
            if outcome == Outcome.REJECTED:
                rejected[reason] = rejected.get(reason, 0) + count
            else:
                counts[outcome] = counts.get(outcome, 0) + count
                warnings += warn if outcome == Outcome.ADVISORY else 0
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

    def finish_run(
        self, *, reason: str, limited: bool, balance: Balance, readings: Readings, issues: tuple[Issue, ...]
    ) -> RunSummary:
        """Close the run's row; the summary as it is kept."""
        started = self._db.execute(
            "SELECT started FROM runs WHERE run_id=? AND source=?", (self.run_id, self.source)
        ).fetchone()[0]
        now = self._clock()
        run = RunSummary(
            self.run_id, self.source, moment(started), moment(now), reason, limited, balance, readings, issues
        )
        self.enter_run(run.started, run.finished, summary_to_json(run))
        return run

    def enter_run(self, started: datetime, finished: datetime | None, summary: Mapping[str, Any]) -> None:
        """Enter what this run summed up to (crawler.model.summary_to_json)."""
        with self._writing() as db:
            db.execute(
                "UPDATE runs SET started=?, finished=?, summary=? WHERE run_id=? AND source=?",
                (
                    started.timestamp(),
                    finished.timestamp() if finished else None,
                    json.dumps(summary, ensure_ascii=False),
                    self.run_id,
                    self.source,
                ),
            )

    def runs(self, source: str | None = None) -> list[RunSummary]:
        """Runs, newest first; one that was killed, or goes on, is not `finished`."""
        rows = self._db.execute(
            "SELECT * FROM runs WHERE (:source IS NULL OR source=:source) ORDER BY started DESC, run_id",
            {"source": source},
        ).fetchall()
        return [_run_summary(row) for row in rows]

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

    def unsealed_files(self) -> list[UnsealedFile]:
        """Files that a crash may have torn, by name."""
        rows = self._db.execute(
            "SELECT f.file, coalesce(max(r.offset + r.length), 0) AS size FROM files f LEFT JOIN records r "
            "USING (file) WHERE NOT f.sealed GROUP BY f.file ORDER BY f.file"
        ).fetchall()
        return [UnsealedFile(name, entered) for name, entered in rows]

    def records(self) -> Iterator[RecordRow]:
        """Every WARC record by file and offset."""
        for row in self._db.execute("SELECT * FROM records ORDER BY file, offset"):
            position = Position(row["file"], row["offset"], row["length"])
            yield RecordRow(position, row["digest"], row["url"], row["source"], row["run_id"])

    def integrity(self) -> str:
        """'ok', or the first faults that SQLite finds in the ledger's file."""
        return "; ".join(str(row[0]) for row in self._db.execute("PRAGMA integrity_check(5)"))

    def faults(self) -> list[str]:
        """What no release of ours writes: rows that hold such things were damaged where SQLite cannot see it."""
        found = []
        outcomes = ",".join(f"'{outcome.value}'" for outcome in Outcome)
        for table in ("pages", "revisions", "visits"):
            count = self._db.execute(f"SELECT count(*) FROM {table} WHERE outcome NOT IN ({outcomes})").fetchone()[0]  # noqa: S608
            found += [f"{table}: {count} rows of no outcome"] if count else []
        for row in self._db.execute("SELECT page_id, canonical_url FROM pages"):
            if page_id(row["canonical_url"]) != row["page_id"]:
                found.append(f"pages: {row['page_id']} is not {row['canonical_url']}")
        self.runs()
        return found


def _run_summary(row: sqlite3.Row) -> RunSummary:
    finished = None if row["finished"] is None else moment(row["finished"])
    begun = RunSummary(row["run_id"], row["source"], moment(row["started"]), finished)
    return summary_from_json(begun, json.loads(row["summary"] or "{}"))
