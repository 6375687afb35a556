"""Phone numbers in Vietnamese text: mobiles, landlines, 1800/1900 services, police lines 069, foreign ones, masked ones.

In: text. Out: numbers with their offsets. What is valid is the question of `phonenumbers`; ours beside it are police lines
(069), numbers of before the plan of 2018, masked and cut ones. Time grows with the text, also where numbers stand side by side.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MASK = "xX*•●"
_GROUP = rf"[0-9{re.escape(_MASK)}]+"
_BETWEEN = r"(?:\)?[ .\u2010-\u2015-]{0,2}\(?|\) ?)"
_RUN = re.compile(
    rf"(?<![\w/.,@#-])(?<![0-9][.,])(?P<plus>\+|\(\+)?(?:\(?{_GROUP})(?:[ .\u2010-\u2015/,;_()|&-]{{1,3}}(?:\+|\(\+)?{_GROUP})*",
)
_SOME = re.compile(r"\d[\d .\u2010-\u2015()/,;_-]{5,}|\+\d|[xX*•●]{3}")
_CUT = re.compile(r"(?<![\w/.,@#+-])(?P<digits>0[35789](?:[ .-]?\d){4,7})(?=\s?(?:…|\.\.))")
_PIECE = re.compile(rf"\+|{_GROUP}|[^0-9{re.escape(_MASK)}+]+")
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0B: "+"}
_INNER = re.compile(r"\)?[ .\u2010-\u2015-]{0,2}\(?\Z")
_FORMER = {  # mobile prefixes of eleven-digit numbers, which ended on 2018-11-14 (decision 798/QĐ-BTTTT of 2018-05-30)
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084", "0125": "085",
    "0127": "081", "0129": "082", "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037",
    "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phone:
    """A number at [start, end). `value` has digits only, national form ('0889226999'); masked ones keep 'x'.

    `kind` is mobile, landline, service, police or foreign ('+855…'). `partial`: masked or cut, never to be matched as a
    whole one. `today` is what an eleven-digit number of before 2018 became, '' for all others.
    """

    start: int
    end: int
    value: str
    kind: str
    partial: bool = False
    today: str = ""


def find_phones(text: str) -> list[Phone]:
    """Phone numbers in order; account numbers, document numbers, dates and amounts are not among them."""
    plain = text.translate(_WIDE)
    if not _SOME.search(plain):
        return []
    found = [phone for run in _RUN.finditer(plain) for phone in _numbers(run.group(), run.start())]
    found += [_cut(match) for match in _CUT.finditer(plain)] if "…" in plain or ".." in plain else []
    return sorted(found, key=lambda phone: phone.start)


def _cut(match: re.Match[str]) -> Phone:
    """'0912 345…': the publisher left the end out; it is shown with 'x' for what is not known."""
    digits = re.sub(r"\D", "", match["digits"])
    return Phone(match.start(), match.end("digits"), digits.ljust(10, "x"), "mobile", True)


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits at [start, end) of a run, with what stands before them and whether a '+' does."""

    start: int
    end: int
    digits: str
    before: str
    plus: bool


def _groups(run: str) -> list[_Group]:
    groups: list[_Group] = []
    before, plus = "", False
    for piece in _PIECE.finditer(run):
        written = piece.group()
        if written == "+":
            plus = True
        elif written[0].isdigit() or written[0] in _MASK:
            groups.append(_Group(piece.start(), piece.end(), _masked(written), before, plus))
            before, plus = "", False
        else:
            before += written
    return groups


def _masked(written: str) -> str:
    return re.sub(rf"[{re.escape(_MASK)}]", "x", written)


def _numbers(run: str, offset: int) -> Iterator[Phone]:
    """The numbers of a run of digits: at each group the reading that a whole number of groups makes, the shortest first."""
    groups = _groups(run)
    place = 0
    while place < len(groups):
        found = _number_at(run, groups, place, offset)
        if found is None:
            place += 1
            continue
        phone, place = found
        yield phone


def _number_at(run: str, groups: list[_Group], place: int, offset: int) -> tuple[Phone, int] | None:
    """A number that begins at a group, and the group behind it. It must end where the digits end or another begins."""
    first = groups[place]
    digits = ""
    for last in range(place, min(place + 6, len(groups))):
        group = groups[last]
        if last > place and (not _INNER.match(group.before) or group.plus):
            break
        digits += group.digits
        if len(digits) > 17:
            break
        read = _read(digits, first.plus)
        if read is not None and read[1] == "service" and not first.digits.startswith(("1900", "1800")):
            continue  # '18.000-20.000 tỉ'
        if read is None or not _ends(run, groups, last):
            continue
        start = first.start - (1 if first.plus else 0)
        start -= 1 if start > 0 and run[start - 1] == "(" and ")" in run[start : group.end] else 0
        value, kind, today = read
        return Phone(offset + start, offset + group.end, value, kind, "x" in value, today), last + 1
    return None


def _ends(run: str, groups: list[_Group], last: int) -> bool:
    """Whether a number may end here: nothing behind, another separator, or the start of another number."""
    if last + 1 == len(groups):
        return True
    behind = groups[last + 1]
    if behind.plus or re.search(
        r"[/;_|&]|, |[ ][-\u2010-\u2015] |, ?(?=0)", behind.before + "0"[: behind.digits.startswith("0")]
    ):
        return True
    return behind.digits.startswith(("0", "84", "1900", "1800")) and len(behind.digits) >= 3


def _read(digits: str, plus: bool) -> tuple[str, str, str] | None:
    """(value, kind, today's form) of the digits of one whole number; None where they are none."""
    national = _national(digits, plus)
    if national is None:
        return (f"+{digits}", "foreign", "") if plus and "x" not in digits and _is_valid(f"+{digits}") else None
    if national[:4] in ("1900", "1800"):
        whole = len(national) in (8, 10) and "x" not in national
        return (national, "service", "") if whole or (len(national) == 10 and "x" in national) else None
    if national.startswith("069") and 9 <= len(national) <= 11:
        return national, "police", ""
    if re.fullmatch(r"0[35789][\dx]{8}", national):
        known = "x" in national or _is_valid(national)
        return (national, "mobile", "") if known else None
    if re.fullmatch(r"02[\dx]{8,9}", national):
        known = "x" in national or _is_valid(national)
        return (national, "landline", "") if known else None
    if national[:4] in _FORMER and len(national) == 11:
        return national, "mobile", _FORMER[national[:4]] + national[4:]
    return None


def _national(digits: str, plus: bool) -> str | None:
    """The national form with its 0; None for digits that are no Vietnamese number."""
    if plus:
        return "0" + digits[2:].removeprefix("0") if digits.startswith("84") else None
    if digits.startswith("0084"):
        return "0" + digits[4:].removeprefix("0")
    if digits.startswith("84") and len(digits) in (11, 12, 13):
        return "0" + digits[2:].removeprefix("0")
    return digits if digits.startswith(("0", "1900", "1800")) else None


def _is_valid(value: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(value, "VN"))
    except phonenumbers.NumberParseException:
        return False
