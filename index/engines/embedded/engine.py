"""The embedded engine: tantivy in a folder. One writer at a time, many readers in any process.

A record is acknowledged after commit() only; it is stored by deleting its id first, so that any call may be repeated.
Measured: 60 kill -9 lost no acknowledged document; after an error the writer must be made anew.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from crawler.model import EngineUnavailable
from index.columns.facts import Facts, facts_of
from index.engines import alike
from index.engines.embedded import leaders, ordered
from index.engines.embedded.damage import SMALL, damaged, faults, guarded, held
from index.engines.embedded.frequencies import Frequencies
from index.engines.embedded.opening import POINTER, VERSION, Opened, current, refuse_what_is_lost, schema
from index.engines.embedded.query import Translator
from index.engines.fact_store import FILE_NAME as FACTS
from index.engines.fact_store import FactStore
from index.fields import FIELDS, keywords_of, number_of, tokens_of
from index.language.conditions import AllOf, AnyTerm, Condition, NoneOf
from index.record import Record, joined, split
from index.requests import Bucket, EngineStatus, Found, Position, PutResult, Sort

_WRITER_BYTES = 60_000_000
_MAX_TERM_BYTES = 65_000  # tantivy drops longer terms without an error
_ALL = 2**31 - 1
_REMEMBERED = 500  # counts of facets that are kept while nothing changes
_COUNTERS = ThreadPoolExecutor(2, thread_name_prefix="counter")  # tantivy searches without the interpreter's lock


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
        self._schema = schema()
        self._writer: Any = None
        self._opened: Opened | None = None
        self._loaded: _Loaded | None = None
        self._whole: set[str] = set()  # names of files that were looked through
        self._facts = FactStore(self._folder)
        with suppress(EngineUnavailable):  # told when it is used: a rebuild needs nothing of it
            self._opened = self._open()
        self._counted: tuple[Facts | None, dict[Any, dict[str, tuple[Bucket, ...]]]] = (None, {})

    @property
    def folder(self) -> Path:
        """The folder of the generation in use."""
        return self._folder

    def _current(self) -> str:
        return current(self._base)

    def _open(self) -> Opened:
        if not self._generation:
            refuse_what_is_lost(self._base, self._folder)
        self._looked_through(self._meta())
        return Opened(self._folder, self._schema, readonly=self._readonly)

    def _ready(self) -> Any:
        """The index in use. Raises EngineUnavailable if it cannot be opened."""
        self._follow()
        if self._opened is None:
            self._opened = self._open()
        return self._opened.index

    # Writing

    def _open_writer(self) -> Any:
        index = self._ready()
        if self._writer is None:
            try:
                self._writer = index.writer(_WRITER_BYTES, 1)
            except ValueError as error:
                raise EngineUnavailable(
                    f"Chỉ mục {self._folder} đang được tiến trình khác ghi. Another process is writing the index "
                    f"{self._folder} ({error}): wait for it; the work is kept in the outbox."
                ) from error
            self._facts.agree(int(self._searcher().num_docs), self.get_many, self._every)
        return self._writer

    def _every(self) -> Iterator[Record]:
        searcher = self._searcher()
        for _, address in searcher.search(Query.all_query(), limit=max(1, searcher.num_docs)).hits:
            yield _record(searcher.doc(address))

    def _commit(self, change: Callable[[Any], None], ids: Sequence[str], count: Callable[[], None]) -> None:
        """Apply `change(writer)` to the documents `ids` and then `count()` to the columns, durably.

        After any error the writer is dropped, and nothing counts as stored.
        """
        try:
            writer = self._open_writer()
            self._facts.announce(ids)
            change(writer)
            writer.commit()
            self._ready().reload()
            count()
        except BaseException as error:
            if self._writer is not None:
                with suppress(ValueError, OSError):
                    self._writer.rollback()
            self._writer = None
            if not isinstance(error, ValueError | OSError | sqlite3.Error) or faults(self._folder):
                raise
            raise EngineUnavailable(
                f"Không ghi được chỉ mục {self._folder}: {error}. Cannot write the index {self._folder}: free disk "
                "space or check the disk; the work is kept in the outbox."
            ) from error

    @guarded
    def put(self, records: Sequence[Record]) -> PutResult:
        """Store or replace; one commit for the batch."""
        last = {record.advisory_id: record for record in records}
        if not last:
            return PutResult((), {})

        def change(writer: Any) -> None:
            for identifier, record in last.items():
                writer.delete_documents_by_term("advisory_id", identifier)
                writer.add_document(_document(record))

        self._commit(change, tuple(last), lambda: self._facts.append([facts_of(record) for record in last.values()]))
        return PutResult(tuple(last), {})

    @guarded
    def delete(self, ids: Iterable[str]) -> None:
        """Remove by advisory_id."""
        identifiers = tuple(ids)

        def change(writer: Any) -> None:
            for identifier in identifiers:
                writer.delete_documents_by_term("advisory_id", identifier)

        self._commit(change, identifiers, lambda: self._facts.remove(identifiers))

    @guarded
    def clear(self) -> None:
        """Drop every record."""
        self._commit(lambda writer: writer.delete_all_documents(), (), self._facts.clear)

    def fresh(self) -> "EmbeddedEngine":
        """A new generation in a folder of its own."""
        return EmbeddedEngine(self._base, generation=f"embedded-{VERSION}-{datetime.now(UTC):%Y%m%d%H%M%S%f}")

    @guarded
    def publish(self) -> None:
        """Name this generation in `current`, in one step; readers that have the old one open keep it to their end."""
        self.close()
        pointer = self._base / f"{POINTER}.new"
        try:
            with pointer.open("w", encoding="utf-8") as file:
                file.write(self._folder.name)
                file.flush()
                os.fsync(file.fileno())
            pointer.replace(self._base / POINTER)
            _sync_folder(self._base)  # the old index goes next: the name of the new one must be on the disk
        except OSError as error:
            raise EngineUnavailable(
                f"Không chuyển được sang chỉ mục mới trong {self._base}: {error}. Cannot switch to the new index in "
                f"{self._base}: check the disk; the old one stays in use."
            ) from error
        for path in self._base.glob("embedded-v*"):
            if path != self._folder:
                shutil.rmtree(path, ignore_errors=True)

    @guarded
    def discard(self) -> None:
        """Remove this generation's folder, unless it is the one in use."""
        self.close()
        if self._folder.name != self._current():
            shutil.rmtree(self._folder, ignore_errors=True)

    @guarded
    def close(self) -> None:
        """Release the writer's lock."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.wait_merging_threads()

    # Reading

    def _searcher(self) -> Any:
        return self._load().searcher

    def _load(self) -> "_Loaded":
        """The state on disk; loaded anew only where it has changed. Raises EngineUnavailable if it is not what was written."""
        self._ready()
        meta = self._meta()
        loaded = self._loaded
        if loaded is None or not meta or meta != loaded.meta:
            meta = self._looked_through(meta)
            if self._readonly and not (meta and loaded is not None and loaded.meta):
                self._opened = self._open()  # in memory until there is one on disk
            index = self._opened.index if self._opened else self._ready()
            index.reload()
            self._loaded = loaded = _Loaded(meta, index.searcher())
        return loaded

    def _looked_through(self, meta: bytes) -> bytes:
        """The list of parts, once those that are new were found whole. Raises EngineUnavailable naming what is not."""
        while wrong := faults(self._folder, self._whole, SMALL) or self._miscounted(meta):
            if meta == (meta := self._meta()):
                raise damaged(self._folder, ", ".join(wrong))  # not parts that a merge has replaced meanwhile
        return meta

    def _miscounted(self, meta: bytes) -> tuple[str, ...]:
        """What a reader may not trust: the list of parts has no checksum, but as many documents as the columns."""
        documents = held(meta) if self._readonly else None
        if documents is None or (known := self._facts.documents()) in (None, documents) or self._facts.is_behind():
            return ()
        return (f"meta.json: {documents}, {FACTS}: {known} documents",)

    def _meta(self) -> bytes:
        try:
            return (self._folder / "meta.json").read_bytes()
        except OSError:
            return b""

    def _follow(self) -> None:
        """Go over to the generation in use, if a rebuild was published since."""
        if not self._generation and self._folder.name != (current := self._current()):
            self._folder = self._base / current
            self._writer = self._opened = self._loaded = None  # its folder is dropped
            self._facts = FactStore(self._folder)
            self._opened = self._open()

    @guarded
    def get(self, advisory_id: str) -> Record | None:
        """The whole record."""
        return alike.whole_record(self, advisory_id)

    @guarded
    def get_many(self, ids: Sequence[str]) -> list[Record]:
        """Whole records in the order asked."""
        wanted = alike.askable(ids)
        if not wanted:
            return []
        asking = self._asking()
        searcher = asking.searcher
        query = asking.finding(AnyTerm("advisory_id", tuple(wanted)))
        hits = searcher.search(query, limit=len(wanted)).hits
        return alike.in_order_asked(wanted, (_record(searcher.doc(address)) for _, address in hits))

    @guarded
    def find(
        self, condition: Condition, *, sort: Sort, limit: int, offset: int, after: Position | None = None
    ) -> Found:
        """One page of matches. By relevance, those that match `first` stand before the others."""
        asking = self._asking()
        if sort != "relevance" or limit == 0:
            query = asking.finding(condition)
            return ordered.find(self._schema, asking.searcher, query, sort, limit, offset, after)
        if not isinstance(condition, AllOf) or not condition.first:
            return self._ranked(condition, asking, limit, offset)
        counting = _counting(condition, asking)
        found = self._ranked(AllOf(condition.first, condition.better), asking, limit, offset)
        page = tuple((score + alike.FIRST, record) for score, record in found.page)
        if len(page) < limit:
            better = (*condition.better, *condition.first)
            rest = AllOf((*condition.parts, NoneOf(AllOf(condition.first))), better)
            skip = max(0, offset - found.total)
            page += self._ranked(rest, asking, limit - len(page), skip).page
        return Found(counting.result(), page)

    def _ranked(self, condition: Condition, asking: Translator, limit: int, offset: int) -> Found:
        """By relevance. Where the leading matches alone fill the page, the others are counted but not ranked."""
        lead = leaders.of(condition, asking.frequencies, offset + limit)
        if lead is not None:
            counting = _counting(condition, asking)
            found = self._by_relevance(lead.condition, asking, limit, offset)
            if len(found.page) == limit and found.page[-1][0] > lead.others_reach:
                return Found(counting.result(), found.page)
            counting.cancel()
        return self._by_relevance(condition, asking, limit, offset)

    def _by_relevance(self, condition: Condition, asking: Translator, limit: int, offset: int) -> Found:
        query = asking.ranking(condition)
        return ordered.find(self._schema, asking.searcher, query, "relevance", limit, offset, None)

    @guarded
    def count(self, condition: Condition) -> int:
        """How many match."""
        asking = self._asking()
        return _count(asking.finding(condition), asking.searcher)

    @guarded
    def buckets(self, condition: Condition, fields: Sequence[str], size: int) -> dict[str, tuple[Bucket, ...]]:
        """Values of keyword fields, all counted in one pass; a page after the first finds them counted."""
        state, asked = self.facts(), (condition, tuple(fields), size)
        asking = self._asking()  # after the state: never older than what it is remembered under
        if asking.searcher.num_docs == 0:
            return dict.fromkeys(fields, ())
        if self._counted[0] is not state:
            self._counted = (state, {})
        known = self._counted[1]
        if asked not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            terms = {field: {"terms": {"field": field, "size": _ALL}} for field in fields}
            result = asking.searcher.aggregate(asking.finding(condition), terms)
            known[asked] = alike.buckets_of(result, fields, size)
        return known[asked]

    @guarded
    def facts(self) -> Facts:
        """The columns beside the index."""
        try:
            while True:
                self._ready()
                found = self._facts.facts()
                if not (self._generation or self._folder.name == self._current()):
                    continue  # of a generation that was dropped meanwhile
                documents = self._searcher().num_docs
                if found.size == documents or self._facts.is_behind():
                    return found
                if self._facts.facts() is found and self._searcher().num_docs == documents:  # no batch came between
                    raise damaged(self._folder, f"{FACTS}: {found.size} of {documents} documents")
        except sqlite3.Error as error:
            raise damaged(self._folder, f"{FACTS}: {error}") from error

    @guarded
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
        return [_record(searcher.doc(address)) for _, address in hits]

    @guarded
    def story_members(self, story_id: str) -> list[Record]:
        """Records of a story by publication."""
        return alike.story_members(self, story_id)

    @guarded
    def status(self) -> EngineStatus:
        """Counts and freshness."""
        return alike.status_of(self, "embedded (tantivy)", str(self._folder))

    def damages(self) -> tuple[str, ...]:
        """Reads every file of the index in use and its columns; a sentence for what is not what was written."""
        folder = self._folder if self._generation else self._base / self._current()
        if wrong := faults(folder):
            return (str(damaged(folder, ", ".join(wrong))),)
        try:
            self.facts()
        except EngineUnavailable as error:
            return (str(error),)
        return ()

    def _asking(self) -> Translator:
        """What translates the conditions of one question, for the state on disk."""
        loaded = self._load()
        return Translator(self._schema, loaded.searcher, Frequencies(loaded.searcher), lambda: loaded.last_day)


class _Loaded:
    """One state of the index: what `meta.json` said, and a searcher of it."""

    def __init__(self, meta: bytes, searcher: Any) -> None:
        self.meta = meta
        self.searcher = searcher

    @cached_property
    def last_day(self) -> int:
        """The ordinal of the latest day of a document; 0 where none is dated."""
        hits = self.searcher.search(Query.all_query(), limit=1, order_by_field="day").hits
        return int(hits[0][0] or 0) if hits else 0


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _counting(condition: Condition, asking: Translator) -> Future[int]:
    """A count in another thread."""
    return _COUNTERS.submit(_count, asking.finding(condition), asking.searcher)


def _count(query: Any, searcher: Any) -> int:
    return int(searcher.search(query, limit=1).count)


def _record(stored: Any) -> Record:
    return joined(json.loads(stored["head"][0]), json.loads(stored["rest"][0]))


def _document(record: Record) -> Any:
    document = tantivy.Document()
    for spec in FIELDS:
        if spec.type == "keyword":
            for item in keywords_of(spec, record):
                if len(item.encode()) <= _MAX_TERM_BYTES:
                    document.add_text(spec.name, item)
        elif spec.type == "integer":
            if (value := number_of(spec, record)) is not None:
                document.add_integer(spec.name, value)
        else:
            document.add_text(spec.name, tokens_of(spec, record))
    head, rest = split(record)
    document.add_bytes("head", json.dumps(head, ensure_ascii=False).encode())
    document.add_bytes("rest", json.dumps(rest, ensure_ascii=False).encode())
    return document
