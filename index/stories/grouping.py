"""Which story an arriving document belongs to, and what that means for the stories that are there.

In: an engine and the records of a batch. Out: the records with their story, and those of other members that change theirs:
a document that is near two stories joins them, one whose new text is another warning leaves its own.

A story is named after one of its members, so that any name it ever had still leads to it: ask for that document.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from crawler.model import Joined, Story
from crawler.text.dates import local_day
from index.engine import Engine
from index.finding.cursor import position_of
from index.language.conditions import AnyTerm
from index.record import Record
from index.requests import Position
from index.stories.near import Verdict, terms_of_record, verdict
from index.stories.spread import in_order, story_from

CANDIDATES = 50
ENOUGH = 5  # members that verify a story: the others of it need not be compared
MOST_COMPARED = 200  # members up to which a story's page compares each with each
_PAGE = 500


def grouped(engine: Engine, arriving: Sequence[Record], known: Iterable[Record] = ()) -> list[Record]:
    """The arriving records in their order, each with its bands and story, then other members that change their story.

    `known` are the records that the engine holds under the same ids. Put all that is returned in one go.
    """
    if not arriving:
        return []
    batch = _Batch(engine, arriving, {record.advisory_id: record.story_id for record in known})
    for record in arriving:
        batch.place(record.advisory_id)
    own = [record.advisory_id for record in arriving]
    return [batch.held[name] for name in dict.fromkeys((*own, *batch.held))]


class _Batch:
    """`held` are the records as they will be stored: of the batch, and of members that moved."""

    def __init__(self, engine: Engine, arriving: Sequence[Record], stories: dict[str, str]) -> None:
        self._engine = engine
        self._now = max(record.indexed_at for record in arriving)
        self._by_term: dict[str, dict[str, None]] = defaultdict(dict)
        self.held: dict[str, Record] = {}
        self._waiting: dict[str, Record] = {}
        for record in arriving:
            name = record.advisory_id
            self._waiting[name] = replace(record, bands=terms_of_record(record))
            if name in stories:  # what is known already keeps its place until its turn comes
                self._hold(replace(self._waiting[name], story_id=stories[name]))

    def _hold(self, record: Record) -> None:
        self.held[record.advisory_id] = record
        for term in record.bands:
            self._by_term[term][record.advisory_id] = None

    def place(self, name: str) -> None:
        """Give a document its story."""
        record = self._waiting[name]
        before = self.held[name].story_id if name in self.held else ""
        verified, apart = self._compared(record)
        rank = {story: max(score for score, _ in found) for story, found in verified.items() if found}
        # Where no fact confirms it, a story of which as many members tell another warning is not joined.
        near = [story for story in rank if rank[story] >= 1 or len(verified[story]) > apart.get(story, 0)]
        near.sort(key=lambda story: (-rank[story], story))
        story = self._joined([(story, [member for _, member in verified[story]]) for story in near]) if near else name
        self._hold(replace(record, story_id=story))
        if before == name and not (story == name and near):
            self._leave(name)

    def _compared(self, record: Record) -> tuple[dict[str, list[tuple[float, Record]]], dict[str, int]]:
        """By story: members that tell the same, with their rank; and how many are near but tell another warning."""
        verified: dict[str, list[tuple[float, Record]]] = defaultdict(list)
        apart: dict[str, int] = defaultdict(int)
        for candidate in self._candidates(record):
            story = candidate.story_id
            if len(verified[story]) - apart[story] >= ENOUGH:
                continue
            answer, rank = verdict(record, candidate)
            if answer is Verdict.SAME:
                verified[story].append((rank, candidate))
            elif answer is Verdict.APART:
                apart[story] += 1
        return verified, apart

    def _candidates(self, record: Record) -> Iterator[Record]:
        own = record.advisory_id
        names = dict.fromkeys(name for term in record.bands for name in self._by_term.get(term, ()))
        yield from (self.held[name] for name in names if name != own)
        for found in self._engine.candidates(record.bands, CANDIDATES):
            name = found.advisory_id
            if name != own and name not in names:
                yield self.held.get(name, found)

    def _joined(self, near: list[tuple[str, list[Record]]]) -> str:
        """The one story of those that a document verifies, the nearest first.

        Two of which members are known to be separate warnings stay two: the document goes to the nearer.
        The story with the earliest publication keeps its name.
        """
        united = [near[0]]
        for story, members in near[1:]:
            others = [other for _, kept in united for other in kept]
            if not any(verdict(a, b)[0] is Verdict.APART for a in members for b in others):
                united.append((story, members))
        if len(united) == 1:
            return united[0][0]
        members_of = {story: list(self._members(story)) for story, _ in united}
        first = in_order(record for members in members_of.values() for record in members)[0]
        name = next(story for story, members in members_of.items() if first in members)
        for story, members in members_of.items():
            if story != name:
                self._move(members, name)
        return name

    def _leave(self, name: str) -> None:
        """The others of a story that was named after a document which is no longer in it get another name."""
        others = [member for member in self._members(name) if member.advisory_id != name]
        if others:
            self._move(others, in_order(others)[0].advisory_id)

    def _members(self, story: str) -> Iterator[Record]:
        yield from [record for record in self.held.values() if record.story_id == story]
        yield from (record for record in members_of(self._engine, story) if record.advisory_id not in self.held)

    def _whole(self, members: Sequence[Record]) -> list[Record]:
        names = [member.advisory_id for member in members]
        missing = [name for name in names if name not in self.held]
        found = [
            record for i in range(0, len(missing), _PAGE) for record in self._engine.get_many(missing[i : i + _PAGE])
        ]
        return [self.held[name] for name in names if name in self.held] + found

    def _move(self, members: Sequence[Record], story: str) -> None:
        for record in self._whole(members):
            # A change counts as indexed now, so that whoever reads what is new since a moment sees it.
            self._hold(replace(record, story_id=story, indexed_at=self._now))


def members_of(engine: Engine, story: str) -> Iterator[Record]:
    """Every record of a story, newest first, without its advisory."""
    after: Position | None = None
    while page := engine.find(AnyTerm("story_id", (story,)), sort="date", limit=_PAGE, offset=0, after=after).page:
        yield from (record for _, record in page)
        after = position_of(page[-1][1], "date")


def story_of(engine: Engine, name: str) -> tuple[Story, dict[str, Record]] | None:
    """A story by its name, by one it had before, or by any document in it, with its records by id; None if there is none."""
    members = list(members_of(engine, name))
    if not members:
        record = engine.get(name)
        name = record.story_id if record else ""
        members = list(members_of(engine, name)) if name else []
    if not members:
        return None
    records = {record.advisory_id: record for record in members}
    # Three documents at least: two that were apart, and the one that joined them.
    joined = joinings(engine.get_many(list(records))) if 2 < len(records) <= MOST_COMPARED else ()
    return story_from(name, members, joined), records


def joinings(members: Iterable[Record]) -> tuple[Joined, ...]:
    """Which arrivals showed that stories known until then are one, from whole records.

    Told by replaying the arrivals; stories that begin and meet on one day are an accident of the crawl's order and not told.
    """
    group: dict[str, int] = {}
    terms: dict[str, list[Record]] = defaultdict(list)
    told: list[Joined] = []
    ordered = sorted(members, key=lambda record: (record.first_seen, record.advisory_id))
    for number, (_, day) in enumerate(groupby(ordered, key=lambda record: local_day(record.first_seen))):
        earlier = dict(group) if number else {}
        for record in day:
            name = record.advisory_id
            rivals = {other.advisory_id: other for term in record.bands for other in terms[term]}
            met: set[int] = set()
            for other, rival in rivals.items():
                if group[other] not in met and verdict(record, rival)[0] is Verdict.SAME:
                    met.add(group[other])
            parts = [tuple(known for known in earlier if group[known] == part) for part in sorted(met)]
            parts = [part for part in parts if part]
            if len(parts) > 1:
                told.append(Joined(record.first_seen, name, tuple(sorted(parts))))
            group |= {other: min(met) for other, part in group.items() if part in met}
            group[name] = min(met, default=len(group))
            for term in record.bands:
                terms[term].append(record)
    return tuple(told)
