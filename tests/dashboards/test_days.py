"""Pages live in Vietnam's day: it begins at 17:00 UTC, for what is shown and for what 'today' means."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.text import formats
from crawler.vocab.vocabulary import bundled_vocabulary
from dashboards.visit import Visit

LATE, EARLY = datetime(2026, 3, 5, 16, 59, tzinfo=UTC), datetime(2026, 3, 5, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(("now", "today"), [(LATE, date(2026, 3, 5)), (EARLY, date(2026, 3, 6))])
def test_today_begins_at_midnight_in_vietnam(now: datetime, today: date) -> None:
    engine: Any = None
    assert Visit(engine, lambda: now, bundled_vocabulary()).today == today


@pytest.mark.parametrize("form", [lambda moment: moment, datetime.isoformat])
def test_a_moment_is_shown_on_its_day_in_vietnam(form: Any) -> None:
    assert (formats.day(form(LATE)), formats.day(form(EARLY))) == ("05/03/2026", "06/03/2026")


def test_its_minute_too() -> None:
    assert formats.minute(LATE) == "05/03/2026 23:59"
    assert formats.minute(EARLY) == "06/03/2026 00:00"


def test_a_bare_day_is_shown_as_it_is() -> None:
    assert formats.day("2026-03-06") == formats.day(date(2026, 3, 6)) == "06/03/2026"
