"""The feed is read by readers of feeds."""

import unicodedata

import feedparser
from starlette.testclient import TestClient


def test_the_feed_is_atom_with_links_to_our_own_pages(client: TestClient) -> None:
    feed = feedparser.parse(client.get("/api/search.atom").content)
    assert feed.version == "atom10"
    assert not feed.bozo
    assert len(feed.entries) == 4
    assert all(entry.link.startswith("http://testserver/advisory/") for entry in feed.entries)
    assert all(unicodedata.is_normalized("NFC", entry.title) for entry in feed.entries)
