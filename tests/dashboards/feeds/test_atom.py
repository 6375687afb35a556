"""The feed is read by readers of feeds."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import feedparser
from starlette.testclient import TestClient

from dashboards.app import create_app
from index.engine import Engine


def test_the_feed_is_atom_with_links_to_our_own_pages(client: TestClient) -> None:
    feed = feedparser.parse(client.get("/api/search.atom").content)
    assert feed.version == "atom10"
    assert not feed.bozo
    assert len(feed.entries) == 4
    assert all(entry.link.startswith("http://testserver/advisory/") for entry in feed.entries)
    assert all(unicodedata.is_normalized("NFC", entry.title) for entry in feed.entries)


def test_a_headline_with_signs_that_xml_forbids_or_knows_breaks_no_reader(
    engine_of: Callable[[Sequence[Any]], Engine],
) -> None:
    title = "Cảnh báo \x0b<b>lừa đảo</b> & \x01giả danh \ufffe]]>"
    text = f"Công an tỉnh Nghệ An cảnh báo thủ đoạn lừa đảo. {title} Người dân cần cảnh giác."
    engine = engine_of([("nghean-mau", title, text, 3)])
    feed = feedparser.parse(TestClient(create_app(engine)).get("/api/search.atom?all=1").content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Cảnh báo <b>lừa đảo</b> & giả danh ]]>"]
