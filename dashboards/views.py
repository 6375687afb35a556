"""What pages and their JSON twins show, computed once: overview, search, advisory, province, tactic, sources.

In: an engine, a state, the clock. Out: plain dictionaries. Knows neither HTML nor HTTP.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import comb
from typing import Any

from crawler.model import advisory_from_json
from crawler.text.dates import VIETNAM
from crawler.vocab.units import province_2025_of, provinces_34, provinces_63, provinces_old_of
from dashboards.state import MAX_PAGE, PER_PAGE, State
from dashboards.tiles import Tile, tiles
from index.engine import Engine
from index.finding.search import search
from index.finding.suggest import search_or_correct
from index.language.conditions import Everything
from index.requests import (
    Bucket,
    Dimension,
    Filters,
    Hit,
    Record,
    SearchRequest,
    SearchResult,
    TrendRequest,
    TrendResult,
)
from index.stories.spread import in_order
from index.trends.count import next_period, period_of, trends
from index.trends.observation import homes_of
from index.trends.unplaced import without_province

WEEKS = 4
SIGNIFICANT = 0.05
Clock = Callable[[], datetime]


def today(clock: Clock) -> date:
    """The day in Vietnam."""
    return clock().astimezone(VIETNAM).date()


def overview(engine: Engine, state: State, clock: Clock) -> dict[str, Any]:
    """Newest warnings, rising tactics, months, tiles, most frequent tactics."""
    day = today(clock)
    year = Filters(since=day - timedelta(days=365), until=day, old_provinces=state.old)
    status = engine.status()
    return {
        "status": status,
        "newest": search(engine, SearchRequest(sort="date", limit=8, filters=Filters(old_provinces=state.old))).hits,
        "rising": rising(engine, day, state.old),
        "months": months(trends(engine, TrendRequest(count="advisories", filters=Filters(until=day)))),
        "tiles": province_tiles(engine, year, state.old),
        "unplaced": without_province(engine, year),
        "tactics": totals(
            trends(engine, TrendRequest(by=("tactic",), interval=None, count="advisories", filters=year))
        )[:10],
        "since": year.since,
        "until": day,
        "sources": len(_all_sources(engine)),
    }


def totals(result: TrendResult) -> list[tuple[str, int]]:
    """(key, count) of a trend without time, most frequent first."""
    rows = [(cell.keys[0], cell.count) for cell in result.cells]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def months(result: TrendResult, at_most: int = 24) -> list[tuple[date, int, bool]]:
    """(first day, count, observed) of the latest months, gaps included."""
    counts = {cell.period: cell.count for cell in result.cells}
    rows = [(period, counts.get(period, 0), result.observed.get(period, 0) > 0) for period in result.periods]
    return rows[-at_most:]


def province_tiles(engine: Engine, filters: Filters, old: bool) -> list[Tile]:
    """The map of a period: warnings by affected province. Documents, so that each number is what its link finds."""
    counts = dict(
        totals(trends(engine, TrendRequest(by=("province",), interval=None, count="advisories", filters=filters)))
    )
    field = "provinces" if old else "provinces_2025"
    facts = engine.facts()
    everything = facts.mask(Everything())
    named = {bucket.key for bucket in facts.buckets(everything, field, 1000)}
    homes = facts.cells(everything, ("source", "source_province"), None, stories=False)
    cells = facts.cells(everything, ("source", "source_province_old"), None, stories=False)
    former = {source: province for (source, province), _, _ in cells}
    own = {name for (source, home), _, _ in homes for name in homes_of(home, old, former.get(source, ""))}
    return tiles(counts, frozenset(named | own), old)


def rising(engine: Engine, day: date, old: bool) -> list[dict[str, Any]]:
    """Tactics of the last four weeks that chance does not explain.

    Under no change a story of the two windows falls into the later one with probability 1/2, so the count is binomial;
    the one-sided p-value is compared with 0.05 over the number of tactics tested (Bonferroni).
    """
    middle, start = day - timedelta(weeks=WEEKS), day - timedelta(weeks=2 * WEEKS)
    now = dict(totals(_tactics(engine, middle + timedelta(days=1), day, old)))
    before = dict(totals(_tactics(engine, start + timedelta(days=1), middle, old)))
    rows = []
    for tactic, count in now.items():
        total = count + before.get(tactic, 0)
        p = sum(comb(total, k) for k in range(count, total + 1)) / 2**total
        if p * len(now) < SIGNIFICANT:
            rows.append({"tactic": tactic, "now": count, "before": before.get(tactic, 0), "p": p, "since": middle})
    return sorted(rows, key=lambda row: (row["p"], row["tactic"]))


def _tactics(engine: Engine, since: date, until: date, old: bool) -> TrendResult:
    filters = Filters(since=since, until=until, old_provinces=old)
    return trends(engine, TrendRequest(by=("tactic",), interval=None, count="advisories", filters=filters))


def found(engine: Engine, state: State) -> SearchResult:
    """A page of search results, with another spelling where the words found nothing."""
    return search_or_correct(engine, state.request)


def pages(total: int) -> int:
    """How many pages of a search can be turned to; beyond them, its JSON twin is walked by `next`."""
    return max(1, min(MAX_PAGE, -(-total // PER_PAGE)))


def advisory(engine: Engine, identifier: str) -> dict[str, Any] | None:
    """A record, its advisory and the other copies of its story; None if unknown."""
    record = engine.get(identifier)
    if record is None:
        return None
    copies = in_order(engine.story_members(str(record["story_id"])))
    return {"record": record, "advisory": advisory_from_json(record["advisory"]), "copies": copies}


def subject(engine: Engine, state: State) -> dict[str, Any]:
    """A province's or tactic's page: months, totals by the other dimension, latest documents."""
    filters = state.filters
    other: Dimension = "tactic" if state.province else "province"
    result = trends(engine, TrendRequest(count="advisories", filters=filters))
    stories = trends(engine, TrendRequest(interval=None, filters=filters)).total
    return {
        "months": months(result),
        "stories": stories,
        "documents": search(engine, SearchRequest(limit=0, filters=filters)).total,
        "others": totals(trends(engine, TrendRequest(by=(other,), interval=None, count="advisories", filters=filters)))[
            :12
        ],
        "other": other,
        "latest": search(engine, SearchRequest(sort="date", limit=10, filters=filters)).hits,
    }


def province_by_slug(slug: str, old: bool) -> str | None:
    """A province's name from its slug on the asked map."""
    table = {p.slug: p.name for p in (provinces_63() if old else provinces_34())}
    return table.get(slug)


def province_slugs(old: bool) -> dict[str, str]:
    """Slugs by name of the asked map."""
    return {p.name: p.slug for p in (provinces_63() if old else provinces_34())}


def relatives(name: str, old: bool) -> tuple[str, ...]:
    """The provinces of the other map that a province of the asked one lies in or is made of."""
    return (province_2025_of(name),) if old else provinces_old_of(name)


def source_names(engine: Engine, slugs: Sequence[str]) -> dict[str, str]:
    """Names of sources by slug, as their documents carry them."""
    names = {}
    for slug in slugs:
        hits = search(engine, SearchRequest(limit=1, filters=Filters(source=(slug,), advisories_only=False))).hits
        names[slug] = str(hits[0].record["source_name"]) if hits else slug
    return names


def sources(engine: Engine) -> list[dict[str, Any]]:
    """Every source in the index: documents of all kinds, warnings, newest item."""
    rows = []
    for bucket in _all_sources(engine):
        everything = Filters(source=(bucket.key,), advisories_only=False)
        newest: Sequence[Hit] = search(engine, SearchRequest(sort="date", limit=1, filters=everything)).hits
        record: Record = newest[0].record if newest else {}
        rows.append(
            {
                "source": bucket.key,
                "name": record.get("source_name", bucket.key),
                "body": record.get("body", ""),
                "documents": bucket.count,
                "warnings": search(engine, SearchRequest(limit=0, filters=Filters(source=(bucket.key,)))).total,
                "last": record.get("published_day"),
            }
        )
    return rows


def _all_sources(engine: Engine) -> tuple[Bucket, ...]:
    facts = engine.facts()
    return facts.buckets(facts.mask(Everything()), "source", 10_000)


def month_link(state: State, period: date) -> str:
    """The search behind one month of a chart."""
    last = next_period(period_of(period, "month"), "month") - timedelta(days=1)
    return state.url(since=period, until=last)


def month_rows(engine: Engine, state: State, clock: Clock) -> list[tuple[date, int, bool]]:
    """The months of a chart: those of the state's filters, up to today unless it says otherwise."""
    filters = state.filters if state.until else replace(state.filters, until=today(clock))
    return months(trends(engine, TrendRequest(count="advisories", filters=filters)))
