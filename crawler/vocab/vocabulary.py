"""The vocabulary in use: what documents are understood with, and what their labels are called, as one value.

In: the bundled files and, where a team has one, its own file of tactics. Out: a frozen Vocabulary that is handed on by
argument. Knows no text, no settings and no process: who wants another vocabulary makes another value.
"""

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from crawler.model import ConfigurationError
from crawler.vocab.facets import FacetVocabulary, load_facets
from crawler.vocab.kinds import KindVocabulary, load_kinds
from crawler.vocab.own_tactics import joined, joined_roles, read_own_tactics
from crawler.vocab.roles import RoleVocabulary, Row, load_roles
from crawler.vocab.rows import Lexicon, load_lexicon
from crawler.vocab.tactics import Tactic, TacticVocabulary, load_tactics


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Tactics and rules of places (a team's own joined), facets and kinds. Compared by identity: one content is loaded once.

    `own` and `own_rows` are the tactics and the rows of the team's own file as they stand there, and `own_name` is the
    name of that file; none for the bundled vocabulary.
    """

    tactics: TacticVocabulary
    facets: FacetVocabulary
    kinds: KindVocabulary
    lexicon: Lexicon
    roles: RoleVocabulary
    own: tuple[Tactic, ...] = ()
    own_rows: tuple[Row, ...] = ()
    own_name: str = ""

    @cached_property
    def tactic_ids(self) -> frozenset[str]:
        """The ids of all tactics."""
        return frozenset(tactic.id for tactic in self.tactics.tactics)

    def tactic_name(self, tactic_id: str, language: str = "vi") -> str:
        """The name of a tactic; the id itself where this vocabulary does not have it (an older index)."""
        return self.tactics.name(tactic_id, language) if tactic_id in self.tactic_ids else tactic_id

    def facet_name(self, facet: str, value: str, language: str = "vi") -> str:
        """The name of a facet's value; the value itself where this vocabulary does not have it."""
        try:
            return self.facets.name(facet, value, language)
        except KeyError:
            return value


@cache
def bundled_vocabulary() -> Vocabulary:
    """The vocabulary that is shipped. Raises ConfigurationError if one of its files breaks its schema."""
    return Vocabulary(load_tactics(), load_facets(), load_kinds(), load_lexicon(), load_roles())


def load_vocabulary(own: Path | None) -> Vocabulary:
    """The bundled vocabulary, with the tactics of a team's own file if one is given.

    Raises ConfigurationError naming the file if it cannot be read, breaks its schema or does not fit the bundled tactics.
    """
    if own is None:
        return bundled_vocabulary()
    try:
        content = own.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"Không đọc được tệp thủ đoạn {own}: {error.strerror}. Cannot read the file of tactics {own}: mend "
            "'tactics' in canhbao.toml."
        ) from error
    return _with_own(own.name, content)


@lru_cache(maxsize=4)
def _with_own(name: str, content: bytes) -> Vocabulary:
    """By content, not by path: a file that was edited gives another vocabulary."""
    bundled, own = bundled_vocabulary(), read_own_tactics(name, content)
    tactics = joined(bundled.tactics, own, name, content)
    roles = joined_roles(bundled.roles, own.rules, name)
    return Vocabulary(tactics, bundled.facets, bundled.kinds, bundled.lexicon, roles, own.tactics, own.rules.add, name)
