"""One record of each indicator, from the terms of all documents that name it.

In: an engine, and the corrections in force. Out: `IndicatorRecord`s without their evidence, the newest first. Nothing is kept
beside the index: what a replay, a correction or a rebuild changes there is changed here. Knows no engine by name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from crawler.model import IndicatorRole
from crawler.text.dates import local_day
from index.engine import Engine
from index.finding.cursor import position_of
from index.finding.named import any_of_roles
from index.record import Record
from index.sightings import bodies_posed_as, sightings

_PAGE = 500  # records of one question to the engine
_DOUBT = 0.4  # of one source; of several they are multiplied

Key = tuple[str, str]
"""Type and normal form."""


class State(StrEnum):
    """`withdrawn`: a correction took it back. `disputed`: documents, or mentions in one, contradict each other."""

    ACTIVE = "active"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class IndicatorRecord:
    """One number, address or account. Days are of Vietnam: of publication, or of the first fetch where that is unknown.

    `role` is the one that its documents give: `disputed` where they contradict each other. `confidence` is in [0, 1]: 0.6 for
    one source that gives the role, 0.84 for two, 0.94 for three; half of it where it is disputed, 0 where it is withdrawn.
    `provinces` are the affected ones among the 34 (`provinces_old`: the 63); `deciding` are ids of documents that give the
    role, the newest first; `why` is the reason of a correction.
    """

    type: str
    key: str
    role: IndicatorRole
    state: State
    imitates: str
    confidence: float
    first_seen: date
    last_seen: date
    publications: int
    stories: tuple[str, ...]
    provinces: tuple[str, ...]
    provinces_old: tuple[str, ...]
    sources: tuple[str, ...]
    deciding: tuple[str, ...]
    why: str = ""


@dataclass(slots=True)
class _Gathered:
    """What the documents say so far, the newest first."""

    roles: dict[IndicatorRole, list[Record]] = field(default_factory=lambda: defaultdict(list))
    bodies: Counter[str] = field(default_factory=Counter)
    records: dict[str, Record] = field(default_factory=dict)


def every_indicator(engine: Engine, withdrawn: Mapping[Key, str]) -> list[IndicatorRecord]:
    """Every indicator that may be shown, the last seen first, then by type and key. `withdrawn` gives reasons.

    Raises EngineUnavailable.
    """
    gathered: dict[Key, _Gathered] = defaultdict(_Gathered)
    for record in _naming(engine):
        bodies = bodies_posed_as(record.indicators)
        for seen in sightings(record.indicators):
            one = gathered[(seen.type, seen.key)]
            one.roles[seen.role].append(record)
            one.records[record.advisory_id] = record
            if body := bodies.get((seen.type, seen.key)):
                one.bodies[body] += 1
    made = [_record(key, one, withdrawn.get(key)) for key, one in gathered.items()]
    return sorted(made, key=lambda item: (-item.last_seen.toordinal(), item.type, item.key))


def _naming(engine: Engine) -> Iterator[Record]:
    """Every document that names an indicator, the newest first."""
    after = None
    while page := engine.find(any_of_roles(), sort="date", limit=_PAGE, offset=0, after=after).page:
        yield from (record for _, record in page)
        after = position_of(page[-1][1], "date")


def _record(key: Key, told: _Gathered, why: str | None) -> IndicatorRecord:
    role = _role(told.roles)
    records = list(told.records.values())
    days = [_day(record) for record in records]
    deciding = told.roles.get(role) or records
    state = State.WITHDRAWN if why is not None else State.DISPUTED if role is IndicatorRole.DISPUTED else State.ACTIVE
    return IndicatorRecord(
        type=key[0],
        key=key[1],
        role=role,
        state=state,
        imitates=told.bodies.most_common(1)[0][0] if told.bodies else "",
        confidence=_confidence(len({record.source for record in deciding}), state),
        first_seen=min(days),
        last_seen=max(days),
        publications=len(records),
        stories=_each(record.story_id for record in records),
        provinces=_each(name for record in records for name in record.provinces_2025),
        provinces_old=_each(name for record in records for name in record.provinces),
        sources=_each(record.source for record in records),
        deciding=_each(record.advisory_id for record in deciding),
        why=why or "",
    )


def _role(roles: Mapping[IndicatorRole, list[Record]]) -> IndicatorRole:
    """One certain role beside unknown ones stands; scam beside official is disputed."""
    if IndicatorRole.DISPUTED in roles or {IndicatorRole.SCAM, IndicatorRole.OFFICIAL} <= roles.keys():
        return IndicatorRole.DISPUTED
    return next((role for role in (IndicatorRole.SCAM, IndicatorRole.OFFICIAL) if role in roles), IndicatorRole.UNKNOWN)


def _confidence(sources: int, state: State) -> float:
    if state is State.WITHDRAWN:
        return 0.0
    sure = 1 - _DOUBT**sources
    return round(sure / 2 if state is State.DISPUTED else sure, 2)


def _day(record: Record) -> date:
    return record.published_day or local_day(record.first_seen)


def _each(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
