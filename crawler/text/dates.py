"""Date strings to moments, as Vietnamese sites, feeds and machines write them. Day-first unless told, +07:00, never now.

Forms: FACTS A2 and D ('Thứ tư - 06/03/2024 14:20', '14:20 | 06/03/2024', 'ngày 06 tháng 03 năm 2024', '6 thg 3, 2024',
'2 giờ 20 chiều'), ISO 8601, RFC 822 and 850, '/Date(ms)/', English month names. A value is aware, UTC, with its precision.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from crawler.text.zones import zone_after

VIETNAM = timezone(timedelta(hours=7), "ICT")  # one offset since 1975, no daylight saving
VIETNAM_NAME = "Asia/Ho_Chi_Minh"  # the same, where a library wants a name
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST = 200  # characters that are looked at

_VIETNAMESE = dict(
    zip(
        ("một", "giêng", "hai", "ba", "tư", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười", "mười một", "mười hai", "chạp"),
        (1, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 12),
        strict=True,
    )
)  # fmt: skip
_FULL = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ENGLISH = {
    **{name: number for number, name in enumerate(_FULL, start=1)},
    **{name[:3]: number for number, name in enumerate(_FULL, start=1)},
    "sept": 9,
}
_MONTHS = {**_VIETNAMESE, **_ENGLISH}
_VN = "|".join(sorted(_VIETNAMESE, key=len, reverse=True))
_EN = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_YEAR = r"(?P<y>\d{4})(?!\d)"
_MONTH_WORD = r"(?:tháng|thg\.?)"

# Each form gives y and m, and d where it knows the day. The first that is found counts.
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d])(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?=T?\D|T\d|$)",
        rf"(?:ngày\s+)?(?<!\d)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})(?:\s*,)?\s+năm\s+{_YEAR}",
        r"(?<![\d./-])(?P<d>\d{1,2})\s?(?P<s>[/.-])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s+{_MONTH_WORD}\s*(?P<m>\d{{1,2}}|{_VN})(?:\s*,)?\s+(?:năm\s+)?{_YEAR}",
        rf"\b{_MONTH_WORD}\s*(?P<m>\d{{1,2}}|{_VN})\s+(?P<d>\d{{1,2}})\s*,\s*(?:năm\s+)?{_YEAR}",
        r"(?<![\d./-])(?P<y>\d{4})(?P<s>[/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)",
        rf"(?<![\w])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:of\s)?(?P<m>{_EN})\.?,?[\s-]{_YEAR}",
        rf"(?<![\w])(?P<m>{_EN})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s?|\s){_YEAR}",
        rf"(?<![\w])(?P<m>{_EN})\.?\s{{1,2}}(?P<d>\d{{1,2}})\s(?=\d{{1,2}}:\d{{2}}.*?\s{_YEAR})",
        rf"(?<![\w])(?P<d>\d{{1,2}})[\s-](?P<m>{_EN})[\s-](?P<y>\d{{2}})(?=\s\d{{1,2}}:)",
        r"^(?P<y>20\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?=T\d{4}|\s*$)",
        r"(?<![\d./-])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{2})(?![\d/])",
    )
)
_MONTH_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_MONTH_WORD}\s*(?P<m>\d{{1,2}}|{_VN})(?:\s+năm\s+|\s*/\s*|,?\s+){_YEAR}",
        r"^(?P<y>20\d{2})-(?P<m>[01]\d)$",
        r"^(?P<m>[01]?\d)/(?P<y>20\d{2})$",
        rf"^(?P<m>{_EN})\.?,?\s{_YEAR}$",
    )
)
_NUKEVIET_META = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})\+07(?P<time>\d{2}:\d{2}:\d{2})")
_MILLISECONDS = re.compile(r"^\\?/Date\((?P<ms>-?\d{9,14})(?:[+-]\d{4})?\)\\?/$")
_COMPACT_TIME = re.compile(r"^T(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?")
_TIME = re.compile(
    r"(?<![\d/.+-])(?P<H>\d{1,2})\s?(?::|h(?!\w)|h(?=\d)|giờ\b)\s?(?P<M>\d{2})?(?!\d)(?:\s?phút)?(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap]\.?m\b\.?|SA\b|CH\b|sáng\b|trưa\b|chiều\b|tối\b|đêm\b))?(?![\d/])",
    re.IGNORECASE,
)
_AFTER_NOON = ("pm", "ch", "chiều", "tối")
_BEFORE_NOON = ("am", "sa", "sáng")


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """`value` is aware, UTC; `precision` is 'minute', 'day' or 'month'; `raw` is what was read."""

    value: datetime
    precision: str
    raw: str


def local_day(moment: datetime) -> date:
    """The day in Vietnam at an aware moment."""
    return moment.astimezone(VIETNAM).date()


def parse_date(text: str) -> ParsedDate | None:
    """The first date in a string, or None. Impossible dates (31/02) are None, never guessed.

    A time whose zone is written and not understood gives the day alone.
    """
    text = " ".join(text.split())[:_LONGEST]
    if milliseconds := _MILLISECONDS.match(text):
        return _from_milliseconds(milliseconds)
    if repaired := _NUKEVIET_META.search(text):  # meta article:published_time of NukeViet 4.3-5: 2024-03-06+0714:20:00
        text = f"{repaired['day']}T{repaired['time']}+07:00"
    for form in _FORMS:
        if match := form.search(text):
            return _of_day(text, match)
    for form in _MONTH_FORMS:
        if match := form.search(text):
            return _made(int(match["y"]), _month(match["m"]), 1, "month", match.group())
    return None


def _from_milliseconds(match: re.Match[str]) -> ParsedDate | None:
    """Since 1970 in UTC; an offset behind them says where it was written, not when."""
    try:
        moment = datetime.fromtimestamp(int(match["ms"]) / 1000, UTC).replace(microsecond=0)
    except (ValueError, OverflowError, OSError):
        return None
    return ParsedDate(moment, "minute", match.group())


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _MONTHS[" ".join(written.lower().split())]


def _of_day(text: str, match: re.Match[str]) -> ParsedDate | None:
    year, month, day = int(match["y"]), _month(match["m"]), int(match["d"])
    if year < 100:
        year += 2000 if year < 70 else 1900  # as POSIX does
    clock = _clock(text, match)
    if clock is None:
        return _made(year, month, day, "day", match.group())
    (hour, minute, second), after = clock
    if _made(year, month, day, "day", "") is None:
        return None
    try:
        naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone is told next
    except ValueError:
        return _made(year, month, day, "day", match.group())
    told = zone_after(after, naive)
    if told.unknown:
        return _made(year, month, day, "day", match.group())
    try:
        moment = naive.replace(tzinfo=told.zone or VIETNAM).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return ParsedDate(moment, "minute", text.strip())


def _clock(text: str, match: re.Match[str]) -> tuple[tuple[int, int, int], str] | None:
    """(hour, minute, second) beside the date and what is written behind it, None where no time stands there."""
    behind = text[match.end() :]
    if compact := _COMPACT_TIME.match(behind):
        return (int(compact["H"]), int(compact["M"]), int(compact["S"] or 0)), behind[compact.end() :]
    before, after = text[: match.start()][-40:], behind.removeprefix("T")[:60]
    for side in (before, after):
        for found in _TIME.finditer(side):
            if found["M"] is None and not _is_whole_hour(found):
                continue
            return _of_day_half(found), side[found.end() :]
    return None


def _is_whole_hour(found: re.Match[str]) -> bool:
    """'8 giờ sáng' is a time; '8 giờ' and '14h' without minutes may be a duration."""
    return found["half"] is not None


def _of_day_half(found: re.Match[str]) -> tuple[int, int, int]:
    hour = int(found["H"])
    half = (found["half"] or "").lower().replace(".", "")
    late = half in _AFTER_NOON or (half == "trưa" and hour < 10) or (half == "đêm" and 8 <= hour < 12)
    if late and hour < 12:  # 'SA' and 'CH' (sáng, chiều) are what vi-VN writes for AM and PM
        hour += 12
    elif hour == 12 and (half in _BEFORE_NOON or half == "đêm"):
        hour = 0
    return hour, int(found["M"] or 0), int(found["S"] or 0)


def _made(year: int, month: int, day: int, precision: str, raw: str) -> ParsedDate | None:
    """The start of a day or month in Vietnam."""
    try:
        return ParsedDate(datetime(year, month, day, tzinfo=VIETNAM).astimezone(UTC), precision, raw.strip())
    except (ValueError, OverflowError):
        return None


def plausible(moment: datetime, fetched_at: datetime | None) -> bool:
    """From the year 2000 to a day after the fetch; anything else is a broken clock."""
    return moment >= EARLIEST and (fetched_at is None or moment <= fetched_at + timedelta(days=1))
