"""The bundled tactics as a validated vocabulary: in `tactics.yml`, out frozen types. Knows no text and no other file."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import Field, model_validator

from crawler.vocab.schema import Entry, Name, PatternText, read_vocabulary

FALLBACK = "other_unspecified"
"""The tactic of a warning in which no other tactic is found."""

OfficialForm = Annotated[int, Field(ge=1, le=24)]


class Family(Entry):
    """A family of tactics, for grouping in views."""

    id: Name
    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Cues(Entry):
    """What in a text shows a tactic (the weights are in `crawler/extract/labels/tactics.py`).

    `strong`: one hit is enough. `generic`: as strong where no tactic is found otherwise, else nothing. `weak`: never
    alone. `require`: every group must hit within `window` sentences.
    `negative`: a hit in the same sentence cancels that sentence.
    """

    strong: tuple[PatternText, ...] = ()
    generic: tuple[PatternText, ...] = ()
    weak: tuple[PatternText, ...] = ()
    require: tuple[tuple[PatternText, ...], ...] = ()
    window: int = Field(default=1, ge=1, le=5)
    negative: tuple[PatternText, ...] = ()


class Examples(Entry):
    """Sentences that show the tactic (`positive`) and sentences near it that do not (`negative`). Run as tests."""

    positive: tuple[str, ...] = Field(min_length=1)
    negative: tuple[str, ...] = Field(min_length=1)


class Tactic(Entry):
    """One tactic. `official24` are the forms of the handbook of the Authority of Information Security (2023-06)."""

    id: Name
    family: Name
    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    official24: tuple[OfficialForm, ...] = ()
    scamwatch: str = ""
    spf: str = ""
    attck4fraud: tuple[str, ...] = ()
    f3: tuple[str, ...] = ()
    gsma: tuple[str, ...] = ()
    misp_se: tuple[str, ...] = ()
    cues: Cues = Cues()
    confusable: tuple[Name, ...] = ()
    note: str = ""
    examples: Examples


class TacticVocabulary(Entry):
    """All tactics with their families, lexicons and the official list of 24 forms."""

    version: str
    official_24: dict[OfficialForm, str]
    lexicons: dict[Name, tuple[PatternText, ...]]
    families: tuple[Family, ...]
    tactics: tuple[Tactic, ...]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        ids = [tactic.id for tactic in self.tactics]
        families = {family.id for family in self.families}
        if FALLBACK not in ids:
            raise ValueError(f"the tactic {FALLBACK} is missing")
        mappings = load_mappings()
        for tactic in self.tactics:
            for scheme in ("scamwatch", "spf", "attck4fraud", "f3"):
                given = getattr(tactic, scheme) or ()
                for value in (given,) if isinstance(given, str) else given:
                    if value not in getattr(mappings, scheme):
                        raise ValueError(f"{tactic.id}: {value!r} is not in the list of {scheme} in mappings.yml")
            if ids.count(tactic.id) > 1:
                raise ValueError(f"the tactic {tactic.id} stands there twice")
            if tactic.family not in families:
                raise ValueError(f"the family {tactic.family} of {tactic.id} is unknown")
            for other in tactic.confusable:
                if other not in ids:
                    raise ValueError(f"{tactic.id} is confusable with {other}, which is unknown")
        return self

    def tactic(self, tactic_id: str) -> Tactic:
        """The tactic with an id. Raises KeyError if it is unknown."""
        for tactic in self.tactics:
            if tactic.id == tactic_id:
                return tactic
        raise KeyError(tactic_id)

    def name(self, tactic_id: str, language: str = "vi") -> str:
        """The Vietnamese or English ('en') name of a tactic. Raises KeyError if it is unknown."""
        tactic = self.tactic(tactic_id)
        return tactic.en if language == "en" else tactic.vi


class Mappings(Entry):
    """The closed lists of the schemes that tactics are mapped to; `f3` is the name by id."""

    scamwatch: tuple[str, ...]
    spf: tuple[str, ...]
    attck4fraud: tuple[str, ...]
    f3: dict[str, str]


@cache
def load_tactics() -> TacticVocabulary:
    """The vocabulary of `tactics.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("tactics.yml"), TacticVocabulary)


@cache
def load_mappings() -> Mappings:
    """The closed lists of `mappings.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("mappings.yml"), Mappings)
