"""Every view can be asked on the map of 34 and of 63, across 2025-07-01, and counts nothing twice."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import html
from starlette.testclient import TestClient

from crawler.extract import understand
from crawler.model import Body, Document, Source
from crawler.model.document import DateMethod, DateValue
from dashboards.app import create_app
from index.engines import open_engine
from index.outbox import Outbox

NOW = datetime(2026, 3, 20, 5, tzinfo=UTC)
SOURCE = Source(
    slug="danang-mau",
    name="Cổng mẫu Đà Nẵng",
    body=Body.PORTAL,
    province="Đà Nẵng",
    platform="epi",
    homepage="https://danang.example/",
)
NATIONAL = Source(
    slug="quocgia-mau", name="Báo mẫu", body=Body.NEWSPAPER, platform="epi", homepage="https://bao.example/"
)
WARNING = (
    "Công an {place} cảnh báo thủ đoạn giả danh công an gọi điện, yêu cầu chuyển tiền để chiếm đoạt tài sản. Nhiều người "
    "dân {more} đã bị lừa mất tiền."
)
BOTH_OLD, OLD, COMMUNE, UNKNOWN, NATIONWIDE = range(5)
ROWS = {
    BOTH_OLD: ("2025-06-10", "tỉnh Quảng Nam", "tỉnh Quảng Nam và thành phố Đà Nẵng"),
    OLD: ("2025-06-20", "tỉnh Quảng Nam", "huyện Thăng Bình, tỉnh Quảng Nam"),
    COMMUNE: ("2025-08-10", "xã Thăng Bình, thành phố Đà Nẵng", "xã Thăng Bình, thành phố Đà Nẵng"),
    UNKNOWN: ("2025-08-12", "xã Thuận Hòa, thành phố Cần Thơ", "xã Thuận Hòa, thành phố Cần Thơ"),
    NATIONWIDE: ("2025-08-15", "Bộ Công an", "trên cả nước"),
}


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data = tmp_path_factory.mktemp("maps")
    outbox = Outbox(data)
    for number, (day, place, more) in ROWS.items():
        moment = datetime.fromisoformat(f"{day}T03:00:00+00:00")
        source = NATIONAL if number == NATIONWIDE else SOURCE
        text = WARNING.format(place=place, more=more)
        document = Document(
            page_id=f"{number:016x}",
            revision=f"{number:064x}",
            source=source.slug,
            url=f"https://{source.slug}.example/{number}",
            title=f"Cảnh báo thủ đoạn giả danh công an, tin số {number}",
            lead="",
            text=text.removeprefix("Công an ") if number == NATIONWIDE else text,
            published=DateValue(moment, day, DateMethod.VISIBLE),
            modified=None,
            language="vi",
            layout="test",
            fetched_at=NOW,
        )
        outbox.put(understand(document, source), source)
    engine = open_engine("embedded", data)
    assert outbox.drain(engine, now=NOW).indexed == len(ROWS)
    yield TestClient(create_app(engine, clock=lambda: NOW), raise_server_exceptions=False)
    engine.close()
    outbox.close()


NEW_MAP = {"Đà Nẵng": {BOTH_OLD, OLD, COMMUNE}, "Cần Thơ": {UNKNOWN}}
OLD_MAP = {"Quảng Nam": {BOTH_OLD, OLD, COMMUNE}, "Đà Nẵng": {BOTH_OLD}}
CASES = [(False, NEW_MAP), (True, OLD_MAP)]
IDS = ["34", "63"]


def numbers(urls: list[str]) -> set[int]:
    return {int(url.rsplit("/", 1)[1]) for url in urls}


def query(old: bool, **values: str) -> dict[str, str]:
    return {**values, **({"old": "1"} if old else {})}


@pytest.mark.parametrize(("old", "expected"), CASES, ids=IDS)
def test_search_finds_by_the_provinces_of_the_asked_map(maps: TestClient, old: bool, expected: Any) -> None:
    for province, documents in expected.items():
        found = maps.get("/api/search", params=query(old, province=province)).json()
        assert numbers([hit["url"] for hit in found["hits"]]) == documents
        rows = list(csv.DictReader(io.StringIO(maps.get("/api/search.csv", params=query(old, province=province)).text)))
        assert numbers([row["url"] for row in rows]) == documents
        feed = feedparser.parse(maps.get("/api/search.atom", params=query(old, province=province)).content)
        assert len(feed.entries) == len(documents)
    facets = maps.get("/api/search", params=query(old)).json()["facets"]["province"]
    assert {bucket["key"]: bucket["count"] for bucket in facets} == {name: len(ids) for name, ids in expected.items()}


@pytest.mark.parametrize(("old", "expected"), CASES, ids=IDS)
def test_trends_and_the_map_count_each_document_once_in_a_province(maps: TestClient, old: bool, expected: Any) -> None:
    counts = {name: len(ids) for name, ids in expected.items()}
    trend = maps.get("/api/trends", params=query(old, by="province", interval="year")).json()
    assert {cell["province"]: cell["count"] for cell in trend["cells"]} == counts
    assert trend["total"] == len(ROWS)
    table = list(
        csv.DictReader(
            io.StringIO(
                maps.get("/api/trends.csv", params=query(old, by="province", interval="year")).text.removeprefix(
                    "\ufeff"
                )
            )
        )
    )
    assert {row["province"]: int(row["count"]) for row in table if row["count"] not in ("", "0")} == counts
    tiles = maps.get("/api/overview", params=query(old)).json()["provinces"]
    assert {tile["name"]: tile["count"] for tile in tiles if tile["count"]} == counts


@pytest.mark.parametrize("old", [False, True], ids=IDS)
def test_months_across_the_merger_keep_one_province(maps: TestClient, old: bool) -> None:
    """Quảng Nam goes on after July 2025 on the old map, and lies in Đà Nẵng before July 2025 on the new one."""
    trend = maps.get("/api/trends", params=query(old, by="province")).json()
    name = "Quảng Nam" if old else "Đà Nẵng"
    months = {cell["period"]: cell["count"] for cell in trend["cells"] if cell["province"] == name}
    assert months == {"2025-06-01": 2, "2025-08-01": 1}


def test_what_has_no_province_on_a_map_is_told_and_not_lost(maps: TestClient) -> None:
    old = maps.get("/api/trends", params=query(True, by="province")).json()["unplaced"]
    new = maps.get("/api/trends", params=query(False, by="province")).json()["unplaced"]
    assert old == {"dimension": "province", "documents": 2, "nationwide": 1, "on_other_map": 1}
    assert new == {"dimension": "province", "documents": 1, "nationwide": 1, "on_other_map": 0}
    for path in ("/?old=1", "/trends?old=1&since=2025-06-01&by=province"):
        page = html.document_fromstring(maps.get(path).text)
        notes = [node.text_content() for node in page.find_class("unplaced")]
        assert notes
        assert all(note.startswith("2 văn bản không thuộc tỉnh nào trên bản đồ 63 tỉnh cũ") for note in notes)
        for link in page.xpath("//p[contains(@class, 'unplaced')]/a/@href"):
            assert maps.get(str(link).replace("/search", "/api/search", 1)).json()["total"] == 2
    assert maps.get("/api/overview?old=1").json()["unplaced"] == old


def test_a_document_that_only_the_new_map_can_place_leads_there(maps: TestClient) -> None:
    (hit,) = maps.get("/api/search", params={"province": "Cần Thơ"}).json()["hits"]
    page = html.document_fromstring(maps.get(f"/advisory/{hit['advisory_id']}?old=1").text)
    links = [str(link) for link in page.xpath("//dl[@class='roles']//a/@href") if "province=" in link]
    assert links
    assert [link for link in links if "old=1" in link] == []
    listed = html.document_fromstring(maps.get("/search?old=1&q=%22tin+s%E1%BB%91+3%22").text)
    assert [node.get("href") for node in listed.find_class("place")] == ["/search?province=C%E1%BA%A7n+Th%C6%A1"]


def test_the_tiles_of_the_old_map_are_observed_where_the_merged_province_has_a_source(maps: TestClient) -> None:
    tiles = {tile["name"]: tile for tile in maps.get("/api/overview?old=1").json()["provinces"]}
    assert tiles["Quảng Nam"]["observed"]
    assert tiles["Đà Nẵng"]["observed"]
    assert not tiles["Cần Thơ"]["observed"]


def test_province_pages_of_both_maps_lead_to_each_other(maps: TestClient) -> None:
    old = html.document_fromstring(maps.get("/province/quangnam?old=1").text)
    assert "/province/danang" in old.xpath("//main//a/@href")
    new = html.document_fromstring(maps.get("/province/danang").text)
    assert "/province/quangnam?old=1" in new.xpath("//main//a/@href")
    documents, *_ = [node.text_content() for node in new.find_class("figures")[0].iter("b")]
    assert documents == "3"


def test_a_province_of_the_other_map_is_found_there(maps: TestClient) -> None:
    answer = maps.get("/province/quangnam", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == "/province/quangnam?old=1"
    assert maps.get("/province/atlantis").status_code == 404


def test_filters_by_two_old_provinces_of_one_new_count_once_there(maps: TestClient) -> None:
    both = [("province", "Quảng Nam"), ("province", "Đà Nẵng")]
    assert maps.get("/api/search", params=both).json()["total"] == 3
    assert maps.get("/api/search", params=[*both, ("old", "1")]).json()["total"] == 3
