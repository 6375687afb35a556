"""Bytes to documents: whatever a portal published, as text with dates, attachments and anchors.

In: a Page with its attachments, archived already. Out: a Document, or DocumentQuarantined with a ReadOutcome. Files are
parsed in confined children (crawler.read.sandbox); the same words as page and as file are one text with two renditions.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

from crawler.model import (
    Anchor,
    Attachment,
    DateMethod,
    DateValue,
    Dispatch,
    Document,
    DocumentQuarantined,
    Page,
    Source,
    page_id,
    payload_digest,
)
from crawler.read.charset import decode
from crawler.read.dates import modified_of, published_of
from crawler.read.dispatch import find_citations, parse_dispatch
from crawler.read.file_text import FileText
from crawler.read.formats.mail import read_mail
from crawler.read.html import Article, block_text, parse_html, read_article
from crawler.read.language import language_of
from crawler.read.outcomes import REMEDIES, ReadOutcome
from crawler.read.renditions import is_rendition
from crawler.read.sandbox import parse_file
from crawler.read.sniff import Format, sniff
from crawler.text.dates import VIETNAM, parse_date
from crawler.text.unicode import clean

__all__ = ["ReadOutcome", "read", "read_text"]

LOW_CONFIDENCE = 0.7  # mean word confidence under which a scan's text is labelled as doubtful
CAPTION = "chú thích ảnh"
_TITLE_CHARACTERS = 160
_SHELL_BYTES = 2048  # a smaller page without text is a redirect or a shell; a larger one had something to say
_BUNDLE_DEPTH = 2
_OFFICE_HTML = re.compile(rb"urn:schemas-microsoft-com:office|content=[\"']?(?:Word|Excel)\.", re.IGNORECASE)
_FILE_DATE = re.compile(r"\A\s*date (\d{4})-(\d{2})\b[ \t]*")


def read(page: Page, attachments: Sequence[Page] = (), source: Source | None = None) -> Document:
    """The document of a page with its attachments.

    Raises DocumentQuarantined with a ReadOutcome if the page gives no text; a broken attachment only loses itself.
    """
    if not page.body:
        raise _quarantined(page, ReadOutcome.EMPTY)
    kind = sniff(page.body, page.content_type, page.filename or page.url)
    if kind is Format.HTML:
        return _read_html(page, attachments, source)
    if kind is Format.TEXT:
        return _read_plain(page)
    if kind is Format.MAIL:
        return _read_mail(page)
    if kind is Format.UNKNOWN:
        raise _quarantined(page, ReadOutcome.UNSUPPORTED)
    return _read_file(page, kind)


def read_text(
    title: str,
    text: str,
    *,
    url: str = "",
    source: str = "",
    published: datetime | None = None,
    identifier: str = "",
) -> Document:
    """A document from text that is given: it is kept as it is, so that offsets refer to the input."""
    date = DateValue(published.astimezone(UTC), published.isoformat(), DateMethod.INPUT) if published else None
    body = text.encode("utf-8", errors="surrogatepass")
    return Document(
        page_id=page_id(url or f"input:{identifier}:{payload_digest(body)}"),
        revision=payload_digest(body),
        source=source,
        url=url,
        title=title,
        lead="",
        text=text,
        published=date,
        modified=None,
        language=language_of(f"{title}\n{text}"),
        layout="input",
        dispatch=parse_dispatch(text),
        citations=find_citations(text),
    )


def _quarantined(page: Page, outcome: ReadOutcome, detail: str = "") -> DocumentQuarantined:
    name = page.filename or page.url
    tail = f" ({detail})" if detail else ""
    return DocumentQuarantined(f"{name}: {REMEDIES.get(outcome, outcome.value)}{tail}", outcome.value)


def _read_html(page: Page, attachments: Sequence[Page], source: Source | None) -> Document:
    text, flags = decode(page.body, page.content_type)
    article = read_article(text, page.url, source)
    lead = article.lead
    parts = [part for part in (lead if lead not in article.body[: len(lead) + 200] else "", article.body) if part]
    joined = "\n\n".join(parts)
    captions = _captions(joined, article.captions)
    files = [part for child in attachments for part in _attached(child)]
    joined, anchors, files = _append(joined, files)
    if not joined.strip():
        raise _quarantined(page, ReadOutcome.NO_TEXT if len(page.body) > _SHELL_BYTES else ReadOutcome.EMPTY)
    return _document(
        page, article.title or page.listed_title or _first_line(joined), joined, article.layout,
        lead=lead, article=article, published=published_of(article, page), modified=modified_of(article, page),
        attachments=tuple(attachment for attachment, _ in files), anchors=(*captions, *anchors),
        flags=(*flags, *(flag for _, result in files for flag in result.flags)),
    )  # fmt: skip


def _captions(text: str, captions: tuple[str, ...]) -> tuple[Anchor, ...]:
    """Anchors of the lines that stand under pictures."""
    found = []
    position = 0
    for caption in captions:
        start = text.find(caption, position)
        if start >= 0:
            position = start + len(caption)
            found.append(Anchor(start, position, CAPTION))
    return tuple(found)


def _attached(child: Page) -> list[tuple[Attachment, FileText]]:
    """The attachment with what it gave; a bundle gives one for each file in it."""
    kind = sniff(child.body, child.content_type, child.filename or child.url)
    return _listed(child, _opened(_name(child), kind, child.body))


def _name(page: Page) -> str:
    return page.filename or unquote(page.url.rsplit("/", 1)[-1])


def _listed(page: Page, opened: list[tuple[str, FileText]], media: str = "") -> list[tuple[Attachment, FileText]]:
    """What files gave, each as an attachment of the page that brought it; `media` where the page has another type."""
    return [
        (
            Attachment(
                name, page.url, media or page.content_type, page.page_id, page.revision,
                result.outcome.value, len(result.pages), result.confidence,
            ),
            result,
        )
        for name, result in opened
    ]  # fmt: skip


def _opened(name: str, kind: Format, body: bytes, depth: int = 0) -> list[tuple[str, FileText]]:
    """(name, what it gave) of a file, or of the files in a bundle: 'van-ban.zip/van-ban.docx'."""
    if kind is not Format.BUNDLE:
        return [(name, _parsed(kind, body))]
    bundle = parse_file(kind, body)
    if bundle.outcome is not ReadOutcome.TEXT or depth >= _BUNDLE_DEPTH:
        return [(name, FileText(ReadOutcome.UNSUPPORTED) if bundle.outcome is ReadOutcome.TEXT else bundle)]
    parts = []
    for inner, data in bundle.members:
        parts += _opened(f"{name}/{inner}", sniff(data, "", inner), data, depth + 1)
    return parts


def _parsed(kind: Format, body: bytes) -> FileText:
    """One file that is no bundle."""
    if kind is Format.TEXT:
        text, flags = decode(body)
        return FileText(ReadOutcome.TEXT if text.strip() else ReadOutcome.NO_TEXT, (text,), flags=flags)
    if kind is Format.HTML:
        return _word_html(body)
    if kind in (Format.UNKNOWN, Format.MAIL):
        return FileText(ReadOutcome.UNSUPPORTED)
    return parse_file(kind, body)


def _word_html(body: bytes) -> FileText:
    """A DOC or XLS that an office program saved as HTML; any other HTML under a file's address is an error page."""
    if not _OFFICE_HTML.search(body[:4096]):
        return FileText(ReadOutcome.UNSUPPORTED, detail="HTML")
    text, flags = decode(body)
    tree = parse_html(text)
    words = block_text(tree.find("body")) if tree is not None and tree.find("body") is not None else ""
    return FileText(ReadOutcome.TEXT if words else ReadOutcome.NO_TEXT, (words,) if words else (), flags=flags)


def _append(
    text: str, files: list[tuple[Attachment, FileText]]
) -> tuple[str, tuple[Anchor, ...], list[tuple[Attachment, FileText]]]:
    """The page's text, then that of its files, with an anchor for each of their pages.

    A file that says what the text says already (a dispatch as page and as PDF, as PDF and as DOCX) is a rendition of it:
    it stays an attachment, its words are not told twice. If the file says more, it stands beside the page.
    """
    anchors = []
    kept = []
    for number, (attachment, result) in enumerate(files):
        whole = "\n".join(result.pages)
        if is_rendition(whole, text):
            kept.append((replace(attachment, rendition=True), result))
            continue
        kept.append((attachment, result))
        labels = result.labels or tuple(f"trang {n}" for n in range(1, len(result.pages) + 1))
        for label, page_text in zip(labels, result.pages, strict=True):
            if page_text.strip():
                text = f"{text}\n\n" if text else ""
                anchors.append(Anchor(len(text), len(text) + len(page_text), label, number))
                text += page_text
    return text, tuple(anchors), kept


def _read_plain(page: Page) -> Document:
    text, flags = decode(page.body, page.content_type)
    published = None
    stamp = _FILE_DATE.match(text)
    if stamp:
        parsed = parse_date(f"tháng {int(stamp[2])} năm {stamp[1]}")
        published = DateValue(parsed.value, stamp.group().strip(), DateMethod.FILE, "month") if parsed else None
        text = text[stamp.end() :]
    text = text.strip()
    if not text:
        raise _quarantined(page, ReadOutcome.NO_TEXT)
    return _document(page, "", text, "text", published=published, flags=flags)


def _read_mail(page: Page) -> Document:
    """A forwarded warning: its text part, its date, and its attached files in their order."""
    mail = read_mail(page.body)
    files = [
        part
        for name, media, data in mail.files
        for part in _listed(page, _opened(name, sniff(data, media, name), data), media)
    ]
    text, anchors, files = _append(clean(mail.text).strip(), files)
    if not text:
        raise _quarantined(page, ReadOutcome.NO_TEXT)
    parsed = parse_date(mail.date) if mail.date else None
    return _document(
        page, clean(mail.subject), text, "mail", attachments=tuple(a for a, _ in files), anchors=anchors,
        published=DateValue(parsed.value, mail.date, DateMethod.FILE, parsed.precision) if parsed else None,
        flags=tuple(flag for _, result in files for flag in result.flags),
    )  # fmt: skip


def _read_file(page: Page, kind: Format) -> Document:
    opened = _opened(_name(page), kind, page.body)
    good = [result for _, result in opened if result.outcome is ReadOutcome.TEXT]
    if not good:
        first = opened[0][1] if opened else FileText(ReadOutcome.NO_TEXT)
        raise _quarantined(page, first.outcome, first.detail)
    text, anchors, files = _append("", _listed(page, opened))
    recognised = any(result.confidence is not None for result in good)
    return _document(
        page, "", text, "ocr" if recognised else kind.value, attachments=tuple(a for a, _ in files), anchors=anchors,
        flags=tuple(flag for r in good for flag in r.flags),
    )  # fmt: skip


def _document(
    page: Page,
    title: str,
    text: str,
    layout: str,
    *,
    lead: str = "",
    article: Article | None = None,
    published: DateValue | None = None,
    modified: DateValue | None = None,
    attachments: tuple[Attachment, ...] = (),
    anchors: tuple[Anchor, ...] = (),
    flags: tuple[str, ...] = (),
) -> Document:
    dispatch = parse_dispatch(text)
    ocr = [a.ocr_confidence for a in attachments if a.ocr_confidence is not None]
    confidence = min(ocr, default=None)
    if confidence is not None and confidence < LOW_CONFIDENCE:
        flags = (*flags, "low_ocr_confidence")
    return Document(
        page_id=page.page_id,
        revision=page.revision,
        source=page.source,
        url=page.url,
        title=title or _title(dispatch, text),
        lead=lead,
        text=text,
        published=published or _dispatch_date(dispatch),
        modified=modified,
        language=language_of(text),
        layout=layout,
        author=article.author if article else "",
        source_line=article.source_line if article else "",
        section=article.section if article else "",
        attachments=attachments,
        anchors=anchors,
        ocr_confidence=confidence,
        dispatch=dispatch,
        citations=find_citations(text),
        flags=tuple(dict.fromkeys(flags)),
        fetched_at=page.fetched_at,
    )


def _dispatch_date(dispatch: Dispatch | None) -> DateValue | None:
    if dispatch is None or not dispatch.date:
        return None
    parts = [int(part) for part in dispatch.date.split("-")]
    precision = ("year", "month", "day")[len(parts) - 1]
    year, month, day = (*parts, 1, 1)[:3]
    try:
        moment = datetime(year, month, day, tzinfo=VIETNAM)
    except ValueError:
        return None
    return DateValue(moment.astimezone(UTC), dispatch.date, DateMethod.DISPATCH, precision)


def _title(dispatch: Dispatch | None, text: str) -> str:
    if dispatch is not None and dispatch.subject:
        return dispatch.subject[0].upper() + dispatch.subject[1:]
    return _first_line(text)


def _first_line(text: str) -> str:
    """The first line with words, cut at a sentence or a word: a text file has no title of its own."""
    line = next((" ".join(part.split()) for part in text.split("\n") if sum(c.isalpha() for c in part) > 8), "")
    sentence = re.split(r"(?<=[.!?])\s", line, maxsplit=1)[0]
    if len(sentence) <= _TITLE_CHARACTERS:
        return sentence
    return sentence[:_TITLE_CHARACTERS].rsplit(" ", 1)[0] + " …"
