"""A team's own tactics, joined to the bundled ones: in a file that the team edits, out one frozen vocabulary. Knows no text."""

import hashlib

from pydantic import ValidationError

from crawler.model import ConfigurationError
from crawler.vocab.schema import Entry, Name, PatternText, parse_vocabulary
from crawler.vocab.tactics import Family, Tactic, TacticVocabulary


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
