"""The page of search: hits, facets, another spelling; its twins in JSON, CSV and Atom, and what its box completes."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from crawler.text.formats import iso_day
from dashboards.feeds.atom import search_feed
from dashboards.feeds.summary import summary
from dashboards.feeds.table_file import table_file
from dashboards.provinces import province_slugs
from dashboards.rendering import page_of
from dashboards.source_names import source_names
from dashboards.state import MAX_PAGE, PER_PAGE
from dashboards.visit import Visit
from dashboards.words import Words
from index.engine import Engine
from index.finding.search import search
from index.finding.suggest import complete, search_or_correct
from index.language.conditions import AnyTerm, Everything
from index.record import Record, values_json
from index.requests import Hit, SearchRequest

EXPORT = 100
_COLUMNS = (
    "advisory_id",
    "published_day",
    "source",
    "kind",
    "title",
    "provinces",
    "provinces_2025",
    "issuer_provinces",
    "issuer_provinces_2025",
    "tactics",
    "impersonated",
    "url",
    "story_id",
)


def page(visit: Visit) -> Response:
    """One page of hits with its facets; another spelling where the words found nothing."""
    state, engine = visit.state, visit.engine
    result = search_or_correct(engine, state.request, visit.vocabulary)
    return page_of(
        "search.html",
        state,
        "/search",
        visit.vocabulary,
        result=result,
        pages=pages(result.total),
        name_of=Words.value,
        source_names=source_names(engine, [bucket.key for bucket in result.facets["source"][:12]]),
        slugs=province_slugs(state.old),
        publications=publications(engine, result.hits),
    )


def as_json(visit: Visit) -> Response:
    """The same hits and facets; `next` is the token of the page after this one."""
    state = visit.state
    result = search_or_correct(visit.engine, state.request, visit.vocabulary)
    return JSONResponse(
        {
            "total": result.total,
            **({"did_you_mean": result.did_you_mean} if result.did_you_mean else {}),
            "page": state.page,
            "pages": pages(result.total),
            **({"next": result.next} if result.next else {}),
            "hits": [
                {
                    **summary(hit.record),
                    "score": round(hit.score, 4),
                    "snippet": [{"text": piece.text, "match": piece.match} for piece in hit.snippet],
                }
                for hit in result.hits
            ],
            "facets": {
                name: [{"key": bucket.key, "count": bucket.count} for bucket in buckets]
                for name, buckets in result.facets.items()
            },
        }
    )


def as_csv(visit: Visit) -> Response:
    """The same hits, EXPORT on a page."""
    state = visit.state
    asked = SearchRequest(state.query, state.filters, sort=state.sort, limit=EXPORT, offset=(state.page - 1) * EXPORT)
    hits = search(visit.engine, asked, visit.vocabulary).hits
    rows = [list(_row(hit.record).values()) for hit in hits]
    return table_file("canhbao-search.csv", _COLUMNS, rows)


def _row(record: Record) -> dict[str, Any]:
    """The record's columns; a date that is known to the month is told to the month."""
    day = iso_day(record.published_day, record.published_precision) if record.published_day else None
    return {**values_json(record, _COLUMNS), "published_day": day}


def as_atom(visit: Visit) -> Response:
    """The newest of the same hits."""
    return Response(
        search_feed(visit.engine, visit.state, visit.base, visit.vocabulary), media_type="application/atom+xml"
    )


def completed(visit: Visit) -> Response:
    """What the box may complete: provinces, tactics, sources and fields that begin like the words typed."""
    state, engine = visit.state, visit.engine
    slugs = [bucket.key for bucket in engine.buckets(Everything(), ["source"], 500)["source"]] if state.query else []
    found = complete(
        state.query,
        state.language,
        old_provinces=state.old,
        sources=source_names(engine, slugs),
        vocabulary=visit.vocabulary,
    )
    return JSONResponse([{"kind": item.kind, "query": item.query, "label": item.label} for item in found])


def pages(total: int) -> int:
    """How many pages of a search can be turned to; beyond them, its JSON twin is walked by `next`."""
    return max(1, min(MAX_PAGE, -(-total // PER_PAGE)))


def publications(engine: Engine, hits: Sequence[Hit]) -> dict[str, int]:
    """How many publications the stories of a page of hits have, by story."""
    names = tuple(dict.fromkeys(hit.record.story_id for hit in hits))
    if not names:
        return {}
    found = engine.buckets(AnyTerm("story_id", names), ["story_id"], len(names))
    return {bucket.key: bucket.count for bucket in found["story_id"]}
