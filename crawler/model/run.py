"""What happened, per source: outcomes, the balance, what was read, issues, and the summary of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crawler.model.document import Document

FINISHED = "finished"  # Scrapy's word for a crawl that came to its own end


class Outcome(StrEnum):
    """Where an article's page ended. Every ledger row of an article is in exactly one."""

    PENDING = "pending"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    NOT_RELEVANT = "not_relevant"
    ADVISORY = "advisory"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Balance:
    """seen = unchanged + duplicate + not_relevant + advisories + sum(rejected) + quarantined + gone + pending.

    Counts of article pages in one run. `rejected` maps a reason to its count. `advisories` counts indexed documents
    of every kind but unrelated; `warnings` those among them that warn.
    """

    seen: int = 0
    unchanged: int = 0
    duplicate: int = 0
    not_relevant: int = 0
    advisories: int = 0
    quarantined: int = 0
    gone: int = 0
    pending: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    warnings: int = 0
    attachments: int = 0

    @property
    def is_even(self) -> bool:
        """Whether both sides of the equation agree, to the page."""
        parts = self.unchanged + self.duplicate + self.not_relevant + self.advisories + self.quarantined
        return self.seen == parts + self.gone + self.pending + sum(self.rejected.values())


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that a person should look at. `kind` is a stable slug, `remedy` says what to do."""

    source: str
    kind: str
    message: str
    remedy: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Readings:
    """What the documents of a run held: how many, which fields, by which method, the newest date of publication."""

    documents: int = 0
    filled: Mapping[str, int] = field(default_factory=dict)
    methods: Mapping[str, int] = field(default_factory=dict)
    newest: datetime | None = None

    def plus(self, document: Document) -> "Readings":
        """The readings with one document more."""
        parts = {
            "title": document.title,
            "published": document.published,
            "text": document.text,
            "author": document.author,
        }
        published = document.published.value if document.published else None
        return Readings(
            self.documents + 1,
            _one_more(self.filled, *(name for name, value in parts.items() if value)),
            _one_more(self.methods, document.layout),
            max((moment for moment in (self.newest, published) if moment), default=None),
        )


def _one_more(counts: Mapping[str, int], *names: str) -> dict[str, int]:
    return {**counts, **{name: counts.get(name, 0) + 1 for name in names}}


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What one crawl of one source did, as the ledger keeps it. Times are aware, UTC.

    `finished` is None for a run that was killed, or that goes on: then only who and when is known. `reason` is why it
    ended ('finished', 'disk_full', …). A `limited` run (a few articles, or a range of dates) says nothing about the
    usual numbers of its source.
    """

    run_id: str
    source: str
    started: datetime
    finished: datetime | None = None
    reason: str = ""
    limited: bool = False
    balance: Balance = field(default_factory=Balance)
    readings: Readings = field(default_factory=Readings)
    issues: tuple[Issue, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it came to its own end without limits, so that its numbers may be held against those of others."""
        return self.reason == FINISHED and not self.limited
