"""The tactics as a validated vocabulary: in `tactics.yml` and a team's own file, out frozen types. Knows no text."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from crawler.model import ConfigurationError
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


class AddedCues(Entry):
    """Cues that a team adds to a bundled tactic."""

    strong: tuple[PatternText, ...] = ()
    weak: tuple[PatternText, ...] = ()
    negative: tuple[PatternText, ...] = ()


class OwnTactics(Entry):
    """A team's own file (`tactics` in canhbao.toml).

    `tactics` are new ones, or replace a bundled one of the same id as a whole; `add` gives bundled ones more cues;
    `retired` takes tactics out. Lexicons and families are added to the bundled ones.
    """

    lexicons: dict[Name, tuple[PatternText, ...]] = {}
    families: tuple[Family, ...] = ()
    tactics: tuple[Tactic, ...] = ()
    add: dict[Name, AddedCues] = {}
    retired: tuple[Name, ...] = ()


_own: list[Path] = []  # at most one


def use_own_tactics(file: Path | None) -> None:
    """From now on `load_tactics` joins a team's own file to the bundled vocabulary; None ends that."""
    _own[:] = [file] if file else []


def load_tactics() -> TacticVocabulary:
    """The vocabulary of `tactics.yml`, with the team's own file where there is one.

    Raises ConfigurationError if a file is missing or breaks its schema.
    """
    return _joined(_own[0]) if _own else _bundled()


@cache
def load_mappings() -> Mappings:
    """The closed lists of `mappings.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("mappings.yml"), Mappings)


def load_own_tactics(file: Path) -> OwnTactics:
    """A team's own file as it stands. Raises ConfigurationError if it breaks its schema."""
    return read_vocabulary(file, OwnTactics)


@cache
def _bundled() -> TacticVocabulary:
    return read_vocabulary(files("crawler.vocab").joinpath("tactics.yml"), TacticVocabulary)


@cache
def _joined(file: Path) -> TacticVocabulary:
    """Bundled and own tactics. The version names the own file's content, so that caches and results tell them apart."""
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    except OSError as error:
        raise ConfigurationError(
            f"Không đọc được tệp thủ đoạn {file}: {error.strerror}. Cannot read the file of tactics {file}: mend "
            "'tactics' in canhbao.toml."
        ) from error
    own, bundled = load_own_tactics(file), _bundled()
    replaced = {tactic.id: tactic for tactic in own.tactics}
    kept = [replaced.pop(tactic.id, tactic) for tactic in bundled.tactics if tactic.id not in own.retired]
    unknown = set(own.retired) - {tactic.id for tactic in bundled.tactics} | set(own.add) - {t.id for t in kept}
    if unknown:
        raise ConfigurationError(
            f"{file.name}: no bundled tactic is called {', '.join(sorted(unknown))}; mend the name"
        )
    try:
        return TacticVocabulary(
            version=f"{bundled.version}+{digest}",
            official_24=bundled.official_24,
            lexicons={**bundled.lexicons, **own.lexicons},
            families=(*bundled.families, *own.families),
            tactics=tuple(_with_more_cues(tactic, own.add.get(tactic.id)) for tactic in (*kept, *replaced.values())),
        )
    except ValidationError as error:
        raise ConfigurationError(f"{file.name}: {error.errors()[0]['msg']}; correct this file") from error


def _with_more_cues(tactic: Tactic, more: AddedCues | None) -> Tactic:
    if more is None:
        return tactic
    cues = tactic.cues
    joined = {name: (*getattr(cues, name), *getattr(more, name)) for name in ("strong", "weak", "negative")}
    return tactic.model_copy(update={"cues": cues.model_copy(update=joined)})


def tactic_name(tactic_id: str, language: str = "vi") -> str:
    """The name of a tactic; the id itself where the vocabulary of today does not have it (an older index)."""
    try:
        return load_tactics().name(tactic_id, language)
    except KeyError:
        return tactic_id
