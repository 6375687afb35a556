"""Sitemaps (sitemaps.org 0.9, index, Google news, text, gzip) to entries; parsed without entities or network.

What sites make of the protocol is read too: a bare '&' in an address, words of the server before the XML, a file that
was cut while it was written (its last address is not whole, so it is left out).
"""

import io
import re
import zlib

from lxml import etree

from spiders.entries import BadEntry, Entry, Listed, read_each, whole_address
from spiders.feeds import refuse_entities

MAX_BYTES = 50 * 1024 * 1024  # the protocol's own limit, unpacked
MAX_ENTRIES = 50_000
_ROOT = re.compile(rb"<\?xml|<(?:\w+:)?(?:urlset|sitemapindex)\b")
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_CDATA = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_OPEN, _SHUT = re.compile(rb"<(?:\w+:)?loc\b"), re.compile(rb"</(?:\w+:)?loc\s*>")


def read_sitemap(body: bytes, base: str) -> Listed:
    """Entries, and the addresses of further sitemaps. Raises ValueError if it is no sitemap or not safe to parse."""
    if body[:2] == b"\x1f\x8b":
        body = _gunzip(body)
    refuse_entities(body, MAX_BYTES)
    if (lines := _text_lines(body)) is not None:
        return read_each(lines, lambda line: Entry(whole_address(base, line)))
    body, torn = _mended(body)
    further: list[str] = []
    rows: list[tuple[str, str, str]] = []
    names: set[str] = set()
    parser = etree.iterparse(
        io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, recover=True, huge_tree=False
    )
    try:
        for _, node in parser:
            name = etree.QName(node).localname if isinstance(node.tag, str) else ""
            names.add(name)
            if name in ("sitemap", "url"):
                location = _text(node, "loc")
                if location and name == "sitemap":
                    further.append(location)
                elif location and len(rows) < MAX_ENTRIES:
                    published = _text(node, "publication_date") or _text(node, "lastmod")
                    rows.append((location, _text(node, "title"), published))
                node.clear()
    except etree.XMLSyntaxError as error:
        raise ValueError(f"broken XML: {error}") from error
    if not names & {"urlset", "sitemapindex", "url", "sitemap"}:
        raise ValueError("it is no sitemap")
    articles = read_each(rows, lambda row: Entry(whole_address(base, row[0]), row[1] or None, row[2] or None))
    indexes = read_each(further, lambda row: Entry(whole_address(base, row)))
    bad = (*articles.bad, *indexes.bad, *((BadEntry("bad_entry", torn),) if torn else ()))
    return Listed(articles.entries, tuple(entry.url for entry in indexes.entries), bad)


def _text_lines(body: bytes) -> list[str] | None:
    """The lines of the protocol's text form, None for anything else."""
    if not body[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"http://", b"https://")):
        return None
    lines = body.decode("utf-8-sig", errors="replace").splitlines()[:MAX_ENTRIES]
    return [line.strip() for line in lines if line.strip()]


def _mended(body: bytes) -> tuple[bytes, str]:
    """The XML as its writer meant it, and the torn address at its end ('' where there is none)."""
    if b"\x00" in body[:64]:  # UTF-16 and UTF-32 are left to the parser
        return body, ""
    root = _ROOT.search(body, 0, 65_536)
    body = body[root.start() :] if root else body
    pieces = _CDATA.split(body)
    body = b"".join(piece if number % 2 else _BARE.sub(b"&amp;", piece) for number, piece in enumerate(pieces))
    opened = [found.start() for found in _OPEN.finditer(body, max(0, len(body) - 65_536))]
    if not opened or _SHUT.search(body, opened[-1]):
        return body, ""
    return body[: opened[-1]], body[opened[-1] :][:200].decode("utf-8", errors="replace")


def _gunzip(body: bytes) -> bytes:
    """Unpack all members up to the limit and not a byte more; of a torn one, what is there."""
    text = bytearray()
    while body[:2] == b"\x1f\x8b":
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            text += unpacker.decompress(body, MAX_BYTES + 1 - len(text))
        except zlib.error as error:
            if not text:
                raise ValueError(f"broken gzip: {error}") from error
            break
        if len(text) > MAX_BYTES:
            raise ValueError(f"it unpacks to over {MAX_BYTES} bytes")
        body = unpacker.unused_data
    return bytes(text)


def _text(node: etree._Element, local: str) -> str:
    for child in node.iter():
        if isinstance(child.tag, str) and etree.QName(child).localname == local and child.text:
            return str(child.text).strip()
    return ""
