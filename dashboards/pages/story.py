"""The page of one story: who was first, the timeline, the provinces it reached, what was known when; its twin."""

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from crawler.model import Lag
from crawler.text.formats import decimal
from dashboards.provinces import province_slugs
from dashboards.rendering import page_of
from dashboards.visit import Visit
from dashboards.words import Words
from index.stories.as_json import story_json
from index.stories.grouping import story_of

_HOURS = 48  # up to two days a lag is told in hours, where they are known


def page(visit: Visit) -> Response:
    """The story of an id; a name that it had before, or a document in it, leads to its page."""
    state, identifier = visit.state, visit.values["identifier"]
    told = story_of(visit.engine, identifier)
    if told is None:
        raise HTTPException(404)
    story, records = told
    if story.story_id != identifier:
        return RedirectResponse(state.url(f"/story/{story.story_id}"))
    return page_of(
        "story.html",
        state,
        f"/story/{identifier}",
        visit.vocabulary,
        story=story,
        records=records,
        first=records[story.first],
        issuers=story.issuers_old if state.old else story.issuers,
        reached=story.reached_old if state.old else story.reached,
        slugs=province_slugs(state.old),
        lag=lag_words,
    )


def as_json(visit: Visit) -> Response:
    """The same story, with the provinces of both maps."""
    told = story_of(visit.engine, visit.values["identifier"])
    if told is None:
        raise HTTPException(404, "Không có tin này. No such story.")
    return JSONResponse(story_json(*told))


def lag_words(words: Words, lag: Lag | None) -> str:
    """'+5,5 giờ', '+3 ngày', or that it is not known; English with its own decimal sign and plural."""
    if lag is None:
        return words("lag_unknown")
    hours = lag.hours is not None and 0 < lag.hours < _HOURS
    value: float = lag.hours if hours and lag.hours is not None else lag.days
    if value == 0:
        return words("lag_none" if lag.hours == 0 else "lag_same_day")
    number = decimal(value, words.language)
    unit = ("hour" if hours else "day") + ("" if value == 1 else "s")
    return words(f"lag_{unit}").format(n=number)
