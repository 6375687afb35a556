"""RSS and Atom to entries. A DOCTYPE is refused before the parser sees it: feedparser expands entities (measured)."""

import codecs
import re
from dataclasses import replace
from typing import Any

import feedparser

from crawler.text.hrefs import address
from crawler.text.unicode import clean
from spiders.entries import Entry, Listed, Unreadable, read_each, whole_address

MAX_BYTES = 8 * 1024 * 1024
MAX_ENTRIES = 2000
_EBCDIC = (b"\x4c\x6f\xa7\x94", b"\x4c\x5a\xc4\xd6")  # '<?xm' and '<!DO'
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})""")
# Encodings that keep ASCII as it is, by the names that Python's codecs give them; UTF-16 and UTF-32 lose their NULs here.
_PLAIN = re.compile(
    r"utf-(?:8(?:-sig)?|16(?:-[bl]e)?|32(?:-[bl]e)?)|ascii|iso8859-\d+|latin_1|cp125\d|cp874|koi8-[rtu]|mac-roman|tis-620|"
    r"gb2312|gbk|gb18030|big5(?:hkscs)?|euc_(?:jp|kr)|cp949|cp932|shift_jis"
)
_MAX_TITLE = 1000  # characters with their markup


def refuse_entities(body: bytes, limit: int) -> None:
    """Raise ValueError for a document type, an entity declaration or too many bytes."""
    if len(body) > limit:
        raise ValueError(f"{len(body)} bytes, at most {limit} are read")
    _refuse_hidden(body)
    start = body[:4096].replace(b"\x00", b"").lower()
    if (b"<!doctype" in start and b"<!doctype html" not in start) or b"<!entity" in body.replace(b"\x00", b"").lower():
        raise ValueError("it declares a document type or entities, which is refused")


def _refuse_hidden(body: bytes) -> None:
    """Raise ValueError for an encoding in which a document type does not read as one here: EBCDIC, UTF-7 and the like."""
    if body.lstrip(b" \t\r\n")[:4] in _EBCDIC:
        raise ValueError("it is written in EBCDIC, which is refused")
    told = _ENCODING.search(body[:1024].replace(b"\x00", b""))
    if told is None:
        return
    try:
        name = codecs.lookup(told[1].decode("ascii")).name
    except LookupError:
        return  # no parser here knows it either
    if not _PLAIN.fullmatch(name):
        raise ValueError(f"it is written in {name}, which is refused")


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
