"""The columns of an Elasticsearch index (index.facts), read from its doc values and kept in this process.

In: a function that sends a search. Out: Facts. The first reading takes every document; later ones only what was indexed
since, and everything again where documents went away or the alias moved. Clocks of several writers may differ by `SKEW`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from index.engine import Record
from index.facts import COUNTED, ROW, Encoder, Facts

SKEW = 600  # seconds by which the clocks of machines that write one index may differ
_PAGE = 10_000
_ORDINALS = ("day", "indexed_seconds")
_NAMES = ("advisory_id", "story_id", *_ORDINALS, *(spec.name for spec in COUNTED))


@dataclass(frozen=True, slots=True)
class State:
    """What tells one state of the index from another.

    The indices behind the alias, how many documents they hold, when the newest was indexed (seconds), and the sum of the
    documents' sequence numbers: it grows with every replacement, whatever its clock says.
    """

    indices: frozenset[str]
    documents: int
    newest: int
    changes: int


class ElasticFacts:
    """The last state that was read. `search` takes the body of a search and gives the answer of Elasticsearch."""

    def __init__(self, search: Callable[..., Any]) -> None:
        self._search = search
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._encoder = Encoder()
        self._rows = np.zeros(0, ROW)
        self._codes = np.zeros(0, "<u4")
        self._state = State(frozenset(), 0, 0, 0)
        self._facts = Facts(self._rows, self._codes, {})

    def facts(self) -> Facts:
        """The columns of what the index holds now."""
        with self._lock:
            state = self._ask_state()
            if state == self._state:
                return self._facts
            if not self._caught_up(state):
                self._forget()
                self._take(None)
            self._state = state
            return self._facts

    def _caught_up(self, state: "State") -> bool:
        """Whether the documents indexed since the last state are all that changed. More may arrive meanwhile."""
        if state.indices != self._state.indices or not self._facts.size:
            return False
        self._take(self._state.newest - SKEW)
        return self._facts.size == state.documents or self._facts.size == self._ask_state().documents

    def _ask_state(self) -> "State":
        answer = self._search(
            size=0,
            track_total_hits=True,
            aggregations={
                "newest": {"max": {"field": "indexed_seconds"}},
                "changes": {"sum": {"field": "_seq_no"}},
                "indices": {"terms": {"field": "_index", "size": 100}},
            },
        )
        found = answer["aggregations"]
        if not found:
            return State(frozenset(), 0, 0, 0)
        return State(
            frozenset(str(bucket["key"]) for bucket in found["indices"]["buckets"]),
            int(answer["hits"]["total"]["value"]),
            int(found["newest"]["value"] or 0),
            int(found["changes"]["value"] or 0),
        )

    def _take(self, since: int | None) -> None:
        """Append the documents indexed since then (all without), in the order of indexing."""
        query = {"range": {"indexed_seconds": {"gte": since}}} if since is not None else {"match_all": {}}
        for page in self._pages(query):
            rows, codes = self._encoder.encode(page)
            self._rows = np.concatenate((self._rows, np.frombuffer(rows, ROW)))
            self._codes = np.concatenate((self._codes, np.frombuffer(codes, "<u4")))
        self._facts = Facts(self._rows, self._codes, self._encoder.terms)

    def _pages(self, query: Mapping[str, Any]) -> Iterator[list[Record]]:
        after: list[Any] = []
        while True:
            answer = self._search(
                query=query,
                size=_PAGE,
                sort=[{"indexed_seconds": "asc"}, {"advisory_id": "asc"}],
                docvalue_fields=list(_NAMES),
                source=False,
                track_total_hits=False,
                **({"search_after": after} if after else {}),
            )
            hits = answer["hits"]["hits"]
            if hits:
                yield [_pseudo_record(hit["fields"]) for hit in hits]
            if len(hits) < _PAGE:
                return
            after = hits[-1]["sort"]


def _pseudo_record(fields: Mapping[str, list[Any]]) -> Record:
    """What the encoder asks of a record, from doc values: by the names of the record, not of the index."""
    record: dict[str, Any] = {spec.source: fields.get(spec.name, []) for spec in COUNTED}
    record["advisory_id"], record["story_id"] = fields["advisory_id"][0], fields["story_id"][0]
    day = fields.get("day")
    record["published_ordinal"] = int(day[0]) if day else 0
    return record
