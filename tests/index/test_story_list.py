"""Stories are listed by size, spread or age among the newest publications that match, with whole counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from index.engine import Engine
from index.requests import Filters
from index.stories.as_json import list_json
from index.stories.listing import StoryRequest, list_stories


def day(number: int) -> dict[str, Any]:
    return {"published": f"2025-06-{number:02d}T03:00:00+00:00", "published_day": f"2025-06-{number:02d}"}


@pytest.fixture
def told(engine: Engine, make: Any) -> Engine:
    """Story a: three copies of one source, one province. b: two in two provinces. c: one, the newest, does not warn."""
    engine.put(
        [
            make(
                1,
                story_id="a",
                title="Tin A",
                tactics=["utility_bill"],
                provinces_2025=["Nghệ An"],
                provinces=["Nghệ An"],
                **day(1),
            ),
            make(2, story_id="a", provinces_2025=["Nghệ An"], provinces=["Nghệ An"], **day(3)),
            make(3, story_id="a", published=None, published_day=None, published_precision=None),
            make(
                4,
                story_id="b",
                title="Tin B",
                source="bao",
                provinces_2025=["Đà Nẵng"],
                provinces=["Quảng Nam"],
                **day(6),
            ),
            make(5, story_id="b", provinces_2025=["Hà Tĩnh"], provinces=["Hà Tĩnh"], **day(7)),
            make(6, story_id="c", kind="crime_court", is_advisory=False, **day(9)),
        ]
    )
    return engine


def names(engine: Engine, **changes: Any) -> Sequence[str]:
    return [summary.story_id for summary in list_stories(engine, replace(StoryRequest(), **changes)).stories]


def test_orders_are_size_spread_and_age(told: Engine) -> None:
    assert names(told) == ["a", "b"]
    assert names(told, sort="spread") == ["b", "a"]
    assert names(told, sort="newest") == ["b", "a"]
    assert names(told, sort="newest", filters=Filters(advisories_only=False)) == ["c", "b", "a"]
    assert names(told, limit=1) == ["a"]


def test_a_story_is_listed_for_one_publication_that_matches_and_counted_whole(told: Engine) -> None:
    result = list_stories(told, StoryRequest(filters=Filters(tactic=("utility_bill",))))
    (summary,) = result.stories
    assert (summary.story_id, summary.publications, summary.sources) == ("a", 3, 1)
    assert (summary.first.title, summary.first_day, summary.last_day) == (
        "Tin A",
        date(2025, 6, 1),
        date(2025, 6, 3),
    )
    assert (result.found, result.read, result.matching) == (1, 1, 1)


def test_provinces_are_those_of_the_asked_map(told: Engine) -> None:
    assert names(told, filters=Filters(province=("da nang",))) == ["b"]
    old = Filters(province=("quang nam",), old_provinces=True)
    (summary,) = list_stories(told, StoryRequest(filters=old)).stories
    assert summary.provinces == ("Quảng Nam", "Hà Tĩnh")


def test_no_more_than_the_window_is_grouped_and_that_is_said(told: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.stories.listing.WINDOW", 2)
    result = list_stories(told, StoryRequest())
    assert [summary.story_id for summary in result.stories] == ["b"], "the newest two publications"
    assert (result.found, result.read, result.matching) == (1, 2, 5)


def test_an_undated_story_has_no_days(engine: Engine, make: Any) -> None:
    engine.put([make(1, story_id="u", published=None, published_day=None, published_precision=None)])
    (row,) = list_json(list_stories(engine, StoryRequest()))["stories"]
    assert (row["first_day"], row["last_day"], row["publications"]) == (None, None, 1)
