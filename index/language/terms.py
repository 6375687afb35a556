"""What a title and a text become in the index: tokens, and terms for phrases that are known.

In: original text. Out: the values of the three tokens fields. Besides its tokens a text has one term for each phrase of
index/language/synonyms.yml that stands in it ('~gia_danh') and for its group of synonyms ('=gia_danh'), so that a search for
'giả danh' looks up one term instead of the positions of eight words. A title has a term for each two words side by side
('+lua_dao'). No typed word can be such a term.

A word of the title counts as often as TITLE_WEIGHT of the text, as in BM25F (Robertson, Zaragoza, Taylor, 2004: weights
multiply frequencies before they saturate): one list of documents is read for a word instead of two.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import ahocorasick

from crawler.text.unicode import fold
from index.language.analysis import exact_tokens, folded_tokens
from index.language.synonyms import load_synonyms, phrases

GAP = "¶"  # stands between title, text and terms: no phrase runs across
TITLE_WEIGHT = 3


class IndexTexts(NamedTuple):
    """Values of the tokens fields, tokens joined by spaces."""

    title_fold: str
    fold: str
    exact: str


@lru_cache(maxsize=4)
def index_texts(title: str, text: str) -> IndexTexts:
    """The values for one document; the last ones are remembered, because each field asks for its own."""
    exact_title, exact_text = " ".join(exact_tokens(title)), " ".join(exact_tokens(text))
    title_fold, text_fold = fold(exact_title), fold(exact_text)
    title_terms, text_terms = _found(_folded(), title_fold), _found(_folded(), text_fold)
    exact_title_terms, exact_text_terms = _found(_exact(), exact_title), _found(_exact(), exact_text)
    return IndexTexts(
        _joined(title_fold, [*title_terms, *pair_terms(title_fold.split())]),
        _joined(_weighted(title_fold, title_terms), [text_fold, GAP, *text_terms]),
        _joined(_weighted(exact_title, exact_title_terms), [exact_text, GAP, *exact_text_terms]),
    )


def pair_terms(tokens: Sequence[str]) -> list[str]:
    """The terms of each two tokens side by side, in order."""
    return [f"+{first}_{second}" for first, second in pairwise(tokens)]


def _weighted(title: str, terms: Sequence[str]) -> str:
    return " ".join([title, GAP, *terms, GAP] * TITLE_WEIGHT)


def phrase_term(tokens: Sequence[str], *, exact: bool = False) -> str | None:
    """The one term that stands for a known phrase, or None: the tokens must be looked for side by side."""
    if len(tokens) == 1:
        return tokens[0]
    term = "~" + "_".join(tokens)
    return term if term in (_exact_terms() if exact else _folded_terms()) else None


def group_term(tokens: Sequence[str]) -> str | None:
    """The term of the synonyms of a folded phrase; None if it has none."""
    return _groups().get(tuple(tokens))


def _joined(first: str, others: Iterable[str]) -> str:
    return " ".join([first, *others])


@cache
def _groups() -> dict[tuple[str, ...], str]:
    return {
        tuple(folded_tokens(phrase)): "=" + "_".join(folded_tokens(group[0]))
        for group in load_synonyms().groups
        for phrase in group
    }


def _phrase_of(tokens: Sequence[str]) -> list[str]:
    return ["~" + "_".join(tokens)] if len(tokens) > 1 else []


@cache
def _folded() -> Any:
    terms: dict[tuple[str, ...], list[str]] = {}
    for phrase in phrases():
        tokens = tuple(folded_tokens(phrase))
        terms[tokens] = [*_phrase_of(tokens), *([_groups()[tokens]] if tokens in _groups() else [])]
    return _automaton(terms)


@cache
def _exact() -> Any:
    return _automaton({tuple(exact_tokens(phrase)): _phrase_of(exact_tokens(phrase)) for phrase in phrases()})


@cache
def _folded_terms() -> frozenset[str]:
    return frozenset(term for phrase in phrases() for term in _phrase_of(folded_tokens(phrase)))


@cache
def _exact_terms() -> frozenset[str]:
    return frozenset(term for phrase in phrases() for term in _phrase_of(exact_tokens(phrase)))


def _automaton(terms: dict[tuple[str, ...], list[str]]) -> Any:
    made = ahocorasick.Automaton()
    for tokens, values in terms.items():
        if values:
            made.add_word(f" {' '.join(tokens)} ", values)
    made.make_automaton()
    return made


def _found(automaton: Any, joined: str) -> list[str]:
    """The terms of every known phrase in joined tokens; neighbours may share the space between them."""
    return [term for _, terms in automaton.iter(f" {joined} ") for term in terms]
