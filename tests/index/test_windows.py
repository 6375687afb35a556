"""The arithmetic of compared windows: whole months, whole weeks, any days, leap years, and windows that are not over."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crawler.model import ConfigurationError
from index.requests import Interval
from index.trends.count import next_period, period_of
from index.trends.windows import (
    Window,
    asked_window,
    last_full,
    months_in,
    previous,
    shift_months,
    windows_of,
    year_before,
)

DAY = timedelta(days=1)
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
LENGTHS = st.integers(1, 1200)
INTERVALS: st.SearchStrategy[Interval] = st.sampled_from(["day", "week", "month", "year"])


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Any days, whole months or whole weeks."""
    first, length = draw(DAYS), draw(LENGTHS)
    shape = draw(st.sampled_from(["days", "months", "weeks"]))
    if shape == "months":
        first = first.replace(day=1)
        return Window(first, shift_months(first, length % 40 + 1) - DAY)
    if shape == "weeks":
        first = period_of(first, "week")
        return Window(first, first + timedelta(days=7 * (length % 60 + 1) - 1))
    return Window(first, first + timedelta(days=length - 1))


def span(first: str, last: str) -> Window:
    return Window(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("asked", "before", "last_year"),
    [
        (span("2026-03-01", "2026-03-31"), span("2026-02-01", "2026-02-28"), span("2025-03-01", "2025-03-31")),
        (span("2026-04-01", "2026-06-30"), span("2026-01-01", "2026-03-31"), span("2025-04-01", "2025-06-30")),
        (span("2026-01-01", "2026-12-31"), span("2025-01-01", "2025-12-31"), span("2025-01-01", "2025-12-31")),
        (span("2024-02-01", "2024-02-29"), span("2024-01-01", "2024-01-31"), span("2023-02-01", "2023-02-28")),
        (span("2025-02-01", "2025-02-28"), span("2025-01-01", "2025-01-31"), span("2024-02-01", "2024-02-29")),
        (span("2026-03-02", "2026-03-08"), span("2026-02-23", "2026-03-01"), span("2025-03-03", "2025-03-09")),
        (span("2024-02-29", "2024-02-29"), span("2024-02-28", "2024-02-28"), span("2023-02-28", "2023-02-28")),
        (span("2026-03-04", "2026-03-13"), span("2026-02-22", "2026-03-03"), span("2025-03-04", "2025-03-13")),
    ],
    ids=["month", "quarter", "year", "leap February", "February after a leap year", "week", "29 February", "ten days"],
)
def test_a_window_has_the_bases_that_a_calendar_gives_it(asked: Window, before: Window, last_year: Window) -> None:
    assert previous(asked) == before
    assert year_before(asked) == last_year


@given(windows())
def test_the_window_before_ends_where_the_window_begins_and_is_as_long(window: Window) -> None:
    before = previous(window)
    assert before.until + DAY == window.since
    assert months_in(before) == months_in(window) or not months_in(window)
    if not months_in(window):
        assert before.days == window.days


@given(windows())
def test_a_year_earlier_whole_months_stay_whole_and_other_days_differ_by_one_at_most(window: Window) -> None:
    earlier = year_before(window)
    assert 364 <= (window.since - earlier.since).days <= 366
    if months_in(window):
        assert months_in(earlier) == months_in(window)
    else:
        assert abs(earlier.days - window.days) <= 1
    if window.since.weekday() == 0 and window.days % 7 == 0 and not months_in(window):
        assert (earlier.since.weekday(), earlier.days) == (0, window.days)


@given(windows(), st.integers(-30, 1300))
def test_a_window_that_is_not_over_is_compared_up_to_the_same_day_and_marked(window: Window, elapsed: int) -> None:
    today = window.since + timedelta(days=elapsed)
    found = windows_of(window, today)
    whole = (previous(window), year_before(window))
    assert (found.before.since, found.last_year.since) == (whole[0].since, whole[1].since)
    assert found.partial == (today <= window.until)
    assert found.before.until < found.now.since
    if window.since <= today <= window.until:
        assert found.now == Window(window.since, today)
        assert found.before.until <= whole[0].until
        assert found.last_year.until <= whole[1].until
        if not months_in(window):
            assert found.before.days == found.now.days
            assert abs(found.last_year.days - found.now.days) <= 1
        else:
            assert found.before.until.day == today.day or (found.before.until + DAY).day == 1
            assert found.last_year.until.day == today.day or (found.last_year.until + DAY).day == 1
    else:
        assert (found.now, found.before, found.last_year) == (window, *whole)


@given(windows(), st.integers(0, 1200))
def test_bases_only_grow_while_a_window_goes_on(window: Window, elapsed: int) -> None:
    today = window.since + timedelta(days=elapsed)
    assume(today < window.until)
    now, later = windows_of(window, today), windows_of(window, today + DAY)
    assert now.before.until <= later.before.until
    assert now.last_year.until <= later.last_year.until


def test_the_first_ten_days_of_a_month_meet_the_first_ten_of_the_others() -> None:
    found = windows_of(span("2026-11-01", "2026-11-30"), date(2026, 11, 10))
    assert found.now == span("2026-11-01", "2026-11-10")
    assert found.before == span("2026-10-01", "2026-10-10")
    assert found.last_year == span("2025-11-01", "2025-11-10")
    assert found.partial


def test_the_30th_of_march_meets_the_end_of_february() -> None:
    found = windows_of(span("2026-03-01", "2026-03-31"), date(2026, 3, 30))
    assert found.before == span("2026-02-01", "2026-02-28")


@given(DAYS, INTERVALS, st.integers(1, 30))
def test_the_last_full_intervals_are_over_and_as_many_as_asked(today: date, interval: Interval, count: int) -> None:
    window = last_full(today, interval, count)
    assert window.until < today
    assert window.until + DAY == period_of(today, interval)
    begins = window.since
    for _ in range(count):
        assert period_of(begins, interval) == begins
        begins = next_period(begins, interval)
    assert begins == window.until + DAY


@pytest.mark.parametrize(("since", "until"), [("2026-02-02", "2026-02-01"), ("0001-01-01", "2026-01-01")])
def test_a_window_that_cannot_be_compared_is_named(since: str, until: str) -> None:
    with pytest.raises(ConfigurationError, match=since):
        asked_window(date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize("count", [0, 1001])
def test_an_unfit_number_of_intervals_is_named(count: int) -> None:
    with pytest.raises(ConfigurationError, match=f"last={count}"):
        last_full(date(2026, 3, 1), "month", count)
