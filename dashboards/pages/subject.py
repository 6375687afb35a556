"""The pages of one province and of one tactic: months, totals by the other dimension, the latest documents.

Their twins are those of the search that they narrow.
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from crawler.model import ConfigurationError
from dashboards.charts.bars import totals
from dashboards.charts.months import month_link, months
from dashboards.provinces import province_by_slug, province_slugs, relatives
from dashboards.rendering import page_of
from dashboards.state import State
from dashboards.visit import Visit
from index.engine import Engine
from index.finding.search import search
from index.requests import Dimension, SearchRequest, TrendRequest
from index.trends.count import trends


def province(visit: Visit) -> Response:
    """The page of a province of the asked map; one of the other map is found there."""
    state, slug = visit.state, visit.values["slug"]
    name = province_by_slug(slug, state.old)
    if name is None and province_by_slug(slug, not state.old):
        return RedirectResponse(state.url(f"/province/{slug}", old=not state.old))
    if name is None:
        raise HTTPException(404)
    return _page(visit, f"/province/{slug}", name, province=(name,))


def tactic(visit: Visit) -> Response:
    """The page of a tactic of the vocabulary."""
    code = visit.values["code"]
    if code not in visit.vocabulary.tactic_ids:
        raise HTTPException(404)
    return _page(visit, f"/tactic/{code}", visit.words.tactic(code), tactic=(code,))


def _page(visit: Visit, path: str, heading: str, **chosen: tuple[str, ...]) -> Response:
    state, words = visit.state, visit.words
    narrowed = read_narrowed(state, **chosen)
    facts = subject(visit.engine, narrowed)
    other = facts["other"]
    return page_of(
        "subject.html",
        state,
        path,
        visit.vocabulary,
        narrowed=narrowed,
        heading=heading,
        relatives=relatives(heading, state.old) if narrowed.filters.province else (),
        slugs=province_slugs(not state.old),
        month_search=lambda day: month_link(narrowed, day),
        other_name=lambda key: words.value(other, key),
        other_search=lambda key: narrowed.toggled(other, key),
        **facts,
    )


def subject(engine: Engine, state: State) -> dict[str, Any]:
    """A province's or tactic's page: months, totals by the other dimension, latest documents."""
    filters = state.filters
    other: Dimension = "tactic" if state.filters.province else "province"
    by_other = TrendRequest(by=(other,), interval=None, count="advisories", filters=filters)
    return {
        "months": months(trends(engine, TrendRequest(count="advisories", filters=filters))),
        "stories": trends(engine, TrendRequest(interval=None, filters=filters)).total,
        "documents": search(engine, SearchRequest(limit=0, filters=filters)).total,
        "others": totals(trends(engine, by_other))[:12],
        "other": other,
        "latest": search(engine, SearchRequest(sort="date", limit=10, filters=filters)).hits,
    }


def read_narrowed(state: State, **chosen: tuple[str, ...]) -> State:
    """A state with nothing but the subject's filter. Raises ConfigurationError if no filter is given."""
    if not chosen:
        raise ConfigurationError("Thiếu chủ đề. A subject page needs a province or a tactic.")
    return state.bare().changed(**chosen)
