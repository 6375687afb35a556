"""Bytes to text. Valid UTF-8 bytes beat what the header or the page declares (measured: declarations lie often)."""

import codecs
import re

from crawler.text.unicode import clean

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
    if declared in ("windows-1258", "cp1258"):
        return _finished(body.decode("cp1258", errors="replace"), ("legacy_encoding",))
    if body.count(b"\xc3") + body.count(b"\xe1\xba") > 3:  # mostly UTF-8 with a damaged spot
        return _finished(body.decode("utf-8", errors="replace"), ("undecodable",))
    text = body.decode(declared or "cp1258", errors="replace")
    return _finished(text, ("legacy_encoding",))


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
        try:
            repaired = text.encode("cp1252").decode("utf-8")
            return clean(repaired), (*flags, "mojibake_repaired")
        except (UnicodeEncodeError, UnicodeDecodeError):
            flags = (*flags, "mojibake")
    text = clean(text)
    legacy = _legacy(text)
    if legacy is not None:
        return clean(legacy), (*flags, "legacy_encoding")
    return text, flags


def _legacy(text: str) -> str | None:
    """TCVN3 (ABC) or VNI text as Unicode, or None if it is neither (viparse decides)."""
    import viparse

    sample = text[:4000]
    if not sample.strip() or sample.isascii():
        return None
    found = str(viparse.detect_text_encoding(sample)).lower()
    if "tcvn" in found or "vni" in found:
        return str(viparse.fix(text))
    return None
