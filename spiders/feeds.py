"""RSS and Atom to entries. A DOCTYPE is refused before the parser sees it: feedparser expands entities (measured)."""

import re
from dataclasses import replace
from typing import Any

import feedparser

from crawler.text.hrefs import address
from crawler.text.unicode import clean
from spiders.entries import Entry, Listed, Unreadable, read_each, whole_address

MAX_BYTES = 8 * 1024 * 1024
MAX_ENTRIES = 2000
_MAX_TITLE = 1000  # characters with their markup


def refuse_entities(body: bytes, limit: int) -> None:
    """Raise ValueError for a document type, an entity declaration or too many bytes."""
    if len(body) > limit:
        raise ValueError(f"{len(body)} bytes, at most {limit} are read")
    start = body[:4096].replace(b"\x00", b"").lower()
    if (b"<!doctype" in start and b"<!doctype html" not in start) or b"<!entity" in body.replace(b"\x00", b"").lower():
        raise ValueError("it declares a document type or entities, which is refused")


def read_feed(body: bytes, base: str) -> Listed:
    """Entries of a feed in order. Raises ValueError if it is no feed or not safe to parse."""
    refuse_entities(body, MAX_BYTES)
    parsed = feedparser.parse(body)  # without our address: it loses what it cannot join, we name it
    if not parsed.entries and not parsed.get("version"):
        raise ValueError("it is neither RSS nor Atom")

    def entry_of(item: Any) -> Entry:
        title = _words(str(item.get("title") or ""))
        link = str(item.get("link") or "")
        if not link.strip():
            raise Unreadable(f"<item> {title}".strip())
        published = str(item.get("published") or item.get("updated") or "").strip()
        return Entry(whole_address(base, link), title or None, published or None)

    following = [
        str(link.get("href")) for link in parsed.feed.get("links", ()) if link.get("rel") == "next"
    ]  # RFC 5005
    listed = read_each(parsed.entries[:MAX_ENTRIES], entry_of)
    return replace(listed, further=tuple(url for href in following[:1] if (url := address(base, href))))


def _words(markup: str) -> str:
    return " ".join(clean(re.sub(r"<[^>]+>", " ", markup[:_MAX_TITLE])).split())
