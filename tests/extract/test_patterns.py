"""The pattern language: what matches, where, and what is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.patterns import Matcher, PatternError, expand
from crawler.text.unicode import fold, match_form

LEXICONS = {"imp": ["giả danh", "mạo danh"], "far": ["cài .. ứng dụng"], "loop": ["@loop"]}


def quotes(pattern: str, text: str, folded: bool = False) -> list[str]:
    matcher = Matcher([("rule", pattern)], LEXICONS, folded)
    hits = matcher.scan(match_form(text), [(0, len(text))]).get("rule", [])
    return [text[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("công an", "Công an xã", ["Công an"]),
        ("công an", "công anh", []),
        ("khóa (sim|thuê bao)", "dọa khoá SIM ngay", ["khoá SIM"]),
        ("(các )?đối tượng", "Các đối tượng", ["Các đối tượng", "đối tượng"]),
        ("e-?mail", "qua email, e-mail", ["email", "e-mail"]),
        ("tt tt", "Sở TT - TT và TT_TT", ["TT - TT", "TT_TT"]),
        ("công an", "công   \n\n an", ["công   \n\n an"]),
        ("@imp .. thuế", "giả danh cán bộ ngành thuế", ["giả danh cán bộ ngành thuế"]),
        ("giả danh .. thuế", "giả danh một hai ba bốn năm sáu thuế", ["giả danh một hai ba bốn năm sáu thuế"]),
        ("giả danh .. thuế", "giả danh một hai ba bốn năm sáu bảy thuế", []),
        ("@far .. lạ", "cài ngay ứng dụng rất lạ", ["cài ngay ứng dụng rất lạ"]),
        ("(nhân viên|cán bộ)? ?ngân hàng", "nhân viên ngân hàng", ["nhân viên ngân hàng", "ngân hàng"]),
    ],
)
def test_patterns_match_what_they_say(pattern: str, text: str, expected: list[str]) -> None:
    assert quotes(pattern, text) == expected


def test_no_match_crosses_a_sentence() -> None:
    matcher = Matcher([("rule", "giả danh .. thuế")], LEXICONS)
    text = "giả danh. thuế"
    assert matcher.scan(text, [(0, 9), (10, 14)]) == {}


def test_folded_patterns_match_unaccented_text_but_never_with_one_word() -> None:
    assert quotes("công an", "xung la cong an", folded=True) == ["cong an"]
    assert quotes("vong", "vong quay", folded=True) == []


@pytest.mark.parametrize("pattern", ["(a|b", "a)b", "@nobody", "@loop", "( )?", "giả (mạo )?.. thuế"])
def test_a_malformed_pattern_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(PatternError, match=re.escape(pattern)):
        expand(pattern, LEXICONS)


WORDS = st.lists(st.sampled_from(["giả danh", "thuế", "cán bộ", "-", ",", "  ", "công an", "Hoà"]), max_size=14)


@given(WORDS)
def test_joined_literals_agree_with_a_regular_expression(words: list[str]) -> None:
    text = " ".join(words)
    plain = r"(?<!\w)giả danh[\s_-]*(?:\W+)(?:\w+\W+){0,6}?thuế(?!\w)"
    expected = {match.start() for match in re.finditer(f"(?=({plain}))", match_form(text))}
    matcher = Matcher([("rule", "giả danh .. thuế")], {})
    hits = matcher.scan(match_form(text), [(0, len(text))]).get("rule", [])
    assert {hit.start for hit in hits} == expected


@given(st.text(max_size=200))
def test_any_text_is_scanned_and_hits_lie_inside(text: str) -> None:
    matcher = Matcher([("rule", "(a|b) .. c"), ("two", "công an")], {})
    for hits in matcher.scan(match_form(fold(text)), [(0, len(text))]).values():
        assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
