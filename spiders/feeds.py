"""RSS and Atom to entries. A DOCTYPE is refused before the parser sees it: feedparser expands entities (measured)."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

import feedparser

from crawler.text.unicode import clean

MAX_BYTES = 8 * 1024 * 1024
MAX_ENTRIES = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a list names it. `published` is the raw string of the list, or None."""

    url: str
    title: str | None = None
    published: str | None = None


def refuse_entities(body: bytes, limit: int) -> None:
    """Raise ValueError for a document type, an entity declaration or too many bytes."""
    if len(body) > limit:
        raise ValueError(f"{len(body)} bytes, at most {limit} are read")
    start = body[:4096].replace(b"\x00", b"").lower()
    if (b"<!doctype" in start and b"<!doctype html" not in start) or b"<!entity" in body.replace(b"\x00", b"").lower():
        raise ValueError("it declares a document type or entities, which is refused")


def read_feed(body: bytes, base: str) -> list[Entry]:
    """Entries of a feed in order. Raises ValueError if it is no feed or not safe to parse."""
    refuse_entities(body, MAX_BYTES)
    parsed = feedparser.parse(body, response_headers={"content-location": base})
    if not parsed.entries and not parsed.get("version"):
        raise ValueError("it is neither RSS nor Atom")
    entries = []
    for item in parsed.entries[:MAX_ENTRIES]:
        link = str(item.get("link") or "").strip()
        if link:
            title = " ".join(clean(re.sub(r"<[^>]+>", " ", str(item.get("title") or ""))).split())
            published = str(item.get("published") or item.get("updated") or "").strip()
            entries.append(Entry(urljoin(base, link), title or None, published or None))
    return entries
