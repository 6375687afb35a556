"""On a real node: the mapping is strict, poison ends alone, races leave one index, readers never see a gap."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from elasticsearch import BadRequestError, Elasticsearch

from crawler.model import EngineUnavailable
from index.engine import Engine
from index.engines.elastic.access import Layout
from index.engines.elastic.engine import ElasticEngine
from index.engines.elastic.generations import mapping
from index.finding.search import search
from index.language.conditions import AnyTerm, Everything
from index.record import record_json
from index.requests import SearchRequest

pytestmark = pytest.mark.elastic
ALIAS = "canhbao-node-test"


@pytest.fixture
def node(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """A client of our own; indices of these tests are gone before and after."""
    client = Elasticsearch(elasticsearch_url)

    def sweep() -> None:
        for name in client.indices.get(index=f"{ALIAS}-*").body:
            client.indices.delete(index=name)

    sweep()
    yield client
    sweep()
    client.close()


@pytest.fixture
def opened(node: Elasticsearch, elasticsearch_url: str) -> Iterator[Callable[..., ElasticEngine]]:
    """Opens engines on the test's alias, that do not wait long; all are closed at the end."""
    engines: list[ElasticEngine] = []

    def open_one(**options: Any) -> ElasticEngine:
        options = {"alias": ALIAS, "pause": lambda seconds: time.sleep(seconds / 10), **options}
        engines.append(ElasticEngine(options.pop("address", elasticsearch_url), **options))
        return engines[-1]

    yield open_one
    for engine in engines:
        engine.close()


def indices(node: Elasticsearch) -> list[str]:
    return sorted(node.indices.get(index=f"{ALIAS}-*").body)


def behind_alias(node: Elasticsearch) -> list[str]:
    return sorted(node.indices.get_alias(name=ALIAS).body)


def together(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work` in threads that begin at one moment."""
    barrier = threading.Barrier(count)

    def begin(number: int) -> Any:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


class TestMapping:
    def test_an_unknown_field_is_refused(self, node: Elasticsearch, opened: Any) -> None:
        opened()
        with pytest.raises(BadRequestError, match="strict_dynamic_mapping"):
            node.index(index=ALIAS, document={"advisory_id": "1", "surprise": 1})

    def test_the_layout_is_that_of_the_settings(self, node: Elasticsearch, opened: Any) -> None:
        opened(layout=Layout(shards=3, replicas=2))
        (made,) = node.indices.get_settings(index=ALIAS).body.values()
        assert (made["settings"]["index"]["number_of_shards"], made["settings"]["index"]["number_of_replicas"]) == (
            "3",
            "2",
        )

    def test_without_a_number_of_replicas_a_single_node_is_green(self, node: Elasticsearch, opened: Any) -> None:
        opened()
        assert node.cluster.health(index=ALIAS, wait_for_status="green", timeout="10s")["status"] == "green"

    def test_an_index_of_another_version_sets_no_document_apart_and_a_rebuild_mends_it(
        self, node: Elasticsearch, opened: Any, make: Any
    ) -> None:
        """As an older Canhbao left it: other fields, whole records kept under another name."""
        older = mapping()
        del older["properties"]["lures"], older["properties"]["rest"]
        older["properties"]["whole"] = {"type": "object", "enabled": False}
        node.indices.create(index=f"{ALIAS}-v0-1", mappings=older, aliases={ALIAS: {}})
        held = make(1, bands=["a"], tactics=["tax_impersonation"], provinces_2025=["Nghệ An"])
        fields = {
            "advisory_id": held.advisory_id, "story_id": held.story_id, "bands": ["a"], "is_advisory": "true",
            "tactics": held.tactics, "provinces_2025": held.provinces_2025, "kind": "advisory", "source": "mau",
            "day": 739_403, "published_seconds": 1_748_746_800, "first_seen_seconds": 1_748_746_800,
            "indexed_seconds": 1_748_746_800,
        }  # fmt: skip
        node.index(
            index=ALIAS,
            id=held.advisory_id,
            document={**fields, "head": record_json(held), "whole": record_json(held)},
            refresh=True,
        )
        engine = opened()
        for use in (
            lambda: engine.put([make(1)]),
            lambda: engine.candidates(["a"], 5),
            lambda: engine.get(make(1).advisory_id),
            lambda: engine.count(Everything()),
            lambda: engine.find(Everything(), sort="date", limit=1, offset=0),
        ):
            with pytest.raises(EngineUnavailable, match=r"lures.*canhbao index rebuild"):
                use()
        fresh = engine.fresh()
        fresh.put([make(1)])
        fresh.publish()
        fresh.close()
        assert engine.put([make(2)]).refused == {}
        assert engine.count(Everything()) == 2

    def test_the_last_page_that_may_be_asked_is_answered(self, opened: Any, make: Any) -> None:
        engine = opened()
        engine.put([make(1)])
        assert engine.find(Everything(), sort="date", limit=100, offset=10_000).total == 1


class TestPoison:
    def test_poison_of_every_kind_is_set_apart_with_its_reason_and_the_others_are_found(
        self, opened: Any, make: Any
    ) -> None:
        engine = opened()
        good = [make(number, title="bình thường") for number in range(40)]
        bad = {
            "spoils the whole request": make(41, advisory_id="i" * 600),
            "not Unicode": make(42, title="gãy \ud83d"),
            "a number that has no JSON": make(43, advisory={"score": float("inf")}),
            "a number of 2,000 digits": make(44, advisory={"score": 10**2000}),
        }
        records = [*good[:7], *bad.values(), *good[7:]]
        result = engine.put(records)
        assert set(result.refused) == {record.advisory_id for record in bad.values()}
        assert all(len(reason) > 10 for reason in result.refused.values())
        assert result.accepted == tuple(record.advisory_id for record in good)
        assert engine.count(Everything()) == 40

    def test_a_text_of_many_megabytes_does_not_hold_up_the_others(self, opened: Any, make: Any) -> None:
        """A node of 512 MB answers 429 to it for ever; a larger one takes it."""
        engine = opened()
        records = [make(number, text="lừa đảo " * (300_000 if number == 3 else 10)) for number in range(8)]
        refused = engine.put(records).refused
        assert set(refused) <= {make(3).advisory_id}
        assert engine.count(Everything()) == 8 - len(refused)


class TestRaces:
    def test_first_writers_at_once_make_one_index_between_them(
        self, node: Elasticsearch, opened: Any, make: Any
    ) -> None:
        for _ in range(3):
            together(6, lambda number: opened().put([make(number)]))
            assert len(indices(node)) == 1
            assert indices(node) == behind_alias(node)
            assert opened().count(Everything()) == 6
            node.indices.delete(index=indices(node)[0])

    def test_switches_at_once_leave_one_index(self, node: Elasticsearch, opened: Any, make: Any) -> None:
        opened().put([make(1)])

        def rebuild(number: int) -> None:
            fresh = opened(readonly=True).fresh()
            fresh.put([make(number)])
            fresh.publish()
            fresh.close()

        together(5, rebuild)
        assert len(indices(node)) == 1
        assert indices(node) == behind_alias(node)
        assert opened().count(Everything()) == 1

    def test_a_writer_whose_index_was_dropped_goes_on_in_a_new_one(
        self, node: Elasticsearch, opened: Any, make: Any
    ) -> None:
        engine = opened()
        engine.put([make(1)])
        node.indices.delete(index=indices(node)[0])
        assert engine.put([make(2)]).accepted
        assert engine.count(Everything()) == 1
        engine.delete([make(2).advisory_id])
        assert engine.count(Everything()) == 0

    def test_a_switch_that_nobody_confirms_is_not_undone_by_dropping_the_index_in_use(
        self, node: Elasticsearch, gates: Any, elasticsearch_url: str, opened: Any, make: Any, answer: Any
    ) -> None:
        gate = gates(elasticsearch_url)
        engine = opened(address=gate.url)
        fresh = engine.fresh()
        fresh.put([make(1)])
        gate.plan("_aliases", *[answer(lost=True, done=True)] * 3)
        with pytest.raises(EngineUnavailable):
            fresh.publish()
        fresh.discard()  # as a rebuild does after any failure
        fresh.close()
        assert engine.count(Everything()) == 1
        assert indices(node) == behind_alias(node)

    @pytest.mark.parametrize("lost", ["_aliases", f"/{ALIAS}-", f"_alias/{ALIAS}"])
    def test_an_administrative_answer_that_is_lost_leaves_one_index(
        self, node: Elasticsearch, gates: Any, elasticsearch_url: str, opened: Any, make: Any, answer: Any, lost: str
    ) -> None:
        """The cluster has done it, nobody told us: to do it again must not make or drop another."""
        gate = gates(elasticsearch_url)
        engine = opened(address=gate.url)
        engine.put([make(1)])
        gate.plan(lost, answer(lost=True, done=True))
        fresh = engine.fresh()
        fresh.put([make(2), make(3)])
        fresh.publish()
        fresh.close()
        assert indices(node) == behind_alias(node)
        assert len(indices(node)) == 1
        assert engine.count(Everything()) == 2

    def test_what_is_written_during_switches_is_never_set_apart(self, opened: Any, make: Any) -> None:
        writer, engine = opened(), opened()
        refused: dict[str, str] = {}
        ended = threading.Event()

        def write() -> int:
            number = 1000
            while not ended.is_set():
                number += 1
                refused.update(writer.put([make(number)]).refused)
            return number - 1000

        with ThreadPoolExecutor(1) as pool:
            written = pool.submit(write)
            for _ in range(8):
                engine.clear()
            ended.set()
            assert written.result() > 8
        assert refused == {}


class TestReaders:
    def test_before_the_first_writer_a_reader_finds_nothing_and_makes_nothing(
        self, node: Elasticsearch, opened: Any
    ) -> None:
        reader = opened(readonly=True)
        assert reader.count(Everything()) == 0
        assert reader.status().documents == 0
        assert reader.get_many(["x"]) == []
        assert indices(node) == []

    def test_rebuilds_are_seen_by_no_reader(self, opened: Any, make: Any) -> None:
        """Readers in a loop: every answer is whole, through ten switches."""
        records = [make(number, story_id=f"s{number % 7}") for number in range(60)]
        engine = opened()
        engine.put(records)
        ended = threading.Event()

        def read(number: int) -> int:
            reader: Engine = opened(readonly=True)
            rounds = 0
            while not ended.is_set():
                assert reader.count(Everything()) == 60
                assert reader.find(Everything(), sort="date", limit=60, offset=0).total == 60
                assert reader.get(make(number).advisory_id) is not None
                found = search(reader, SearchRequest(facets=("tactic", "source")))
                assert [bucket.count for bucket in found.facets["source"]] == [60]
                assert len(reader.story_members("s1")) == 9
                assert reader.count(AnyTerm("story_id", ("s0",))) == 9
                rounds += 1
            return rounds

        with ThreadPoolExecutor(3) as pool:
            readers = [pool.submit(read, number) for number in range(3)]
            try:
                for _ in range(10):
                    fresh = engine.fresh()
                    fresh.put(records)
                    fresh.publish()
                    fresh.close()
            finally:
                ended.set()
            assert all(reader.result() > 3 for reader in readers)

    def test_a_cut_connection_costs_a_reader_only_time(
        self, gates: Any, elasticsearch_url: str, opened: Any, make: Any, answer: Any
    ) -> None:
        opened().put([make(1)])
        gate = gates(elasticsearch_url)
        reader = opened(readonly=True, address=gate.url)
        gate.plan("_search", answer(lost=True), answer(503), answer(429))
        assert reader.count(Everything()) == 1

    def test_a_switch_under_a_search_is_asked_again_and_never_taken_for_an_empty_index(
        self, gates: Any, elasticsearch_url: str, opened: Any, make: Any, answer: Any, refuse: Any
    ) -> None:
        opened().put([make(1)])
        gate = gates(elasticsearch_url)
        reader = opened(readonly=True, address=gate.url)
        gate.plan("_search", *[answer(404, refuse(404, "index_not_found_exception", "no such index"))] * 2)
        assert reader.count(Everything()) == 1
