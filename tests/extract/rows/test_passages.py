"""The passages of passages.yml: each found in its sentences, and not in those near it; never across paragraphs."""

import re
from pathlib import Path

import pytest

from crawler.extract.marked import marked
from crawler.extract.rows.passages import Passages
from crawler.vocab.passages import Passage, load_passages

PASSAGES = load_passages().passages
CODE = Path(__file__).parents[3] / "crawler" / "extract"


def is_found(name: str, example: str) -> bool:
    """Whether the passage stands where the bracket of an example opens."""
    given = marked(example)
    found = given.context.passages
    sentence = given.context.sentence_at(given.start)
    if PASSAGES[name].opens:
        return found.opens(name, sentence.start, sentence.end)
    return any(start == given.start for start, _ in found.all(name))


@pytest.mark.parametrize(("name", "passage"), PASSAGES.items(), ids=list(PASSAGES))
def test_a_passage_is_shown_and_refuted_by_its_sentences(name: str, passage: Passage) -> None:
    assert [example for example in passage.yes if not is_found(name, example)] == []
    assert [example for example in passage.no if is_found(name, example)] == []


def test_each_passage_is_asked_for_by_code_or_named_by_another() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in CODE.rglob("*.py"))
    words = " ".join(word for passage in PASSAGES.values() for word in passage.words)
    named = {name for name in PASSAGES if f'"{name}"' in code or re.search(rf"@{name}\b", words)}
    assert set(PASSAGES) == named


def test_no_passage_goes_from_the_title_into_the_text() -> None:
    found = Passages("lan ra nhiều\n\ntỉnh thành phía nam", "Lan ra nhiều\n\ntỉnh thành phía nam")
    assert found.all("national") == []
    assert Passages("lan ra nhiều tỉnh thành", "Lan ra nhiều tỉnh thành").all("national") == [(7, 23)]


def test_the_longest_passage_from_a_place_counts_and_none_within_it() -> None:
    text = "trên phạm vi toàn quốc"
    assert Passages(text, text).all("national") == [(0, len(text))]


def test_a_passage_that_opens_may_stand_behind_the_number_of_a_list_but_not_in_the_sentence() -> None:
    text = "1. không bấm. bà lan không bấm."
    found = Passages(text, text)
    assert found.opens("imperative", 0, 13)
    assert not found.opens("imperative", 14, len(text))


def test_a_name_that_is_asked_for_by_mistake_stops_loudly() -> None:
    with pytest.raises(KeyError):
        Passages("a", "a").all("advise")
