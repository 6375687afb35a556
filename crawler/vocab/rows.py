"""The row language as a schema: word classes, conditions, cues and rows. Knows no text and no vocabulary of its own.

A rule is a row: what must stand before, behind or in the sentence of something in a text (`Condition`), what must not, and
what it gives then. A cue is a row that gives nothing: a condition that code and other rows name. `roles.yml` (places),
`losses.yml` (money) and `passages.yml` (sentences) are written in it; `crawler/extract/rows` reads them.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Protocol, Self

from pydantic import Field, field_validator, model_validator

from crawler.model import PlaceLevel, SentenceKind
from crawler.vocab.schema import Entry, Name, read_vocabulary, with_plain_words

RowPattern = Annotated[str, Field(min_length=1, max_length=2000)]
Example = Annotated[str, Field(min_length=8, pattern=r"\[[^\]]+\]")]
"""A sentence with the place that the row is asked of in brackets: 'Công an tỉnh [Nghệ An] cảnh báo ...'."""


class WordClass(Entry):
    """Words of one kind. A hit of `words` that lies in a hit of `but` is none ('hội' in 'quốc hội').

    `no_names`: nor is one in a name ('Bà' in 'Hai Bà Trưng'). `capital`: only those written with a capital count ('Báo').
    `small`: only those without ('ông').
    """

    words: tuple[RowPattern, ...] = Field(min_length=1)
    but: tuple[RowPattern, ...] = ()
    no_names: bool = False
    capital: bool = False
    small: bool = False
    note: str = ""


class Lexicon(Entry):
    """The word classes by name."""

    classes: dict[Name, WordClass]


class Look(Entry):
    """Patterns of which one must match, `within` so many characters of the place."""

    any: tuple[RowPattern, ...] = Field(min_length=1)
    within: int = Field(default=160, ge=1, le=400)


class Condition(Entry):
    """All that is given must hold.

    `before`: ends at the place. `lead`: ends where the match of `before` begins. `after`: begins behind the place.
    `head`, `tail`, `sentence`: anywhere in the clause before, behind, in the whole sentence; `earlier`: in the text right
    before the sentence; `sooner`: in the sentence before the place; `following`: begins behind the place, be it in the next
    sentence. `up_to`: ends at the first name of the address, its street included; `inside`: in what the address
    has before that name. `kinds`, `but_kinds`: of the sentence. `levels`, `anchors`: of the place. `bracketed`: it stands
    in a bracket. `opens`: nothing stands before it.
    """

    before: Look | None = None
    lead: Look | None = None
    after: Look | None = None
    head: Look | None = None
    tail: Look | None = None
    sentence: Look | None = None
    earlier: Look | None = None
    sooner: Look | None = None
    following: Look | None = None
    up_to: Look | None = None
    inside: Look | None = None
    kinds: tuple[SentenceKind, ...] = ()
    but_kinds: tuple[SentenceKind, ...] = ()
    levels: tuple[PlaceLevel, ...] = ()
    anchors: tuple[Literal["type", "office", "at", "bare"], ...] = ()
    bracketed: bool | None = None
    opens: bool | None = None
    cues: tuple[Name, ...] = ()
    """Named cues that must hold as well."""

    @field_validator(
        "before",
        "lead",
        "after",
        "head",
        "tail",
        "sentence",
        "sooner",
        "earlier",
        "following",
        "up_to",
        "inside",
        mode="before",
    )
    @classmethod
    def _list_is_enough(cls, value: Any) -> Any:
        """A plain list of patterns has the usual window."""
        return {"any": value} if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _lead_needs_before(self) -> Self:
        if self.lead is not None and self.before is None:
            raise ValueError("'lead' is what stands before the match of 'before': give 'before' as well")
        return self

    def looks(self) -> Iterator[tuple[str, Look]]:
        """The fields that hold patterns, with their names."""
        for field in (
            "before",
            "lead",
            "after",
            "head",
            "tail",
            "sentence",
            "sooner",
            "earlier",
            "following",
            "up_to",
            "inside",
        ):
            look = getattr(self, field)
            if look is not None:
                yield field, look


class Refusal(Condition):
    """A condition under which a row does not hold. Its `lead` is measured from the match of the row's own `before`."""

    @model_validator(mode="after")
    def _lead_needs_before(self) -> Self:
        return self


class Cue(Condition):
    """A named condition, alone or as one of several (`any`), with a sentence for and a sentence against it."""

    any: tuple[Refusal, ...] = ()
    unless: tuple[Refusal, ...] = Field(default=(), alias="not")
    yes: tuple[Example, ...] = ()
    no: tuple[Example, ...] = ()
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _yes_is_a_word(cls, value: Any) -> Any:
        return with_plain_words(value, {True: "yes", False: "no"})

    @model_validator(mode="after")
    def _is_shown_and_refuted(self) -> Self:
        if self.needs_examples and not (self.yes and self.no):
            raise ValueError(
                "give a sentence for it (yes) and one near it (no), the place in brackets: 'Công an [Huế] ...'"
            )
        return self

    @property
    def needs_examples(self) -> bool:
        """Whether sentences must show and refute it."""
        return True


class BaseRow(Cue):
    """A rule: rows are asked in order of `order`; the first that holds decides. What it gives is told by its kind of row."""

    id: Name
    order: int = Field(ge=1, le=9999)


class RowVocabulary(Protocol):
    """Named cues and rows of one kind."""

    @property
    def cues(self) -> Mapping[str, Cue]: ...

    @property
    def rows(self) -> Sequence[BaseRow]: ...


@cache
def load_lexicon() -> Lexicon:
    """The classes of `lexicon.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("lexicon.yml"), Lexicon)
