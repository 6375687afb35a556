"""The queue of what is new or unknown: warnings without a confident tactic, newest first.

In: an engine with advisories, what was decided. Out: those that wait for an analyst, with what each may be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from canhbao.analyst.decisions import Decision
from canhbao.analyst.suggestions import Suggestion, suggest
from crawler.model import Advisory, Label
from crawler.vocab.tactics import FALLBACK
from index.engine import Engine
from index.finding.cursor import position_of
from index.finding.plan import plan_filters
from index.language.conditions import AllOf
from index.record import Record
from index.requests import Filters

QUEUE_LIMIT = 2000  # newest first: distances of 2,000 documents take 32 MB
_PAGE = 200
_CONFIDENT = 1.5  # one strong cue below the lead scores 1.0, in the lead 1.5: see crawler/extract/labels/tactics.py


@dataclass(frozen=True, slots=True)
class Waiting:
    """One advisory that waits for an analyst: its record, what the rules half thought, and what the model suggests."""

    record: Record
    advisory: Advisory
    guess: Label | None = None
    suggestions: tuple[Suggestion, ...] = ()


def queue(engine: Engine, decisions: Mapping[str, Decision], since: datetime | None = None) -> list[Waiting]:
    """Advisories without a confident tactic that nobody decided about, newest first, at most QUEUE_LIMIT."""
    filters = Filters(since=since.date() if since else None)
    waiting: list[Waiting] = []
    for record in _records(engine, filters):
        advisory = record.whole_advisory()
        primary = advisory.tactics[0] if advisory.tactics else None
        if advisory.advisory_id in decisions or (primary and primary.code != FALLBACK and primary.score >= _CONFIDENT):
            continue
        guess = primary if primary and primary.code != FALLBACK else None
        waiting.append(Waiting(record, advisory, guess, suggest(advisory)))
        if len(waiting) == QUEUE_LIMIT:
            break
    return waiting


def _records(engine: Engine, filters: Filters) -> Iterator[Record]:
    """Whole records of all advisories, newest first."""
    condition, after = AllOf(tuple(plan_filters(filters))), None
    while page := engine.find(condition, sort="date", limit=_PAGE, offset=0, after=after).page:
        yield from engine.get_many([record.advisory_id for _, record in page])
        after = position_of(page[-1][1], "date")
