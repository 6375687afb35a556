"""Bytes to text. Valid UTF-8 bytes beat what the header or the page declares (measured: declarations lie often)."""

import codecs
import re

from crawler.text.legacy import modern, to_unicode
from crawler.text.syllables import syllable_share
from crawler.text.unicode import clean

_LEGACY_SAMPLE = 20_000

_META = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_DOUBLE = re.compile(r"(?:Ã[\u0080-\u00bf]|á[º»][\u0080-\u00bf]|Ä[\u0090\u0091‘’]|Æ[°¡\u00a0-\u00bf]){1}")


def decode(body: bytes, content_type: str = "") -> tuple[str, tuple[str, ...]]:
    """Text in NFC and flags ('mojibake_repaired', 'undecodable', 'legacy_encoding')."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return _finished(body.decode(name, errors="replace"), ())
    try:
        return _finished(body.decode("utf-8"), ())
    except UnicodeDecodeError:
        pass
    declared = _declared(body, content_type)
    # Mostly UTF-8 with a damaged spot keeps its good parts; else the reading with the most Vietnamese syllables wins.
    whole = body.decode("utf-8", errors="replace")
    if whole.count("\ufffd") <= max(3, len(whole) // 200):
        return _finished(whole, ("undecodable",))
    readings = [
        body.decode(name, errors="replace") for name in dict.fromkeys((declared or "cp1258", "cp1258", "latin-1"))
    ]
    candidates = [text for reading in readings for text in (clean(reading), modern(reading)[0])]
    best = max(candidates, key=lambda text: syllable_share(text[:_LEGACY_SAMPLE]))
    return _finished(best, ("legacy_encoding",))


def _declared(body: bytes, content_type: str) -> str:
    match = _META.search(content_type.encode("ascii", "ignore")) or _META.search(body[:2048])
    if match is None:
        return ""
    try:
        return codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return ""


def _finished(text: str, flags: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Repair UTF-8 that was decoded as Latin-1 once too often, then TCVN3 and VNI, then normalise."""
    if len(_DOUBLE.findall(text)) >= 3:
        repaired = _undoubled(text)
        if repaired is not None:
            return clean(repaired), (*flags, "mojibake_repaired")
        flags = (*flags, "mojibake")
    if to_unicode(text[:_LEGACY_SAMPLE]) is not None:
        text, _ = modern(text)
        return text, (*flags, "legacy_encoding")
    return clean(text), flags


def _undoubled(text: str) -> str | None:
    """The text before it was decoded as windows-1252, or None if that loses anything.

    Browsers and databases decode the five undefined bytes of windows-1252 as Latin-1; Python's codec refuses them.
    """
    data = bytearray()
    for char in text:
        try:
            data += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return None
            data.append(ord(char))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
