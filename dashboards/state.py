"""A page's state lives in its URL: query parameters to requests, and back to links that change one thing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, cast, get_args
from urllib.parse import urlencode

from crawler.model import ConfigurationError
from index.requests import NARROWED, Dimension, Filters, SearchRequest, Sort

PER_PAGE = 20
MAX_PAGE = 500
_EARLIEST = "1990-01-01"  # before any document: asks for a date
_OF_FILTERS = frozenset(each.name for each in fields(Filters))


@dataclass(frozen=True, slots=True)
class State:
    """What the visitor asked: filters, query, order, page, language. `after` is the `next` of the page before, in JSON."""

    query: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    page: int = 1
    after: str = ""
    language: str = "vi"

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Every filter value with its parameter, in the order of an address."""
        return [(name, value) for name in NARROWED for value in self.filters.values(name)]

    @property
    def old(self) -> bool:
        """Whether the map of 63 is shown."""
        return self.filters.old_provinces

    @property
    def everything(self) -> bool:
        """Whether documents that do not warn are shown too."""
        return not self.filters.advisories_only

    def changed(self, **changes: Any) -> "State":
        """This state with fields of it or of its filters changed; `old` and `everything` as an address means them."""
        if "old" in changes:
            changes["old_provinces"] = changes.pop("old")
        if "everything" in changes:
            changes["advisories_only"] = not changes.pop("everything")
        narrowed = {name: changes.pop(name) for name in _OF_FILTERS & changes.keys()}
        return replace(self, filters=replace(self.filters, **narrowed), **changes)

    @property
    def request(self) -> SearchRequest:
        """One page of results with the facets that are shown."""
        return SearchRequest(
            query=self.query,
            filters=self.filters,
            facets=("province", "tactic", "kind", "source"),
            sort=self.sort,
            limit=PER_PAGE,
            offset=(self.page - 1) * PER_PAGE,
            after=self.after,
        )

    def url(self, path: str = "/search", **changes: Any) -> str:
        """A link to `path` with this state, changed; back to page 1 unless a page is given."""
        state = self.changed(**{"page": 1, "after": "", **changes})
        pairs: list[tuple[str, str]] = [("q", state.query)] if state.query else []
        pairs += state.chosen
        pairs += [(name, day.isoformat()) for name in ("since", "until") if (day := getattr(state.filters, name))]
        pairs += [(name, "1") for name, flag in (("old", state.old), ("all", state.everything)) if flag]
        if state.sort != "relevance":
            pairs.append(("sort", state.sort))
        if state.page > 1:
            pairs.append(("page", str(state.page)))
        if state.language != "vi":
            pairs.append(("lang", state.language))
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def toggled(self, name: Dimension, value: str) -> str:
        """A link that adds a facet value, or takes it away if it is chosen."""
        chosen = self.filters.values(name)
        changed = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        changes: dict[str, Any] = {name: changed}
        return self.url(**changes)

    def without(self, dimension: str) -> str:
        """A search link to the dated documents of this state that name no province, or no province that warns."""
        dated = "" if self.filters.since or self.filters.until else f" since:{_EARLIEST}"
        return self.url(query=" ".join(filter(None, (self.query, f"{dimension}:none{dated}"))))

    def bare(self) -> "State":
        """The same map and language, and nothing that narrows."""
        return State(filters=Filters(old_provinces=self.old), language=self.language)

    def only(self, **changes: Any) -> str:
        """A search link with nothing but the given filters (and the map and language)."""
        return self.bare().url(**changes)


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(
            f"Ngày '{text[:40]}' không hợp lệ. The day in '{name}' must be YYYY-MM-DD, such as 2026-03-06."
        ) from error


def read_state(values: Mapping[str, list[str]]) -> State:
    """The state of a request's parameters. Raises ConfigurationError naming the parameter that is wrong."""

    def one(name: str) -> str:
        return values.get(name, [""])[-1].strip()

    def many(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v.strip()[:100] for v in values.get(name, []) if v.strip()))[:20]

    sort = one("sort") or "relevance"
    if sort not in get_args(Sort):
        raise ConfigurationError(f"Không có cách sắp xếp '{sort[:40]}'. sort is one of: {', '.join(get_args(Sort))}.")
    page = one("page") or "1"
    if not page.isascii() or not page.isdigit() or not 1 <= int(page[:9]) <= MAX_PAGE or len(page) > 9:
        raise ConfigurationError(f"Trang '{page[:20]}' không hợp lệ. page is a number from 1 to {MAX_PAGE}.")
    narrowed: dict[str, Any] = {name: many(name) for name in NARROWED}
    return State(
        query=one("q")[:300],
        filters=Filters(
            **narrowed,
            since=_day(one("since"), "since"),
            until=_day(one("until"), "until"),
            old_provinces=one("old") == "1",
            advisories_only=one("all") != "1",
        ),
        sort=cast("Sort", sort),
        page=int(page),
        after=one("after")[:400],
        language="en" if one("lang") == "en" else "vi",
    )


def state_of(pairs: Iterable[tuple[str, str]]) -> State:
    """The state of a request's query, given as (name, value) pairs. Raises ConfigurationError like read_state."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return read_state(values)
