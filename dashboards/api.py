"""The JSON, CSV and Atom twins of the pages: the same parameters, the same numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from feedgen.feed import FeedGenerator
from starlette.exceptions import HTTPException

from dashboards import views
from dashboards.spreadsheet import csv_text
from dashboards.state import State, state_of
from dashboards.story_views import story_request
from dashboards.trend_state import TrendState, trend_state_of
from dashboards.trend_twins import trend_json, trend_table
from dashboards.words import Words
from index.engine import Engine
from index.finding.search import search as run_search
from index.finding.suggest import complete
from index.language.conditions import Everything
from index.requests import Record, SearchRequest
from index.stories.as_json import COLUMNS, list_json, list_table, story_json
from index.stories.grouping import story_of
from index.stories.listing import list_stories
from index.trends.report import TrendReport, report

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
_LEFT_OUT = ("text", "indicators")
EXPORT = 100


def _summary(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in _LEFT_OUT}


def api_router(engine: Engine, clock: Callable[[], datetime]) -> APIRouter:
    """Routes under /api."""
    router = APIRouter(prefix="/api")

    @router.get("/overview")
    def overview(request: Request) -> JSONResponse:
        facts = views.overview(engine, state_of(request.query_params.multi_items()), clock)
        return JSONResponse(
            {
                "documents": facts["status"].documents,
                "advisories": facts["status"].advisories,
                "stories": facts["status"].stories,
                "newest": [_summary(hit.record) for hit in facts["newest"]],
                "rising": [{**row, "since": row["since"].isoformat()} for row in facts["rising"]],
                "months": _months(facts["months"]),
                "provinces": [
                    {"name": tile.name, "count": tile.count, "observed": tile.observed} for tile in facts["tiles"]
                ],
                "unplaced": asdict(facts["unplaced"]),
                "tactics": [{"id": code, "count": count} for code, count in facts["tactics"]],
            }
        )

    @router.get("/search")
    def search(request: Request) -> JSONResponse:
        state = state_of(request.query_params.multi_items())
        result = views.found(engine, state)
        return JSONResponse(
            {
                "total": result.total,
                **({"did_you_mean": result.did_you_mean} if result.did_you_mean else {}),
                "page": state.page,
                "pages": views.pages(result.total),
                **({"next": result.next} if result.next else {}),
                "hits": [
                    {
                        **_summary(hit.record),
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

    @router.get("/complete")
    def complete_query(request: Request) -> JSONResponse:
        state = state_of(request.query_params.multi_items())
        slugs = (
            [bucket.key for bucket in engine.buckets(Everything(), ["source"], 500)["source"]] if state.query else []
        )
        found = complete(
            state.query, state.language, old_provinces=state.old, sources=views.source_names(engine, slugs)
        )
        return JSONResponse([{"kind": item.kind, "query": item.query, "label": item.label} for item in found])

    @router.get("/search.csv")
    def search_csv(request: Request) -> Response:
        state = state_of(request.query_params.multi_items())
        asked = SearchRequest(
            state.query, state.filters, sort=state.sort, limit=EXPORT, offset=(state.page - 1) * EXPORT
        )
        rows = [[hit.record.get(column) for column in _COLUMNS] for hit in run_search(engine, asked).hits]
        return _csv("canhbao-search.csv", _COLUMNS, rows)

    @router.get("/search.atom")
    def search_atom(request: Request) -> Response:
        return Response(
            _atom(engine, state_of(request.query_params.multi_items()), str(request.base_url)),
            media_type="application/atom+xml",
        )

    @router.get("/advisory/{identifier}")
    def advisory(identifier: str) -> JSONResponse:
        facts = views.advisory(engine, identifier)
        if facts is None:
            raise HTTPException(404, "Không có cảnh báo này. No such document.")
        copies = [{"advisory_id": c["advisory_id"], "source": c["source"]} for c in facts["copies"]]
        return JSONResponse({**facts["record"], "copies": copies})

    @router.get("/stories")
    def stories(request: Request, order: str = "size") -> JSONResponse:
        asked = story_request(state_of(request.query_params.multi_items()), order)
        return JSONResponse(list_json(list_stories(engine, asked)))

    @router.get("/stories.csv")
    def stories_csv(request: Request, order: str = "size") -> Response:
        asked = story_request(state_of(request.query_params.multi_items()), order)
        return _csv("canhbao-stories.csv", COLUMNS, list_table(list_stories(engine, asked)))

    @router.get("/story/{identifier}")
    def story(identifier: str) -> JSONResponse:
        told = story_of(engine, identifier)
        if told is None:
            raise HTTPException(404, "Không có tin này. No such story.")
        return JSONResponse(story_json(*told))

    @router.get("/trends")
    def trends(
        request: Request,
        by: str = "tactic",
        interval: str = "month",
        count: str = "advisories",
        compare: str = "none",
        last: str = "1",
        rate: str = "",
    ) -> JSONResponse:
        asked = trend_state_of(request.query_params.multi_items())
        return JSONResponse(trend_json(_report(asked), rates=asked.rate))

    @router.get("/trends.csv")
    def trends_csv(request: Request) -> Response:
        asked = trend_state_of(request.query_params.multi_items())
        return _csv("canhbao-trends.csv", *trend_table(_report(asked), rates=asked.rate))

    def _report(asked: TrendState) -> TrendReport:
        return report(engine, asked.request, today=views.today(clock), bases=asked.bases, last=asked.last)

    @router.get("/sources")
    def sources() -> JSONResponse:
        return JSONResponse({"sources": views.sources(engine)})

    return router


def _months(rows: list[tuple[Any, int, bool]]) -> list[dict[str, Any]]:
    return [{"month": day.isoformat(), "count": count, "observed": observed} for day, count, observed in rows]


def _csv(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """With a byte order mark, which spreadsheets need for Vietnamese."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + csv_text(header, rows), media_type="text/csv; charset=utf-8", headers=disposition)


def _atom(engine: Engine, state: State, base: str) -> bytes:
    """The newest results as a feed; entries link to this site's pages, never to an address in a warning."""
    words = Words(state.language)
    asked = SearchRequest(state.query, state.filters, sort="date", limit=50)
    feed = FeedGenerator()
    feed.id(base + state.url("/api/search.atom").lstrip("/"))
    feed.title(f"{words('name')}: {words('search')}")
    feed.link(href=base + state.url().lstrip("/"), rel="alternate")
    newest = datetime(2000, 1, 1, tzinfo=UTC)
    for hit in run_search(engine, asked).hits:
        record = hit.record
        moment = datetime.fromisoformat(record["published"] or record["first_seen"])
        newest = max(newest, moment)
        entry = feed.add_entry(order="append")
        entry.id(f"{base}advisory/{record['advisory_id']}")
        entry.link(href=f"{base}advisory/{record['advisory_id']}")
        entry.title(_xml_text(record["title"]))
        entry.summary(_xml_text(" ".join(piece.text for piece in hit.snippet)))
        entry.updated(moment)
    feed.updated(newest)
    return bytes(feed.atom_str(pretty=True))


def _xml_text(text: str) -> str:
    """Text without the control characters that XML forbids."""
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and ord(c) not in (0xFFFE, 0xFFFF)))
