"""A list of indicators: those that are asked for, each with the words that decided.

In: filters, the corrections in force. Out: indicators with their values as written and quotes. The filters choose among whole
records: an indicator that is last seen today keeps the day on which it was first seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.model import Advisory, Indicator, IndicatorRole
from index.engine import Engine
from index.finding.search import province_name
from index.indicators.gathering import IndicatorRecord, Key, State, every_indicator
from index.record import Record
from index.sightings import SHOWN, key_in_index

_QUOTED = 3  # documents that are quoted for each
_BATCH = 200


@dataclass(frozen=True, slots=True)
class IndicatorFilters:
    """Conjunction over fields, disjunction inside one. `brand` are ids of genuine.yml. A withdrawn one has no role.

    `since` is a day: seen on it or later.
    """

    type: tuple[str, ...] = ()
    role: tuple[IndicatorRole, ...] = ()
    brand: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    since: date | None = None
    old_provinces: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """The words of one document that decided: its id, source and day as ISO 8601 ('' unknown), quote, row or rule."""

    advisory_id: str
    source: str
    day: str
    role: IndicatorRole
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class ListedIndicator:
    """A record with its value as the newest deciding document writes it, the owner (bank, platform, store), and proofs."""

    record: IndicatorRecord
    value: str
    owner: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class IndicatorList:
    """The page of `found` indicators that match."""

    indicators: tuple[ListedIndicator, ...]
    found: int


def list_indicators(
    engine: Engine, filters: IndicatorFilters, withdrawn: Mapping[Key, str], limit: int | None = None
) -> IndicatorList:
    """Answer a question; `limit` None is all. Raises ConfigurationError for an unknown province, EngineUnavailable."""
    provinces = {province_name(name, filters.old_provinces) for name in filters.province}
    matching = [item for item in every_indicator(engine, withdrawn) if _passes(item, filters, provinces)]
    return IndicatorList(tuple(_proved(engine, matching[:limit])), len(matching))


def _passes(item: IndicatorRecord, filters: IndicatorFilters, provinces: set[str]) -> bool:
    places = item.provinces_old if filters.old_provinces else item.provinces
    return (
        (not filters.type or item.type in filters.type)
        and (not filters.role or (item.role in filters.role and item.state is not State.WITHDRAWN))
        and (not filters.brand or item.imitates in filters.brand)
        and (not provinces or bool(provinces.intersection(places)))
        and (filters.since is None or item.last_seen >= filters.since)
    )


def _proved(engine: Engine, items: Sequence[IndicatorRecord]) -> Iterable[ListedIndicator]:
    """Each with the words of its newest deciding documents; documents are read in batches, each once a batch."""
    for start in range(0, len(items), _BATCH):
        batch = items[start : start + _BATCH]
        wanted = dict.fromkeys(name for item in batch for name in item.deciding[:_QUOTED])
        known = {record.advisory_id: (record, record.whole_advisory()) for record in engine.get_many(list(wanted))}
        for item in batch:
            yield _listed(item, [known[name] for name in item.deciding[:_QUOTED] if name in known])


def _listed(item: IndicatorRecord, documents: Sequence[tuple[Record, Advisory]]) -> ListedIndicator:
    named = [(record, found) for record, advisory in documents if (found := _named(item, advisory)) is not None]
    value = named[0][1].value if named else item.key
    owner = next((found.owner for _, found in named if found.owner), "")
    return ListedIndicator(item, value, owner, tuple(_proof(record, found) for record, found in named))


def _named(item: IndicatorRecord, advisory: Advisory) -> Indicator | None:
    """The indicator of a document, as it stands there."""
    same = (i for i in advisory.indicators if i.type == item.type and i.role in SHOWN and key_in_index(i) == item.key)
    return next(same, None)


def _proof(record: Record, found: Indicator) -> Proof:
    first = found.evidence[0] if found.evidence else None
    return Proof(
        record.advisory_id,
        record.source,
        record.published_day.isoformat() if record.published_day else "",
        found.role,
        first.quote if first else "",
        first.rule if first else "",
    )
