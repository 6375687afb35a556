"""Days as people type them in a query: 2026-03-06, 06/03/2026 (day first), a month, a year, and ranges of these."""

import re
from calendar import monthrange
from datetime import date

from crawler.model import ConfigurationError

_FORMS = (
    re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?"),
    re.compile(r"(?:(?P<day>\d{1,2})[-/.])?(?P<month>\d{1,2})[-/.](?P<year>\d{4})"),
)


def days_of(value: str, field: str) -> tuple[date, date]:
    """First and last day of a day, month or year. Raises ConfigurationError naming the field and the forms."""
    for form in _FORMS:
        match = form.fullmatch(value.strip())
        if match is None:
            continue
        year, month, day = (int(match[part] or 0) for part in ("year", "month", "day"))
        try:
            if day:
                return date(year, month, day), date(year, month, day)
            last = month or 12
            return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])
        except ValueError:
            break
    raise ConfigurationError(
        f"Ngày '{value}' ở '{field}:' không hợp lệ, hãy viết như 06/03/2026, 03/2026 hoặc 2026-03-06. '{value}' is no day "
        f"for '{field}:': write 2026-03-06, 06/03/2026 (day first), a month 2026-03, a year, or a range with two dots."
    )


def period_of(value: str, field: str) -> tuple[date | None, date | None]:
    """First and last day of `since`, `until` or `date` with its range 'a..b', open where a side is empty.

    Raises ConfigurationError for what is no day, or a range that ends before it begins.
    """
    if field != "date" or ".." not in value:
        first, last = days_of(value, field)
        return (None if field == "until" else first), (None if field == "since" else last)
    left, _, right = value.partition("..")
    low = days_of(left, field)[0] if left.strip() else None
    high = days_of(right, field)[1] if right.strip() or low is None else None
    if low and high and low > high:
        raise ConfigurationError(
            f"Khoảng '{field}:{value}' kết thúc trước khi bắt đầu. The range '{field}:{value}' ends before it begins: "
            "swap its days."
        )
    return low, high
