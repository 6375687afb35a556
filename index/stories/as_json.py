"""Stories as JSON-ready values: the one form of `canhbao stories --json` and of the dashboards' twins."""

from collections.abc import Iterable, Mapping
from typing import Any

from crawler.model import Lag, Reached, Story
from index.record import Record, values_json
from index.stories.listing import StoryList, StorySummary

_SHOWN = (
    "advisory_id",
    "title",
    "source",
    "source_name",
    "body",
    "url",
    "published",
    "published_precision",
    "first_seen",
)


def list_json(result: StoryList) -> dict[str, Any]:
    """Stories with their counts; `read` of `matching` publications were grouped into `found` stories."""
    return {
        "found": result.found,
        "read": result.read,
        "matching": result.matching,
        "stories": [_summary(summary) for summary in result.stories],
    }


COLUMNS = ("story_id", "publications", "sources", "provinces", "first_day", "last_day", "title", "source", "url")


def list_table(result: StoryList) -> list[list[Any]]:
    """Rows of COLUMNS; provinces in the order in which a story reached them."""
    return [
        [
            row.story_id, row.publications, row.sources, list(row.provinces), row.first_day, row.last_day,
            row.first.title, row.first.source, row.first.url,
        ]
        for row in result.stories
    ]  # fmt: skip


def _summary(summary: StorySummary) -> dict[str, Any]:
    return {
        "story_id": summary.story_id,
        "publications": summary.publications,
        "sources": summary.sources,
        "provinces": list(summary.provinces),
        "first_day": summary.first_day.isoformat() if summary.first_day else None,
        "last_day": summary.last_day.isoformat() if summary.last_day else None,
        "first": {
            **_record(summary.first),
            "issuers": list(summary.first.issuer_provinces_2025),
            "issuers_old": list(summary.first.issuer_provinces),
        },
    }


def story_json(story: Story, records: Mapping[str, Record]) -> dict[str, Any]:
    """A story with its publications, the provinces it reached and what was known when; lags in days and hours."""
    return {
        "story_id": story.story_id,
        "publications_count": len(story.publications),
        "sources": story.sources,
        "first": {
            **_record(records[story.first]),
            "issuers": list(story.issuers),
            "issuers_old": list(story.issuers_old),
        },
        "first_published": story.first_published.isoformat() if story.first_published else None,
        "last_published": story.last_published.isoformat() if story.last_published else None,
        "publications": [
            {
                **_record(records[item.advisory_id]),
                "relation": str(item.relation),
                "similarity": item.similarity,
                **_lag(item.lag),
            }
            for item in story.publications
        ],
        "provinces": _reached(story.reached),
        "provinces_old": _reached(story.reached_old),
        "history": [
            {"learnt": entry.learnt.isoformat(), "first": entry.first, "before": entry.before or None}
            for entry in story.history
        ],
        "joined": [
            {"learnt": join.learnt.isoformat(), "by": join.by, "parts": [list(part) for part in join.parts]}
            for join in story.joined
        ],
    }


def _record(record: Record) -> dict[str, Any]:
    return values_json(record, _SHOWN)


def _lag(lag: Lag | None) -> dict[str, Any]:
    return {"lag_days": lag.days if lag else None, "lag_hours": lag.hours if lag else None}


def _reached(places: Iterable[Reached]) -> list[dict[str, Any]]:
    return [
        {"province": place.province, "how": place.how, "advisory_id": place.advisory_id, **_lag(place.lag)}
        for place in places
    ]
