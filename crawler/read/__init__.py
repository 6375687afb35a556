"""Bytes to documents: whatever a portal published, as text with dates, attachments and anchors."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

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
from crawler.read.html import Article, read_article
from crawler.read.language import language_of
from crawler.read.outcomes import REMEDIES, ReadOutcome
from crawler.read.sandbox import FileText, parse_file
from crawler.read.sniff import Format, sniff
from crawler.text.dates import VIETNAM, parse_date

__all__ = ["ReadOutcome", "read", "read_text"]

LOW_CONFIDENCE = 0.7  # mean word confidence under which a scan's text is labelled as doubtful
_TITLE_CHARACTERS = 160
_FILE_DATE = re.compile(r"\A\s*date (\d{4})-(\d{2})\b[ \t]*")


def read(page: Page, attachments: Sequence[Page] = (), source: Source | None = None) -> Document:
    """The document of a page with its attachments.

    Raises DocumentQuarantined with a ReadOutcome if the page gives no text; a broken attachment only loses itself.
    """
    kind = sniff(page.body, page.content_type, page.filename or page.url)
    if not page.body:
        raise _quarantined(page, ReadOutcome.EMPTY)
    if kind is Format.HTML:
        return _read_html(page, attachments, source)
    if kind is Format.TEXT:
        return _read_plain(page)
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
    files = [_attached(child) for child in attachments]
    joined, anchors = _append(joined, files)
    if not joined.strip():
        raise _quarantined(page, ReadOutcome.NO_TEXT)
    published = published_of(article, page)
    return _document(
        page, article.title or page.listed_title or _first_line(joined), joined, article.layout,
        lead=lead, article=article, published=published, modified=modified_of(article, page),
        attachments=tuple(attachment for attachment, _ in files), anchors=anchors, flags=flags,
    )  # fmt: skip


def _attached(child: Page) -> tuple[Attachment, FileText]:
    kind = sniff(child.body, child.content_type, child.filename or child.url)
    if kind is Format.TEXT:
        text, _ = decode(child.body, child.content_type)
        result = FileText(ReadOutcome.TEXT, (text,))
    elif kind in (Format.UNKNOWN, Format.HTML):  # HTML under a file's address is an error page, not the file
        result = FileText(ReadOutcome.UNSUPPORTED)
    else:
        result = parse_file(kind, child.body)
    name = child.filename or child.url.rsplit("/", 1)[-1]
    attachment = Attachment(
        name, child.url, child.content_type, child.page_id, child.revision,
        result.outcome.value, len(result.pages), result.confidence,
    )  # fmt: skip
    return attachment, result


def _append(text: str, files: list[tuple[Attachment, FileText]]) -> tuple[str, tuple[Anchor, ...]]:
    """The page's text, then that of its files, with an anchor for each of their pages."""
    anchors = []
    for number, (_, result) in enumerate(files):
        for page_number, page_text in enumerate(result.pages, start=1):
            if page_text.strip():
                text = f"{text}\n\n" if text else ""
                anchors.append(Anchor(len(text), len(text) + len(page_text), f"trang {page_number}", number))
                text += page_text
    return text, tuple(anchors)


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


def _read_file(page: Page, kind: Format) -> Document:
    result = parse_file(kind, page.body)
    if result.outcome is not ReadOutcome.TEXT:
        raise _quarantined(page, result.outcome, result.detail)
    attachment = Attachment(
        page.filename, page.url, page.content_type, page.page_id, page.revision,
        result.outcome.value, len(result.pages), result.confidence,
    )  # fmt: skip
    text, anchors = _append("", [(attachment, result)])
    layout = "ocr" if result.confidence is not None else kind.value
    return _document(page, "", text, layout, attachments=(attachment,), anchors=anchors, confidence=result.confidence)


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
    confidence: float | None = None,
) -> Document:
    dispatch = parse_dispatch(text)
    ocr = [a.ocr_confidence for a in attachments if a.ocr_confidence is not None]
    confidence = confidence if confidence is not None else min(ocr, default=None)
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
        flags=flags,
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
