"""The vocabulary of tactics: its schema, its ties to the official list and the language of its patterns."""

from pathlib import Path

import pytest

from crawler.extract.patterns import expand
from crawler.model import ConfigurationError
from crawler.vocab.schema import read_vocabulary
from crawler.vocab.tactics import FALLBACK, TacticVocabulary, load_tactics
from crawler.vocab.vocabulary import bundled_vocabulary

TACTICS = load_tactics()
FILES = Path(__file__).parents[2]


def test_every_form_of_the_official_list_of_24_is_covered() -> None:
    assert sorted({form for tactic in TACTICS.tactics for form in tactic.official24}) == sorted(TACTICS.official_24)


def test_the_head_of_the_file_counts_its_families_and_tactics_and_there_is_a_fallback() -> None:
    head = (FILES / "crawler" / "vocab" / "tactics.yml").read_text(encoding="utf-8").partition("\n")[0]
    assert f"{len(TACTICS.families)} families, {len(TACTICS.tactics) - 1} tactics and a fallback" in head, (
        "mend the counts in the first line of crawler/vocab/tactics.yml; `canhbao tactics new` does"
    )
    assert len(TACTICS.tactics) >= 46
    assert TACTICS.tactic(FALLBACK).cues.strong == ()


@pytest.mark.parametrize("tactic", TACTICS.tactics, ids=lambda tactic: tactic.id)
def test_every_pattern_is_in_the_pattern_language(tactic) -> None:
    groups = (tactic.cues.strong, tactic.cues.weak, tactic.cues.negative, *tactic.cues.require)
    for pattern in (p for group in groups for p in group):
        assert expand(pattern, TACTICS.lexicons)


def test_names_are_given_in_both_languages() -> None:
    assert TACTICS.name("romance_trust") != TACTICS.name("romance_trust", "en")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("a: [", "YAML"),
        ("version: '1'", "Field required"),
        ("version: '1'\nofficial_24: {}\nlexicons: {}\nfamilies: []\ntactics: []", FALLBACK),
        ("version: '1'\nofficial_24: {99: x}\nlexicons: {}\nfamilies: []\ntactics: []", "99"),
    ],
)
def test_a_broken_file_is_named_with_the_fault(tmp_path: Path, content: str, word: str) -> None:
    file = tmp_path / "tactics.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=word) as caught:
        read_vocabulary(file, TacticVocabulary)
    assert "tactics.yml" in str(caught.value)


def test_the_page_of_the_docs_is_made_from_the_vocabulary() -> None:
    from canhbao.terminal.vocabulary_page import vocabulary_page

    page = Path(__file__).parents[2] / "docs" / "tactics.md"
    assert page.read_text(encoding="utf-8") == vocabulary_page(bundled_vocabulary()), (
        "run: canhbao tactics --markdown > docs/tactics.md"
    )


def test_every_tactic_but_hoax_and_fallback_is_mapped_to_the_international_schemes() -> None:
    for tactic in TACTICS.tactics:
        if tactic.id not in ("hoax_rumour", FALLBACK):
            for scheme in ("scamwatch", "attck4fraud", "f3"):
                assert getattr(tactic, scheme), (
                    f"crawler/vocab/tactics.yml: give {tactic.id} a '{scheme}' from the list of that name in mappings.yml"
                )
