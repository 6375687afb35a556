"""Elasticsearch 9 behind the interface: records in, counts and matches out.

The analysis is ours (index.language.analysis): text arrives as tokens joined by spaces, so that no plug-in is needed and both
engines find the same. A refresh follows each batch, so that what is acknowledged is found. A search is answered by all
shards or tried again: a part of the answer is never taken for the whole.
"""

import os
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from elasticsearch import NotFoundError

from crawler.model import EngineUnavailable
from index.columns.facts import Facts
from index.engines import alike
from index.engines.elastic.access import Layout, access_of
from index.engines.elastic.bulk import Bulk, Operation, deleting, indexing
from index.engines.elastic.client import Cluster, Pause
from index.engines.elastic.facts import ElasticFacts
from index.engines.elastic.generations import Generations
from index.fields import FIELDS, FieldSpec, keywords_of, number_of, tokens_of
from index.language.conditions import AllOf, AnyOf, AnyTerm, Between, Condition, Everything, NoneOf, Phrase
from index.record import Record, joined, record_from_json, split
from index.requests import Bucket, EngineStatus, Found, Position, PutResult, Sort

ALIAS = "canhbao"
_TERMS = 60_000  # values of one field; search.max_buckets is 65,536


class ElasticEngine:
    """See index.engine.Engine. `address` is one URL or several of one cluster, separated by commas.

    `alias` lets several installations (and tests) share a cluster; `layout` is for indices that this engine creates;
    `environ` holds the secrets; `columns` is a folder for what trends are counted from (index.engines.elastic.facts).
    Raises ConfigurationError for settings that cannot be used.
    """

    name = "elastic"

    def __init__(
        self,
        address: str,
        *,
        readonly: bool = False,
        alias: str = ALIAS,
        pause: Pause = time.sleep,
        generation: str = "",
        layout: Layout = Layout(),
        environ: Mapping[str, str] = os.environ,
        columns: Path | None = None,
    ) -> None:
        self._address = address
        self._alias = alias
        self._target = generation or alias
        self._pause = pause
        self._columns = _kept_in(columns, readonly=readonly)
        self._facts = ElasticFacts(self._search, self._columns)
        self._layout = layout
        self._environ = environ
        self._cluster = Cluster(access_of(address, environ), pause=pause)
        self._generations = Generations(self._cluster, alias, layout)
        self._bulk = Bulk(self._cluster, self._target, restore=self._restore, require_alias=not generation)
        self._is_checked = False
        try:
            self._cluster.ask(lambda c: c.info())
            if generation:
                self._generations.create(generation)
            elif not readonly:
                self._generations.ensure()
        except BaseException:
            self._cluster.close()
            raise

    # Writing

    def put(self, records: Sequence[Record]) -> PutResult:
        """In order; documents that the engine can never take are refused one by one, with its reason."""
        self._check()
        refused: dict[str, str] = {}
        operations: list[Operation] = []
        latest = {record.advisory_id: record for record in records}
        for identifier, record in latest.items():
            try:
                operations.append(indexing(identifier, _document(record)))
            except (ValueError, RecursionError) as error:
                refused[identifier] = f"không phải JSON · no JSON: {error}"[:500]
        refused.update(self._bulk.send(operations))
        return PutResult(tuple(identifier for identifier in latest if identifier not in refused), refused)

    def _check(self) -> None:
        """Once: whether the index has our table of fields. Raises EngineUnavailable where it has another."""
        if not self._is_checked:
            self._generations.check_fields(self._target)
            self._is_checked = True

    def _restore(self) -> None:
        """The index is not there: before the first writer, after somebody dropped it, or for the moment of a switch."""
        if self._target == self._alias:
            self._generations.ensure()

    def delete(self, ids: Iterable[str]) -> None:
        """Remove by id."""
        self._bulk.send([deleting(identifier) for identifier in dict.fromkeys(ids)])

    def damages(self) -> tuple[str, ...]:
        """None of ours to look for: Elasticsearch checks what it reads."""
        return ()

    def clear(self) -> None:
        """A new empty index takes the alias; the old one is dropped after."""
        name = self._generations.new_name()
        self._generations.create(name)
        self._generations.switch_to(name)

    def fresh(self) -> "ElasticEngine":
        """A new index without the alias."""
        return ElasticEngine(
            self._address,
            alias=self._alias,
            pause=self._pause,
            generation=self._generations.new_name(),
            layout=self._layout,
            environ=self._environ,
        )

    def publish(self) -> None:
        """Give this index the alias."""
        self._generations.switch_to(self._target)

    def discard(self) -> None:
        """Drop this index, unless it is in use: a switch whose answer was lost is no failure."""
        if self._target not in self._generations.in_use():
            self._generations.drop(self._target)

    def close(self) -> None:
        """Close connections."""
        self._cluster.close()

    # Reading

    def _search(self, **body: Any) -> Any:
        """All shards or none; an index that was switched while it was read is asked again under its alias."""
        self._check()
        patience = self._cluster.patience()
        while True:
            try:
                return self._cluster.ask(
                    lambda c: c.search(index=self._target, allow_partial_search_results=False, **body), passes=(404,)
                )
            except NotFoundError as error:
                if self._target == self._alias and not self._generations.in_use():
                    # A reader before the first writer: nothing was indexed yet.
                    return {"hits": {"total": {"value": 0}, "hits": []}, "aggregations": {}}
                self._cluster.endure(patience, error, transient=True)

    def get(self, advisory_id: str) -> Record | None:
        """The whole record."""
        return alike.whole_record(self, advisory_id)

    def get_many(self, ids: Sequence[str]) -> list[Record]:
        """Whole records in the order asked."""
        wanted = alike.askable(ids)
        if not wanted:
            return []
        answer = self._search(query={"ids": {"values": wanted}}, size=len(wanted), source=["head", "rest"])
        return alike.in_order_asked(wanted, self._records(answer))

    def find(
        self, condition: Condition, *, sort: Sort, limit: int, offset: int, after: Position | None = None
    ) -> Found:
        """One page of matches."""
        newest = {"published_seconds": {"order": "desc", "missing": "_last"}}
        orders: dict[str, list[Any]] = {
            "relevance": ["_score", newest, {"advisory_id": "asc"}],
            "date": [newest, {"advisory_id": "asc"}],
            "first_seen": [{"first_seen_seconds": "desc"}, {"advisory_id": "asc"}],
        }
        answer = self._search(
            query=_translate(condition),
            size=limit,
            sort=orders[sort],
            **({"from_": offset} if after is None else {"search_after": _search_after(after)}),
            track_total_hits=True,
            track_scores=sort == "relevance",
            source=["head"],
        )
        page = tuple(
            (float(hit["_score"] or 0), record_from_json(hit["_source"]["head"])) for hit in answer["hits"]["hits"]
        )
        return Found(int(answer["hits"]["total"]["value"]), page)

    def count(self, condition: Condition) -> int:
        """How many match."""
        return self.find(condition, sort="date", limit=0, offset=0).total

    def buckets(self, condition: Condition, fields: Sequence[str], size: int) -> dict[str, tuple[Bucket, ...]]:
        """Values of keyword fields: every value is asked for, so that the counts are exact whatever the shards."""
        asked = {field: {"terms": {"field": field, "size": _TERMS}} for field in fields}
        found = self._search(query=_translate(condition), size=0, aggregations=asked)["aggregations"]
        return alike.buckets_of(found, fields, size)

    def facts(self) -> Facts:
        """The columns, read from doc values and kept on this machine."""
        try:
            return self._facts.facts()
        except (sqlite3.Error, OSError) as error:
            raise EngineUnavailable(
                f"Không giữ được số liệu trong {self._columns}: {error}. Cannot keep the columns of Elasticsearch in "
                f"{self._columns}: check the disk, or remove that folder; it is read again from the cluster."
            ) from error

    def candidates(self, bands: Sequence[str], limit: int) -> list[Record]:
        """Records that share a band, most shared first."""
        if not bands:
            return []
        should = [{"constant_score": {"filter": {"term": {"bands": band}}, "boost": 1.0}} for band in bands]
        answer = self._search(query={"bool": {"should": should}}, size=limit, source=["head", "rest"])
        return self._records(answer)

    def _records(self, answer: Any) -> list[Record]:
        """Whole records of hits. Raises EngineUnavailable where another version of Canhbao has stored them."""
        hits = [hit["_source"] for hit in answer["hits"]["hits"]]
        if any("rest" not in hit for hit in hits):
            self._generations.check_fields(self._target)
        return [joined(hit["head"], hit["rest"]) for hit in hits]

    def story_members(self, story_id: str) -> list[Record]:
        """Records of a story by publication."""
        return alike.story_members(self, story_id)

    def status(self) -> EngineStatus:
        """Counts and freshness."""
        return alike.status_of(self, "elasticsearch", f"{self._cluster.access.name} ({self._alias})")


def _kept_in(columns: Path | None, *, readonly: bool) -> Path | None:
    """Where columns are kept: a writer makes the folder, a reader uses one that is there and can be written, else none."""
    if columns is not None and not readonly:
        columns.mkdir(parents=True, exist_ok=True)
    return columns if columns is not None and os.access(columns, os.W_OK) else None


def _search_after(position: Position) -> list[Any]:
    """Sort values of a hit; a missing one that sorts last is the lowest long."""
    return [-(2**63) if position.value is None else position.value, position.advisory_id]


def _document(record: Record) -> dict[str, Any]:
    head, rest = split(record)
    document: dict[str, Any] = {"head": head, "rest": rest}
    for spec in FIELDS:
        value = _indexed(spec, record)
        if value is not None:
            document[spec.name] = value
    return document


def _indexed(spec: FieldSpec, record: Record) -> list[str] | int | str | None:
    if spec.type == "keyword":
        return keywords_of(spec, record)
    return number_of(spec, record) if spec.type == "integer" else tokens_of(spec, record)


def _translate(condition: Condition) -> dict[str, Any]:
    match condition:
        case Everything():
            return {"match_all": {}}
        case AnyTerm(field, values):
            return {"constant_score": {"filter": {"terms": {field: list(values)}}, "boost": 0.0}}
        case Phrase(field, tokens, boost):
            if len(tokens) == 1:
                return {"term": {field: {"value": tokens[0], "boost": boost}}}
            return {"match_phrase": {field: {"query": " ".join(tokens), "boost": boost, "analyzer": "whitespace"}}}
        case Between(field, low, high):
            bounds = {key: value for key, value in (("gte", low), ("lte", high)) if value is not None}
            return {"constant_score": {"filter": {"range": {field: bounds}}, "boost": 0.0}}
        case AllOf(parts, better, first):
            should = [_translate(part) for part in better]
            if first:
                exact = [_translate(part) for part in first]
                exactly = {"bool": {"must": exact}}
                should += exact
                should.append({"constant_score": {"filter": exactly, "boost": alike.FIRST}})
            scored = [part for part in parts if not isinstance(part, AnyTerm | Between)]
            return {
                "bool": {
                    "must": [_translate(part) for part in scored],
                    "filter": [_translate(part) for part in parts if part not in scored],
                    "should": should,
                    "minimum_should_match": 0,
                }
            }
        case AnyOf(parts):
            return {"bool": {"should": [_translate(p) for p in parts], "minimum_should_match": 1}}
        case NoneOf(part):
            return {"bool": {"must": [{"match_all": {}}], "must_not": [_translate(part)]}}
