"""The administrative units: official counts, what became of each old province, and names as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.vocab.units import (
    province_2025_of,
    provinces_34,
    provinces_63,
    provinces_old_of,
    resolve_province,
    status_on,
)


def test_the_counts_are_the_official_ones() -> None:
    assert len(provinces_34()) == 34
    assert len(provinces_63()) == 63
    assert len({province.slug for province in provinces_63()}) == 63


def test_each_old_province_became_one_of_the_34_and_none_is_left_without_a_past() -> None:
    new = {province.name for province in provinces_34()}
    assert {province_2025_of(province.name) for province in provinces_63()} == new
    assert sum(len(provinces_old_of(name)) for name in new) == 63


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Quảng Nam", "Đà Nẵng"),
        ("Bình Dương", "Hồ Chí Minh"),
        ("Hà Giang", "Tuyên Quang"),
        ("Nghệ An", "Nghệ An"),
        ("Kiên Giang", "An Giang"),
        ("Phú Yên", "Đắk Lắk"),
    ],
)
def test_what_became_of(old: str, new: str) -> None:
    assert province_2025_of(old) == new


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("nghe an", "Nghệ An"),
        ("NGHỆ AN", "Nghệ An"),
        ("tỉnh Nghệ An", "Nghệ An"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("TPHCM", "Hồ Chí Minh"),
        ("Sài Gòn", "Hồ Chí Minh"),
        ("Thanh Hoá", "Thanh Hóa"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("dak lak", "Đắk Lắk"),
    ],
)
def test_names_as_people_write_them(written: str, name: str) -> None:
    assert resolve_province(written) == name


@pytest.mark.parametrize(
    ("written", "name"), [("BR-VT", "Bà Rịa - Vũng Tàu"), ("Hoà Bình", "Hòa Bình"), ("quang nam", "Quảng Nam")]
)
def test_old_names_on_the_old_map(written: str, name: str) -> None:
    assert resolve_province(written, old=True) == name


def test_what_is_no_province_is_none() -> None:
    for text in ("", "Atlantis", "Hà", "an"):
        assert resolve_province(text) is None


def test_a_status_has_its_day() -> None:
    before, after = status_on("Đồng Nai", date(2026, 4, 29)), status_on("Đồng Nai", date(2026, 4, 30))
    assert before is not None
    assert after is not None
    assert before != after


@given(st.text(max_size=40))
def test_any_text_is_a_province_or_none(text: str) -> None:
    assert resolve_province(text) in {None, *(province.name for province in provinces_34())}
