"""Synonyms: narrow, unambiguous without accents, and the abbreviations that are words of their own find one way only."""

import re
from typing import Any

import pytest

from crawler.text.unicode import fold
from index.engine import Engine
from index.finding.search import search
from index.language.analysis import exact_tokens, folded_tokens
from index.language.synonyms import load_synonyms, phrases, variants_of
from index.requests import SearchRequest

SYLLABLE = re.compile(r"(?:ngh?|[ckpt]h|n[gh]|tr|g[hi]|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|n[gh]?|[cmptiuyo])?")


def ids(engine: Engine, query: str) -> set[str]:
    return {hit.advisory_id[-1] for hit in search(engine, SearchRequest(query)).hits}


def test_no_phrase_stands_in_two_groups_or_twice_in_one() -> None:
    found = [tuple(folded_tokens(phrase)) for group in load_synonyms().groups for phrase in group]
    assert all(found)
    assert len(found) == len(set(found))


def test_an_abbreviation_that_is_a_syllable_once_folded_stands_among_the_one_way_ones() -> None:
    assert SYLLABLE.fullmatch("ca")
    single = [phrase for group in load_synonyms().groups for phrase in group if len(folded_tokens(phrase)) == 1]
    assert [phrase for phrase in single if SYLLABLE.fullmatch(fold(phrase))] == []
    assert "CA" in load_synonyms().one_way


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("mạo danh", "giả danh"),
        ("giả mạo", "mạo danh"),
        ("UBND", "ủy ban nhân dân"),
        ("TT&TT", "thông tin và truyền thông"),
        ("tt-tt", "Thông tin & Truyền thông"),
        ("TP.HCM", "thành phố Hồ Chí Minh"),
        ("tphcm", "TP. Hồ Chí Minh"),
        ("BHXH", "bảo hiểm xã hội"),
        ("BHYT", "bảo hiểm y tế"),
        ("CCCD", "căn cước công dân"),
        ("CMND", "chứng minh nhân dân"),
        ("CSGT", "cảnh sát giao thông"),
        ("CSĐT", "cảnh sát điều tra"),
        ("PCCC", "phòng cháy, chữa cháy"),
        ("VKSND", "viện kiểm sát"),
        ("TAND", "toà án nhân dân"),
        ("otp", "mật khẩu dùng một lần"),
        ("TMĐT", "thương mại điện tử"),
        ("e-mail", "thư điện tử"),
        ("website", "trang web"),
    ],
)
def test_short_and_long_forms_find_each_other_in_any_accents(short: str, long: str) -> None:
    for one, other in ((short, long), (long, short), (fold(short), fold(long)), (fold(long), fold(short))):
        assert tuple(folded_tokens(other)) in {variant.tokens for variant in variants_of(one)}
        assert variants_of(one)[0].tokens == tuple(folded_tokens(one))


def test_every_phrase_is_what_it_says_in_any_case() -> None:
    for phrase in phrases():
        assert variants_of(phrase)[0].tokens == tuple(folded_tokens(phrase))
    for short in load_synonyms().one_way:
        assert variants_of(short)[0].tokens == tuple(exact_tokens(short))


@pytest.mark.parametrize("typed", ["cả", "cá", "ca", "Ca", "nhà", "nh"])
def test_a_word_is_no_abbreviation(typed: str) -> None:
    assert len(variants_of(typed)) == 1


@pytest.fixture
def shifts(engine: Engine, make: Any) -> Engine:
    engine.put(
        [
            make(1, text="Công an tỉnh Nghệ An cảnh báo."),
            make(2, text="Bác sĩ kể về ca trực đêm và cả nhà."),
            make(3, text="Cá và cả cà."),
            make(4, text="CA TP Vinh bắt giữ hai người."),
        ]
    )
    return engine


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("công an", {"1"}),  # never a shift, nor 'cả'
        ("cong an", {"1"}),
        ("CA", {"1", "2", "4"}),  # the word as it stands, or what it is short for; never 'cả', 'cá'
        ("CA Vinh", {"4"}),
        ("ca", {"2", "3", "4"}),
        ("cả", {"2", "3", "4"}),
        ("-CA", {"3"}),
        ("thành phố Vinh", {"4"}),
    ],
)
def test_an_abbreviation_that_is_a_word_finds_one_way(shifts: Engine, typed: str, found: set[str]) -> None:
    assert ids(shifts, typed) == found


def test_what_is_quoted_is_meant_literally(engine: Engine, make: Any) -> None:
    engine.put([make(1, text="giả danh công an"), make(2, text="mạo danh công an")])
    assert ids(engine, "giả danh") == {"1", "2"}
    assert ids(engine, '"giả danh"') == {"1"}
