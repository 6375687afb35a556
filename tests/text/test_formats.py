"""Numbers as people read them; days and minutes are held in tests/dashboards/test_days.py."""

import pytest

from crawler.text import formats


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (999, "999"), (1234, "1.234"), (1_215_000_000, "1.215.000.000")]
)
def test_thousands_are_parted_by_dots(value: int, shown: str) -> None:
    assert formats.thousands(value) == shown


@pytest.mark.parametrize(("language", "shown"), [("vi", ("5,5", "3", "0,25")), ("en", ("5.5", "3", "0.25"))])
def test_each_language_has_its_own_decimal_mark(language: str, shown: tuple[str, str, str]) -> None:
    assert (formats.decimal(5.5, language), formats.decimal(3, language), formats.fraction(0.25, language)) == shown


def test_a_difference_has_a_sign_and_none_is_a_dash() -> None:
    assert [formats.signed(value, "vi") for value in (3, -2, 0, None, -0.5)] == ["+3", "−2", "0", "–", "−0,50"]
    assert [formats.percent(value, "en") for value in (0.25, -1.0, 0, None)] == ["+25%", "−100%", "0%", "–"]
