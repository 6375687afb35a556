"""Every cue of the vocabularies has a sentence that shows it, and every tactic, value and group a near one that must not.

The sentences are in `examples/`. Where a cue alone means nothing (weak cues, groups that must meet, negative cues), the
near sentences of its tactic show that it gives no label by itself; a strong or generic cue of several words needs a near
sentence that shares a word with it and is not matched.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.extract.context import Context
from crawler.extract.labels.cues import Cues, find_cues
from crawler.extract.labels.facets import find_facets
from crawler.extract.labels.tactics import find_tactics
from crawler.extract.patterns import Matcher
from crawler.model import Document
from crawler.text.unicode import match_form
from crawler.vocab.facets import load_facets
from crawler.vocab.kinds import load_kinds
from crawler.vocab.tactics import FALLBACK, load_tactics
from crawler.vocab.vocabulary import bundled_vocabulary

FOLDER = Path(__file__).parent / "examples"
LEXICONS = {**load_tactics().lexicons, **load_facets().lexicons}
FIELD = {
    "impersonated": "impersonated",
    "channel": "channels",
    "requested_action": "actions",
    "lure_threat": "lures",
    "pretext_event": "pretexts",
    "target_group": "targets",
}
LEAD = "Xã mở hội làng. Bà con đến rất đông. "  # what follows is no lead any more


def examples(name: str) -> dict[str, dict[str, list[str]]]:
    return dict(yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8")))


TACTICS = {tactic.id: tactic for tactic in load_tactics().tactics if tactic.id != FALLBACK}
VALUES = {f"{f}/{v}": value for f, facet in load_facets().facets.items() for v, value in facet.values.items()}
OF_TACTICS, OF_FACETS, OF_KINDS = examples("tactics"), examples("facets"), examples("kinds")


def cues(text: str) -> Cues:
    return find_cues(Context(Document("p", "r", "s", "", "", "", text, None, None, "vi", "test")), bundled_vocabulary())


def matched(pattern: str, sentences: list[str]) -> list[str]:
    matcher = Matcher([("rule", pattern)], LEXICONS)
    return [s for s in sentences if matcher.scan(match_form(s), [(0, len(s))])]


def unshown(patterns: Any, sentences: list[str]) -> list[str]:
    return [pattern for pattern in dict.fromkeys(patterns) if not matched(pattern, sentences)]


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", match_form(re.sub(r"@\w+", "", text))))


def test_every_tactic_value_and_group_has_examples_and_none_is_left_over() -> None:
    assert set(OF_TACTICS) == set(TACTICS)
    assert set(OF_FACETS) == set(VALUES)
    assert set(OF_KINDS) == set(load_kinds().cues)


@pytest.mark.parametrize("tactic_id", TACTICS)
def test_every_cue_of_a_tactic_is_shown(tactic_id: str) -> None:
    c = TACTICS[tactic_id].cues
    every = (*c.strong, *c.generic, *c.weak, *c.negative, *(p for group in c.require for p in group))
    assert unshown(every, OF_TACTICS[tactic_id]["shows"]) == []


@pytest.mark.parametrize("tactic_id", TACTICS)
def test_near_sentences_do_not_show_the_tactic(tactic_id: str) -> None:
    for sentence in OF_TACTICS[tactic_id]["near"]:
        found = {label.code: label.evidence for label in find_tactics(cues(sentence))}
        assert tactic_id not in found, (sentence, found[tactic_id])


@pytest.mark.parametrize("tactic_id", TACTICS)
def test_every_strong_cue_has_a_near_miss(tactic_id: str) -> None:
    tactic = TACTICS[tactic_id]
    near = [*OF_TACTICS[tactic_id]["near"], *tactic.examples.negative]
    for pattern in (*tactic.cues.strong, *tactic.cues.generic):
        hit = matched(pattern, near)
        close = [s for s in near if s not in hit and words(pattern) & words(s)]
        assert close or " " not in pattern, pattern


@pytest.mark.parametrize("value", VALUES)
def test_every_pattern_of_a_facet_value_is_shown(value: str) -> None:
    assert unshown(VALUES[value].patterns, OF_FACETS[value]["shows"]) == []


@pytest.mark.parametrize("value", VALUES)
def test_a_facet_value_is_found_where_a_scam_is_told_and_not_in_advice(value: str) -> None:
    facet, code = value.split("/")

    def found(text: str) -> set[str]:
        return {label.code for label in getattr(find_facets(cues(text)), FIELD[facet])}

    for sentence in OF_FACETS[value]["shows"]:
        assert code in found(sentence), sentence
    for sentence in OF_FACETS[value]["near"]:
        assert code not in found(LEAD + sentence), sentence


@pytest.mark.parametrize("group", load_kinds().cues)
def test_every_cue_of_a_kind_is_shown_and_near_sentences_hold_none(group: str) -> None:
    patterns = load_kinds().cues[group]
    assert unshown(patterns, OF_KINDS[group]["shows"]) == []
    assert [p for p in patterns if matched(p, OF_KINDS[group]["near"])] == []
