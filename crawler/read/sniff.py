"""What a payload is, by its first bytes before its header or name: a name may lie, bytes do not."""

import io
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath


class Format(StrEnum):
    """Formats that reading tells apart."""

    HTML = "html"
    TEXT = "txt"
    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"
    IMAGE = "image"
    UNKNOWN = "unknown"


_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<!--", b"<?xml", b"<meta", b"<title", b"<div", b"<p")


def sniff(body: bytes, content_type: str, filename: str) -> Format:
    """The format of a payload."""
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if b"%PDF-" in body[:1024]:
        return Format.PDF
    if body.startswith(_IMAGES) or (body[:4] == b"RIFF" and body[8:12] == b"WEBP"):
        return Format.IMAGE
    if body.startswith(_OLE):
        return Format.DOC
    if body.startswith(b"PK\x03\x04"):
        return _zip_kind(body)
    if start[:64].lower().startswith(_HTML_STARTS):
        return Format.HTML
    return _declared(body, content_type, filename)


def _zip_kind(body: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return Format.DOCX if b"word/" in body[:4096] else Format.UNKNOWN
    return Format.DOCX if any(name.startswith("word/") for name in names) else Format.UNKNOWN


def _declared(body: bytes, content_type: str, filename: str) -> Format:
    """By header and name; only for what can be told by nothing else: text and HTML."""
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    suffix = PurePosixPath(filename).suffix.lower()
    if b"\x00" in body[:2048] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Format.HTML if kind in ("text/html", "application/xhtml+xml") else Format.UNKNOWN
    if kind in ("text/html", "application/xhtml+xml") or suffix in (".html", ".htm"):
        return Format.HTML
    if kind == "text/plain" or suffix in (".txt", ".text", ".md"):
        return Format.TEXT
    if not kind and not suffix and body[:512].isascii():
        return Format.TEXT
    return Format.UNKNOWN
