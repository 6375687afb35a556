"""The page of stories: the largest, the widest or the newest; its twins in JSON and CSV."""

from typing import cast, get_args
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from crawler.model import ConfigurationError
from dashboards.feeds.table_file import table_file
from dashboards.rendering import page_of
from dashboards.state import State
from dashboards.visit import Visit
from index.stories.as_json import COLUMNS, list_json, list_table
from index.stories.listing import StoryList, StoryRequest, StorySort, list_stories

LISTED = 30
USUAL: StorySort = "size"


def page(visit: Visit) -> Response:
    """The list in the asked order."""
    state, order = visit.state, visit.last("order", USUAL)
    return page_of(
        "stories.html",
        state,
        "/stories",
        visit.vocabulary,
        result=_listed(visit),
        order=order,
        ordered=lambda key: with_order(state.url("/stories"), key),
        twin=with_order(state.url("/api/stories"), order),
        table=with_order(state.url("/api/stories.csv"), order),
    )


def as_json(visit: Visit) -> Response:
    """The same stories."""
    return JSONResponse(list_json(_listed(visit)))


def as_csv(visit: Visit) -> Response:
    """The same stories, a row each."""
    return table_file("canhbao-stories.csv", COLUMNS, list_table(_listed(visit)))


def _listed(visit: Visit) -> StoryList:
    return list_stories(visit.engine, story_request(visit.state, visit.last("order", USUAL)))


def story_request(state: State, order: str) -> StoryRequest:
    """The list of a page. Raises ConfigurationError for an order that does not exist."""
    if order not in get_args(StorySort):
        raise ConfigurationError(f"Không có thứ tự '{order[:40]}'. order is one of: {', '.join(get_args(StorySort))}.")
    return StoryRequest(filters=state.filters, sort=cast("StorySort", order), limit=LISTED)


def with_order(address: str, order: str) -> str:
    """An address of a list with its order; the usual one is not written."""
    if order == USUAL:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'order': order})}"
