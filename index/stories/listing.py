"""A list of stories: the newest publications that match are grouped, and the largest, widest or newest groups are shown.

In: filters, an order, a limit. Out: summaries with counts by story and by publication. Bounded, so that a million documents
cost no more than a thousand: only stories with a publication among the newest WINDOW that match are listed. Their counts are
whole nevertheless, because each listed story is then read with all its members. Narrow the filters to reach further back.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from crawler.text.dates import local_day
from index.engine import Engine
from index.finding.plan import plan
from index.finding.search import province_name, resolve_filters
from index.record import Record
from index.requests import Filters
from index.stories.spread import in_order, published_at, reached

WINDOW = 1000
StorySort = Literal["size", "spread", "newest"]


@dataclass(frozen=True, slots=True)
class StoryRequest:
    """What to list. `limit` is 1 to 100. `filters` choose publications: a story is listed if one of its does."""

    filters: Filters = field(default_factory=Filters)
    sort: StorySort = "size"
    limit: int = 20


@dataclass(frozen=True, slots=True)
class StorySummary:
    """One story: the record of its first publication, its counts, the provinces it reached in order, its first and last day.

    The days are of Vietnam, None where no publication is dated.
    """

    story_id: str
    first: Record
    publications: int
    sources: int
    provinces: tuple[str, ...]
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class StoryList:
    """`matching` publications match the filters, of which the newest `read` were grouped; `found` stories came of them."""

    stories: tuple[StorySummary, ...]
    found: int
    read: int
    matching: int


def list_stories(engine: Engine, request: StoryRequest) -> StoryList:
    """Answer a request. Raises ConfigurationError for an unknown province, EngineUnavailable."""
    condition = plan(None, resolve_filters(request.filters), province_name)
    found = engine.find(condition, sort="date", limit=WINDOW, offset=0)
    groups: dict[str, list[Record]] = defaultdict(list)
    for _, record in found.page:
        groups[record.story_id].append(record)
    old = request.filters.old_provinces
    # The order among the grouped publications chooses which stories are read whole; the order shown is that of the whole.
    chosen = sorted(groups, key=lambda name: _rank(_summary(name, groups[name], old), request.sort))[
        : 2 * request.limit
    ]
    whole = [_summary(name, engine.story_members(name), old) for name in chosen]
    whole.sort(key=lambda summary: _rank(summary, request.sort))
    return StoryList(tuple(whole[: request.limit]), len(groups), len(found.page), found.total)


def _summary(name: str, members: list[Record], old: bool) -> StorySummary:
    ordered = in_order(members)
    days = [local_day(moment) for record in ordered if (moment := published_at(record))]
    return StorySummary(
        story_id=name,
        first=ordered[0],
        publications=len(ordered),
        sources=len({record.source for record in ordered}),
        provinces=tuple(place.province for place in reached(ordered, old=old)),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )


def _rank(summary: StorySummary, sort: StorySort) -> tuple[int, int, int, str]:
    size, spread = -summary.publications, -len(summary.provinces)
    newest = -summary.last_day.toordinal() if summary.last_day else 0
    if sort == "size":
        return size, spread, newest, summary.story_id
    if sort == "spread":
        return spread, size, newest, summary.story_id
    return newest, size, spread, summary.story_id
