"""The glossary of CONTRIBUTING.md: our own words, each with a meaning of one line, at home in a file that uses it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Our words")[1]
ROWS = re.findall(r"^\| (\w+) \| (.+?) \| `(.+?)` \|$", SECTION, re.M)


def uses(word: str, text: str) -> bool:
    """As a word of its own, in the plural, or as a part of a name in code."""
    stem = word.removesuffix("y") if word.endswith("y") else word
    forms = rf"(?<![A-Za-z]){stem}|{stem.capitalize()}|(?<![A-Z]){stem.upper()}"
    return re.search(rf"(?:{forms})(?:s|y|ies|d)?(?![a-z])", text) is not None


def test_the_glossary_is_a_table_of_thirty_words_or_more_in_order() -> None:
    words = [word for word, _, _ in ROWS]
    assert len(words) >= 30
    assert len(words) == SECTION.count("\n| ") - 1
    assert words == sorted(set(words))


@pytest.mark.parametrize(("word", "meaning", "home"), ROWS, ids=[row[0] for row in ROWS])
def test_a_word_is_used_in_the_file_that_is_its_home(word: str, meaning: str, home: str) -> None:
    assert uses(word, home + (ROOT / home).read_text(encoding="utf-8")), (
        f"{home} does not use '{word}': mend the glossary"
    )
    assert len(meaning) < 130


@pytest.mark.parametrize(
    ("word", "text", "used"),
    [
        ("story", "stories of", True), ("seat", "SEAT = 1", True), ("seat", "a seated man", False),
        ("copy", "find_copies(x)", True), ("body", "anybody", False), ("story", "FirstStory", True),
    ],
)  # fmt: skip
def test_a_word_inside_another_is_no_use_of_it(word: str, text: str, used: bool) -> None:
    assert uses(word, text) is used
