"""The page of sources: documents, warnings and the newest item of each; its twin."""

from typing import Any

from starlette.responses import JSONResponse, Response

from dashboards.rendering import page_of
from dashboards.source_names import all_sources
from dashboards.visit import Visit
from index.engine import Engine
from index.finding.search import search
from index.requests import Filters, SearchRequest


def page(visit: Visit) -> Response:
    """The table of all sources."""
    return page_of("sources.html", visit.state, "/sources", visit.vocabulary, rows=sources(visit.engine))


def as_json(visit: Visit) -> Response:
    """The same rows."""
    return JSONResponse({"sources": sources(visit.engine)})


def sources(engine: Engine) -> list[dict[str, Any]]:
    """Every source in the index: documents of all kinds, warnings, newest item."""
    rows = []
    for bucket in all_sources(engine):
        everything = Filters(source=(bucket.key,), advisories_only=False)
        newest = search(engine, SearchRequest(sort="date", limit=1, filters=everything)).hits
        record = newest[0].record if newest else None
        rows.append(
            {
                "source": bucket.key,
                "name": record.source_name if record else bucket.key,
                "body": record.body if record else "",
                "documents": bucket.count,
                "warnings": search(engine, SearchRequest(limit=0, filters=Filters(source=(bucket.key,)))).total,
                "last": record.published_day.isoformat() if record and record.published_day else None,
            }
        )
    return rows
