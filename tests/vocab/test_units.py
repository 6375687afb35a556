"""The administrative units: official counts, what became of each old province, and names as people write them."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.vocab.units import (
    province_2025_of,
    province_aliases,
    provinces_34,
    provinces_63,
    provinces_old_of,
    read_rows,
    resolve_province,
    status_on,
    unit_key,
)
from crawler.vocab.units_gazetteer import all_units


def test_the_counts_are_the_official_ones() -> None:
    assert len(provinces_34()) == 34
    assert len(provinces_63()) == 63
    assert len({province.slug for province in provinces_63()}) == 63


def test_the_counts_of_districts_and_communes_are_the_official_ones() -> None:
    """Before: 696 districts, 10,035 communes; since 2025-07-01: 2,621 xã, 687 phường, 13 đặc khu (34 / 3,321)."""
    units = all_units()
    today = [u for u in units if u.level == "district" and u.valid_to == date(2025, 6, 30)]
    assert Counter(u.kind for u in today) == {"huyện": 508, "thành phố": 87, "thị xã": 52, "quận": 49}
    old = [u for u in units if u.level == "commune" and u.layer == "old"]
    new = [u for u in units if u.level == "commune" and u.layer == "new"]
    assert len(old) == 10035
    assert Counter(u.kind for u in new) == {"xã": 2621, "phường": 687, "đặc khu": 13}
    assert {u.valid_from for u in new} == {date(2025, 7, 1)}


def test_every_old_commune_leads_to_a_new_one_and_a_split_has_one_default() -> None:
    rows = read_rows("old_to_new.csv")
    defaults = Counter(row["old_ward_code"] for row in rows if row["default"] == "1")
    assert len(defaults) == 10035
    assert set(defaults.values()) == {1}
    assert {row["new_ward_code"] for row in rows} <= {row["ward_code"] for row in read_rows("gazetteer_new.csv")}


def test_a_district_that_ended_early_has_its_last_day() -> None:
    ended = {
        (u.province, u.name): u.valid_to
        for u in all_units()
        if u.level == "district" and u.valid_to != date(2025, 6, 30)
    }
    assert ended[("Hà Tĩnh", "Lộc Hà")] == date(2024, 12, 31)
    assert ended[("Hồ Chí Minh", "Quận 9")] == date(2020, 12, 31)


def test_every_province_lies_in_a_region() -> None:
    assert len({p.region for p in provinces_34()}) == 6
    assert len({p.region for p in provinces_63()}) == 8
    assert all(p.region for p in (*provinces_34(), *provinces_63()))


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


def test_a_namesake_abroad_is_the_name_of_a_unit_of_ours_and_stands_once() -> None:
    rows = read_rows("namesakes_abroad.csv")
    ours = {unit_key(unit.name) for unit in all_units()} | province_aliases().keys()
    assert {row["name"] for row in rows if unit_key(row["name"]) not in ours} == set()
    assert len({(row["name"], row["country"]) for row in rows}) == len(rows)
    assert all(row["abroad"] for row in rows)
