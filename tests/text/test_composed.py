"""Decomposed text is read like composed text, and quoted as it was given."""

import unicodedata
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from canhbao.commands.annotate import InputLine, annotate_line
from crawler.text.composed import compose
from crawler.vocab.vocabulary import bundled_vocabulary

TITLE = "Cảnh báo giả danh cán bộ thuế"
TEXT = "Kẻ gian giả danh cán bộ thuế gọi điện để lừa đảo. Người dân cần cảnh giác, không chuyển tiền."


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("aêoừ\u0300\u0301\u0309\u0323")))
def test_the_way_back_is_exact(text: str) -> None:
    composed = compose(text)
    assert composed.back(0) == 0
    assert composed.back(len(composed.text)) == len(text)
    marks = [composed.back(offset) for offset in range(len(composed.text) + 1)]
    assert marks == sorted(marks)
    letters = [text[start:end] for start, end in pairwise(sorted(set(marks)))]
    assert "".join(unicodedata.normalize("NFC", letter) for letter in letters) == composed.text


def test_composed_text_stays_as_it_is() -> None:
    assert compose(TEXT).text is TEXT
    assert compose(TEXT).origin == ()


def test_decomposed_text_has_the_same_labels_with_its_own_quotes() -> None:
    due = annotate_line(InputLine(id="1", title=TITLE, text=TEXT), bundled_vocabulary())
    title, text = unicodedata.normalize("NFD", TITLE), unicodedata.normalize("NFD", TEXT)
    found = annotate_line(InputLine(id="1", title=title, text=text), bundled_vocabulary())
    assert found["kind"] == due["kind"] == "advisory"
    assert [label["id"] for label in found["tactics"]] == [label["id"] for label in due["tactics"]]
    quotes = list(evidence(found))
    assert len(quotes) == len(list(evidence(due)))
    for quote in quotes:
        assert (title if quote.get("field") == "title" else text)[quote["start"] : quote["end"]] == quote["quote"]


def evidence(value: Any) -> Any:
    if isinstance(value, list):
        for item in value:
            yield from evidence(item)
    elif isinstance(value, dict):
        if "quote" in value:
            yield value
        for item in value.values():
            yield from evidence(item)
