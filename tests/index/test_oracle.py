"""Both engines against a naive oracle: the same hits, the same counts, for queries and filters made by hypothesis."""

import importlib.util
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engine import Engine, Filters, Record, SearchRequest, TrendRequest
from index.search import search
from index.trends import period_of, trends

_spec = importlib.util.spec_from_file_location("index_oracle", Path(__file__).with_name("conftest.py"))
assert _spec is not None
assert _spec.loader is not None
oracle = importlib.util.module_from_spec(_spec)
sys.modules.setdefault("index_oracle", oracle)
_spec.loader.exec_module(oracle)

SETTINGS = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DAYS = st.none() | st.dates(oracle.FIRST_DAY - timedelta(days=5), oracle.FIRST_DAY + timedelta(days=100))
# 'công an' is left out of free words: it has synonyms, which the naive oracle does not know.
FREE = [
    word
    for word in oracle.WORDS
    if word not in ("công", "an", "giả", "danh", "lừa", "đảo", "điện", "lực", "chuyển", "khoản")
]


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    old = draw(st.booleans())
    names = sorted(oracle.PROVINCES) if old else sorted(set(oracle.PROVINCES.values()))
    return Filters(
        province=tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))),
        tactic=tuple(draw(st.lists(st.sampled_from(oracle.TACTICS), max_size=2, unique=True))),
        source=tuple(draw(st.lists(st.sampled_from(["mau-a", "mau-b"]), max_size=1))),
        since=draw(DAYS),
        until=draw(DAYS),
        old_provinces=old,
        advisories_only=draw(st.booleans()),
    )


WORD = st.sampled_from(FREE)
PHRASE = st.lists(st.sampled_from(oracle.WORDS), min_size=2, max_size=3)


@st.composite
def queries(draw: st.DrawFn) -> tuple[str, object]:
    """A query as typed, and a function that says whether a record matches it."""
    parts, tests = [], []
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["word", "phrase", "not"]))
        words = draw(PHRASE) if kind == "phrase" else [draw(WORD)]
        typed = " ".join(words)
        if draw(st.booleans()):
            typed = " ".join(oracle.plain(typed))
        folded = oracle.plain(typed)
        parts.append({"word": typed, "phrase": f'"{typed}"', "not": f"-{typed}"}[kind])
        tests.append((kind != "not", folded))
    return " ".join(parts), lambda rec: all(oracle.holds(rec, words) is wanted for wanted, words in tests)


def everything(engine: Engine, request: SearchRequest) -> list[str]:
    found: list[str] = []
    while hits := search(engine, replace(request, limit=50, offset=len(found))).hits:
        found += [hit.advisory_id for hit in hits]
    return found


@SETTINGS
@given(queries(), filters())
def test_search_finds_what_reading_every_record_finds(
    filled: Engine, corpus: list[Record], query: tuple[str, object], wanted: Filters
) -> None:
    typed, matches = query
    expected = sorted(rec["advisory_id"] for rec in corpus if oracle.passes(rec, wanted) and matches(rec))  # type: ignore[operator]
    request = SearchRequest(query=typed, filters=wanted)
    found = everything(filled, request)
    assert sorted(found) == expected
    assert search(filled, request).total == len(expected)


@SETTINGS
@given(filters())
def test_facets_count_without_their_own_filter(filled: Engine, corpus: list[Record], wanted: Filters) -> None:
    result = search(filled, SearchRequest(filters=wanted, facets=("province", "tactic", "source"), limit=0))
    names = {
        "province": "provinces" if wanted.old_provinces else "provinces_2025",
        "tactic": "tactics",
        "source": "source",
    }
    for dimension, field in names.items():
        left = replace(wanted, **{dimension: ()})
        expected = oracle.counted([rec for rec in corpus if oracle.passes(rec, left)], field)
        assert {bucket.key: bucket.count for bucket in result.facets[dimension]} == expected


@SETTINGS
@given(filters(), st.sampled_from(["day", "week", "month", "year"]), st.booleans())
def test_trends_count_what_reading_every_record_counts(
    filled: Engine, corpus: list[Record], wanted: Filters, interval: str, stories: bool
) -> None:
    request = TrendRequest(
        by=("province", "tactic"), interval=interval, count="stories" if stories else "advisories", filters=wanted
    )  # type: ignore[arg-type]
    expected: dict[tuple[tuple[str, ...], date], set[str]] = {}
    for rec in corpus:
        if oracle.passes(rec, wanted) and rec["published_day"]:
            for province in rec["provinces" if wanted.old_provinces else "provinces_2025"]:
                for tactic in rec["tactics"]:
                    period = period_of(date.fromisoformat(rec["published_day"]), interval)  # type: ignore[arg-type]
                    expected.setdefault(((province, tactic), period), set()).add(
                        rec["story_id"] if stories else rec["advisory_id"]
                    )
    result = trends(filled, request)
    assert {(cell.keys, cell.period): cell.count for cell in result.cells} == {
        key: len(ids) for key, ids in expected.items()
    }


@SETTINGS
@given(filters())
def test_pages_by_date_are_newest_first_and_undated_last(filled: Engine, corpus: list[Record], wanted: Filters) -> None:
    by_id = {rec["advisory_id"]: rec["published"] for rec in corpus}
    found = [by_id[identifier] for identifier in everything(filled, SearchRequest(filters=wanted, sort="date"))]
    dated = [moment for moment in found if moment]
    assert dated == sorted(dated, reverse=True)
    assert found == dated + [None] * (len(found) - len(dated))
