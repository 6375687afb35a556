"""Ranking the leading matches alone gives the page that ranking all of them gives."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines.embedded import leaders
from index.engines.embedded.engine import EmbeddedEngine
from index.engines.embedded.frequencies import Frequencies
from index.finding.plan import plan
from index.finding.search import province_name
from index.language.conditions import AllOf
from index.language.query import parse
from index.record import Record
from index.requests import Filters, Found

WORDS = ["lừa", "đảo", "giả", "danh", "thuế", "điện", "của"]


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory, make: Any) -> EmbeddedEngine:
    """Words that stand in most documents, some of them side by side in titles; a few documents were replaced."""
    from random import Random

    chance = Random(7)
    engine = EmbeddedEngine(tmp_path_factory.mktemp("dense"))
    for part in range(3):
        engine.put([_record(make, number, chance) for number in range(part * 200, part * 200 + 240)])
    return engine


def _record(make: Any, number: int, chance: Any) -> Record:
    made: Record = make(
        number,
        title=" ".join(chance.choices(WORDS, k=chance.randint(1, 8))),
        text=" ".join(chance.choices(WORDS, k=chance.randint(0, 60))),
        is_advisory=chance.random() < 0.7,
        published="2025-06-01T00:00:00+00:00" if number % 3 else "2025-07-01T00:00:00+00:00",
    )
    return made


def _found(engine: EmbeddedEngine, query: str, limit: int, offset: int, dense: int) -> Found:
    condition = plan(parse(query), Filters(), province_name)
    with patch.object(leaders, "_DENSE", dense), patch.object(leaders, "_SHARE", 10**9):
        return engine.find(condition, sort="relevance", limit=limit, offset=offset)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    words=st.lists(
        st.sampled_from([*WORDS, "lua", "dao", '"lừa đảo"', "(giả OR thuế)", "-điện"]), min_size=1, max_size=4
    ),
    limit=st.integers(1, 30),
    offset=st.integers(0, 40),
)
def test_the_page_is_that_of_ranking_all(dense: EmbeddedEngine, words: list[str], limit: int, offset: int) -> None:
    query = " ".join(words)
    quick, whole = (_found(dense, query, limit, offset, threshold) for threshold in (0, 10**9))
    assert quick.total == whole.total
    assert [hit.advisory_id for _, hit in quick.page] == [hit.advisory_id for _, hit in whole.page]
    assert [score for score, _ in quick.page] == pytest.approx([score for score, _ in whole.page])


def test_where_titles_fill_the_page_the_others_are_not_ranked(dense: EmbeddedEngine) -> None:
    condition = plan(parse("lua dao"), Filters(), province_name)
    ranked: list[Any] = []
    whole = dense._by_relevance
    with (
        patch.object(leaders, "_DENSE", 0),
        patch.object(dense, "_by_relevance", lambda asked, *rest: ranked.append(asked) or whole(asked, *rest)),
    ):
        dense.find(condition, sort="relevance", limit=3, offset=0)
    (only,) = ranked
    assert isinstance(only, AllOf)
    assert isinstance(condition, AllOf)
    assert len(only.parts) == len(condition.parts) + 1


def test_a_page_that_the_leading_matches_cannot_fill_is_ranked_whole(dense: EmbeddedEngine) -> None:
    condition = plan(parse("lua dao"), Filters(), province_name)
    with patch.object(leaders, "_DENSE", 0):
        assert leaders.of(condition, Frequencies(dense._searcher()), 10_000) is None
        assert leaders.of(condition, Frequencies(dense._searcher()), 3) is not None


def test_few_matches_are_ranked_whole(tmp_path: Path, make: Any) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.put([make(1, title="lừa đảo")])
    condition = plan(parse("lua dao"), Filters(), province_name)
    assert leaders.of(condition, Frequencies(engine._searcher()), 1) is None
