"""What is asked of an index and what it answers, as values. Knows no engine and no field.

`Filters`, `SearchRequest` and `TrendRequest` are what commands and pages ask; `index.finding.search` and
`index.trends.count` turn them into engine calls. Provinces in filters and buckets are short names among the 34, or among
the 63 where `old_provinces` is set.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, cast

from index.record import Record

Interval = Literal["day", "week", "month", "year"]
Dimension = Literal["province", "issuer", "tactic", "source", "body", "kind", "impersonated", "channel"]
Sort = Literal["relevance", "date", "first_seen"]


@dataclass(frozen=True, slots=True)
class Filters:
    """Conjunction over fields, disjunction inside one field. Dates are inclusive days in Asia/Ho_Chi_Minh.

    `advisories_only` leaves out documents that do not warn; `kind` overrides it.
    """

    province: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    tactic: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    impersonated: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    old_provinces: bool = False
    advisories_only: bool = True

    def values(self, dimension: Dimension) -> tuple[str, ...]:
        """What a dimension is narrowed to, () for all of it."""
        return cast("tuple[str, ...]", getattr(self, dimension))


NARROWED = cast("tuple[Dimension, ...]", tuple(f.name for f in fields(Filters) if f.type == tuple[str, ...]))
"""The filters that hold values, each named after the dimension that it narrows: commands, addresses and files spell them so."""


def filters_json(filters: Filters) -> dict[str, Any]:
    """Filters as JSON keeps them: days in ISO 8601, values as lists."""
    days = {
        name: day.isoformat() if day else None for name, day in (("since", filters.since), ("until", filters.until))
    }
    return {**asdict(filters), **{name: list(filters.values(name)) for name in NARROWED}, **days}


def filters_from_json(stored: Mapping[str, Any]) -> Filters:
    """The filters of their JSON form; what is not named is not narrowed. Raises TypeError or ValueError for another form."""
    given: dict[str, Any] = {name: tuple(value) if name in NARROWED else value for name, value in stored.items()}
    for name in ("since", "until"):
        given[name] = date.fromisoformat(given[name]) if given.get(name) else None
    return Filters(**given)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`facets` are dimensions to count; a facet's own filter does not narrow its counts. `limit` is 0 to 100.

    `after` is the `next` of the page before and takes the place of `offset`, which reaches 10,000 documents only.
    """

    query: str = ""
    filters: Filters = Filters()
    facets: tuple[Dimension, ...] = ()
    sort: Sort = "relevance"
    limit: int = 20
    offset: int = 0
    after: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of original text; `match` tells whether the query hit it."""

    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found. `record` comes without its advisory."""

    advisory_id: str
    score: float
    record: Record
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value of a dimension and how many documents carry it."""

    key: str
    count: int


def most_frequent(counts: Iterable[tuple[str, int]], size: int) -> tuple[Bucket, ...]:
    """At most `size` buckets of (key, count), by falling count, then by key."""
    buckets = [Bucket(key, count) for key, count in counts]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.key))[:size])


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`total` counts all documents that match, beyond the page of `hits`.

    `did_you_mean` is a query that would find something, where this one found nothing and one is known. `next` is the
    token of the following page ('' after the last one): by date and first_seen, a walk gives each document once,
    whatever arrives meanwhile.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Bucket, ...]] = field(default_factory=dict)
    did_you_mean: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class TrendRequest:
    """`by` is none, one or two dimensions; without `interval` all time is one bucket.

    `count='stories'` counts each story once per cell; 'advisories' counts publications.
    """

    by: tuple[Dimension, ...] = ()
    interval: Interval | None = "month"
    count: Literal["stories", "advisories"] = "stories"
    filters: Filters = Filters()


class TrendCell(NamedTuple):
    """`keys` follow TrendRequest.by; `period` is the first day of the interval (None: all time, or undated)."""

    keys: tuple[str, ...]
    period: date | None
    count: int  # type: ignore[assignment]  # the word of the interface, though a tuple has a method of that name


@dataclass(frozen=True, slots=True)
class TrendResult:
    """Non-zero cells, ordered by period then keys. `periods` lists every interval from first to last, gaps included.

    `observed` gives, per period, how many sources published anything (of any kind): a zero count in a period with
    no observed source is a gap, not a zero. `undated` counts matching documents without a date, in no cell.
    """

    cells: tuple[TrendCell, ...]
    periods: tuple[date, ...]
    observed: Mapping[date, int]
    total: int
    undated: int


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What `canhbao index status` shows. `updated` is the newest indexing time (aware, UTC) or None."""

    engine: str
    location: str
    documents: int
    advisories: int
    stories: int
    updated: datetime | None


@dataclass(frozen=True, slots=True)
class PutResult:
    """Ids that are durable now, and those the engine refuses for good with the reason (poison)."""

    accepted: tuple[str, ...]
    refused: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the order by date or first_seen: after the document of this value (seconds, None undated) and id."""

    value: int | None
    advisory_id: str


@dataclass(frozen=True, slots=True)
class Found:
    """`total` of all matches and one page of (score, record without its advisory)."""

    total: int
    page: tuple[tuple[float, Record], ...]
