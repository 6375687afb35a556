"""A small index of our own warnings, one of them hostile, and the application over it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from lxml import html
from starlette.testclient import TestClient

from crawler.extract import understand
from crawler.model import Body, Document, Source
from crawler.model.document import DateMethod, DateValue
from dashboards.app import create_app
from index.engine import Engine
from index.engines import open_engine
from index.outbox import Outbox

NOW = datetime(2026, 3, 20, 5, 0, tzinfo=UTC)
ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"

SOURCES = {
    "nghean-mau": Source(
        slug="nghean-mau",
        name="Cổng mẫu Nghệ An",
        body=Body.PORTAL,
        province="Nghệ An",
        platform="nukeviet",
        homepage="https://nghean.example/",
    ),
    "hatinh-mau": Source(
        slug="hatinh-mau",
        name=f"Báo mẫu {ATTACK}",
        body=Body.NEWSPAPER,
        province="Hà Tĩnh",
        platform="epi",
        homepage="https://hatinh.example/",
    ),
}
TEXTS = [
    (
        "nghean-mau",
        "Cảnh báo thủ đoạn giả danh cán bộ thuế tại Nghệ An",
        "Công an tỉnh Nghệ An cảnh báo người dân thủ đoạn giả danh cán bộ thuế gọi điện yêu cầu cài đặt ứng dụng giả mạo. Đối tượng gửi đường dẫn http://thue-gov-vn.top/app cho người dân huyện Nam Đàn để chiếm đoạt tài sản.",
        5,
    ),
    (
        "nghean-mau",
        "Cảnh báo lừa đảo tuyển cộng tác viên qua mạng",
        "Công an tỉnh Nghệ An cảnh báo các đối tượng lừa đảo tuyển cộng tác viên làm nhiệm vụ trên mạng, yêu cầu nạp tiền trước rồi chiếm đoạt. Số điện thoại lừa đảo 0912 345 678 gọi cho người dân thành phố Vinh.",
        33,
    ),
    (
        "hatinh-mau",
        f"Cảnh báo {ATTACK} giả danh công an",
        f"Công an tỉnh Hà Tĩnh cảnh báo thủ đoạn giả danh công an gọi điện đe dọa người dân liên quan vụ án ma túy, yêu cầu chuyển tiền vào tài khoản để chiếm đoạt. {ATTACK} Người dân thị xã Kỳ Anh đã bị lừa 500 triệu đồng.",
        12,
    ),
    (
        "hatinh-mau",
        '=HYPERLINK("http://x.example") cảnh báo lừa đảo điện lực',
        "Công an tỉnh Hà Tĩnh cảnh báo thủ đoạn giả danh nhân viên điện lực gọi điện dọa cắt điện, yêu cầu chuyển khoản tiền điện vào tài khoản cá nhân để chiếm đoạt tài sản của người dân huyện Cẩm Xuyên.",
        61,
    ),
]


Row = tuple[str, str, str, int]


def fill(data: Path, rows: Sequence[Row]) -> Engine:
    """An index of (source, title, text, age in days) rows, the source one of SOURCES."""
    outbox = Outbox(data)
    for number, (source, title, text, age) in enumerate(rows):
        published = datetime.fromtimestamp(NOW.timestamp() - age * 86400, UTC)
        document = Document(
            page_id=f"{number:016x}",
            revision=f"{number:064x}",
            source=source,
            url=f"https://{source}.example/{number}",
            title=title,
            lead="",
            text=text,
            published=DateValue(published, published.isoformat(), DateMethod.VISIBLE),
            modified=None,
            language="vi",
            layout="test",
            fetched_at=NOW,
        )
        outbox.put(understand(document, SOURCES[source]), SOURCES[source])
    engine = open_engine("embedded", data)
    assert outbox.drain(engine, now=NOW).indexed == len(rows)
    outbox.close()
    return engine


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = fill(tmp_path_factory.mktemp("dashboards"), TEXTS)
    yield engine
    engine.close()


@pytest.fixture
def engine_of(tmp_path: Path) -> Iterator[Callable[[Sequence[Row]], Engine]]:
    """An index of a test's own rows."""
    opened = ExitStack()

    def make(rows: Sequence[Row]) -> Engine:
        return opened.enter_context(closing(fill(tmp_path / str(uuid4()), rows)))

    with opened:
        yield make


@pytest.fixture(scope="session")
def client(engine: Engine) -> TestClient:
    return TestClient(create_app(engine, clock=lambda: NOW), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def tree(client: TestClient) -> Callable[[str], Any]:
    """The elements of a page that is there."""

    def ask(path: str) -> Any:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return html.document_fromstring(answer.text)

    return ask


@pytest.fixture(scope="session")
def paths(client: TestClient) -> list[str]:
    """An address of every page and every twin; tests/dashboards/test_routes.py says which is missing."""
    first, *_ = client.get("/api/search").json()["hits"]
    hostile = next(
        hit for hit in client.get("/api/search", params={"q": "công an", "province": "Hà Tĩnh"}).json()["hits"]
    )
    return [
        "/",
        "/?old=1",
        "/?lang=en",
        "/search",
        "/search?q=lua+dao",
        "/search?province=H%C3%A0+T%C4%A9nh",
        "/search?q=khongcotunaonhuthe",
        f"/advisory/{first['advisory_id']}",
        f"/advisory/{hostile['advisory_id']}",
        "/province/nghean",
        "/province/hatinh",
        "/tactic/tax_impersonation",
        "/stories",
        "/stories?order=spread&lang=en",
        f"/story/{first['story_id']}",
        f"/story/{hostile['story_id']}?old=1",
        "/trends",
        "/trends?old=1&by=province,tactic&rate=1&compare=both&lang=en",
        "/trends?by=source&interval=week&count=stories&compare=none&since=2026-01-01&until=2026-03-20",
        "/sources",
        "/about",
        "/chart/months.svg",
        "/healthz",
        "/api/overview",
        "/api/search",
        "/api/complete?q=ngh",
        "/api/search.csv",
        "/api/search.atom",
        f"/api/advisory/{first['advisory_id']}",
        "/api/stories",
        "/api/stories.csv",
        f"/api/story/{first['story_id']}",
        "/api/trends",
        "/api/trends.csv",
        "/api/trends?by=province&compare=both&rate=1&count=stories&old=1",
        "/api/trends.csv?by=province,tactic&compare=previous&rate=1",
        "/api/sources",
        "/api/openapi.json",
        "/static/style.css",
        "/static/icon.svg",
    ]
