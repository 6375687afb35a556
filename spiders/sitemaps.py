"""Sitemaps (sitemaps.org 0.9, index, Google news, gzip) to entries; parsed without entities or network."""

import io
import zlib

from lxml import etree

from spiders.feeds import Entry, refuse_entities

MAX_BYTES = 50 * 1024 * 1024  # the protocol's own limit, unpacked
MAX_ENTRIES = 50_000


def read_sitemap(body: bytes) -> tuple[list[str], list[Entry]]:
    """(addresses of further sitemaps, entries). Raises ValueError if it is no sitemap or not safe to parse."""
    if body[:2] == b"\x1f\x8b":
        body = _gunzip(body)
    refuse_entities(body, MAX_BYTES)
    children: list[str] = []
    entries: list[Entry] = []
    names: set[str] = set()
    parser = etree.iterparse(
        io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, recover=True, huge_tree=False
    )
    try:
        for _, node in parser:
            name = etree.QName(node).localname if isinstance(node.tag, str) else ""
            names.add(name)
            if name == "sitemap":
                location = _text(node, "loc")
                if location:
                    children.append(location)
                node.clear()
            elif name == "url":
                location = _text(node, "loc")
                if location and len(entries) < MAX_ENTRIES:
                    published = _text(node, "publication_date") or _text(node, "lastmod")
                    entries.append(Entry(location, _text(node, "title") or None, published or None))
                node.clear()
    except etree.XMLSyntaxError as error:
        raise ValueError(f"broken XML: {error}") from error
    if not names & {"urlset", "sitemapindex", "url", "sitemap"}:
        raise ValueError("it is no sitemap")
    return children, entries


def _gunzip(body: bytes) -> bytes:
    """Unpack up to the limit and not a byte more."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise ValueError(f"broken gzip: {error}") from error
    if len(text) > MAX_BYTES:
        raise ValueError(f"it unpacks to over {MAX_BYTES} bytes")
    return text


def _text(node: etree._Element, local: str) -> str:
    for child in node.iter():
        if isinstance(child.tag, str) and etree.QName(child).localname == local and child.text:
            return str(child.text).strip()
    return ""
