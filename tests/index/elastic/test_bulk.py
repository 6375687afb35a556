"""Bulk requests: bounded, shrunk under pressure, in order; rejected documents go again alone, poison is set apart."""

from pathlib import Path
from typing import Any

import pytest

from crawler.extract import understand
from crawler.model import Document, EngineUnavailable
from index.engines.elastic import bulk as elastic_bulk
from index.outbox import Outbox

NOTHING = {"hits": {"total": {"value": 0}, "hits": []}}


def identifiers(make: Any, numbers: Any) -> list[str]:
    return [make(number).advisory_id for number in numbers]


def items(make: Any, statuses: dict[int, int], error: Any = None) -> dict[str, Any]:
    """The answer to a bulk request with a status for each number."""
    found = []
    for number, status in statuses.items():
        item: dict[str, Any] = {"_id": make(number).advisory_id, "status": status}
        found.append({"index": item if status < 300 else {**item, "error": error or {"type": "x", "reason": "y"}}})
    return {"errors": True, "items": found}


def test_only_what_was_rejected_goes_again_and_the_order_is_kept(
    gate: Any, connect: Any, make: Any, answer: Any
) -> None:
    engine = connect(gate.url)
    gate.plan(
        "_bulk",
        answer(body=items(make, {1: 201, 2: 429, 3: 201, 4: 503})),
        answer(body=items(make, {2: 201, 4: 429})),
    )
    result = engine.put([make(number) for number in (1, 2, 3, 4)])
    assert gate.bulks == [identifiers(make, (1, 2, 3, 4)), identifiers(make, (2, 4)), identifiers(make, (4,))]
    assert result.accepted == tuple(identifiers(make, (1, 2, 3, 4)))
    assert result.refused == {}


def test_patience_begins_anew_with_each_document_that_is_taken(gate: Any, connect: Any, make: Any, answer: Any) -> None:
    engine = connect(gate.url)
    for number in range(1, 4):
        busy = dict.fromkeys(range(number, 4), 429)
        gate.plan("_bulk", *[answer(body=items(make, busy))] * 4, answer(body=items(make, {**busy, number: 201})))
    assert len(engine.put([make(number) for number in (1, 2, 3)]).accepted) == 3
    assert len(gate.bulks) == 15


def test_documents_that_stay_rejected_wait_in_the_outbox(gate: Any, connect: Any, make: Any, answer: Any) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", *[answer(body=items(make, {1: 429}))] * 9)
    with pytest.raises(EngineUnavailable, match="1 documents wait in the outbox"):
        engine.put([make(1)])


def test_requests_are_split_by_bytes(gate: Any, connect: Any, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic_bulk, "MOST_BYTES", 60_000)
    engine = connect(gate.url)
    records = [make(number, text="lừa đảo " * 600) for number in range(12)]
    assert len(engine.put(records).accepted) == 12
    assert len(gate.bulks) > 3
    assert max(gate.sizes) <= 60_000
    assert [each for bulk in gate.bulks for each in bulk] == identifiers(make, range(12)), "in order, each once"


def test_a_request_too_large_is_halved_until_it_passes(gate: Any, connect: Any, make: Any, answer: Any) -> None:
    """A proxy's limit (413) in the way: nothing is refused, and the next batch begins with what passed."""
    engine = connect(gate.url)
    gate.rules.append(lambda path, body: answer(413, b"") if "_bulk" in path and len(body) > 300_000 else None)
    records = [make(number, text="lừa đảo " * 800) for number in range(32)]
    result = engine.put(records)
    assert (len(result.accepted), result.refused) == (32, {})
    told = len(gate.sizes)
    assert engine.put(records).refused == {}
    assert max(gate.sizes[told:]) <= 300_000, "the limit was learnt"


def test_a_reason_that_quotes_the_document_is_not_taken_for_trouble_of_the_index(
    gate: Any, connect: Any, make: Any, answer: Any
) -> None:
    engine = connect(gate.url)
    error = {
        "type": "document_parsing_exception",
        "reason": "Preview: 'index_closed_exception no write index is defined'",
    }
    gate.plan("_bulk", answer(body=items(make, {1: 400, 2: 201}, error)))
    assert list(engine.put([make(1), make(2)]).refused) == identifiers(make, [1])


def test_one_document_too_large_for_the_cluster_is_set_apart_and_the_others_are_indexed(
    gate: Any, connect: Any, make: Any, answer: Any
) -> None:
    engine = connect(gate.url)
    gate.rules.append(lambda path, body: answer(413, b"") if "_bulk" in path and len(body) > 300_000 else None)
    records = [make(number, text="lừa đảo " * (20_000 if number == 5 else 5)) for number in range(16)]
    result = engine.put(records)
    assert list(result.refused) == identifiers(make, [5])
    assert len(gate.stored) == 15


def test_under_pressure_requests_shrink_and_grow_again_after(gate: Any, connect: Any, make: Any, answer: Any) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", answer(429), answer(429))
    engine.put([make(number) for number in range(64)])
    assert [len(bulk) for bulk in gate.bulks] == [64, 32, 16, 32, 16]
    engine.put([make(number) for number in range(64)])
    assert len(gate.bulks[-1]) == 64


@pytest.mark.parametrize("poison", [{0}, {63}, {17, 18, 41}, set(range(64))], ids=["first", "last", "three", "all"])
def test_poison_that_spoils_its_whole_request_ends_alone(
    gate: Any, connect: Any, make: Any, answer: Any, refuse: Any, poison: set[int]
) -> None:
    engine = connect(gate.url)
    wrong = set(identifiers(make, poison))
    gate.rules.append(
        lambda path, body: (
            answer(400, refuse(400, "x_content_parse_exception", "unreadable"))
            if "_bulk" in path and any(each.encode() in body for each in wrong)
            else None
        )
    )
    result = engine.put([make(number) for number in range(64)])
    assert set(result.refused) == wrong
    assert all("unreadable" in reason for reason in result.refused.values())
    assert set(gate.stored) == set(identifiers(make, range(64))) - wrong
    assert len(gate.bulks) < 200, "by halves, not one by one"


def test_a_document_that_has_no_json_is_refused_before_it_is_sent(gate: Any, connect: Any, make: Any) -> None:
    engine = connect(gate.url)
    records = [make(1), make(2, title="gãy \ud800"), make(3, advisory={"score": float("nan")}), make(4)]
    result = engine.put(records)
    assert sorted(result.refused) == identifiers(make, [2, 3])
    assert gate.bulks == [identifiers(make, [1, 4])]


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (400, "illegal_argument_exception", "no write index is defined for alias [gate]"),
        (400, "index_closed_exception", "closed"),
        (400, "strict_dynamic_mapping_exception", "introduction of [x] within [_doc] is not allowed"),
        (403, "cluster_block_exception", "index [x] blocked by: [FORBIDDEN/8/index write (api)]"),
        (403, "security_exception", "action is unauthorized for API key"),
    ],
)
def test_where_the_index_is_at_fault_no_document_is_set_apart(
    gate: Any, connect: Any, make: Any, answer: Any, status: int, kind: str, reason: str
) -> None:
    engine = connect(gate.url)
    gate.plan("_bulk", answer(body=items(make, {1: status, 2: status}, {"type": kind, "reason": reason})))
    with pytest.raises(EngineUnavailable, match="takes no writes"):
        engine.put([make(1), make(2)])


def test_poison_is_set_apart_in_the_outbox_with_its_reason_and_the_queue_goes_on(
    gate: Any, connect: Any, answer: Any, refuse: Any, tmp_path: Path
) -> None:
    outbox = Outbox(tmp_path)
    for number in range(5):
        page = Document(
            f"{number:016x}", f"{number:064x}", "mau", f"https://mau.example/{number}", f"Cảnh báo {number}", "",
            f"Công an cảnh báo giả danh cán bộ thuế, vụ {number}.", None, None, "vi", "test",
        )  # fmt: skip
        outbox.put(understand(page))
    gate.rules.append(
        lambda path, body: (
            answer(400, refuse(400, "x_content_parse_exception", "unreadable"))
            if "_bulk" in path and b"mau.example/3" in body
            else None
        )
    )
    gate.rules.append(lambda path, _: answer(body=NOTHING) if "_search" in path else None)
    result = outbox.drain(connect(gate.url))
    assert (result.indexed, result.waiting, len(gate.stored)) == (4, 0, 4)
    ((_, reason),) = outbox.refused().items()
    assert "unreadable" in reason
    outbox.close()


PRESSURE = (
    "rejected execution of primary operation [coordinating_and_primary_bytes={0}, replica_bytes=0, all_bytes={0}, "
    "primary_operation_bytes={0}, max_primary_bytes=53687091]"
)


@pytest.mark.parametrize("whole", [False, True], ids=["as an item", "as the whole request"])
def test_a_document_that_a_node_s_memory_can_never_take_does_not_block_the_outbox(
    gate: Any, connect: Any, make: Any, answer: Any, refuse: Any, whole: bool, pauses: list[float]
) -> None:
    engine = connect(gate.url)
    reason = PRESSURE.format(56408104)
    large = (
        answer(429, refuse(429, "es_rejected_execution_exception", reason))
        if whole
        else answer(body=items(make, {1: 429}, {"type": "es_rejected_execution_exception", "reason": reason}))
    )
    gate.plan("_bulk", large)
    result = engine.put([make(1)])
    assert "max_primary_bytes" in result.refused[make(1).advisory_id]
    assert pauses == []


def test_a_node_whose_memory_is_full_for_the_moment_refuses_nothing(
    gate: Any, connect: Any, make: Any, answer: Any, refuse: Any
) -> None:
    engine = connect(gate.url)
    reason = PRESSURE.format(53687000)
    gate.plan("_bulk", answer(429, refuse(429, "es_rejected_execution_exception", reason)))
    assert engine.put([make(1)]).refused == {}
