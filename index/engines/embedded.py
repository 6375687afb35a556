"""The embedded engine: tantivy in a folder. One writer at a time, many readers in any process.

A record is acknowledged after commit() only; it is stored by deleting its id first, so that any call may be repeated.
Measured: 60 kill -9 lost no acknowledged document; after an error the writer must be made anew.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from crawler.model import EngineUnavailable
from index.analysis import exact_tokens, folded_tokens
from index.engine import Bucket, Cell, EngineStatus, Found, Position, PutResult, Record, Sort
from index.engines import ordered
from index.fields import FIELDS, index_value, without_advisory
from index.plan import AllOf, AnyOf, AnyTerm, Between, Condition, Everything, NoneOf, Phrase, Worth

VERSION = "v1"  # of the schema; a change makes a new folder, filled by `canhbao index rebuild`
_WRITER_BYTES = 60_000_000
_MAX_TERM_BYTES = 65_000  # tantivy drops longer terms without an error
_ALL = 2**31 - 1
_SPECS = {spec.name: spec for spec in FIELDS}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for spec in FIELDS:
        if spec.type == "keyword":
            builder.add_text_field(spec.name, fast=True, tokenizer_name="raw", index_option="basic")
        elif spec.type == "integer":
            builder.add_integer_field(spec.name, indexed=True, fast=True)
        else:
            builder.add_text_field(spec.name, tokenizer_name="whitespace", index_option="position")
    builder.add_bytes_field("head", stored=True, indexed=False)
    builder.add_bytes_field("whole", stored=True, indexed=False)
    return builder.build()


class EmbeddedEngine:
    """See index.engine.Engine. `folder` is created by the first writer; a reader of none finds nothing.

    The index lies in `embedded-<version>`, or in the generation that the file `current` names once one was rebuilt.
    """

    name = "embedded"

    def __init__(self, folder: Path, *, readonly: bool = False, generation: str = "") -> None:
        self._base = folder
        self._generation = generation
        self._folder = folder / (generation or self._current())
        self._readonly = readonly
        self._schema = _schema()
        self._writer: Any = None
        self._index = self._open()

    def _current(self) -> str:
        """The name of the generation that is in use; a pointer to another version's schema is not followed."""
        try:
            named = (self._base / "current").read_text(encoding="utf-8").strip()
        except OSError:
            named = ""
        return named if re.fullmatch(rf"embedded-{VERSION}(?:-\d+)?", named) else f"embedded-{VERSION}"

    def _open(self) -> Any:
        exists = (self._folder / "meta.json").exists()
        if not exists and self._readonly:
            return tantivy.Index(self._schema)  # in memory and empty: nothing was indexed yet
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return tantivy.Index(self._schema, path=str(self._folder))
        except (ValueError, OSError) as error:
            raise EngineUnavailable(
                f"Không mở được chỉ mục {self._folder}: {error}. Cannot open the index {self._folder}: check the disk, "
                "or run `canhbao index rebuild`."
            ) from error

    # Writing

    def _open_writer(self) -> Any:
        self._follow()
        if self._writer is None:
            try:
                self._writer = self._index.writer(_WRITER_BYTES, 1)
            except ValueError as error:
                raise EngineUnavailable(
                    f"Chỉ mục {self._folder} đang được tiến trình khác ghi. Another process is writing the index "
                    f"{self._folder} ({error}): wait for it; the work is kept in the outbox."
                ) from error
        return self._writer

    def _commit(self, change: Any) -> None:
        """Apply `change(writer)` durably; after any error the writer is dropped, and nothing counts as stored."""
        writer = self._open_writer()
        try:
            change(writer)
            writer.commit()
        except (ValueError, OSError) as error:
            with suppress(ValueError, OSError):
                writer.rollback()
            self._writer = None
            raise EngineUnavailable(
                f"Không ghi được chỉ mục {self._folder}: {error}. Cannot write the index {self._folder}: free disk "
                "space or check the disk; the work is kept in the outbox."
            ) from error
        self._index.reload()

    def put(self, records: Sequence[Record]) -> PutResult:
        """Store or replace; one commit for the batch."""
        last = {record["advisory_id"]: record for record in records}
        if not last:
            return PutResult((), {})

        def change(writer: Any) -> None:
            for identifier, record in last.items():
                writer.delete_documents_by_term("advisory_id", identifier)
                writer.add_document(_document(record))

        self._commit(change)
        return PutResult(tuple(last), {})

    def delete(self, ids: Iterable[str]) -> None:
        """Remove by advisory_id."""
        identifiers = list(ids)

        def change(writer: Any) -> None:
            for identifier in identifiers:
                writer.delete_documents_by_term("advisory_id", identifier)

        self._commit(change)

    def clear(self) -> None:
        """Drop every record."""
        self._commit(lambda writer: writer.delete_all_documents())

    def fresh(self) -> "EmbeddedEngine":
        """A new generation in a folder of its own."""
        return EmbeddedEngine(self._base, generation=f"embedded-{VERSION}-{datetime.now(UTC):%Y%m%d%H%M%S%f}")

    def publish(self) -> None:
        """Name this generation in `current`, in one step; readers that have the old one open keep it to their end."""
        self.close()
        old = self._current()
        pointer = self._base / "current.new"
        try:
            with pointer.open("w", encoding="utf-8") as file:
                file.write(self._folder.name)
                file.flush()
                os.fsync(file.fileno())
            pointer.replace(self._base / "current")
        except OSError as error:
            raise EngineUnavailable(
                f"Không chuyển được sang chỉ mục mới trong {self._base}: {error}. Cannot switch to the new index in "
                f"{self._base}: check the disk; the old one stays in use."
            ) from error
        if old != self._folder.name:
            shutil.rmtree(self._base / old, ignore_errors=True)

    def discard(self) -> None:
        """Remove this generation's folder, unless it is the one in use."""
        self.close()
        if self._folder.name != self._current():
            shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Release the writer's lock."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.wait_merging_threads()

    # Reading

    def _searcher(self) -> Any:
        self._follow()
        if self._readonly and not self._index_on_disk():
            self._index = self._open()
        self._index.reload()
        return self._index.searcher()

    def _follow(self) -> None:
        """Go over to the generation in use, if a rebuild was published since."""
        if not self._generation and self._folder.name != (current := self._current()):
            self._folder = self._base / current
            self._writer = None  # its folder is dropped
            self._index = self._open()

    def _index_on_disk(self) -> bool:
        return bool(tantivy.Index.exists(str(self._folder))) if self._folder.is_dir() else False

    def get(self, advisory_id: str) -> Record | None:
        """The whole record."""
        found = self.get_many([advisory_id])
        return found[0] if found else None

    def get_many(self, ids: Sequence[str]) -> list[Record]:
        """Whole records in the order asked."""
        wanted = [identifier for identifier in ids if identifier and len(identifier) < 200]
        if not wanted:
            return []
        searcher = self._searcher()
        hits = searcher.search(self._query(AnyTerm("advisory_id", tuple(wanted))), limit=len(wanted)).hits
        records = {}
        for _, address in hits:
            record = json.loads(searcher.doc(address)["whole"][0])
            records[record["advisory_id"]] = record
        return [records[identifier] for identifier in dict.fromkeys(wanted) if identifier in records]

    def find(
        self, condition: Condition, *, sort: Sort, limit: int, offset: int, after: Position | None = None
    ) -> Found:
        """One page of matches."""
        return ordered.find(self._schema, self._searcher(), self._query(condition), sort, limit, offset, after)

    def count(self, condition: Condition) -> int:
        """How many match."""
        return int(self._searcher().search(self._query(condition), limit=1).count)

    def buckets(self, condition: Condition, field: str, size: int) -> tuple[Bucket, ...]:
        """Values of a keyword field."""
        searcher = self._searcher()
        if searcher.num_docs == 0:
            return ()
        result = searcher.aggregate(self._query(condition), {"b": {"terms": {"field": field, "size": _ALL}}})
        buckets = [Bucket(str(b["key"]), int(b["doc_count"])) for b in result["b"]["buckets"]]
        return tuple(sorted(buckets, key=lambda b: (-b.count, b.key))[:size])

    def cells(self, condition: Condition, fields: Sequence[str]) -> Iterator[Cell]:
        """Nested terms aggregations, exact: fields, then day, then story."""
        searcher = self._searcher()
        if searcher.num_docs == 0:
            return
        tree: dict[str, Any] = {}
        for field in reversed((*fields, "day", "story_id")):
            tree = {"b": {"terms": {"field": field, "size": _ALL}, **({"aggs": tree} if tree else {})}}
        result = searcher.aggregate(self._query(condition), tree)
        yield from _walk(result, (), len(fields))

    def candidates(self, bands: Sequence[str], limit: int) -> list[Record]:
        """Records that share a band, most shared first."""
        if not bands:
            return []
        searcher = self._searcher()
        query = Query.boolean_query(
            [
                (Occur.Should, Query.const_score_query(Query.term_query(self._schema, "bands", band), 1.0))
                for band in bands
            ]
        )
        hits = searcher.search(query, limit=limit).hits
        return [json.loads(searcher.doc(address)["whole"][0]) for _, address in hits]

    def story_members(self, story_id: str) -> list[Record]:
        """Records of a story by publication."""
        found = self.find(AnyTerm("story_id", (story_id,)), sort="date", limit=1000, offset=0)
        records = [record for _, record in found.page]
        return sorted(records, key=lambda r: (r["published"] is None, r["published"] or "", r["advisory_id"]))

    def status(self) -> EngineStatus:
        """Counts and freshness."""
        newest = self.find(Everything(), sort="first_seen", limit=1, offset=0).page
        moment = datetime.fromisoformat(newest[0][1]["indexed_at"]).astimezone(UTC) if newest else None
        return EngineStatus(
            engine="embedded (tantivy)",
            location=str(self._folder),
            documents=self.count(Everything()),
            advisories=self.count(AnyTerm("is_advisory", ("true",))),
            stories=len(self.buckets(Everything(), "story_id", _ALL)),
            updated=moment,
        )

    def _query(self, condition: Condition) -> Any:
        return _translate(self._schema, condition)


def _walk(level: dict[str, Any], keys: tuple[Any, ...], fields: int) -> Iterator[Cell]:
    for bucket in level.get("b", {}).get("buckets", ()):
        path = (*keys, bucket["key"])
        if "b" in bucket:
            yield from _walk(bucket, path, fields)
        else:
            yield Cell(
                tuple(map(str, path[:fields])), int(path[fields]), str(path[fields + 1]), int(bucket["doc_count"])
            )


def _document(record: Record) -> Any:
    document = tantivy.Document()
    for spec in FIELDS:
        value = index_value(spec, record)
        if spec.type == "keyword":
            for item in value:
                if len(item.encode()) <= _MAX_TERM_BYTES:
                    document.add_text(spec.name, item)
        elif spec.type == "integer":
            if value is not None:
                document.add_integer(spec.name, value)
        else:
            tokens = exact_tokens(value) if spec.name.endswith("_exact") else folded_tokens(value)
            document.add_text(spec.name, " ".join(tokens))
    document.add_bytes("head", json.dumps(without_advisory(record), ensure_ascii=False).encode())
    document.add_bytes("whole", json.dumps(record, ensure_ascii=False).encode())
    return document


def _translate(schema: Any, condition: Condition) -> Any:
    match condition:
        case Everything():
            return Query.all_query()
        case AnyTerm(field, values):
            query = Query.term_set_query(schema, field, list(values)) if values else Query.empty_query()
            return Query.const_score_query(query, 0.0)
        case Phrase(field, tokens, boost):
            one = len(tokens) == 1
            query = (
                Query.term_query(schema, field, tokens[0]) if one else Query.phrase_query(schema, field, list(tokens))
            )
            return Query.boost_query(query, boost)
        case Between(field, low, high):
            integer = tantivy.FieldType.Integer
            return Query.const_score_query(Query.range_query(schema, field, integer, low, high, True, True), 0.0)
        case AllOf(parts, better):
            clauses = [(Occur.Must, _translate(schema, part)) for part in parts]
            clauses += [(Occur.Should, _translate(schema, part)) for part in better]
            return Query.boolean_query(clauses)
        case AnyOf(parts):
            return Query.boolean_query([(Occur.Should, _translate(schema, part)) for part in parts])
        case Worth(part, score):
            return Query.const_score_query(_translate(schema, part), score)
        case NoneOf(part):
            return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, _translate(schema, part))])
