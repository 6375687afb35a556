"""What the publisher wrote: text with its dates, attachments and anchors."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crawler.model.dispatch import Citation, Dispatch


class DateMethod(StrEnum):
    """How a date was found, from the most to the least trusted."""

    VISIBLE = "visible"
    JSON_LD = "json_ld"
    META = "meta"
    TIME_ELEMENT = "time_element"
    SITEMAP = "sitemap"
    FEED = "feed"
    LISTING = "listing"
    DISPATCH = "dispatch"
    URL = "url"
    TEXT = "text"
    FILE = "file"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date with its evidence. `value` is aware, UTC; `precision` is 'minute', 'day', 'month' or 'year'."""

    value: datetime
    raw: str
    method: DateMethod
    precision: str = "minute"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Maps offsets [start, end) of Document.text to a place in a rendition: `label` such as 'page 2' or 'sheet X'.

    `attachment` is the position in Document.attachments, or None for the page itself.
    """

    start: int
    end: int
    label: str
    attachment: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with the page. `outcome` is 'text' or a named read outcome such as 'encrypted'.

    A `rendition` says what the page says (the same dispatch as page and as PDF): its words are not told twice.
    """

    name: str
    url: str
    content_type: str
    page_id: str
    revision: str
    outcome: str
    pages: int = 0
    ocr_confidence: float | None = None
    rendition: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Readable text. `text` is the lead and the body, then the text of attachments: every offset points into it.

    `layout` names the method that found the text (a platform's layout, 'trafilatura', 'pdf', 'docx', 'ocr', …).
    `dispatch` is the head of a công văn, `citations` are the dispatches that any text cites.
    `language` is an ISO 639-1 code or 'und'. Undated stays undated: `published` is None, never now.
    """

    page_id: str
    revision: str
    source: str
    url: str
    title: str
    lead: str
    text: str
    published: DateValue | None
    modified: DateValue | None
    language: str
    layout: str
    author: str = ""
    source_line: str = ""
    section: str = ""
    attachments: tuple[Attachment, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    ocr_confidence: float | None = None
    dispatch: Dispatch | None = None
    citations: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()
    fetched_at: datetime | None = None
