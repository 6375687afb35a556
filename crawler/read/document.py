"""A Document put together: from the parts that a page or a file gave, or from text that is given.

In: text with what was found beside it. Out: a Document, its title, date, language, dispatch and citations filled in where
the parts leave them open. Undated stays undated. Knows no HTML and no format.
"""

import re
from datetime import UTC, datetime

from crawler.model import (
    Anchor,
    Attachment,
    DateMethod,
    DateValue,
    Dispatch,
    Document,
    Page,
    page_id,
    payload_digest,
)
from crawler.read.article import Article
from crawler.read.dispatch import find_citations, parse_dispatch
from crawler.read.language import language_of
from crawler.text.dates import VIETNAM

LOW_CONFIDENCE = 0.7  # mean word confidence under which a scan's text is labelled as doubtful
_TITLE_CHARACTERS = 160
_LONGEST_TITLE = 1000  # characters; a page may name a title of megabytes


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


def document_of(
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
    """The document of a page whose text was found; '' for a title that the text has to give."""
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
        title=(title or _title(dispatch, text))[:_LONGEST_TITLE],
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
    return first_line(text)


def first_line(text: str) -> str:
    """The first line with words, cut at a sentence or a word: a text file has no title of its own."""
    line = next((" ".join(part.split()) for part in text.split("\n") if sum(c.isalpha() for c in part) > 8), "")
    sentence = re.split(r"(?<=[.!?])\s", line, maxsplit=1)[0]
    if len(sentence) <= _TITLE_CHARACTERS:
        return sentence
    return sentence[:_TITLE_CHARACTERS].rsplit(" ", 1)[0] + " …"
