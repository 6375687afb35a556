"""Every cue of the vocabularies has a sentence that shows it, and every tactic, value and group a near one that must not.

The sentences are in `examples/`. Where a cue alone means nothing (weak cues, groups that must meet, negative cues), the
near sentences of its tactic show that it gives no label by itself; a strong or generic cue of several words needs a near
sentence that shares a word with it and is not matched.
"""

from pathlib import Path

import pytest
import yaml

from crawler.extract.context import Context
from crawler.extract.labels.cues import Cues, find_cues
from crawler.extract.labels.facets import find_facets
from crawler.extract.labels.showing import shown_by, unshown, without_near_miss
from crawler.extract.labels.tactics import find_tactics
from crawler.model import Document
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


def sentences(of: dict[str, dict[str, list[str]]], file: str, entry: str, which: str) -> list[str]:
    """The sentences of an entry. Fails with what to write where there are none."""
    if entry not in of or not of[entry].get(which):
        pytest.fail(
            f"tests/vocab/examples/{file}.yml holds no '{which}' of {entry}. Write under '{entry}:' sentences that show each "
            "cue ('shows') and sentences near it that must not ('near'); `canhbao tactics new` writes them for a new tactic."
        )
    return of[entry][which]


def test_every_tactic_value_and_group_has_examples_and_none_is_left_over() -> None:
    for file, given, known in (
        ("tactics", OF_TACTICS, TACTICS),
        ("facets", OF_FACETS, VALUES),
        ("kinds", OF_KINDS, load_kinds().cues),
    ):
        where = f"tests/vocab/examples/{file}.yml"
        assert set(known) - set(given) == set(), f"{where}: write 'shows' and 'near' for these"
        assert set(given) - set(known) == set(), f"{where}: take these out, the vocabulary has none of that name"


@pytest.mark.parametrize("tactic_id", TACTICS)
def test_every_cue_of_a_tactic_is_shown(tactic_id: str) -> None:
    c = TACTICS[tactic_id].cues
    every = (*c.strong, *c.generic, *c.weak, *c.negative, *(p for group in c.require for p in group))
    assert unshown(every, sentences(OF_TACTICS, "tactics", tactic_id, "shows"), LEXICONS) == [], (
        f"tests/vocab/examples/tactics.yml: add to 'shows' of {tactic_id} a sentence with each of these cues"
    )


@pytest.mark.parametrize("tactic_id", TACTICS)
def test_near_sentences_do_not_show_the_tactic(tactic_id: str) -> None:
    for sentence in sentences(OF_TACTICS, "tactics", tactic_id, "near"):
        found = {label.code: label.evidence for label in find_tactics(cues(sentence))}
        assert tactic_id not in found, (
            f"crawler/vocab/tactics.yml: the cues of {tactic_id} are too wide: {sentence!r} shows it by {found[tactic_id]}"
        )


@pytest.mark.parametrize("tactic_id", TACTICS)
def test_every_strong_cue_has_a_near_miss(tactic_id: str) -> None:
    tactic = TACTICS[tactic_id]
    near = [*sentences(OF_TACTICS, "tactics", tactic_id, "near"), *tactic.examples.negative]
    assert without_near_miss((*tactic.cues.strong, *tactic.cues.generic), near, LEXICONS) == [], (
        f"tests/vocab/examples/tactics.yml: add to 'near' of {tactic_id} a harmless sentence with a word of each of these cues"
    )


@pytest.mark.parametrize("value", VALUES)
def test_every_pattern_of_a_facet_value_is_shown(value: str) -> None:
    assert unshown(VALUES[value].patterns, sentences(OF_FACETS, "facets", value, "shows"), LEXICONS) == []


@pytest.mark.parametrize("value", VALUES)
def test_a_facet_value_is_found_where_a_scam_is_told_and_not_in_advice(value: str) -> None:
    facet, code = value.split("/")

    def found(text: str) -> set[str]:
        return {label.code for label in getattr(find_facets(cues(text)), FIELD[facet])}

    for sentence in sentences(OF_FACETS, "facets", value, "shows"):
        assert code in found(sentence), sentence
    for sentence in sentences(OF_FACETS, "facets", value, "near"):
        assert code not in found(LEAD + sentence), sentence


@pytest.mark.parametrize("group", load_kinds().cues)
def test_every_cue_of_a_kind_is_shown_and_near_sentences_hold_none(group: str) -> None:
    patterns = load_kinds().cues[group]
    assert unshown(patterns, sentences(OF_KINDS, "kinds", group, "shows"), LEXICONS) == []
    near = sentences(OF_KINDS, "kinds", group, "near")
    assert [p for p in patterns if shown_by(p, near, LEXICONS)] == []
