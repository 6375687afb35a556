"""The page of a story tells what its twin tells: who was first, the timeline, the provinces, what was known when."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from crawler.extract import understand
from crawler.model import Body, DateMethod, DateValue, Document, Lag, Source
from crawler.vocab.vocabulary import bundled_vocabulary
from dashboards.app import create_app
from dashboards.pages.story import lag_words
from dashboards.words import Words
from index.engines import open_engine
from index.outbox import Outbox

START = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
TEXT = (
    "Công an tỉnh {province} cảnh báo thủ đoạn giả danh nhân viên điện lực gọi điện dọa cắt điện để lừa đảo. Đối tượng tự xưng là nhân "
    "viên điện lực, thông báo gia đình nợ tiền điện ba tháng liền, gửi đường dẫn dienluc-capnhat.top và hướng dẫn cài đặt ứng dụng giả "
    "mạo để chiếm quyền điều khiển điện thoại rồi rút sạch tiền trong tài khoản. Công an tỉnh {province} khuyến cáo người dân không cài "
    "đặt ứng dụng theo đường dẫn lạ và báo ngay cho cơ quan công an nơi gần nhất khi nhận được cuộc gọi như vậy. <b>đậm</b>"
)
PUBLISHERS = (
    ("bao-mau", Body.NEWSPAPER, "", "Nghệ An", 2, 2),
    ("nghean-ca", Body.POLICE, "Nghệ An", "Nghệ An", 0, 7),  # published first, known last
    ("hatinh-ca", Body.POLICE, "Hà Tĩnh", "Hà Tĩnh", 4, 4),
)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, Any]]]:
    """A client over an index of one story, and the story's twin."""
    data = tmp_path_factory.mktemp("stories")
    outbox, engine = Outbox(data), open_engine("embedded", data)
    for number, (slug, body, home, issuer, day, seen) in enumerate(PUBLISHERS):
        publisher = Source(
            slug=slug,
            name=f"Mẫu {slug}",
            body=body,
            province=home,
            platform="nukeviet",
            homepage="https://mau.example/",
        )
        document = Document(
            page_id=f"{number:016x}", revision=f"{number:064x}", source=slug, url=f"https://mau.example/{number}", title="Cảnh báo <i>điện lực</i>",
            lead="", text=TEXT.format(province=issuer), published=DateValue(START + timedelta(days=day), "", DateMethod.VISIBLE), modified=None,
            language="vi", layout="test", fetched_at=START + timedelta(days=seen),
        )  # fmt: skip
        outbox.put(understand(document, publisher), publisher)
        outbox.drain(engine, now=START)
    client = TestClient(create_app(engine, clock=lambda: START + timedelta(days=9)), raise_server_exceptions=False)
    (listed,) = client.get("/api/stories").json()["stories"]
    yield client, client.get(f"/api/story/{listed['story_id']}").json()
    engine.close()
    outbox.close()


Story = tuple[TestClient, dict[str, Any]]


def page(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def cells(table: Any) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td | ./th")]
        for row in table.xpath(".//tbody/tr")
    ]


def test_the_twin_tells_the_first_issuer_the_lags_and_what_was_known_before(story: Story) -> None:
    _, told = story
    assert [(p["source"], p["relation"], p["lag_days"], p["lag_hours"]) for p in told["publications"]] == [
        ("nghean-ca", "first", 0, 0.0),
        ("bao-mau", "copy", 2, 48.0),
        ("hatinh-ca", "reissue", 4, 96.0),
    ]
    assert told["first"]["issuers"] == told["first"]["issuers_old"] == ["Nghệ An"]
    assert [(p["province"], p["how"], p["lag_days"]) for p in told["provinces"]] == [
        ("Nghệ An", "issued", 0),
        ("Hà Tĩnh", "issued", 4),
    ]
    by_source = {p["source"]: p["advisory_id"] for p in told["publications"]}
    assert [(h["first"], h["before"]) for h in told["history"]] == [
        (by_source["bao-mau"], None),
        (by_source["nghean-ca"], by_source["bao-mau"]),
    ]
    assert told["history"][1]["learnt"].startswith("2026-03-08")


def test_the_page_shows_the_rows_of_its_twin(story: Story) -> None:
    client, told = story
    tree = page(client, f"/story/{told['story_id']}")
    timeline, reached = tree.xpath("//main//table")
    assert [row[0] for row in cells(timeline)] == ["01/03/2026 08:00", "03/03/2026 08:00", "05/03/2026 08:00"]
    assert [row[1] for row in cells(timeline)] == ["", "+2 ngày", "+4 ngày"]
    assert [row[3].split(" ")[0] for row in cells(timeline)] == ["bản", "bản", "tỉnh"]
    assert [row[:2] for row in cells(reached)] == [["Nghệ An", "ngay từ đầu"], ["Hà Tĩnh", "+4 ngày"]]
    known = " ".join(tree.xpath("//ol[contains(@class, 'known')]")[0].text_content().split())
    assert "08/03/2026" in known
    assert "trước đó tưởng là: Mẫu bao-mau" in known
    assert not tree.xpath("//main//i | //main//b[text()='đậm']"), "what a page wrote is text"


def test_the_page_is_told_in_english_and_on_the_old_map_too(story: Story) -> None:
    client, told = story
    tree = page(client, f"/story/{told['story_id']}?lang=en&old=1")
    assert [row[:2] for row in cells(tree.xpath("//main//table")[1])] == [
        ["Nghệ An", "from the start"],
        ["Hà Tĩnh", "+4 days"],
    ]
    inner = [href for href in tree.xpath("//main//a/@href") if not href.startswith("/api")]
    assert inner
    assert [href for href in inner if "lang=en" not in href] == []


def test_any_document_of_a_story_leads_to_its_page(story: Story) -> None:
    client, told = story
    for publication in told["publications"]:
        answer = client.get(f"/story/{publication['advisory_id']}?lang=en")
        assert answer.status_code == 200
        assert answer.url.path == f"/story/{told['story_id']}"
        assert answer.url.query == b"lang=en"
        assert client.get(f"/api/story/{publication['advisory_id']}").json() == told


def test_a_story_that_does_not_exist_is_not_found(story: Story) -> None:
    client, _ = story
    assert client.get("/story/khong-co").status_code == 404
    assert client.get("/api/story/khong-co").json()["error"]["code"] == 404


def test_an_order_that_does_not_exist_is_refused_with_a_sentence(story: Story) -> None:
    client, _ = story
    assert client.get("/stories?order=x").status_code == 400
    assert "size, spread, newest" in client.get("/api/stories?order=x").json()["error"]["message"]


def test_the_advisory_the_search_and_the_overview_lead_to_the_story(story: Story) -> None:
    client, told = story
    address = f"/story/{told['story_id']}"
    assert page(client, f"/advisory/{told['first']['advisory_id']}").xpath(f"//a[@href='{address}']")
    assert len(page(client, "/search?q=dien+luc").xpath(f"//a[@href='{address}' and normalize-space()='3 bản']")) == 3
    assert page(client, "/").xpath("//a[@href='/stories']")
    assert page(client, "/stories?order=newest&lang=en").xpath(f"//a[@href='{address}?lang=en']")


@pytest.mark.parametrize(
    ("lag", "vietnamese", "english"),
    [
        (Lag(0, 0.0), "ngay từ đầu", "from the start"),
        (Lag(0), "trong ngày", "the same day"),
        (Lag(1, 27.5), "+27,5 giờ", "+27.5 hours"),
        (Lag(0, 1.0), "+1 giờ", "+1 hour"),
        (Lag(1), "+1 ngày", "+1 day"),
        (Lag(9, 216.5), "+9 ngày", "+9 days"),
        (None, "không rõ", "unknown"),
    ],
)
def test_a_lag_is_told_in_hours_up_to_two_days_then_in_days(lag: Lag | None, vietnamese: str, english: str) -> None:
    assert lag_words(Words("vi", bundled_vocabulary()), lag) == vietnamese
    assert lag_words(Words("en", bundled_vocabulary()), lag) == english


def test_the_list_is_a_table_too(client: TestClient) -> None:
    listed = client.get("/api/stories?order=newest").json()["stories"]
    answer = client.get("/api/stories.csv?order=newest")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert [(row["story_id"], int(row["publications"])) for row in rows] == [
        (story["story_id"], story["publications"]) for story in listed
    ]
    assert page(client, "/stories?order=newest").xpath("//a[@href='/api/stories.csv?order=newest']")
