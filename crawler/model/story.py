"""Copies and re-issues of one warning."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Story:
    """A group of advisories that tell one warning. `first` is the advisory_id of the earliest dated member.

    `members` are ordered by publication (undated last); `provinces` are affected provinces of the 34.
    """

    story_id: str
    first: str
    members: tuple[str, ...]
    provinces: tuple[str, ...]
    first_published: datetime | None
    last_published: datetime | None
