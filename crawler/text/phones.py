"""Phone numbers in Vietnamese text: mobiles, landlines, 1800/1900 services, police lines 069, short codes, masked ones."""

import re
from dataclasses import dataclass

_SEPARATOR = r"[\s.\-]?"
_NUMBER = re.compile(
    rf"(?<![\d/.,-])(?:(?:\+|00)84|\(\+84\)|84|\(?0)(?:{_SEPARATOR}\)?{_SEPARATOR}[\dxX*]){{8,10}}(?![\d/]|[.,]\d)"
)
_SERVICE = re.compile(r"(?<![\d/.,-])1[89]00[\s.\-]?(?:\d[\s.\-]?){3,5}\d(?![\d/]|[.,]\d)")
_FOREIGN = re.compile(r"(?<![\d/.,-])\+(?!84)\d{1,3}(?:[\s.\-]?\d){6,11}(?!\d)")
_CANDIDATE = re.compile(r"\d[\d\s.\-]{6,}|\+\d|[xX*]{3}")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number at [start, end). `value` has digits only, national form ('0889226999'); masked ones keep 'x'."""

    start: int
    end: int
    value: str
    kind: str  # mobile, landline, service, police, foreign
    partial: bool = False


def find_phones(text: str) -> list[Phone]:
    """Phone numbers in order; account numbers, document numbers, dates and amounts are not among them."""
    if not _CANDIDATE.search(text):
        return []
    found = [phone for match in _NUMBER.finditer(text) if (phone := _national(match))]
    found += [
        Phone(m.start(), m.end(), re.sub(r"\D", "", m.group()), "service")
        for m in _SERVICE.finditer(text)
        if len(re.sub(r"\D", "", m.group())) in (8, 10)
    ]
    found += [Phone(m.start(), m.end(), "+" + re.sub(r"\D", "", m.group()), "foreign") for m in _FOREIGN.finditer(text)]
    return sorted(found, key=lambda phone: phone.start)


def _national(match: re.Match[str]) -> Phone | None:
    digits = re.sub(r"[^\dxX*+]", "", match.group()).replace("X", "x").replace("*", "x")
    for prefix in ("+84", "0084", "84"):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix).removeprefix("0")
            break
    partial = "x" in digits
    end = match.end() - (len(match.group()) - len(match.group().rstrip(" .-")))
    if re.fullmatch(r"0[35789][\dx]{8}", digits):
        return Phone(match.start(), end, digits, "mobile", partial)
    if digits.startswith("069") and 9 <= len(digits) <= 11:
        return Phone(match.start(), end, digits, "police", partial)
    if re.fullmatch(r"02[\dx]{8,9}", digits):
        return Phone(match.start(), end, digits, "landline", partial)
    return None
