"""How a warning spread: who was first, what each copy is to the first, when it came to which province.

In: the records of one story (without the advisory is enough). Out: a Story. Pure functions; nothing is stored, so a rebuild
tells the same: what was known when follows from when each document was first seen.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from crawler.model import FirstKnown, Joined, Lag, Publication, Reached, Relation, Story
from crawler.text.dates import local_day
from index.record import Record
from index.stories.facts import AUTHORITIES, issuers_of, publisher_province
from index.stories.near import CONTAINED, likeness, shingles

WORD_FOR_WORD = 0.8  # Jaccard: a heading or a line more or less
_HOW = ("issued", "published", "named")


def story_from(story_id: str, members: Iterable[Record], joined: tuple[Joined, ...] = ()) -> Story:
    """The story of its records, in any order, one at least. `joined` comes from index.stories.grouping.joinings."""
    ordered = in_order(members)
    first, dates = ordered[0], [moment for record in ordered if (moment := published_at(record))]
    return Story(
        story_id=story_id,
        publications=tuple(_publication(record, first) for record in ordered),
        issuers=tuple(sorted(issuers_of(first, old=False))),
        issuers_old=tuple(sorted(issuers_of(first, old=True))),
        reached=reached(ordered, old=False),
        reached_old=reached(ordered, old=True),
        history=history(ordered),
        joined=joined,
        first_published=min(dates, default=None),
        last_published=max(dates, default=None),
    )


def published_at(record: Record) -> datetime | None:
    """When it was published, if the day is known: a month or a year puts nobody first."""
    if not record.published or record.published_precision not in ("minute", "day"):
        return None
    return record.published


def in_order(members: Iterable[Record]) -> list[Record]:
    """By publication, undated last.

    Where every member of a day gives the minute, the minute decides. Where one does not, nobody knows the order of that
    day: an authority comes before who reports on it, then what was seen first, then the smaller id.
    """
    given = list(members)
    dated = [(local_day(moment), moment, r) for r in given if (moment := published_at(r))]
    undated = [r for r in given if not published_at(r)]
    ordered: list[Record] = []
    for _, day in groupby(sorted(dated, key=itemgetter(0)), key=itemgetter(0)):
        same_day = list(day)
        exact = all(r.published_precision == "minute" for _, _, r in same_day)
        same_day.sort(key=lambda row: (row[1] if exact else row[2].body not in AUTHORITIES, *_seen(row[2])))
        ordered += [r for _, _, r in same_day]
    return ordered + sorted(undated, key=_seen)


def _seen(record: Record) -> tuple[datetime, str]:
    return record.first_seen, record.advisory_id


def lag(first: Record, later: Record) -> Lag | None:
    """Time from the first to a later publication; None where either has no day."""
    begin, end = published_at(first), published_at(later)
    if begin is None or end is None:
        return None
    exact = first.published_precision == later.published_precision == "minute"
    hours = round((end - begin).total_seconds() / 3600, 1) if exact else None
    return Lag((local_day(end) - local_day(begin)).days, hours)


def relation(first: Record, later: Record) -> tuple[Relation, float]:
    """What a later publication is to the first, and the Jaccard index of their texts."""
    one, other = shingles(first.text), shingles(later.text)
    jaccard, contained = likeness(one, other)
    if _is_reissue(first, later):
        return Relation.REISSUE, jaccard
    if jaccard >= WORD_FOR_WORD:
        return Relation.COPY, jaccard
    if contained >= CONTAINED and len(other) < len(one):
        return Relation.SHORTENED, jaccard
    return Relation.EDIT, jaccard


def _is_reissue(first: Record, later: Record) -> bool:
    """Whether another province's authority warns: it alone, or beside the first where it publishes for itself."""
    old = bool(first.issuer_provinces and later.issuer_provinces)
    begun, issued = issuers_of(first, old=old), issuers_of(later, old=old)
    if not begun or not issued - begun:
        return False
    own = publisher_province(later, old=old)
    return not issued & begun or (later.body in AUTHORITIES and own in issued - begun)


def _publication(record: Record, first: Record) -> Publication:
    kind, similarity = (Relation.FIRST, 1.0) if record is first else relation(first, record)
    return Publication(record.advisory_id, record.source, kind, round(similarity, 3), lag(first, record))


def reached(ordered: Sequence[Record], *, old: bool) -> tuple[Reached, ...]:
    """Each province at its earliest publication, those of the 63 with `old`, else of the 34."""
    found: dict[str, Reached] = {}
    for record in ordered:
        for how, provinces in zip(_HOW, _provinces(record, old), strict=True):
            for name in provinces:
                found.setdefault(name, Reached(name, how, record.advisory_id, lag(ordered[0], record)))
    return tuple(found.values())


def _provinces(record: Record, old: bool) -> tuple[list[str], list[str], list[str]]:
    own = publisher_province(record, old=old)
    affected = record.provinces if old else record.provinces_2025
    return sorted(issuers_of(record, old=old)), [own] if own else [], list(affected)


def history(members: Iterable[Record]) -> tuple[FirstKnown, ...]:
    """Who was known as first, and since when. What was learnt on one day counts as one: a crawl's order means nothing."""
    known: list[Record] = []
    told: list[FirstKnown] = []
    for _, day in groupby(sorted(members, key=_seen), key=lambda r: local_day(r.first_seen)):
        arrived = list(day)
        known += arrived
        first = in_order(known)[0]
        before = told[-1].first if told else ""
        if first.advisory_id != before:
            learnt = first if first in arrived else arrived[-1]
            told.append(FirstKnown(learnt.first_seen, first.advisory_id, before))
    return tuple(told)
