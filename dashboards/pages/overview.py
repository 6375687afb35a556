"""The first page: newest warnings, rising tactics, months, the map, most frequent tactics; its twin."""

from dataclasses import asdict
from datetime import date, timedelta
from math import comb
from typing import Any

from starlette.responses import JSONResponse, Response

from dashboards.charts.bars import totals
from dashboards.charts.months import month_link, months
from dashboards.charts.tiles import province_tiles
from dashboards.feeds.summary import summary
from dashboards.provinces import province_slugs
from dashboards.rendering import page_of
from dashboards.source_names import all_sources
from dashboards.state import State
from dashboards.visit import Visit
from index.engine import Engine
from index.finding.search import search
from index.requests import Filters, SearchRequest, TrendRequest, TrendResult
from index.trends.count import trends
from index.trends.unplaced import without_province

WEEKS = 4
SIGNIFICANT = 0.05


def page(visit: Visit) -> Response:
    """The page, on the asked map."""
    state = visit.state
    facts = overview(visit.engine, state, visit.today)
    return page_of(
        "overview.html",
        state,
        "/",
        visit.vocabulary,
        month_search=lambda day: month_link(State(language=state.language), day),
        tactic_search=lambda code: state.only(tactic=(code,), since=facts["since"], until=facts["until"]),
        after=lambda day: day + timedelta(days=1),
        slugs=province_slugs(state.old),
        **facts,
    )


def as_json(visit: Visit) -> Response:
    """The same numbers."""
    facts = overview(visit.engine, visit.state, visit.today)
    return JSONResponse(
        {
            "documents": facts["status"].documents,
            "advisories": facts["status"].advisories,
            "stories": facts["status"].stories,
            "newest": [summary(hit.record) for hit in facts["newest"]],
            "rising": [{**row, "since": row["since"].isoformat()} for row in facts["rising"]],
            "months": [
                {"month": day.isoformat(), "count": count, "observed": observed}
                for day, count, observed in facts["months"]
            ],
            "provinces": [
                {"name": tile.name, "count": tile.count, "observed": tile.observed} for tile in facts["tiles"]
            ],
            "unplaced": asdict(facts["unplaced"]),
            "tactics": [{"id": code, "count": count} for code, count in facts["tactics"]],
        }
    )


def overview(engine: Engine, state: State, day: date) -> dict[str, Any]:
    """Newest warnings, rising tactics, months, tiles, most frequent tactics, as of a day in Vietnam."""
    year = Filters(since=day - timedelta(days=365), until=day, old_provinces=state.old)
    return {
        "status": engine.status(),
        "newest": search(engine, SearchRequest(sort="date", limit=8, filters=Filters(old_provinces=state.old))).hits,
        "rising": rising(engine, day, state.old),
        "months": months(trends(engine, TrendRequest(count="advisories", filters=Filters(until=day)))),
        "tiles": province_tiles(engine, year, state.old),
        "unplaced": without_province(engine, year),
        "tactics": totals(_tactics(engine, year))[:10],
        "since": year.since,
        "until": day,
        "sources": len(all_sources(engine)),
    }


def rising(engine: Engine, day: date, old: bool) -> list[dict[str, Any]]:
    """Tactics of the last four weeks that chance does not explain.

    Under no change a story of the two windows falls into the later one with probability 1/2, so the count is binomial;
    the one-sided p-value is compared with 0.05 over the number of tactics tested (Bonferroni).
    """
    middle, start = day - timedelta(weeks=WEEKS), day - timedelta(weeks=2 * WEEKS)
    later = Filters(since=middle + timedelta(days=1), until=day, old_provinces=old)
    earlier = Filters(since=start + timedelta(days=1), until=middle, old_provinces=old)
    now, before = dict(totals(_tactics(engine, later))), dict(totals(_tactics(engine, earlier)))
    rows = []
    for tactic, count in now.items():
        total = count + before.get(tactic, 0)
        p = sum(comb(total, k) for k in range(count, total + 1)) / 2**total
        if p * len(now) < SIGNIFICANT:
            rows.append({"tactic": tactic, "now": count, "before": before.get(tactic, 0), "p": p, "since": middle})
    return sorted(rows, key=lambda row: (row["p"], row["tactic"]))


def _tactics(engine: Engine, filters: Filters) -> TrendResult:
    return trends(engine, TrendRequest(by=("tactic",), interval=None, count="advisories", filters=filters))
