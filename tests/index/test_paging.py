"""Deep paging: one order on both engines, and a walk that gives every document once, whatever arrives meanwhile."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.model import ConfigurationError
from index.engine import Engine
from index.finding.search import MAX_OFFSET, search
from index.record import Record
from index.requests import Filters, Hit, SearchRequest

FIRST = datetime(2026, 3, 1, 3, tzinfo=UTC)
CHANCE = random.Random(7)


def spread(make: Any, numbers: Any, days: int = 3) -> list[Record]:
    """Records with few different moments, so that most share theirs; every fifth is undated."""
    made = []
    for number in numbers:
        moment = FIRST + timedelta(days=CHANCE.randrange(days))
        dated = number % 5 > 0
        made.append(
            make(
                number,
                title="lừa đảo" if number % 2 else "lừa đảo mới",
                published=moment.isoformat() if dated else None,
                published_day=moment.date().isoformat() if dated else None,
                first_seen=(FIRST + timedelta(days=CHANCE.randrange(days))).isoformat(),
            )
        )
    return made


def walk(engine: Engine, request: SearchRequest) -> Iterator[tuple[Hit, ...]]:
    """Page after page by token."""
    while True:
        result = search(engine, request)
        if result.hits:
            yield result.hits
        if not result.next:
            return
        request = replace(request, after=result.next, offset=0)


def by_date(record: Record) -> tuple[bool, float, str]:
    """The order by date, as a key."""
    moment = record.published.timestamp() if record.published else 0.0
    return record.published is None, -moment, record.advisory_id


def by_first_seen(record: Record) -> tuple[float, str]:
    return -record.first_seen.timestamp(), record.advisory_id


@pytest.fixture
def pile(engine: Engine, make: Any) -> tuple[Engine, list[Record]]:
    """Sixty records in the batches of several days' arrivals, not by id."""
    records = spread(make, range(60))
    CHANCE.shuffle(records)
    for start in range(0, 60, 20):
        engine.put(records[start : start + 20])
    return engine, records


@pytest.mark.parametrize("sort", ["date", "first_seen"])
@pytest.mark.parametrize("limit", [1, 7, 100])
def test_pages_by_token_and_by_offset_are_the_same_total_order(
    pile: tuple[Engine, list[Record]], sort: str, limit: int
) -> None:
    engine, records = pile
    key: Any = by_date if sort == "date" else by_first_seen
    expected = [record.advisory_id for record in sorted(records, key=key)]
    request = SearchRequest(sort=sort, limit=limit)  # type: ignore[arg-type]
    assert [hit.advisory_id for page in walk(engine, request) for hit in page] == expected
    by_offset = [search(engine, replace(request, offset=offset)).hits for offset in range(0, 60, limit)]
    assert [hit.advisory_id for page in by_offset for hit in page] == expected


def test_equal_relevance_comes_newest_first_then_by_id(pile: tuple[Engine, list[Record]]) -> None:
    engine, records = pile
    titled = sorted((rec for rec in records if rec.title == "lừa đảo"), key=by_date)
    longer = sorted((rec for rec in records if rec.title != "lừa đảo"), key=by_date)
    expected = [record.advisory_id for record in (*titled, *longer)]  # the shorter title is the better match
    for limit in (1, 9, 100):
        pages = walk(engine, SearchRequest("lừa đảo", sort="relevance", limit=limit))
        assert [hit.advisory_id for page in pages for hit in page] == expected


@pytest.mark.parametrize("sort", ["date", "first_seen"])
def test_what_arrives_during_a_walk_makes_nothing_repeat_and_nothing_lost(
    pile: tuple[Engine, list[Record]], make: Any, sort: str
) -> None:
    engine, records = pile
    seen: list[str] = []
    arriving = iter(range(100, 400))
    for page in walk(engine, SearchRequest("lua", sort=sort, limit=8)):  # type: ignore[arg-type]
        seen += [hit.advisory_id for hit in page]
        engine.put(spread(make, islice(arriving, 6), days=4))  # newer ones, older ones and equals of the edge
    assert len(seen) == len(set(seen))
    assert {record.advisory_id for record in records} <= set(seen)


def test_the_total_is_that_of_the_whole_search_on_every_page(pile: tuple[Engine, list[Record]]) -> None:
    engine, _ = pile
    first = search(engine, SearchRequest(sort="date", limit=20))
    second = search(engine, SearchRequest(sort="date", limit=20, after=first.next))
    assert (first.total, second.total) == (60, 60)


def test_a_page_that_holds_the_rest_has_no_next(pile: tuple[Engine, list[Record]]) -> None:
    engine, _ = pile
    assert search(engine, SearchRequest(sort="date", limit=60)).next == ""
    assert search(engine, SearchRequest(sort="date", limit=0)).next == ""
    assert search(engine, SearchRequest("không có chữ này")).next == ""


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"query": "lua dao"}, "another query"),
        ({"sort": "first_seen"}, "another query, filter or order"),
        ({"filters": Filters(tactic=("tax_impersonation",))}, "another query, filter"),
        ({"offset": 3}, "not both"),
    ],
)
def test_a_token_belongs_to_its_question(pile: tuple[Engine, list[Record]], changes: Any, why: str) -> None:
    engine, _ = pile
    request = SearchRequest(sort="date", limit=5)
    token = search(engine, request).next
    assert len(search(engine, replace(request, after=token, limit=9)).hits) == 9  # the page's size is free
    with pytest.raises(ConfigurationError, match=why):
        search(engine, replace(request, after=token, **changes))


def test_a_changed_token_is_refused(pile: tuple[Engine, list[Record]]) -> None:
    engine, _ = pile
    request = SearchRequest(sort="date", limit=5)
    token = search(engine, request).next
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(ConfigurationError, match="is damaged"):
            search(engine, replace(request, after=changed))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=450))
def test_whatever_is_given_as_a_token_is_refused_with_a_sentence(filled: Engine, token: str) -> None:
    with pytest.raises(ConfigurationError, match="take `next` from the page before"):
        search(filled, SearchRequest(after=token))


@pytest.mark.parametrize(("limit", "offset"), [(101, 0), (-1, 0), (10, -1), (1, MAX_OFFSET), (100, MAX_OFFSET - 99)])
def test_a_page_beyond_the_limits_is_refused(filled: Engine, limit: int, offset: int) -> None:
    with pytest.raises(ConfigurationError, match=r"0 to 100 documents|first 10000 results"):
        search(filled, SearchRequest(limit=limit, offset=offset))
    assert search(filled, SearchRequest(limit=100, offset=MAX_OFFSET - 100)).hits == ()
