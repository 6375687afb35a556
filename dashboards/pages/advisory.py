"""The page of one document: its labels with the words that show them, places, indicators, copies; its twin."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from crawler.model import PlaceRole
from crawler.text.links import defang
from dashboards.pages.evidence import anchor_of, segments
from dashboards.rendering import page_of
from dashboards.visit import Visit
from index.engine import Engine
from index.record import record_json, values_json
from index.stories.spread import in_order

_DEFANGED = frozenset({"domain", "url", "email"})


def page(visit: Visit) -> Response:
    """The document of an id."""
    state, identifier = visit.state, visit.values["identifier"]
    facts = advisory(visit.engine, identifier)
    if facts is None:
        raise HTTPException(404)
    return page_of(
        "advisory.html",
        state,
        f"/advisory/{identifier}",
        visit.vocabulary,
        title_segments=segments(facts["advisory"], "title"),
        text_segments=segments(facts["advisory"], "text"),
        shown=shown,
        anchor_of=anchor_of,
        roles=tuple(PlaceRole),
        **facts,
    )


def as_json(visit: Visit) -> Response:
    """The whole record, and the other copies of its story."""
    facts = advisory(visit.engine, visit.values["identifier"])
    if facts is None:
        raise HTTPException(404, "Không có cảnh báo này. No such document.")
    copies = [values_json(copy, ("advisory_id", "source")) for copy in facts["copies"]]
    return JSONResponse({**record_json(facts["record"]), "copies": copies})


def advisory(engine: Engine, identifier: str) -> dict[str, Any] | None:
    """A record, its advisory and the other copies of its story; None if unknown."""
    record = engine.get(identifier)
    if record is None:
        return None
    copies = in_order(engine.story_members(record.story_id))
    return {"record": record, "advisory": record.whole_advisory(), "copies": copies}


def shown(kind: str, value: str) -> str:
    """An indicator as a page shows it: addresses defanged."""
    return defang(value) if kind in _DEFANGED else value
