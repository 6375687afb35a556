"""Which days are compared with which: a window of days, the window right before it, and the same one a year earlier.

In: days and an interval. Out: Windows. Pure arithmetic on the calendar; knows no engine and no clock.

| the window is made of | the one before | a year earlier |
|---|---|---|
| whole months (a quarter and a year are) | as many whole months, right before | the same months, 29 February or not |
| whole weeks, Monday to Sunday | as many weeks, right before | 52 weeks earlier, so that weekdays match |
| any other days | as many days, right before | the same dates; 29 February becomes the 28th |

A window that is not over yet is cut at today, and its bases where they had come as far: the first ten days of a month
are compared with the first ten days of the month before. It is marked `partial`, as today itself is not over either.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.model import ConfigurationError
from index.requests import Interval
from index.trends.count import period_of

DAY = timedelta(days=1)
SAME_WEEKDAY = timedelta(weeks=52)
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `since` to `until`, both included. Raises ValueError if none lies between."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise ValueError(f"{self.since} lies after {self.until}")

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.until - self.since).days + 1


@dataclass(frozen=True, slots=True)
class Windows:
    """What is compared: `now` with `before` and `last_year`. `partial`: the asked window is not over (cut at today)."""

    now: Window
    before: Window
    last_year: Window
    partial: bool


def asked_window(since: date, until: date) -> Window:
    """A window from what a person asked. Raises ConfigurationError if it is empty or outside 1900 to 2199."""
    if not EARLIEST <= since <= until <= LATEST:
        raise ConfigurationError(
            f"Kỳ {since} đến {until} không so sánh được. The period {since} to {until} cannot be compared: its first day "
            f"must not lie after its last, and both lie between {EARLIEST.year} and {LATEST.year}."
        )
    return Window(since, until)


def last_full(today: date, interval: Interval, count: int) -> Window:
    """The last `count` intervals that are over. Raises ConfigurationError unless 1 <= count <= 1000."""
    if not 1 <= count <= 1000:
        raise ConfigurationError(f"Số kỳ {count} ngoài giới hạn. last={count}: compare 1 to 1000 intervals.")
    until = since = period_of(today, interval) - DAY
    for step in range(count):
        since = period_of(since - DAY if step else since, interval)
    return Window(since, until)


def months_in(window: Window) -> int:
    """How many whole calendar months a window is; 0 if it is not made of whole months."""
    if window.since.day != 1 or (window.until + DAY).day != 1:
        return 0
    return (window.until.year - window.since.year) * 12 + window.until.month - window.since.month + 1


def shift_months(day: date, months: int) -> date:
    """The same day of another month, or its last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def previous(window: Window) -> Window:
    """The window of equal length right before."""
    months = months_in(window)
    first = shift_months(window.since, -months) if months else window.since - timedelta(days=window.days)
    return Window(first, window.since - DAY)


def year_before(window: Window) -> Window:
    """The same window one year earlier."""
    months = months_in(window)
    if months:
        first = shift_months(window.since, -12)
        return Window(first, shift_months(first, months) - DAY)
    return Window(_day_last_year(window.since, window), _day_last_year(window.until, window))


def windows_of(asked: Window, today: date) -> Windows:
    """What an asked window is compared with, cut at today if it is not over."""
    before, last_year = previous(asked), year_before(asked)
    if not asked.since <= today <= asked.until:
        return Windows(asked, before, last_year, partial=today < asked.since)
    months = months_in(asked)
    so_far = shift_months(today, -months) if months else today - timedelta(days=asked.days)
    return Windows(
        now=Window(asked.since, today),
        before=Window(before.since, min(so_far, before.until)),
        last_year=Window(last_year.since, min(_day_last_year(today, asked), last_year.until)),
        partial=True,
    )


def _day_last_year(day: date, window: Window) -> date:
    """The day that stands for `day` of a window a year earlier."""
    weeks = window.since.weekday() == 0 and window.days % 7 == 0 and not months_in(window)
    return day - SAME_WEEKDAY if weeks else shift_months(day, -12)
