"""Copies and re-issues of one warning: who was first, who followed when, and how that came to be known."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Relation(StrEnum):
    """What a publication is to the first of its story."""

    FIRST = "first"
    COPY = "copy"  # nearly word for word, whoever publishes it
    SHORTENED = "shortened"
    EDIT = "edit"  # the same warning, its words changed
    REISSUE = "reissue"  # the authority of another province passes it on as its own


@dataclass(frozen=True, slots=True)
class Lag:
    """Time since the first publication: `days` in Vietnam; `hours` where both give the minute, else None."""

    days: int
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """One member of a story. `similarity` is the Jaccard index to the first (0 to 1); `lag` is None if undated."""

    advisory_id: str
    source: str
    relation: Relation
    similarity: float
    lag: Lag | None


@dataclass(frozen=True, slots=True)
class Reached:
    """When a story came to a province. `how` is 'issued', 'published' (by a source of it) or 'named' (as affected)."""

    province: str
    how: str
    advisory_id: str
    lag: Lag | None


@dataclass(frozen=True, slots=True)
class FirstKnown:
    """From `learnt` on `first` was known as the first publication; `before` is what was held to be it until then, or ''."""

    learnt: datetime
    first: str
    before: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The arrival of `by` showed that what had been separate stories are one; `parts` are their members until then."""

    learnt: datetime
    by: str
    parts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A group of advisories that tell one warning.

    `publications` are ordered by publication, undated last; the first of them is the first issuer's. `issuers` are the
    provinces (of the 34; `issuers_old` of the 63) whose authority issued the first one. `reached` and `reached_old` are in
    order of arrival. `history` begins with what was known first; its last entry is the first publication of today.
    """

    story_id: str
    publications: tuple[Publication, ...]
    issuers: tuple[str, ...]
    issuers_old: tuple[str, ...]
    reached: tuple[Reached, ...]
    reached_old: tuple[Reached, ...]
    history: tuple[FirstKnown, ...]
    joined: tuple[Joined, ...]
    first_published: datetime | None
    last_published: datetime | None

    @property
    def first(self) -> str:
        """The advisory_id of the first publication."""
        return self.publications[0].advisory_id

    @property
    def sources(self) -> int:
        """How many sources published it."""
        return len({publication.source for publication in self.publications})
