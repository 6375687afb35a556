"""What is tried again, when and how often; and the sentence at the end."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from crawler.model import EngineUnavailable
from index.engines.elastic.client import WAITS

BUSY = {"error": {"type": "es_rejected_execution_exception", "reason": "queue"}, "status": 429}


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(
    gate: Any, connect: Any, answer: Any, make: Any, pauses: list[float], status: int
) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", answer(status), answer(status))
    assert engine.put([make(1), make(2)]).accepted == (make(1).advisory_id, make(2).advisory_id)
    assert len(pauses) == 2
    assert set(gate.stored) == {make(1).advisory_id, make(2).advisory_id}


def test_waits_grow_and_are_spread_so_that_many_clients_do_not_return_at_once(
    gate: Any, connect: Any, answer: Any, make: Any, pauses: list[float]
) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", *[answer(503)] * 6)
    with pytest.raises(EngineUnavailable, match=r"is kept in the outbox"):
        engine.put([make(1)])
    assert len(pauses) == len(WAITS)
    assert all(due * 0.5 <= waited <= due * 1.5 for due, waited in zip(WAITS, pauses, strict=True))
    assert pauses != list(WAITS)


@pytest.mark.parametrize(
    ("asked", "least"),
    [
        (lambda: "7", 7),
        (lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True), 15),
        (lambda: "soon", 0.25),
        (lambda: "0", 0.25),
    ],
    ids=["seconds", "date", "nonsense", "zero"],
)
def test_retry_after_is_honoured(
    gate: Any,
    connect: Any,
    answer: Any,
    make: Any,
    pauses: list[float],
    asked: Callable[[], str],
    least: float,
) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", answer(429, BUSY, {"Retry-After": asked()}))
    engine.put([make(1)])
    (waited,) = pauses
    assert least <= waited <= max(least * 2, 0.75)


def test_a_server_that_asks_for_an_hour_is_away(
    gate: Any, connect: Any, answer: Any, make: Any, pauses: list[float]
) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", answer(503, {}, {"Retry-After": "3600"}))
    with pytest.raises(EngineUnavailable):
        engine.put([make(1)])
    assert pauses == []


@pytest.mark.parametrize("done", [False, True], ids=["before", "after it was done"])
def test_a_connection_that_is_cut_loses_and_doubles_nothing(
    gate: Any, connect: Any, answer: Any, make: Any, pauses: list[float], done: bool
) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", answer(lost=True, done=done))
    assert len(engine.put([make(n) for n in range(5)]).accepted) == 5
    assert len(gate.stored) == 5
    assert len(pauses) == 1


def test_where_nobody_listens_three_tries_are_enough(gates: Any, connect: Any, pauses: list[float]) -> None:
    closed = gates()
    closed.kill()
    with pytest.raises(EngineUnavailable, match=closed.url.replace(".", r"\.")):
        connect(closed.url)
    assert len(pauses) == 2


def test_what_no_try_would_mend_is_not_tried_again(
    gate: Any, connect: Any, answer: Any, make: Any, refuse: Any, pauses: list[float]
) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", answer(403, refuse(403, "security_exception", "action is unauthorized")))
    with pytest.raises(EngineUnavailable, match="privileges"):
        engine.put([make(1)])
    assert pauses == []


def test_a_proxy_s_own_refusal_sets_no_document_apart(gate: Any, connect: Any, answer: Any, make: Any) -> None:
    engine = connect(gate.url)
    page = answer(400, b"<html>The plain HTTP request was sent to HTTPS port</html>", {"Content-Type": "text/html"})
    gate.plan("_bulk", page)
    with pytest.raises(EngineUnavailable):
        engine.put([make(1), make(2)])


def test_a_truncated_answer_is_tried_again(gate: Any, connect: Any, answer: Any, make: Any) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", answer(200, b'{"errors":false,"items":[{"ind'))
    assert len(engine.put([make(1)]).accepted) == 1


class TestSeveralNodes:
    def test_a_dead_node_costs_one_try_and_the_work_goes_on_at_the_others(
        self, gates: Any, connect: Any, make: Any, pauses: list[float]
    ) -> None:
        alive, dead = gates(), gates()
        engine = connect(f"{alive.url}, {dead.url}")
        dead.kill()
        for number in range(6):
            engine.put([make(number)])
        assert len(alive.stored) == 6
        assert len(pauses) == 1, "after its failure the dead node rests"

    def test_a_node_that_answers_503_hands_over_to_the_next(
        self, gates: Any, connect: Any, make: Any, answer: Any
    ) -> None:
        first, second = gates(), gates()
        engine = connect(f"{first.url},{second.url}")
        first.rules.append(lambda path, _: answer(503) if "_bulk" in path else None)
        for number in range(4):
            engine.put([make(number)])
        assert len(second.stored) == 4

    def test_a_dead_node_takes_part_again_when_it_is_back(
        self, gates: Any, connect: Any, make: Any, answer: Any
    ) -> None:
        first, second = gates(), gates()
        engine = connect(f"{first.url},{second.url}")
        first.plan("_bulk", answer(lost=True))
        for number in range(4):
            engine.put([make(number)])
        told = len(first.paths)
        time.sleep(1.2)
        for number in range(4):
            engine.put([make(number)])
        assert len(first.paths) > told

    def test_all_nodes_are_tried_before_the_work_is_left(self, gates: Any, connect: Any, pauses: list[float]) -> None:
        nodes = [gates() for _ in range(3)]
        for node in nodes:
            node.kill()
        with pytest.raises(EngineUnavailable) as failure:
            connect(",".join(node.url for node in nodes))
        assert all(node.url in str(failure.value) for node in nodes)
        assert len(pauses) == 4
