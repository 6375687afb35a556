"""What a visitor of the trends asked, from query parameters and back to links.

In: (name, value) pairs. Out: a TrendState. `by` may be given twice or with a comma; `interval=none` is all time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast, get_args

from crawler.model import ConfigurationError
from dashboards.state import State, state_of
from index.requests import Dimension, Interval, TrendRequest
from index.trends.comparison import Base

Count = Literal["stories", "advisories"]
COMPARE: dict[str, tuple[Base, ...]] = {
    "none": (),
    "previous": ("previous",),
    "year": ("year",),
    "both": ("previous", "year"),
}
MOST_LAST = 1000


@dataclass(frozen=True, slots=True)
class TrendState:
    """`state` holds filters, map and language; `last` full intervals are compared where it names no days."""

    state: State
    by: tuple[Dimension, ...] = ("tactic",)
    interval: Interval | None = "month"
    count: Count = "advisories"
    compare: str = "none"
    last: int = 1
    rate: bool = False

    @property
    def request(self) -> TrendRequest:
        """As the index asks for it."""
        return TrendRequest(by=self.by, interval=self.interval, count=self.count, filters=self.state.filters)

    @property
    def bases(self) -> tuple[Base, ...]:
        """The windows to compare with."""
        return COMPARE[self.compare]

    def url(self, path: str = "/trends", **changes: Any) -> str:
        """A link to `path` with this state, changed; changes may be of this state or of the inner one."""
        own = {field.name for field in fields(self)} - {"state"}
        outer = replace(self, **{name: value for name, value in changes.items() if name in own})
        link = self.state.url(path, **{name: value for name, value in changes.items() if name not in own})
        pairs = [
            ("by", ",".join(outer.by) if outer.by != ("tactic",) else None),
            ("interval", None if outer.interval == "month" else outer.interval or "none"),
            ("count", None if outer.count == "advisories" else outer.count),
            ("compare", outer.compare),  # always: the page has another default than its twins
            ("last", None if outer.last == 1 else str(outer.last)),
            ("rate", "1" if outer.rate else None),
        ]
        extra = "&".join(f"{name}={value}" for name, value in pairs if value is not None)
        return link + ("&" if "?" in link else "?") + extra


def trend_state_of(pairs: Iterable[tuple[str, str]], compare: str = "none") -> TrendState:
    """The state of a request's parameters; `compare` is what is compared with unless they say.

    Raises ConfigurationError naming the parameter that is wrong.
    """
    given = list(pairs)
    found = {name: value.strip() for name, value in given}
    by = [name.strip() for key, value in given if key == "by" for name in value.split(",") if name.strip()]
    return TrendState(
        state_of(given),
        _dimensions(tuple(dict.fromkeys(by)) if "by" in found else ("tactic",)),
        _interval(found.get("interval") or "month"),
        cast("Count", _one_of(found, "count", get_args(Count), "advisories")),
        _one_of(found, "compare", tuple(COMPARE), compare),
        _last(found.get("last") or "1"),
        found.get("rate") == "1",
    )


def _dimensions(names: tuple[str, ...]) -> tuple[Dimension, ...]:
    if len(names) > 2 or any(name not in get_args(Dimension) for name in names):
        raise ConfigurationError(
            f"by={','.join(names)[:60]}: tối đa hai chiều. by takes one or two of: {', '.join(get_args(Dimension))}."
        )
    return cast("tuple[Dimension, ...]", names)


def _interval(name: str) -> Interval | None:
    if name == "none":
        return None
    if name not in get_args(Interval):
        raise ConfigurationError(
            f"interval={name[:20]}: khoảng chưa biết. interval is one of: {', '.join(get_args(Interval))}, none."
        )
    return cast("Interval", name)


def _one_of(found: dict[str, str], name: str, known: tuple[str, ...], default: str) -> str:
    value = found.get(name) or default
    if value not in known:
        raise ConfigurationError(f"{name}={value[:20]}: giá trị chưa biết. {name} is one of: {', '.join(known)}.")
    return value


def _last(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST_LAST):
        raise ConfigurationError(f"last={text[:20]}: số kỳ chưa đúng. last is a number from 1 to {MOST_LAST}.")
    return int(text)
