"""Rules of roles as a validated vocabulary: in `roles.yml`, out frozen types. Knows no text. The language: `rows.py`."""

from functools import cache
from importlib.resources import files
from typing import Self

from pydantic import model_validator

from crawler.model import PlaceRole
from crawler.vocab.rows import BaseRow, Cue
from crawler.vocab.schema import Entry, Name, read_vocabulary


class Row(BaseRow):
    """The role that a place gets.

    `flow` names a decision that only code can take (whose home it is, lists); such a row has no conditions of its own.
    """

    role: PlaceRole | None = None
    flow: Name | None = None
    rule: Name | None = None
    """What evidence calls the rule, where it is not the id."""

    @property
    def needs_examples(self) -> bool:
        """Of a flow no sentence may tell: the head of a dispatch is read from its document."""
        return self.flow is None

    @model_validator(mode="after")
    def _role_or_flow(self) -> Self:
        if (self.role is None) == (self.flow is None):
            raise ValueError(f"the row {self.id} needs either a role or a flow")
        return self


class RoleVocabulary(Entry):
    """Named cues and rows."""

    cues: dict[Name, Cue]
    rows: tuple[Row, ...]


@cache
def load_roles() -> RoleVocabulary:
    """The rows of `roles.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("roles.yml"), RoleVocabulary)
