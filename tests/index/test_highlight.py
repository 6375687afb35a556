"""Marks and snippets: on the original text, whatever was typed, and cheap on texts of any length."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.unicode import clean
from index.finding.highlight import MAX_SCAN, SNIPPET_CHARACTERS, matched_spans, snippet
from index.finding.plan import positive_phrases
from index.language.analysis import folded_tokens
from index.language.query import parse

WORDS = ["lừa", "đảo", "Giả", "danh", "giả", "mạo", "thuế", "hoà", "an", "CA", "xa", "công", "lan man"]


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in matched_spans(text, positive_phrases(parse(query)))]


def shown(text: str, query: str) -> str:
    return "".join(f"[{p.text}]" if p.match else p.text for p in snippet(text, positive_phrases(parse(query))))


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Chiêu LỪA ĐẢO mới", "lua dao", ["LỪA ĐẢO"]),
        ("kẻ mạo danh, kẻ giả mạo", "giả danh", ["mạo danh", "giả mạo"]),
        ("Sở TT&TT cảnh báo", "thông tin và truyền thông", ["TT&TT"]),
        ("ở Hoà Bình và Hòa Bình", "hoà bình", ["Hoà Bình", "Hòa Bình"]),
        ("lan man, ban an", "an", ["an"]),
        ("công_an xong", "an", []),
        ("Công an, CA và cả nhà", "CA", ["Công an", "CA"]),
        ("cả nhà và ca trực", "ca", ["cả", "ca"]),
        ("thuế điện", "thuế -điện", ["thuế"]),
        ("thuế điện", "(thuế OR nước) điện", ["thuế điện"]),
        ("an an an", '"an an"', ["an an an"]),
        ("giả-danh và giả\ndanh", "giả danh", ["giả-danh", "giả\ndanh"]),
        ("thuế", "tactic:tax_impersonation", []),
    ],
)
def test_what_was_asked_for_is_marked_as_it_is_written(text: str, query: str, found: list[str]) -> None:
    assert marked(text, query) == found


def test_the_snippet_shows_where_all_words_stand_together() -> None:
    filler = "Người dân cần biết rõ mọi điều sau đây. " * 20
    text = f"Tin thuế. {filler}Kẻ gian gọi điện, giả danh cán bộ thuế rồi lừa. {filler}"
    assert "[giả danh] cán bộ [thuế] rồi [lừa]" in shown(text, "gia danh thue lua")


def test_without_a_match_the_beginning_is_shown() -> None:
    text = "Cảnh báo. " * 100
    assert shown(text, "điện lực").startswith("Cảnh báo.")
    assert shown("", "thuế") == ""
    assert "[thuế]" in shown("x " * 1400 + "về thuế " + "y " * 3000, "thuế")


@given(
    st.lists(st.sampled_from(WORDS), max_size=400).map(" ".join),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
)
def test_marks_are_the_runs_of_tokens_that_a_naive_reading_finds(text: str, query: str) -> None:
    tokens = folded_tokens(text)
    hit = set()
    for group in positive_phrases(parse(f'"{query}"')):
        for variant in group:
            for i in range(len(tokens) - len(variant.tokens) + 1):
                if tuple(tokens[i : i + len(variant.tokens)]) == variant.tokens:
                    hit.update(range(i, i + len(variant.tokens)))
    spans = matched_spans(text, positive_phrases(parse(f'"{query}"')))
    assert sum(len(folded_tokens(text[start:end])) for start, end in spans) == len(hit)


@given(st.text(max_size=3000).map(clean), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join))
def test_any_text_has_a_snippet_of_bounded_length_with_its_own_words(text: str, query: str) -> None:
    parts = snippet(text, positive_phrases(parse(query)))
    assert sum(len(part.text) for part in parts) <= SNIPPET_CHARACTERS + 4
    for part in parts:
        assert set(part.text.split()) <= set(text.replace("\n", " ").split()) | {"…"} or part.text.split()[0] in text
    assert unicodedata.is_normalized("NFC", "".join(part.text for part in parts))


def test_a_text_of_any_length_costs_little() -> None:
    text = "Người dân cần cảnh giác với lời mời gọi của kẻ gian trên mạng xã hội. " * 15_000  # a million characters
    groups = positive_phrases(parse("điện lực thuế otp"))
    started = time.process_time()
    assert not [piece for piece in snippet(text, groups) if piece.match]
    assert time.process_time() - started < 0.5  # ten times what it takes, for slow machines
    assert len(text) > 5 * MAX_SCAN
