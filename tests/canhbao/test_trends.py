"""`canhbao trends`: windows compared, rates, gaps shown as such, JSON and CSV, both maps."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import understand
from crawler.model import Body, Document, Source
from crawler.model.document import DateMethod, DateValue
from crawler.text.dates import local_day
from index.engines import open_engine
from index.outbox import Outbox
from index.trends.windows import last_full

NOW = datetime.now(UTC)
MONTH = last_full(local_day(NOW), "month", 1)
BEFORE = last_full(local_day(NOW), "month", 2)
WARNING = (
    "Công an tỉnh {place} cảnh báo thủ đoạn giả danh cán bộ thuế gọi điện, yêu cầu cài ứng dụng giả mạo để chiếm đoạt tài "
    "sản của người dân tỉnh {place}."
)


def source(name: str, slug: str) -> Source:
    return Source(
        slug=slug, name=slug, body=Body.PORTAL, province=name, platform="epi", homepage="https://mau.example/"
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nghệ An warns twice in the last full month and once before; Cà Mau's source speaks only in the month before."""
    folder = tmp_path_factory.mktemp("trends") / "data"
    folder.mkdir()
    outbox = Outbox(folder)
    rows = [
        ("Nghệ An", MONTH.since),
        ("Nghệ An", MONTH.since + timedelta(days=9)),
        ("Nghệ An", BEFORE.since + timedelta(days=3)),
        ("Cà Mau", BEFORE.since + timedelta(days=4)),
    ]
    for number, (place, day) in enumerate(rows):
        made = source(place, "mau-" + ("nghean" if place == "Nghệ An" else "camau"))
        moment = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
        document = Document(
            page_id=f"{number:016x}",
            revision=f"{number:064x}",
            source=made.slug,
            url=f"https://mau.example/{number}",
            title=f"Cảnh báo giả danh cán bộ thuế tại {place} ({number})",
            lead="",
            text=WARNING.format(place=place),
            published=DateValue(moment, moment.isoformat(), DateMethod.VISIBLE),
            modified=None,
            language="vi",
            layout="test",
            fetched_at=NOW,
        )
        outbox.put(understand(document, made), made)
    engine = open_engine("embedded", folder)
    assert outbox.drain(engine, now=NOW).indexed == len(rows)
    engine.close()
    outbox.close()
    return folder


def ask(canhbao: Any, data: Path, *options: str) -> Any:
    done = canhbao("trends", "--count", "advisories", *options, "--json", data=data)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_last_full_month_is_compared_with_the_one_before_and_a_year_earlier(canhbao: Any, data: Path) -> None:
    found = ask(canhbao, data, "--by", "province", "--compare", "both")["comparison"]
    assert found["windows"]["now"] == {
        "since": MONTH.since.isoformat(),
        "until": MONTH.until.isoformat(),
        "days": MONTH.days,
    }
    assert found["partial"] is False
    rows = {row["province"]: row for row in found["rows"]}
    change = rows["Nghệ An"]["since_before"]
    assert (change["absolute"], change["relative"]) == (1, 1.0)
    assert rows["Nghệ An"]["last_year"]["count"] is None
    assert set(rows["Nghệ An"]["since_last_year"].values()) == {None}
    assert (rows["Cà Mau"]["now"]["count"], rows["Cà Mau"]["before"]["count"]) == (None, 1)
    assert found["total"]["now"]["observed_sources"] == 1


def test_the_table_shows_gaps_and_zeros_differently(canhbao: Any, data: Path) -> None:
    printed = canhbao("trends", "--by", "province", "--count", "advisories", "--compare", "previous", data=data).stdout
    assert "nobody looked" in printed
    rows = [line.split("│")[1:-1] for line in printed.splitlines() if "Cà Mau" in line]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["Cà Mau", "1", "·", "·"],
        ["Cà Mau", "·", "1", "–", "–"],
    ]
    by_tactic = canhbao(
        "trends", "--count", "advisories", "--tactic", "romance_trust", "--by", "kind", data=data
    ).stdout
    assert "advisories: 0" in by_tactic


def test_rates_divide_by_the_sources_that_were_looking(canhbao: Any, data: Path) -> None:
    found = ask(canhbao, data, "--by", "tactic", "--rate")
    cells = {cell["period"]: cell for cell in found["cells"] if cell["tactic"] == "tax_impersonation"}
    before = cells[BEFORE.since.isoformat()]
    assert (before["count"], before["watching_sources"], before["rate"]) == (2, 2, 1.0)
    printed = canhbao("trends", "--count", "advisories", "--rate", "--compare", "previous", data=data).stdout
    assert "per source" in printed
    assert "per 100 observed source-weeks" in printed
    assert "2.00" in printed


def test_csv_has_a_line_for_each_key_and_period_with_gaps_left_empty(canhbao: Any, data: Path) -> None:
    until = MONTH.until.isoformat()
    done = canhbao("trends", "--by", "province", "--count", "advisories", "--csv", "--until", until, data=data)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    counts = {(row["province"], row["period"]): row["count"] for row in rows}
    assert counts == {
        ("Nghệ An", BEFORE.since.isoformat()): "1",
        ("Nghệ An", MONTH.since.isoformat()): "2",
        ("Cà Mau", BEFORE.since.isoformat()): "1",
        ("Cà Mau", MONTH.since.isoformat()): "",
    }
    compared = canhbao("trends", "--by", "province", "--csv", "--compare", "previous", "--rate", data=data).stdout
    (first, *_) = csv.DictReader(io.StringIO(compared))
    assert (first["province"], first["now_sources"], first["before_sources"]) == ("Nghệ An", "1", "1")
    assert "relative_rate_before" in first


def test_a_window_with_today_in_it_is_marked(canhbao: Any, data: Path) -> None:
    since = local_day(NOW).replace(day=1)
    found = ask(canhbao, data, "--since", since.isoformat(), "--compare", "previous")["comparison"]
    assert found["partial"] is True
    printed = canhbao("trends", "--since", since.isoformat(), "--compare", "previous", data=data).stdout
    assert "up to the same day" in printed


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--compare", "decade"], "--compare is none, previous, year or both"),
        (["--last", "2"], "--last takes the last full intervals"),
        (["--compare", "year", "--until", "2026-01-01"], "first day too"),
        (["--json", "--csv"], "not both"),
        (["--by", "colour"], "--by knows"),
        (["--compare", "year", "--since", "0002-01-01"], "between 1900 and 2199"),
    ],
)
def test_a_wrong_option_is_one_sentence_and_exit_code_2(
    canhbao: Any, data: Path, options: list[str], words: str
) -> None:
    done = canhbao("trends", *options, data=data)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
