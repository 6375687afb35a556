"""Elasticsearch 9 behind the interface: strict mapping, versioned index behind an alias, our own retries.

The analysis is ours (index.analysis): text arrives as tokens joined by spaces, so that no plug-in is needed and both
engines find the same. A refresh follows each batch, so that what is acknowledged is found.
"""

import ipaddress
import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from crawler.model import ConfigurationError, EngineUnavailable
from index.engine import Bucket, EngineStatus, Found, Position, PutResult, Record, Sort
from index.engines.elastic_facts import ElasticFacts
from index.facts import Facts
from index.fields import FIELDS, index_value, joined, split
from index.plan import AllOf, AnyOf, AnyTerm, Between, Condition, Everything, NoneOf, Phrase

ALIAS = "canhbao"
VERSION = "v2"  # of the mapping
_FIRST = 1000.0  # added to the score of what matches AllOf.first: more than words can earn
_RETRIES = (0.5, 1, 2, 4, 8)  # seconds before each new try of 429, 503 and lost connections
_TERMS = 60_000  # values of one field; search.max_buckets is 65,536
_RETRY_STATUS = frozenset({429, 502, 503, 504})


def _mapping() -> dict[str, Any]:
    properties: dict[str, Any] = {
        "head": {"type": "object", "enabled": False},
        "rest": {"type": "object", "enabled": False},
    }
    for spec in FIELDS:
        if spec.type == "keyword":
            properties[spec.name] = {"type": "keyword", "ignore_above": 8000}
        elif spec.type == "integer":
            properties[spec.name] = {"type": "long"}
        else:
            properties[spec.name] = {"type": "text", "analyzer": "whitespace", "norms": True}
    return {"dynamic": "strict", "properties": properties}


class ElasticEngine:
    """See index.engine.Engine. `alias` lets several installations (and tests) share a cluster."""

    name = "elastic"

    def __init__(
        self, address: str, *, readonly: bool = False, alias: str = ALIAS, pause: Any = time.sleep, generation: str = ""
    ) -> None:
        self._address = address
        self._alias = alias
        self._target = generation or alias
        self._readonly = readonly
        self._pause = pause
        self._facts = ElasticFacts(self._search)
        key = os.environ.get("ELASTICSEARCH_API_KEY")
        _refuse_plain_http(address)
        self._client = Elasticsearch(
            address, api_key=key or None, request_timeout=30, retry_on_timeout=False, max_retries=0
        )
        self._ask(self._client.info)
        if generation:
            self._create(generation)
        elif not readonly:
            self._ensure_index()

    def _ensure_index(self) -> None:
        if self._ask(lambda: self._client.indices.exists_alias(name=self._alias)):
            return
        name = f"{self._alias}-{VERSION}-{datetime.now(UTC):%Y%m%d%H%M%S}"
        self._create(name)
        self._ask(lambda: self._client.indices.put_alias(index=name, name=self._alias))

    def _create(self, name: str) -> None:
        settings = {
            "number_of_shards": int(os.environ.get("CANHBAO_SHARDS", "1")),
            "number_of_replicas": int(os.environ.get("CANHBAO_REPLICAS", "0")),
        }
        self._ask(lambda: self._client.indices.create(index=name, mappings=_mapping(), settings=settings))

    def _ask(self, call: Any) -> Any:
        """Run a request; transient failures are tried again, then EngineUnavailable. A missing index is empty."""
        for wait in (*_RETRIES, None):
            try:
                return call()
            except NotFoundError:
                raise
            except ApiError as error:
                if error.status_code not in _RETRY_STATUS:
                    raise self._unavailable(error) from error
                trouble: Exception = error
            except TransportError as error:
                trouble = error
                if wait is not None and wait > 1:
                    raise self._unavailable(error) from error  # nobody listens: three tries are enough
            if wait is None:
                raise self._unavailable(trouble) from trouble
            self._pause(wait)
        raise AssertionError("unreachable")

    def _unavailable(self, error: Exception) -> EngineUnavailable:
        text = str(error).splitlines()[0][:300]
        return EngineUnavailable(
            f"Elasticsearch tại {self._address} không trả lời: {text}. Elasticsearch at {self._address} does not answer "
            "as expected: start it, or mend CANHBAO_INDEX; the work is kept in the outbox."
        )

    # Writing

    def put(self, records: Sequence[Record]) -> PutResult:
        """Bulk; documents answered 429 or 503 are sent again, others that fail are refused one by one."""
        left = {record["advisory_id"]: record for record in records}
        accepted: list[str] = []
        refused: dict[str, str] = {}
        for wait in (*_RETRIES, None):
            if not left:
                break
            answer = self._ask(lambda batch=tuple(left.values()): self._bulk(batch))
            for item in answer["items"]:
                result = item["index"]
                identifier, status = result["_id"], int(result["status"])
                if status < 300:
                    accepted.append(identifier)
                    del left[identifier]
                elif status not in _RETRY_STATUS:
                    refused[identifier] = json.dumps(result.get("error", status), ensure_ascii=False)[:500]
                    del left[identifier]
            if left and wait is None:
                raise EngineUnavailable(
                    f"Elasticsearch tại {self._address} quá tải. Elasticsearch at {self._address} is overloaded: "
                    f"{len(left)} documents wait in the outbox."
                )
            if left and wait is not None:
                self._pause(wait)
        return PutResult(tuple(accepted), refused)

    def _bulk(self, records: Sequence[Record]) -> Any:
        operations: list[dict[str, Any]] = []
        for record in records:
            operations.append({"index": {"_id": record["advisory_id"]}})
            operations.append(_document(record))
        return self._client.bulk(
            index=self._target, operations=operations, refresh=True, require_alias=self._target == self._alias
        )

    def delete(self, ids: Iterable[str]) -> None:
        """Remove by id."""
        wanted = list(ids)
        self._ask(
            lambda: self._client.delete_by_query(
                index=self._target, query={"ids": {"values": wanted}}, refresh=True, conflicts="proceed"
            )
        )

    def clear(self) -> None:
        """A new empty index takes the alias; the old one is dropped after."""
        name = self._new_name()
        self._create(name)
        self._take_alias(name)

    def _new_name(self) -> str:
        return f"{self._alias}-{VERSION}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"

    def _take_alias(self, name: str) -> None:
        """Switch and drop in one request: a reader sees the old index or the new one, never none."""
        old = list(self._ask(lambda: self._client.indices.get_alias(name=self._alias)).keys())
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self._alias}}]
        actions += [{"remove_index": {"index": index}} for index in old if index != name]
        self._ask(lambda: self._client.indices.update_aliases(actions=actions))

    def fresh(self) -> "ElasticEngine":
        """A new index without the alias."""
        return ElasticEngine(self._address, alias=self._alias, pause=self._pause, generation=self._new_name())

    def publish(self) -> None:
        """Give this index the alias."""
        self._take_alias(self._target)

    def discard(self) -> None:
        """Drop this index."""
        self._ask(lambda: self._client.indices.delete(index=self._target, ignore_unavailable=True))

    def close(self) -> None:
        """Close connections."""
        self._client.close()

    # Reading

    def _search(self, **body: Any) -> Any:
        try:
            return self._ask(lambda: self._client.search(index=self._target, **body))
        except NotFoundError:  # a reader before the first writer: nothing was indexed yet
            return {"hits": {"total": {"value": 0}, "hits": []}, "aggregations": {}}

    def get(self, advisory_id: str) -> Record | None:
        """The whole record."""
        found = self.get_many([advisory_id])
        return found[0] if found else None

    def get_many(self, ids: Sequence[str]) -> list[Record]:
        """Whole records in the order asked."""
        wanted = list(dict.fromkeys(identifier for identifier in ids if identifier and len(identifier) < 200))
        if not wanted:
            return []
        answer = self._search(query={"ids": {"values": wanted}}, size=len(wanted), source=["head", "rest"])
        records = {hit["_id"]: _record(hit) for hit in answer["hits"]["hits"]}
        return [records[identifier] for identifier in wanted if identifier in records]

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
        page = tuple((float(hit["_score"] or 0), hit["_source"]["head"]) for hit in answer["hits"]["hits"])
        return Found(int(answer["hits"]["total"]["value"]), page)

    def count(self, condition: Condition) -> int:
        """How many match."""
        return self.find(condition, sort="date", limit=0, offset=0).total

    def buckets(self, condition: Condition, fields: Sequence[str], size: int) -> dict[str, tuple[Bucket, ...]]:
        """Values of keyword fields: every value is asked for, so that the counts are exact whatever the shards."""
        asked = {field: {"terms": {"field": field, "size": _TERMS}} for field in fields}
        found = self._search(query=_translate(condition), size=0, aggregations=asked)["aggregations"]
        return {field: _most_frequent(found[field]["buckets"] if found else [], size) for field in fields}

    def facts(self) -> Facts:
        """The columns, read from doc values and kept by this process."""
        return self._facts.facts()

    def candidates(self, bands: Sequence[str], limit: int) -> list[Record]:
        """Records that share a band, most shared first."""
        if not bands:
            return []
        should = [{"constant_score": {"filter": {"term": {"bands": band}}, "boost": 1.0}} for band in bands]
        answer = self._search(query={"bool": {"should": should}}, size=limit, source=["head", "rest"])
        return [_record(hit) for hit in answer["hits"]["hits"]]

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
            engine="elasticsearch",
            location=f"{self._address} ({self._alias})",
            documents=self.count(Everything()),
            advisories=self.count(AnyTerm("is_advisory", ("true",))),
            stories=(columns := self.facts()).count(columns.mask(Everything()), stories=True),
            updated=moment,
        )


def _refuse_plain_http(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https":
        return
    host = parts.hostname or ""
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    if not loopback:
        raise ConfigurationError(
            f"Không gửi dữ liệu qua HTTP trần tới {host}. Plain HTTP to {host} is refused: use https://, or a tunnel "
            "that ends on this machine."
        )


def _most_frequent(found: Iterable[Mapping[str, Any]], size: int) -> tuple[Bucket, ...]:
    buckets = [Bucket(str(b["key"]), int(b["doc_count"])) for b in found]
    return tuple(sorted(buckets, key=lambda b: (-b.count, b.key))[:size])


def _record(hit: Mapping[str, Any]) -> Record:
    return joined(hit["_source"]["head"], hit["_source"]["rest"])


def _search_after(position: Position) -> list[Any]:
    """Sort values of a hit; a missing one that sorts last is the lowest long."""
    return [-(2**63) if position.value is None else position.value, position.advisory_id]


def _document(record: Record) -> dict[str, Any]:
    head, rest = split(record)
    document: dict[str, Any] = {"head": head, "rest": rest}
    for spec in FIELDS:
        value = index_value(spec, record)
        if value is not None:
            document[spec.name] = value
    return document


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
                exactly = {"bool": {"must": [_translate(part) for part in first]}}
                should.append({"constant_score": {"filter": exactly, "boost": _FIRST}})
            return {"bool": {"must": [_translate(part) for part in parts], "should": should}}
        case AnyOf(parts):
            return {"bool": {"should": [_translate(p) for p in parts], "minimum_should_match": 1}}
        case NoneOf(part):
            return {"bool": {"must": [{"match_all": {}}], "must_not": [_translate(part)]}}
