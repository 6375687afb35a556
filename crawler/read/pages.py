"""Pages to documents, one way for each kind of page: HTML, plain text, mail, a file.

In: a Page with its attachments, archived already. Out: a Document, or DocumentQuarantined with a ReadOutcome.
"""

import re
from collections.abc import Sequence
from contextlib import nullcontext

from crawler.model import Anchor, DateMethod, DateValue, Document, DocumentQuarantined, Page, Source
from crawler.read.attachment_links import FEW_LETTERS, attachment_links
from crawler.read.charset import decode
from crawler.read.dates import modified_of, published_of
from crawler.read.document import document_of, first_line
from crawler.read.file_text import FileText
from crawler.read.files import attached, joined, listed, open_file, open_page
from crawler.read.formats.mail import read_mail
from crawler.read.html_article import read_article
from crawler.read.outcomes import REMEDIES, ReadOutcome
from crawler.read.sandbox import Sandbox
from crawler.read.sniff import Format, sniff
from crawler.text.dates import parse_date
from crawler.text.unicode import clean

CAPTION = "chú thích ảnh"
_SHELL_BYTES = 2048  # a smaller page without text is a redirect or a shell; a larger one had something to say
_FILE_DATE = re.compile(r"\A\s*date (\d{4})-(\d{2})\b[ \t]*")


def read(
    page: Page, attachments: Sequence[Page] = (), source: Source | None = None, sandbox: Sandbox | None = None
) -> Document:
    """The document of a page with its attachments.

    `sandbox` parses files; without one, a sandbox is opened for this page alone, which costs a second if it has any.
    Raises DocumentQuarantined with a ReadOutcome if the page gives no text; a broken attachment only loses itself.
    """
    if not page.body:
        raise _quarantined(page, ReadOutcome.EMPTY)
    kind = sniff(page.body, page.content_type, page.filename or page.url)
    if kind is Format.TEXT:
        return _read_plain(page)
    if kind is Format.UNKNOWN:
        raise _quarantined(page, ReadOutcome.UNSUPPORTED)
    with Sandbox() if sandbox is None else nullcontext(sandbox) as parser:
        if kind is Format.HTML:
            return _read_html(page, attachments, source, parser)
        if kind is Format.MAIL:
            return _read_mail(page, parser)
        return _read_file(page, kind, parser)


def _quarantined(page: Page, outcome: ReadOutcome, detail: str = "") -> DocumentQuarantined:
    name = page.filename or page.url
    tail = f" ({detail})" if detail else ""
    return DocumentQuarantined(f"{name}: {REMEDIES.get(outcome, outcome.value)}{tail}", outcome.value)


def _read_html(page: Page, attachments: Sequence[Page], source: Source | None, sandbox: Sandbox) -> Document:
    text, flags = decode(page.body, page.content_type)
    article = read_article(text, page.url, source)
    lead = article.lead
    parts = [part for part in (lead if lead not in article.body[: len(lead) + 200] else "", article.body) if part]
    own = "\n\n".join(parts)
    whole = joined(own, (file for child in attachments for file in attached(child, sandbox)))
    missing = not attachments and _has_few_letters(own) and bool(attachment_links(text, page.url, source))
    if not whole.text.strip():
        shell = ReadOutcome.NO_TEXT if len(page.body) > _SHELL_BYTES else ReadOutcome.EMPTY
        raise _quarantined(page, ReadOutcome.ATTACHMENT_MISSING if missing else shell)
    return document_of(
        page,
        article.title or page.listed_title or first_line(whole.text),
        whole.text,
        article.layout,
        lead=lead,
        article=article,
        published=published_of(article, page),
        modified=modified_of(article, page),
        attachments=whole.attachments,
        anchors=(*_captions(own, article.captions), *whole.anchors),
        flags=(*flags, *whole.flags, *((ReadOutcome.ATTACHMENT_MISSING.value,) if missing else ())),
    )


def _has_few_letters(text: str) -> bool:
    return sum(c.isalpha() for c in text) < FEW_LETTERS


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
    return document_of(page, "", text, "text", published=published, flags=flags)


def _read_mail(page: Page, sandbox: Sandbox) -> Document:
    """A forwarded warning: its text part, its date, and its attached files in their order."""
    mail = read_mail(page.body)
    files = (
        file
        for name, media, data in mail.files
        for file in listed(page, open_file(name, data, media, name, sandbox), media)
    )
    whole = joined(clean(mail.text).strip(), files)
    if not whole.text:
        raise _quarantined(page, ReadOutcome.NO_TEXT)
    parsed = parse_date(mail.date) if mail.date else None
    return document_of(
        page,
        clean(mail.subject),
        whole.text,
        "mail",
        attachments=whole.attachments,
        anchors=whole.anchors,
        published=DateValue(parsed.value, mail.date, DateMethod.FILE, parsed.precision) if parsed else None,
        flags=whole.flags,
    )


def _read_file(page: Page, kind: Format, sandbox: Sandbox) -> Document:
    opened = open_page(page, sandbox)
    good = [file.result for file in opened if file.result.outcome is ReadOutcome.TEXT]
    if not good:
        first = opened[0].result if opened else FileText(ReadOutcome.NO_TEXT)
        raise _quarantined(page, first.outcome, first.detail)
    whole = joined("", listed(page, opened))
    recognised = any(result.confidence is not None for result in good)
    return document_of(
        page,
        "",
        whole.text,
        "ocr" if recognised else kind.value,
        attachments=whole.attachments,
        anchors=whole.anchors,
        flags=tuple(flag for result in good for flag in result.flags),
    )
