"""The peers of the index benchmark: SQLite FTS5, and Elasticsearch asked for trends by aggregations as one would at first.

FTS5 folds diacritics by its own tokenizer (which leaves 'đ'), stores title, text and what is filtered by (not the evidence
of the labels, which the engines store), and has side tables for provinces and tactics.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from index.language.analysis import folded_tokens
from index.record import Record

_SCHEMA = """
CREATE TABLE docs (n INTEGER PRIMARY KEY, id TEXT UNIQUE, story TEXT, day INTEGER, advisory INTEGER, kind TEXT, source TEXT,
                   title TEXT, text TEXT);
CREATE TABLE provinces (n INTEGER, value TEXT);
CREATE TABLE tactics (n INTEGER, value TEXT);
CREATE INDEX docs_day ON docs (day);
CREATE INDEX provinces_value ON provinces (value, n);
CREATE INDEX provinces_n ON provinces (n, value);
CREATE INDEX tactics_value ON tactics (value, n);
CREATE INDEX tactics_n ON tactics (n, value);
CREATE VIRTUAL TABLE words USING fts5(title, text, content='docs', content_rowid='n', tokenize="unicode61 remove_diacritics 2");
"""


class Fts5:
    """One table of documents, one full-text index over it."""

    def __init__(self, path: Path, *, keep: bool = False) -> None:
        if not keep:
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{path}{suffix}").unlink()
        self._path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-500000;")
        if not keep:
            self._db.executescript(_SCHEMA)
        self._count = 0

    def put(self, records: Sequence[Record]) -> None:
        """One transaction."""
        self._db.execute("BEGIN")
        for record in records:
            self._count += 1
            day = record.published_day.toordinal() if record.published_day else 0
            self._db.execute(
                "INSERT INTO docs VALUES (?,?,?,?,?,?,?,?,?)",
                (self._count, record.advisory_id, record.story_id, day, record.is_advisory, record.kind,
                 record.source, record.title, record.text),
            )  # fmt: skip
            self._db.execute(
                "INSERT INTO words (rowid, title, text) VALUES (?,?,?)", (self._count, record.title, record.text)
            )
            self._db.executemany(
                "INSERT INTO provinces VALUES (?,?)", [(self._count, v) for v in record.provinces_2025]
            )
            self._db.executemany("INSERT INTO tactics VALUES (?,?)", [(self._count, v) for v in record.tactics])
        self._db.execute("COMMIT")

    def finish(self) -> None:
        """Merge the full-text index and gather statistics."""
        self._db.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._db.execute("ANALYZE")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def bytes(self) -> int:
        """Of the file."""
        return self._path.stat().st_size

    def _where(self, query: str, province: str = "", since: date | None = None) -> tuple[str, list[Any]]:
        match = " ".join(f'"{token}"' for token in folded_tokens(query))
        sql = "FROM words JOIN docs ON docs.n = words.rowid WHERE words MATCH ? AND docs.advisory"
        values: list[Any] = [match]
        if province:
            sql += " AND EXISTS (SELECT 1 FROM provinces p WHERE p.n = docs.n AND p.value = ?)"
            values.append(province)
        if since:
            sql += " AND docs.day >= ?"
            values.append(since.toordinal())
        return sql, values

    def search(self, query: str, province: str = "", since: date | None = None) -> int:
        """Twenty hits with snippets, and how many there are."""
        where, values = self._where(query, province, since)
        (total,) = self._db.execute(f"SELECT count(*) {where}", values).fetchone()
        self._db.execute(
            f"SELECT docs.id, docs.title, snippet(words, 1, '<', '>', '…', 40) {where} ORDER BY rank LIMIT 20", values
        ).fetchall()
        return int(total)

    def facets(self, query: str) -> None:
        """Province, tactic, kind and source of the matches."""
        where, values = self._where(query)
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS hit (n INTEGER PRIMARY KEY)")
        self._db.execute("DELETE FROM hit")
        self._db.execute(f"INSERT INTO hit SELECT docs.n {where}", values)
        for table in ("provinces", "tactics"):
            self._db.execute(f"SELECT value, count(*) FROM hit JOIN {table} USING (n) GROUP BY 1").fetchall()
        for column in ("kind", "source"):
            self._db.execute(f"SELECT {column}, count(*) FROM hit JOIN docs USING (n) GROUP BY 1").fetchall()

    def trend(self, since: date | None = None) -> None:
        """Stories by tactic and month."""
        self._db.execute(
            "SELECT value, strftime('%Y-%m', day - 719163 + 2440587.5), count(DISTINCT story) FROM docs JOIN tactics USING (n)"
            " WHERE advisory AND day >= ? GROUP BY 1, 2",
            (since.toordinal() if since else 0,),
        ).fetchall()

    def heat_map(self, since: date | None = None) -> None:
        """Stories by province and tactic."""
        self._db.execute(
            "SELECT p.value, t.value, count(DISTINCT story) FROM docs JOIN provinces p USING (n) JOIN tactics t USING (n)"
            " WHERE advisory AND day >= ? GROUP BY 1, 2",
            (since.toordinal() if since else 0,),
        ).fetchall()


class RawElasticsearch:
    """Nested aggregations over the index that Canhbao made; stories by `cardinality`, which is approximate."""

    def __init__(self, address: str, alias: str) -> None:
        self._client = Elasticsearch(address, request_timeout=120)
        self._alias = alias

    def bytes(self) -> int:
        """Of the index."""
        return int(
            self._client.indices.stats(index=self._alias, metric="store")["_all"]["total"]["store"]["size_in_bytes"]
        )

    def _ask(self, aggregations: dict[str, Any], since: date | None) -> None:
        filters: list[dict[str, Any]] = [{"term": {"is_advisory": "true"}}]
        if since:
            filters.append({"range": {"day": {"gte": since.toordinal()}}})
        self._client.search(
            index=self._alias,
            size=0,
            query={"bool": {"filter": filters}},
            aggregations=aggregations,
            request_cache=False,
        )

    def trend(self, since: date | None = None) -> None:
        """Stories by tactic and month (thirty days: the mapping has ordinals, not dates)."""
        months = {"histogram": {"field": "day", "interval": 30}, "aggs": _STORIES}
        self._ask({"t": {"terms": {"field": "tactics", "size": 100}, "aggs": {"m": months}}}, since)

    def heat_map(self, since: date | None = None) -> None:
        """Stories by province and tactic."""
        tactics = {"terms": {"field": "tactics", "size": 100}, "aggs": _STORIES}
        self._ask({"p": {"terms": {"field": "provinces_2025", "size": 100}, "aggs": {"t": tactics}}}, since)


_STORIES = {"s": {"cardinality": {"field": "story_id", "precision_threshold": 1000}}}
