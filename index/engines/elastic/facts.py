"""The columns of an Elasticsearch index (index.columns.facts), read from its doc values and kept on this machine's disk.

In: a function that sends a search, a folder. Out: Facts. The first reading takes every document; later ones, of this and of
later processes, only what was indexed since, and everything again where documents went away or the alias moved. Clocks of
several writers may differ by `SKEW`.
"""

import fcntl
import json
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from index.columns.facts import COUNTED, UNDATED, Facts, RecordFacts
from index.engines.fact_store import FactStore

SKEW = 600  # seconds by which the clocks of machines that write one index may differ
_PAGE = 10_000
_NAMES = ("advisory_id", "story_id", "day", *(spec.name for spec in COUNTED))


@dataclass(frozen=True, slots=True)
class State:
    """What tells one state of the index from another.

    The indices behind the alias, how many documents they hold, when the newest was indexed (seconds), and the sum of the
    documents' sequence numbers: it grows with every replacement, whatever its clock says.
    """

    indices: tuple[str, ...] = ()
    documents: int = 0
    newest: int = 0
    changes: int = 0


class ElasticFacts:
    """What was read so far. `search` takes the body of a search and gives the answer of Elasticsearch.

    `folder` is shared by the processes of one machine; without one the columns live as long as this object.
    """

    def __init__(self, search: Callable[..., Any], folder: Path | None = None) -> None:
        self._search = search
        self._folder = folder
        self._lock = Lock()
        self._store: FactStore | None = None

    def facts(self) -> Facts:
        """The columns of what the index holds now."""
        with self._lock, self._kept() as store:
            state, known = self._ask_state(), _state(store.noted())
            if state != known:
                if not self._caught_up(store, state, known):
                    store.clear()
                    self._take(store, None)
                store.note(json.dumps(asdict(state)))
            return store.facts()

    @contextmanager
    def _kept(self) -> Iterator[FactStore]:
        """The store, for this process alone."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="canhbao-columns-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._store is None:
            self._store = FactStore(self._folder)
        with (self._folder / "lock").open("w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield self._store

    def _caught_up(self, store: FactStore, state: State, known: State) -> bool:
        """Whether the documents indexed since the known state are all that changed. More may arrive meanwhile."""
        if state.indices != known.indices or not known.documents:
            return False
        self._take(store, known.newest - SKEW)
        held = store.facts().size
        return held in (state.documents, self._ask_state().documents)

    def _ask_state(self) -> State:
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
            return State()
        return State(
            tuple(sorted(str(bucket["key"]) for bucket in found["indices"]["buckets"])),
            int(answer["hits"]["total"]["value"]),
            int(found["newest"]["value"] or 0),
            int(found["changes"]["value"] or 0),
        )

    def _take(self, store: FactStore, since: int | None) -> None:
        """Append the documents indexed since then (all without), in the order of indexing."""
        query = {"range": {"indexed_seconds": {"gte": since}}} if since is not None else {"match_all": {}}
        for page in self._pages(query):
            store.append(page)

    def _pages(self, query: Mapping[str, Any]) -> Iterator[list[RecordFacts]]:
        after: list[Any] = []
        while True:
            answer = self._search(
                query=query,
                size=_PAGE,
                sort=[{"indexed_seconds": "asc"}, {"advisory_id": "asc"}],
                docvalue_fields=list(_NAMES),
                stored_fields="_none_",  # a hit's id and source are stored with the text: seven times as slow to read
                track_total_hits=False,
                **({"search_after": after} if after else {}),
            )
            hits = answer["hits"]["hits"]
            if hits:
                yield [_facts_of(hit["fields"]) for hit in hits]
            if len(hits) < _PAGE:
                return
            after = hits[-1]["sort"]


def _state(note: str) -> State:
    if not note:
        return State()
    raw = json.loads(note)
    return State(tuple(raw["indices"]), raw["documents"], raw["newest"], raw["changes"])


def _facts_of(fields: Mapping[str, list[Any]]) -> RecordFacts:
    """What is counted of a document, from its doc values."""
    day = fields.get("day")
    values = tuple(fields.get(spec.name, []) for spec in COUNTED)
    return RecordFacts(fields["advisory_id"][0], fields["story_id"][0], int(day[0]) if day else UNDATED, values)
