"""What happened, per source: outcomes, the balance and issues."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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
    rejected: dict[str, int] = field(default_factory=dict)
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
class Run:
    """One crawl of one source."""

    run_id: str
    source: str
    started: datetime
    finished: datetime | None
    balance: Balance
    issues: tuple[Issue, ...] = ()
