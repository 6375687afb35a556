"""Values of the closed fields of a query: ids, or names in Vietnamese or English, to the ids that the index holds.

A value that is none is told at once, with those that are near: a search that silently finds nothing teaches nothing.
"""

from difflib import get_close_matches

from crawler.model import AdvisoryKind, Body, ConfigurationError
from crawler.vocab.vocabulary import Vocabulary, bundled_vocabulary
from index.language.analysis import folded_tokens

CLOSED = ("tactic", "kind", "body", "impersonated", "channel")
_MOST = 8  # ids that one name may stand for, and that a message lists


def known_values(field: str, vocabulary: Vocabulary | None = None) -> dict[str, tuple[str, ...]]:
    """The ids of a closed field with their names (Vietnamese, English); kinds and bodies have none here.

    Tactics and facets are those of the vocabulary (None: the bundled one).
    """
    vocabulary = vocabulary or bundled_vocabulary()
    if field == "tactic":
        return {tactic.id: (tactic.vi, tactic.en) for tactic in vocabulary.tactics.tactics}
    if field in ("impersonated", "channel"):
        return {key: (value.vi, value.en) for key, value in vocabulary.facets.facets[field].values.items()}
    return {str(member): () for member in (AdvisoryKind if field == "kind" else Body)}


def resolve_value(field: str, value: str, vocabulary: Vocabulary | None = None) -> tuple[str, ...]:
    """The ids that a typed value means: one by its id, else all in whose name its words stand (accents aside).

    Raises ConfigurationError naming the field, the value and what comes near.
    """
    known = known_values(field, vocabulary)
    wanted = folded_tokens(value.replace("_", " "))
    plain = "_".join(wanted)
    if plain in known:
        return (plain,)
    words = set(wanted)
    named = [key for key, names in known.items() if words and any(words <= set(folded_tokens(name)) for name in names)]
    if 0 < len(named) <= _MOST:
        return tuple(named)
    raise ConfigurationError(_unknown(field, value, plain, named or list(known), bool(named)))


def _unknown(field: str, value: str, plain: str, keys: list[str], many: bool) -> str:
    if many:
        near = keys[:_MOST]
        return (
            f"'{field}:{value}' có thể là {len(keys)} giá trị. '{field}:{value}' may mean {len(keys)} values, among them "
            f"{', '.join(near)}: write one of them, or more words of its name."
        )
    near = get_close_matches(plain, keys, _MOST, 0.5)
    near += [key for key in keys if key not in near and set(plain.split("_")) & set(key.split("_"))]
    listed = near[:_MOST] if near and len(keys) > 2 * _MOST else keys[: 2 * _MOST]
    rest = " …" if len(listed) < len(keys) else ""
    where = "`canhbao tactics` lists them" if field == "tactic" else "docs/search.md lists the fields"
    return (
        f"Không có '{value}' ở '{field}:'. There is no '{value}' for '{field}:'; write one of {', '.join(listed)}{rest} "
        f"({where})."
    )
