"""Masked numbers stay masked: they are partial, and none of their signs becomes a digit."""

import pytest

from crawler.text.phones import find_phones


@pytest.mark.parametrize("written", ["0912xxx678", "0912XXX678", "0912***678", "0912.xxx.678"])
def test_a_masked_number_is_partial_and_keeps_its_gap(written: str) -> None:
    (phone,) = find_phones(f"Số máy {written} gọi đến.")
    assert (phone.value, phone.kind, phone.partial) == ("0912xxx678", "mobile", True)


@pytest.mark.parametrize("written", ["0912345678", "0912 345 678", "+84 912 345 678", "(+84)912345678"])
def test_a_whole_number_is_whole_in_its_national_form(written: str) -> None:
    (phone,) = find_phones(f"Số máy {written} gọi đến.")
    assert (phone.value, phone.partial) == ("0912345678", False)
