"""A team's own tactics and rules of places, joined to the bundled ones.

In: a file that the team edits. Out: frozen vocabularies. Knows no text.
"""

import hashlib
from typing import Any

from pydantic import ValidationError, model_validator

from crawler.model import ConfigurationError
from crawler.vocab.roles import RoleVocabulary, Row
from crawler.vocab.schema import Entry, Name, PatternText, parse_vocabulary, with_plain_words
from crawler.vocab.tactics import Family, Tactic, TacticVocabulary


class AddedCues(Entry):
    """Cues that a team adds to a bundled tactic."""

    strong: tuple[PatternText, ...] = ()
    weak: tuple[PatternText, ...] = ()
    negative: tuple[PatternText, ...] = ()


class OwnRules(Entry):
    """Rows of places that a team adds, or puts in place of a bundled one of the same id, and ids of rows switched off."""

    add: tuple[Row, ...] = ()
    off: tuple[Name, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _off_is_a_word(cls, value: Any) -> Any:
        return with_plain_words(value, {False: "off"})


class OwnTactics(Entry):
    """A team's own file (`tactics` in canhbao.toml).

    `tactics` are new ones, or replace a bundled one of the same id as a whole; `add` gives bundled ones more cues;
    `retired` takes tactics out. Lexicons and families are added to the bundled ones. `rules` adds rows of places or switches
    them off.
    """

    lexicons: dict[Name, tuple[PatternText, ...]] = {}
    families: tuple[Family, ...] = ()
    tactics: tuple[Tactic, ...] = ()
    add: dict[Name, AddedCues] = {}
    retired: tuple[Name, ...] = ()
    rules: OwnRules = OwnRules()


def read_own_tactics(name: str, content: bytes) -> OwnTactics:
    """The content of the file called `name`. Raises ConfigurationError if it is no YAML or breaks the schema."""
    return parse_vocabulary(name, content, OwnTactics)


def joined(bundled: TacticVocabulary, own: OwnTactics, name: str, content: bytes) -> TacticVocabulary:
    """Bundled and own tactics. The version names the own file's content, so that results of two files are told apart.

    Raises ConfigurationError naming the file where the two do not fit together.
    """
    digest = hashlib.sha256(content).hexdigest()[:8]
    replaced = {tactic.id: tactic for tactic in own.tactics}
    kept = [replaced.pop(tactic.id, tactic) for tactic in bundled.tactics if tactic.id not in own.retired]
    unknown = set(own.retired) - {tactic.id for tactic in bundled.tactics} | set(own.add) - {t.id for t in kept}
    if unknown:
        raise ConfigurationError(f"{name}: no bundled tactic is called {', '.join(sorted(unknown))}; mend the name")
    try:
        return TacticVocabulary(
            version=f"{bundled.version}+{digest}",
            official_24=bundled.official_24,
            lexicons={**bundled.lexicons, **own.lexicons},
            families=(*bundled.families, *own.families),
            tactics=tuple(_with_more_cues(tactic, own.add.get(tactic.id)) for tactic in (*kept, *replaced.values())),
        )
    except ValidationError as error:
        raise ConfigurationError(f"{name}: {error.errors()[0]['msg']}; correct this file") from error


def _with_more_cues(tactic: Tactic, more: AddedCues | None) -> Tactic:
    if more is None:
        return tactic
    cues = tactic.cues
    joined = {name: (*getattr(cues, name), *getattr(more, name)) for name in ("strong", "weak", "negative")}
    return tactic.model_copy(update={"cues": cues.model_copy(update=joined)})


def joined_roles(bundled: RoleVocabulary, own: OwnRules, name: str) -> RoleVocabulary:
    """Bundled and own rows of places. Raises ConfigurationError naming the file and the row that does not fit."""
    ids = {row.id for row in bundled.rows}
    for off in own.off:
        if off not in ids:
            raise ConfigurationError(f"{name}: rules > off: no row is called {off!r}; see docs/places.md for their ids")
        if any(row.id == off and row.flow for row in bundled.rows):
            raise ConfigurationError(
                f"{name}: rules > off: the row {off!r} is decided by code and stays; switch off others"
            )
    for row in own.add:
        if row.flow is not None:
            raise ConfigurationError(
                f"{name}: rules > add: {row.id}: 'flow' is for bundled rows; give a role and words"
            )
    added = {row.id for row in own.add}
    kept = [row for row in bundled.rows if row.id not in added and row.id not in own.off]
    taken = {row.order: row.id for row in kept}
    for row in own.add:
        if row.order in taken:
            raise ConfigurationError(
                f"{name}: rules > add: {row.id}: order {row.order} is that of {taken[row.order]}; give a free number before it"
            )
        taken[row.order] = row.id
    return RoleVocabulary(cues=bundled.cues, rows=(*kept, *own.add))
