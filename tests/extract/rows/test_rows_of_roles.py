"""The rows of roles.yml and the classes of lexicon.yml: each shown, each refuted, each used, no word in two classes."""

import re

import pytest

from crawler.extract.places.roles.decide import rules_of
from crawler.extract.places.roles.examples import fault_of
from crawler.extract.places.roles.flows import FLOWS, NAMED_CLASSES, NAMED_CUES
from crawler.extract.rows.soundness import patterns_of, unused_classes, words_in_two_classes
from crawler.text.unicode import match_form
from crawler.vocab.losses import load_losses
from crawler.vocab.passages import load_passages
from crawler.vocab.roles import load_roles
from crawler.vocab.rows import Cue, Refusal, load_lexicon
from crawler.vocab.vocabulary import bundled_vocabulary

RULES = rules_of(bundled_vocabulary())
ASKED = [(row.id, row) for row in load_roles().rows if row.yes] + list(load_roles().cues.items())


@pytest.mark.parametrize(("name", "given"), ASKED, ids=[name for name, _ in ASKED])
def test_a_row_is_shown_and_refuted_by_its_sentences(name: str, given: object) -> None:
    assert fault_of(RULES, name) is None


def words_of(given: Cue | Refusal) -> set[str]:
    """Every word that a row's patterns list, through classes, alternatives and cues."""
    roles, classes = load_roles(), load_lexicon().classes
    patterns = [pattern for _, look in given.looks() for pattern in look.any]
    words: set[str] = set()
    while patterns:
        pattern = patterns.pop()
        words |= set(re.findall(r"(?<!@)\b\w+", re.sub(r"\{[^}]*\}|@\w+", " ", pattern)))
        patterns += [more for name in re.findall(r"@(\w+)", pattern) if name in classes for more in classes[name].words]
    for one in (
        *(given.any + given.unless if isinstance(given, Cue) else ()),
        *(roles.cues[cue] for cue in given.cues),
    ):
        words |= words_of(one)
    return words


@pytest.mark.parametrize(("name", "given"), ASKED, ids=[name for name, _ in ASKED])
def test_the_sentence_against_a_row_is_near_it(name: str, given: Cue) -> None:
    """A word of the row stands in it: a sentence with nothing in common would refute nothing."""
    words = words_of(given)
    for sentence in given.no:
        assert not words or words & set(re.findall(r"\w+", match_form(sentence))), sentence


def test_ids_and_orders_are_given_once() -> None:
    rows = load_roles().rows
    assert len({row.id for row in rows}) == len(rows)
    assert len({row.order for row in rows}) == len(rows)


def test_each_word_stands_in_one_class() -> None:
    assert words_in_two_classes(load_lexicon()) == []


def test_each_class_is_used() -> None:
    patterns = [*patterns_of(load_roles()), *patterns_of(load_losses())]
    patterns += [word for passage in load_passages().passages.values() for word in passage.words]
    assert unused_classes(load_lexicon(), patterns, NAMED_CLASSES) == []


def test_each_cue_is_named_by_a_row_another_cue_or_a_flow() -> None:
    roles = load_roles()
    named = set(NAMED_CUES)
    for given in [*roles.cues.values(), *roles.rows]:
        for one in (given, *given.any, *given.unless):
            named |= set(one.cues)
    assert set(roles.cues) == named


def test_each_flow_is_one_that_code_has_and_each_of_those_is_used() -> None:
    assert {row.flow for row in load_roles().rows if row.flow} == set(FLOWS)
