"""What the pages of stories and their JSON twins show, computed once.

In: an engine, a state, an order. Out: requests and plain values. Knows neither HTML nor HTTP.
"""

from collections.abc import Sequence
from typing import cast, get_args
from urllib.parse import urlencode

from crawler.model import ConfigurationError, Lag
from dashboards.state import State
from dashboards.words import Words
from index.engine import Engine
from index.language.conditions import AnyTerm
from index.requests import Hit
from index.stories.listing import StoryRequest, StorySort

LISTED = 30
_HOURS = 48  # up to two days a lag is told in hours, where they are known


def story_request(state: State, order: str) -> StoryRequest:
    """The list of a page. Raises ConfigurationError for an order that does not exist."""
    if order not in get_args(StorySort):
        raise ConfigurationError(f"Không có thứ tự '{order[:40]}'. order is one of: {', '.join(get_args(StorySort))}.")
    return StoryRequest(filters=state.filters, sort=cast("StorySort", order), limit=LISTED)


def with_order(address: str, order: str) -> str:
    """An address of a list with its order; the usual one is not written."""
    if order == "size":
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'order': order})}"


def publications(engine: Engine, hits: Sequence[Hit]) -> dict[str, int]:
    """How many publications the stories of a page of hits have, by story."""
    names = tuple(dict.fromkeys(str(hit.record["story_id"]) for hit in hits))
    if not names:
        return {}
    found = engine.buckets(AnyTerm("story_id", names), ["story_id"], len(names))
    return {bucket.key: bucket.count for bucket in found["story_id"]}


def lag_words(words: Words, lag: Lag | None) -> str:
    """'+5,5 giờ', '+3 ngày', or that it is not known; English with its own decimal sign and plural."""
    if lag is None:
        return words("lag_unknown")
    hours = lag.hours is not None and 0 < lag.hours < _HOURS
    value: float = lag.hours if hours and lag.hours is not None else lag.days
    if value == 0:
        return words("lag_none" if lag.hours == 0 else "lag_same_day")
    number = f"{value:g}" if words.language == "en" else f"{value:g}".replace(".", ",")
    unit = ("hour" if hours else "day") + ("" if value == 1 else "s")
    return words(f"lag_{unit}").format(n=number)
