"""Pages live in Vietnam's day: it begins at 17:00 UTC, for what is shown and for what 'today' means."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from crawler.extract import understand
from crawler.model.document import DateMethod, DateValue
from crawler.read.document import read_text
from crawler.text import formats
from crawler.text.dates import VIETNAM
from crawler.vocab.vocabulary import bundled_vocabulary
from dashboards.app import create_app
from dashboards.visit import Visit
from index.engines import open_engine
from index.outbox import Outbox

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


@pytest.mark.parametrize(
    ("precision", "shown", "written"),
    [("minute", "06/03/2024", "2024-03-06"), ("day", "06/03/2024", "2024-03-06"), ("month", "03/2024", "2024-03"), ("year", "2024", "2024")],
)  # fmt: skip
def test_a_date_is_shown_no_finer_than_it_is_known(precision: str, shown: str, written: str) -> None:
    day = date(2024, 3, 6)
    assert formats.known_day(day, precision) == shown
    assert formats.known_day(day.isoformat(), precision) == shown
    assert formats.iso_day(day, precision) == written


@pytest.mark.parametrize(("precision", "shown", "written"), [("month", "03/2024", "2024-03"), ("day", "01/03/2024", "2024-03-01")])  # fmt: skip
def test_a_warning_known_to_the_month_is_shown_to_the_month_on_every_page(
    tmp_path: Path, precision: str, shown: str, written: str
) -> None:
    text = "Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế gọi điện yêu cầu cài đặt ứng dụng giả mạo."
    date_of = DateValue(datetime(2024, 3, 1, tzinfo=VIETNAM).astimezone(UTC), written, DateMethod.FILE, precision)
    outbox = Outbox(tmp_path)
    outbox.put(understand(replace(read_text("Cảnh báo thuế", text), published=date_of), None), None)
    with closing(open_engine("embedded", tmp_path)) as engine, closing(outbox):
        outbox.drain(engine, now=LATE)
        client = TestClient(create_app(engine, clock=lambda: LATE))
        (hit,) = client.get("/api/search").json()["hits"]
        pages = ["/search", f"/advisory/{hit['advisory_id']}", f"/story/{hit['story_id']}"]
        told = [client.get(path).text for path in pages]
        table = client.get("/api/search.csv").text
    assert [shown in page for page in told] == [True] * 3
    assert ["01/03/2024" in page for page in told] == [precision == "day"] * 3
    assert f",{written}," in table
