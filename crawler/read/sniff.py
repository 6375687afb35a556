"""What a payload is, by its first bytes before its header or name: a name may lie, bytes do not."""

import io
import re
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
    RTF = "rtf"
    WORDML = "wordml"
    SHEET = "sheet"
    IMAGE = "image"
    BUNDLE = "bundle"
    MAIL = "mail"
    UNKNOWN = "unknown"


_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
_BUNDLES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_MAIL = re.compile(
    rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*(?:MIME-Version|Message-ID|Received|Subject):", re.IGNORECASE
)
_WORDML = re.compile(rb"schemas\.microsoft\.com/office/word/2003/wordml|schemas\.microsoft\.com/office/2006/xmlPackage")
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
        return _ole_kind(body, filename)
    if body.startswith(b"PK\x03\x04"):
        return _zip_kind(body)
    if body.startswith(_BUNDLES):
        return Format.BUNDLE
    if start.startswith(b"{\\rtf"):
        return Format.RTF
    if _WORDML.search(body[:4096]) and not start.lower().startswith(b"<html"):
        return Format.WORDML
    if is_saved_mail(body):
        return Format.MAIL
    if start[:64].lower().startswith(_HTML_STARTS):
        return Format.HTML
    return _declared(body, content_type, filename)


def is_saved_mail(body: bytes) -> bool:
    """Whether a mail's head opens the bytes, with its version and type: Word names a page saved as one file '.doc'."""
    names = {}
    for line in body[:16384].lstrip().split(b"\n"):
        if not line.strip():
            break
        name, colon, value = line.partition(b":")
        if colon and re.fullmatch(rb"[A-Za-z-]{2,40}", name):
            names[name.lower()] = value.strip().lower()
        elif not line[:1].isspace():
            return False
    return b"mime-version" in names and names.get(b"content-type", b"").startswith((b"multipart/", b"text/"))


def _ole_kind(body: bytes, filename: str) -> Format:
    """By the names of its streams; Word's is asked for last, since mails and slides may hold a Word file."""
    if any(stream.encode("utf-16-le") in body for stream in ("Workbook", "Book\x00")):
        return Format.DOC if "WordDocument".encode("utf-16-le") in body else Format.SHEET
    if any(stream.encode("utf-16-le") in body for stream in ("PowerPoint Document", "__properties_version1")):
        return Format.UNKNOWN
    return Format.SHEET if filename.lower().endswith((".xls", ".xlsx")) else Format.DOC


def _zip_kind(body: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return Format.DOCX if b"word/" in body[:4096] else Format.BUNDLE
    if any(name.startswith("word/") for name in names):
        return Format.DOCX
    if any(name.startswith("xl/") for name in names) or ("mimetype" in names and b"spreadsheet" in body[:200]):
        return Format.SHEET
    packaged = "[Content_Types].xml" in names or "mimetype" in names  # slides, drawings, e-books
    return Format.UNKNOWN if packaged else Format.BUNDLE


def _declared(body: bytes, content_type: str, filename: str) -> Format:
    """By header and name; only for what can be told by nothing else: text and HTML."""
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    suffix = PurePosixPath(filename).suffix.lower()
    if b"\x00" in body[:2048] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Format.HTML if kind in ("text/html", "application/xhtml+xml") else Format.UNKNOWN
    if kind in ("text/html", "application/xhtml+xml") or suffix in (".html", ".htm"):
        return Format.HTML
    if suffix in (".eml", ".mht", ".mhtml") or kind in ("message/rfc822", "multipart/related"):
        return Format.MAIL if _MAIL.match(body[:16384]) else Format.UNKNOWN
    if kind == "text/plain" or suffix in (".txt", ".text", ".md"):
        return Format.TEXT
    if not kind and not suffix and body[:512].isascii():
        return Format.TEXT
    return Format.UNKNOWN
