"""Vietnamese date strings to moments. Always day-first, always +07:00, never now.

Forms: FACTS A2 and D ('Thứ tư - 06/03/2024 14:20', '14:20 | 06/03/2024', 'ngày 06 tháng 03 năm 2024', '06/03/2024
02:20:00 PM', ISO 8601, RFC 822). A value is aware, UTC, with its precision.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

VIETNAM = timezone(timedelta(hours=7), "ICT")  # one offset since 1975, no daylight saving
VIETNAM_NAME = "Asia/Ho_Chi_Minh"  # the same, where a library wants a name
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

_ISO = re.compile(
    r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ](?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<z>Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_NUKEVIET_META = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})\+07(?P<time>\d{2}:\d{2}:\d{2})")
_DAY_FIRST = re.compile(r"(?<![\d./-])(?P<d>\d{1,2})\s?(?P<s>[/.-])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4})(?!\d)")
_WORDS = re.compile(
    r"(?:ngày\s+)?(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?:\s*,)?\s+năm\s+(?P<y>\d{4})(?!\d)", re.IGNORECASE
)
_MONTH_NAMES = {
    name: number
    for number, name in enumerate(
        ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), start=1
    )
}
# '06 Tháng Ba 2024', '6 tháng 3, 2024': Joomla and WordPress in Vietnamese leave out 'năm'.
_NAMED_MONTH = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}}|{'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})(?:\s*,)?\s+"
    r"(?:năm\s+)?(?P<y>\d{4})(?!\d)",
    re.IGNORECASE,
)
_MONTH_WORDS = re.compile(r"tháng\s+(?P<m>\d{1,2})(?:\s+năm\s+|\s*/\s*)(?P<y>\d{4})(?!\d)", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d/.-])(?P<H>\d{1,2})\s?(?::|h|giờ\s)\s?(?P<M>\d{2})(?::(?P<S>\d{2}))?\s*(?P<half>[AP]M\b|SA\b|CH\b)?(?![\d/])",
    re.IGNORECASE,
)


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
    """The first date in a string, or None. Impossible dates (31/02) are None, never guessed."""
    text = " ".join(text.split())[:200]
    repaired = _NUKEVIET_META.search(text)
    if repaired:  # meta article:published_time of NukeViet 4.3-5: 2024-03-06+0714:20:00
        text = f"{repaired['day']}T{repaired['time']}+07:00"
    iso = _ISO.search(text)
    if iso:
        return _from_iso(iso)
    match = _WORDS.search(text) or _DAY_FIRST.search(text) or _NAMED_MONTH.search(text)
    if match:
        return _day_first(text, match)
    if re.match(r"[A-Za-z]{3},? \d{1,2} [A-Za-z]{3} \d{4}", text):
        return _rfc822(text)
    month = _MONTH_WORDS.search(text)
    if month:
        return _made(int(month["y"]), int(month["m"]), 1, None, "month", month.group())
    return None


def _from_iso(match: re.Match[str]) -> ParsedDate | None:
    if match["H"] is None:
        return _made(int(match["y"]), int(match["m"]), int(match["d"]), None, "day", match.group())
    zone: timezone = VIETNAM
    if match["z"]:
        if match["z"] == "Z":
            zone = UTC
        else:
            sign = -1 if match["z"][0] == "-" else 1
            digits = match["z"][1:].replace(":", "")
            offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
            if offset >= timedelta(hours=24):
                return None
            zone = timezone(sign * offset)
    clock = (int(match["H"]), int(match["M"]), int(match["S"] or 0))
    return _made(int(match["y"]), int(match["m"]), int(match["d"]), clock, "minute", match.group(), zone)


def _day_first(text: str, match: re.Match[str]) -> ParsedDate | None:
    year, day = int(match["y"]), int(match["d"])
    month = int(match["m"]) if match["m"].isdigit() else _MONTH_NAMES[match["m"].lower()]
    around = text[: match.start()][-40:] + " § " + text[match.end() :][:40]
    time = None
    for found in _TIME.finditer(around):
        time = found
        break
    if time is None:
        return _made(year, month, day, None, "day", match.group())
    hour, minute = int(time["H"]), int(time["M"])
    half = (time["half"] or "").upper()
    if half in ("PM", "CH") and hour < 12:  # 'SA' and 'CH' (sáng, chiều) are what vi-VN writes for AM and PM
        hour += 12
    elif half in ("AM", "SA") and hour == 12:
        hour = 0
    return _made(year, month, day, (hour, minute, int(time["S"] or 0)), "minute", text.strip())


def _rfc822(text: str) -> ParsedDate | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    return ParsedDate(moment.astimezone(UTC), "minute", text)


def _made(
    year: int,
    month: int,
    day: int,
    clock: tuple[int, int, int] | None,
    precision: str,
    raw: str,
    zone: timezone = VIETNAM,
) -> ParsedDate | None:
    try:
        moment = datetime(year, month, day, *(clock or (0, 0, 0)), tzinfo=zone)
        return ParsedDate(moment.astimezone(UTC), precision, raw.strip())
    except (ValueError, OverflowError):
        return None


def plausible(moment: datetime, fetched_at: datetime | None) -> bool:
    """From the year 2000 to a day after the fetch; anything else is a broken clock."""
    return moment >= EARLIEST and (fetched_at is None or moment <= fetched_at + timedelta(days=1))
