"""Amounts of money in Vietnamese text, in VND: '1,5 tỷ đồng', '350 triệu', '1.250.000.000 đồng', 'nửa tỷ đồng'."""

import re
from dataclasses import dataclass

_UNITS = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "tr": 10**6, "nghìn": 10**3, "ngàn": 10**3, "": 1}
_AMOUNT = re.compile(
    r"(?<![\w.,/])(?P<number>\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{1,2})?)(?:\s?(?P<unit>tỷ|tỉ|triệu|nghìn|ngàn))?"
    r"(?:\s(?P<rest>\d{1,3})\s(?P<rest_unit>triệu))?(?:\s?(?P<currency>đồng|đ|vnđ|vnd))?(?![\w])",
    re.IGNORECASE,
)
_HALF = re.compile(r"\bnửa (?P<unit>tỷ|tỉ)(?: đồng)?", re.IGNORECASE)
_BEFORE = re.compile(r"(?:hàng|vài|mấy)\s$")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at [start, end) in VND."""

    start: int
    end: int
    vnd: int


def find_amounts(text: str) -> list[Amount]:
    """Amounts in order; a bare number without unit and currency is none, nor is 'hàng tỷ' (vague)."""
    found = []
    for match in _AMOUNT.finditer(text):
        unit = (match["unit"] or "").lower()
        if not unit and not match["currency"]:
            continue
        vnd = _value(match["number"], unit) + (int(match["rest"]) * 10**6 if match["rest"] else 0)
        if vnd >= 1000 and not _BEFORE.search(text[max(0, match.start() - 5) : match.start()]):
            found.append(Amount(match.start(), match.end(), vnd))
    found += [Amount(m.start(), m.end(), 5 * 10**8) for m in _HALF.finditer(text)]
    return sorted(found, key=lambda amount: amount.start)


def _value(number: str, unit: str) -> int:
    """'1,5' and '1.5' with a unit are decimals; '1.250.000' and '15.000 tỉ' group thousands (the comma is the decimal one)."""
    groups = re.split(r"[.,]", number)
    if len(groups) == 1:
        return int(number) * _UNITS[unit]
    thousands = len(groups) == 2 and len(groups[1]) == 3 and ("." in number or unit in ("nghìn", "ngàn", "triệu"))
    if unit and len(groups) == 2 and not thousands:
        return round(float(f"{groups[0]}.{groups[1]}") * _UNITS[unit])
    if all(len(group) == 3 for group in groups[1:]):
        return int("".join(groups)) * _UNITS[unit]
    return round(float(f"{groups[0]}.{groups[1]}") * _UNITS[unit])
