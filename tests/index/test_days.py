"""A document's day is the day in Vietnam: what is published at 23:59 and at 00:00 there lies on two days, everywhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import understand
from crawler.model import DateMethod, DateValue, Document
from crawler.text.dates import local_day
from index.engines.embedded.engine import EmbeddedEngine
from index.finding.search import search
from index.outbox import records_of
from index.requests import Filters, SearchRequest, TrendRequest
from index.trends.count import trends

LATE = datetime(2026, 3, 5, 16, 59, tzinfo=UTC)  # 23:59 on the 5th in Vietnam
EARLY = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)  # 00:00 on the 6th
MORNING = datetime(2026, 3, 5, 23, 59, tzinfo=UTC)  # 06:59 on the 6th
MOMENTS = {"late": LATE, "early": EARLY, "morning": MORNING}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine(tmp_path)
    texts = {name: f"Công an cảnh báo thủ đoạn giả danh cán bộ thuế để lừa đảo, tin {name}. " for name in MOMENTS}
    documents = [
        Document(
            page_id=f"{number:016x}", revision=f"{number:064x}", source="mau", url=f"https://mau.example/{name}",
            title=f"Cảnh báo lừa đảo {name}", lead="", text=texts[name] + f"Việc {number * 7919}. " * 9,
            published=DateValue(moment, "", DateMethod.VISIBLE), modified=None, language="vi", layout="test",
            fetched_at=moment,
        )
        for number, (name, moment) in enumerate(MOMENTS.items())
    ]  # fmt: skip
    made.put(records_of(made, [(understand(document), None) for document in documents], MORNING))
    yield made
    made.close()


def found(engine: EmbeddedEngine, **filters: Any) -> set[str]:
    hits = search(engine, SearchRequest(filters=Filters(**filters, advisories_only=False))).hits
    return {hit.record.url.rpartition("/")[2] for hit in hits}


def test_the_day_changes_at_midnight_in_vietnam() -> None:
    assert [local_day(moment) for moment in (LATE, EARLY, MORNING)] == [
        date(2026, 3, 5),
        date(2026, 3, 6),
        date(2026, 3, 6),
    ]


def test_a_search_by_day_finds_what_was_published_on_it_in_vietnam(engine: EmbeddedEngine) -> None:
    assert found(engine, until=date(2026, 3, 5)) == {"late"}
    assert found(engine, since=date(2026, 3, 6)) == {"early", "morning"}


def test_a_trend_by_day_counts_it_there(engine: EmbeddedEngine) -> None:
    counted = trends(engine, TrendRequest(interval="day", count="advisories", filters=Filters(advisories_only=False)))
    assert {cell.period: cell.count for cell in counted.cells} == {date(2026, 3, 5): 1, date(2026, 3, 6): 2}


def test_a_record_says_that_day(engine: EmbeddedEngine) -> None:
    hits = search(engine, SearchRequest(filters=Filters(advisories_only=False))).hits
    days = {hit.record.url.rpartition("/")[2]: hit.record.published_day for hit in hits}
    assert days == {"late": date(2026, 3, 5), "early": date(2026, 3, 6), "morning": date(2026, 3, 6)}
