"""A node dies while documents arrive, and another while people search: nothing acknowledged is lost, none is doubled."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import understand
from crawler.model import Advisory, Document, EngineUnavailable
from index.engines.elastic.access import Layout
from index.engines.elastic.engine import ElasticEngine
from index.finding.search import search
from index.language.conditions import Everything
from index.outbox import BATCH, Outbox
from index.requests import SearchRequest

pytestmark = [pytest.mark.elastic, pytest.mark.cluster]
TOTAL = 2 * BATCH + 50
TEXT = "Công an xã số {n} cảnh báo vụ {m}: kẻ gian giả danh cán bộ thuế gọi điện, yêu cầu cài ứng dụng lạ để chiếm đoạt tài sản."


def advisory(number: int) -> Advisory:
    text = TEXT.format(n=number, m=number * 7919)
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    return understand(
        Document(
            f"{number:016x}", f"{number:064x}", "mau", f"https://mau.example/{number}", f"Cảnh báo số {number}", "", text,
            None, None, "vi", "test", fetched_at=moment,
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def advisories() -> list[Advisory]:
    return [advisory(number) for number in range(TOTAL)]


@pytest.fixture(scope="module")
def engine(cluster: Any) -> Iterator[ElasticEngine]:
    made = ElasticEngine(cluster.address, layout=Layout(shards=3, replicas=1))
    cluster.health("green", 3, 60)
    yield made
    made.close()


def drained(outbox: Outbox, engine: ElasticEngine, seconds: float, on_progress: Any) -> int:
    """Drain as the feeder does, again after each failure; returns how often the engine was unavailable."""
    failures = 0
    end = time.monotonic() + seconds
    while outbox.waiting():
        assert time.monotonic() < end, f"{outbox.waiting()} documents still wait after {seconds} s"
        try:
            assert outbox.drain(engine, on_progress=on_progress).refused == {}
        except EngineUnavailable:
            failures += 1
            time.sleep(1)
    return failures


def test_without_a_number_of_replicas_a_cluster_keeps_one_copy_more(cluster: Any) -> None:
    made = ElasticEngine(cluster.address, alias="canhbao-copies")
    assert cluster.health("green", 3, 60)["active_shards"] == 2
    made.close()


def test_a_node_that_dies_while_documents_arrive_loses_and_doubles_nothing(
    cluster: Any, engine: ElasticEngine, advisories: list[Advisory], tmp_path: Path
) -> None:
    outbox = Outbox(tmp_path)
    for each in advisories:
        outbox.put(each)
    victim = cluster.master()  # the worst: its shards must move and a leader be elected
    begun = threading.Event()

    def murder() -> int:
        assert begun.wait(60)
        time.sleep(0.2)  # into the next batch
        victim.kill()
        return outbox.waiting()

    with ThreadPoolExecutor(1) as pool:
        dying = pool.submit(murder)
        drained(outbox, engine, 60, lambda _: begun.set())
        assert dying.result() > 0, "it died while documents waited"
    assert outbox.refused() == {}
    outbox.close()
    assert engine.count(Everything()) == TOTAL
    expected = [each.advisory_id for each in advisories]
    assert [record.advisory_id for record in engine.get_many(expected)] == expected
    victim.start()
    victim.wait(120)
    assert cluster.health("green", 3, 60)["unassigned_shards"] == 0
    assert engine.count(Everything()) == TOTAL


def test_a_node_that_dies_while_people_search_costs_them_no_answer(
    cluster: Any, engine: ElasticEngine, advisories: list[Advisory]
) -> None:
    """Every answer is whole: a shard that is gone is waited for, never left out."""
    spread = ElasticEngine(cluster.address, alias="canhbao-spread", layout=Layout(3, 0), pause=lambda _: None)
    spread.put(engine.get_many([each.advisory_id for each in advisories[:60]]))
    victim = next(node for node in cluster.all if node is not cluster.master())
    ended = threading.Event()

    def read() -> list[int]:
        reader = ElasticEngine(cluster.address, readonly=True)
        totals = []
        while not ended.is_set():
            totals.append(search(reader, SearchRequest(query="giả danh cán bộ thuế", facets=("source",))).total)
        reader.close()
        return totals

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            time.sleep(1)
            victim.kill()
            time.sleep(5)
        finally:
            ended.set()
        counts = [reader.result() for reader in readers]
    assert all(set(totals) == {TOTAL} for totals in counts)
    assert all(len(totals) > 5 for totals in counts)
    identifier = advisories[0].advisory_id
    assert engine.put(engine.get_many([identifier])).accepted == (identifier,), "two nodes take writes"
    assert engine.count(Everything()) == TOTAL
    with pytest.raises(EngineUnavailable):  # a third of this index is gone: two thirds are no answer
        spread.count(Everything())
    spread.close()
