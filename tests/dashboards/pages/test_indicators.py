"""One live address in a list of defanged ones is one too many: in the list, and in the text, whatever its type or role."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from dashboards.app import create_app
from dashboards.pages.advisory import shown
from index.engine import Engine

ADDRESSES = {
    "domain": "thue-gov-vn.top",
    "url": "https://nop-thue.vip/app.apk",
    "email": "ketoan@thue-vn.club",
}
TEXT = (
    "Công an tỉnh Nghệ An cảnh báo đối tượng lừa đảo giả danh cán bộ thuế gửi đường dẫn thue-gov-vn.top cho người dân. Đối tượng lừa đảo "
    "còn yêu cầu tải ứng dụng giả mạo tại https://nop-thue.vip/app.apk và tại http://nop-thue.icu/a để chiếm đoạt tài sản. "
    "Đối tượng lừa đảo dùng hộp thư ketoan@thue-vn.club để gửi hóa đơn giả. \n\nTheo lời kể của nhiều người dân trong vùng vào hôm qua và hôm nay, trang chuaro.info vừa mở cửa lại."
)
LIVE = re.compile(r"https?://|(?<=\w)\.(?:top|vip|icu|club|info)\b|(?<=\w)@(?=\w)")


@pytest.fixture
def page(engine_of: Callable[[Sequence[Any]], Engine]) -> Any:
    """The page of the warning above."""
    engine = engine_of([("nghean-mau", "Cảnh báo giả danh cán bộ thuế", TEXT, 5)])
    client = TestClient(create_app(engine), raise_server_exceptions=False)
    (hit,) = client.get("/api/search").json()["hits"]
    return html.document_fromstring(client.get(f"/advisory/{hit['advisory_id']}").text)


@pytest.mark.parametrize("kind", sorted(ADDRESSES))
def test_every_type_of_address_is_shown_defanged(kind: str) -> None:
    assert LIVE.search(ADDRESSES[kind])
    assert not LIVE.search(shown(kind, ADDRESSES[kind]))


def test_a_phone_or_an_account_is_shown_as_it_is() -> None:
    assert shown("phone", "0912345678") == "0912345678"
    assert shown("bank_account", "19034567890123") == "19034567890123"


def test_the_list_holds_every_address_and_none_of_them_live(page: Any) -> None:
    listed = [node.text_content() for node in page.iter("code")]
    assert {"thue-gov-vn[.]top", "hxxps://nop-thue[.]vip/app.apk", "hxxp://nop-thue[.]icu/a"} <= set(listed)
    assert {"ketoan[at]thue-vn[.]club", "chuaro[.]info"} <= set(listed)
    assert [value for value in listed if LIVE.search(value)] == []


def test_the_text_holds_none_of_them_live_not_even_those_of_which_nobody_knows_whose_they_are(page: Any) -> None:
    (body,) = page.xpath("//div[@class='body']")
    text = body.text_content()
    assert "hxxps://nop-thue[.]vip/app[.]apk" in text
    assert "chuaro[.]info" in text
    (role,) = page.xpath("//li[code='chuaro[.]info']/span[contains(@class, 'role')]/@class")
    assert role == "role unknown"
    assert [found.group() for found in LIVE.finditer(text)] == []


def test_nothing_on_the_page_leads_to_one(page: Any) -> None:
    links = [str(link) for link in page.xpath("//@href | //@src | //@action")]
    assert [link for link in links if any(name in link for name in ("thue", "chuaro"))] == []
