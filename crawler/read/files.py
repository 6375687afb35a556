"""The files of a page: each opened to what it gave, bundles to their members, and their words set behind the page's own.

In: pages that are files, or members of mails and bundles. Out: attachments with a FileText each; text with anchors. A
broken file only loses itself. The same words as page and as file are one text with two renditions.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from crawler.model import Anchor, Attachment, Page
from crawler.read.charset import decode
from crawler.read.file_text import FileText
from crawler.read.formats.mail import read_mail
from crawler.read.html import block_text, parse_html, without_unseen
from crawler.read.outcomes import ReadOutcome
from crawler.read.renditions import is_rendition
from crawler.read.sandbox import Sandbox
from crawler.read.sniff import Format, sniff
from crawler.text.unicode import clean

_BUNDLE_DEPTH = 2
_OFFICE_HTML = re.compile(rb"urn:schemas-microsoft-com:office|content=[\"']?(?:Word|Excel)\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opened:
    """One file: its display name (that of a member after its bundle: 'van-ban.zip/van-ban.docx'), and what it gave."""

    name: str
    result: FileText


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """An attachment as the document lists it, with what it gave."""

    attachment: Attachment
    result: FileText


@dataclass(frozen=True, slots=True)
class Joined:
    """Text with the words of files behind it; `anchors` say where each of their pages stands."""

    text: str
    anchors: tuple[Anchor, ...]
    files: tuple[AttachedFile, ...]

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files as the document lists them."""
        return tuple(file.attachment for file in self.files)

    @property
    def flags(self) -> tuple[str, ...]:
        """The remarks of all files."""
        return tuple(flag for file in self.files for flag in file.result.flags)


def open_page(page: Page, sandbox: Sandbox) -> list[Opened]:
    """What a page that is a file gave; a bundle gives one for each file in it."""
    return open_file(_name(page), page.body, page.content_type, page.filename or page.url, sandbox)


def open_file(name: str, body: bytes, media: str, written: str, sandbox: Sandbox) -> list[Opened]:
    """What a file gave, its format told by its bytes, its media type and its name or address as written."""
    return _opened(name, sniff(body, media, written), body, sandbox)


def attached(page: Page, sandbox: Sandbox) -> list[AttachedFile]:
    """The attachment with what it gave; a bundle gives one for each file in it."""
    return listed(page, open_page(page, sandbox))


def listed(page: Page, opened: Iterable[Opened], media: str = "") -> list[AttachedFile]:
    """What files gave, each as an attachment of the page that brought it; `media` where the page has another type."""
    return [
        AttachedFile(
            Attachment(
                file.name,
                page.url,
                media or page.content_type,
                page.page_id,
                page.revision,
                file.result.outcome.value,
                len(file.result.pages),
                file.result.confidence,
            ),
            file.result,
        )
        for file in opened
    ]


def _name(page: Page) -> str:
    return page.filename or unquote(page.url.rsplit("/", 1)[-1])


def _opened(name: str, kind: Format, body: bytes, sandbox: Sandbox, depth: int = 0) -> list[Opened]:
    if kind is not Format.BUNDLE:
        return [Opened(name, _parsed(kind, body, sandbox))]
    bundle = sandbox.parse(kind, body)
    if bundle.outcome is not ReadOutcome.TEXT or depth >= _BUNDLE_DEPTH:
        return [Opened(name, FileText(ReadOutcome.UNSUPPORTED) if bundle.outcome is ReadOutcome.TEXT else bundle)]
    parts = []
    for inner, data in bundle.members:
        parts += _opened(f"{name}/{inner}", sniff(data, "", inner), data, sandbox, depth + 1)
    return parts


def _parsed(kind: Format, body: bytes, sandbox: Sandbox) -> FileText:
    """One file that is no bundle."""
    if kind is Format.TEXT:
        text, flags = decode(body)
        return FileText(ReadOutcome.TEXT if text.strip() else ReadOutcome.NO_TEXT, (text,), flags=flags)
    if kind is Format.HTML:
        return _word_html(body)
    if kind is Format.MAIL:
        words = clean(read_mail(body).text).strip()
        return FileText(ReadOutcome.TEXT if words else ReadOutcome.NO_TEXT, (words,) if words else ())
    if kind is Format.UNKNOWN:
        return FileText(ReadOutcome.UNSUPPORTED)
    return sandbox.parse(kind, body)


def _word_html(body: bytes) -> FileText:
    """A DOC or XLS that an office program saved as HTML; any other HTML under a file's address is an error page."""
    if not _OFFICE_HTML.search(body[:4096]):
        return FileText(ReadOutcome.UNSUPPORTED, detail="HTML")
    text, flags = decode(body)
    tree = parse_html(text)
    words = block_text(without_unseen(tree)) if tree is not None else ""
    return FileText(ReadOutcome.TEXT if words else ReadOutcome.NO_TEXT, (words,) if words else (), flags=flags)


def joined(text: str, files: Iterable[AttachedFile]) -> Joined:
    """The page's text, then that of its files, with an anchor for each of their pages.

    A file that says what the text says already (a dispatch as page and as PDF, as PDF and as DOCX) is a rendition of it:
    it stays an attachment, its words are not told twice. If the file says more, it stands beside the page.
    """
    anchors = []
    kept = []
    for number, file in enumerate(files):
        pages = file.result.pages
        if is_rendition("\n".join(pages), text):
            kept.append(replace(file, attachment=replace(file.attachment, rendition=True)))
            continue
        kept.append(file)
        labels = file.result.labels or tuple(f"trang {n}" for n in range(1, len(pages) + 1))
        for label, page_text in zip(labels, pages, strict=True):
            if page_text.strip():
                text = f"{text}\n\n" if text else ""
                anchors.append(Anchor(len(text), len(text) + len(page_text), label, number))
                text += page_text
    return Joined(text, tuple(anchors), tuple(kept))
