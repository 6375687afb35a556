"""Forms of Vietnamese text: what is stored, and what is compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.unicode import clean, fold, match_form, plain_letters

TEXT = st.text(max_size=200)


@given(TEXT)
def test_clean_text_is_nfc_without_what_cannot_be_seen(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not set(cleaned) & set("\x00\u200b\u00ad\ufeff\u202e\r")
    assert clean(cleaned) == cleaned


@given(TEXT)
def test_forms_for_matching_keep_every_offset(text: str) -> None:
    cleaned = clean(text)
    assert len(match_form(cleaned)) == len(fold(cleaned)) == len(plain_letters(cleaned)) == len(cleaned)


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(clean(text))
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("lừa đảo", "LỪA ĐẢO"), ("hoà", "hòa"), ("thuỷ", "thủy"), ("𝚝𝚒𝚗 nhắn", "tin nhắn"), ("Ｌừa đảo", "lừa đảo"), ("cảnh bаo", "cảnh bao"), ("ðịa chỉ", "địa chỉ")],
)  # fmt: skip
def test_what_reads_the_same_matches(one: str, other: str) -> None:
    assert match_form(clean(one)) == match_form(clean(other))


@pytest.mark.parametrize(("one", "other"), [("hóa", "hòa"), ("đoạt", "đoat"), ("quý", "qúy"), ("ma", "mà")])
def test_what_reads_differently_does_not(one: str, other: str) -> None:
    assert match_form(one) != match_form(other)


def test_foreign_words_stay_foreign() -> None:
    assert plain_letters("Россия и Ελλάδα") == "Россия и Ελλάδα"
