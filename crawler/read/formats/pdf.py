"""PDF to page texts by pdfium; pages without a usable text layer go to OCR. Runs inside the worker only.

Usable: letters enough, and words that are Vietnamese syllables or English (FACTS part D: under 0.3 the layer is broken).
TCVN3 and VNI layers are converted; what stays unreadable is recognised from the picture.
"""

import re
import time
from typing import Any

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from crawler.read.file_text import FileText
from crawler.read.formats.pdf_fields import typed_into
from crawler.read.formats.scan import OcrUnavailable, ocr_image
from crawler.read.outcomes import ReadOutcome
from crawler.text.legacy import modern
from crawler.text.syllables import syllable_share
from crawler.text.unicode import clean

MAX_PAGES = 500
MAX_OCR_PAGES = 20
OCR_DPI = 200
_MAX_PIXELS = 40_000_000
_OCR_SECONDS = 90  # for all pages together, within the sandbox's deadline
_BROKEN = 0.3
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|for|with|that|this|by|on|are)\b", re.IGNORECASE)
_LETTERS_OF_A_PAGE = 25  # a stamp or page number in the text layer is no text


def read_pdf(body: bytes) -> FileText:
    """Page texts with OCR where needed, or a named outcome."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) == FPDF_ERR_PASSWORD
        return FileText(ReadOutcome.ENCRYPTED if encrypted else ReadOutcome.CORRUPT, detail=str(error))
    if len(document) > MAX_PAGES:
        return FileText(ReadOutcome.TOO_BIG, detail=f"{len(document)} pages")
    filled = bool(document.get_formtype())
    if filled:
        document.init_forms()  # before any page is loaded
    pages: list[str] = []
    confidences: list[float] = []
    flags: set[str] = set()
    blocked = ""
    until = time.monotonic() + _OCR_SECONDS
    for number in range(len(document)):
        text = ""
        try:
            page = document[number]
            typed = typed_into(page, document.formenv) if filled else []
            text, converted = modern(str(page.get_textpage().get_text_range()).replace("\ufffe", "-"))
            text = "\n".join((_joined(text), *(value for value in typed if value not in text))).strip()
            flags.update(converted)
            if not _usable(text):
                if blocked or len(confidences) >= MAX_OCR_PAGES or time.monotonic() > until:
                    flags.add("pages_left_out")
                else:
                    recognised, confidence = _recognise(page)
                    confidences.append(confidence)
                    # A broken layer with words is still more than a picture that gave none.
                    text = recognised if recognised.strip() or not text.strip() else text
        except OcrUnavailable as error:
            blocked = str(error)
            flags.add("pages_left_out")
        except pypdfium2.PdfiumError as error:
            blocked = blocked or f"page {number + 1}: {error}"
            flags.add("pages_left_out")
        pages.append(text)
    told = sorted(flags)
    if any(page.strip() for page in pages):
        mean = sum(confidences) / len(confidences) if confidences else None
        return FileText(
            ReadOutcome.TEXT, tuple(pages), confidence=mean, detail=blocked, flags=tuple(told), title=_title(document)
        )
    if "tesseract" in blocked:
        return FileText(ReadOutcome.OCR_UNAVAILABLE, detail=blocked)
    return FileText(ReadOutcome.IMAGE_ONLY if pages else ReadOutcome.CORRUPT, detail=blocked)


def _usable(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    if letters < _LETTERS_OF_A_PAGE:
        return False
    if syllable_share(text) >= _BROKEN:
        return True
    return len(_ENGLISH.findall(text)) / max(1, len(text.split())) > 0.05


def _title(document: Any) -> str:
    try:
        return clean(str(document.get_metadata_value("Title"))).strip()
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return ""


_LINE_OPENS = re.compile(r"[-–+*•●]|\(?\w{1,3}[.)/]\s|[A-ZĐ]{2}")
_FULL_LINE = 0.7  # of the page's longest line: a shorter one was ended by its writer


def _joined(text: str) -> str:
    """Lines of print as paragraphs: pdfium gives a line for each, whatever sentence runs on."""
    text = re.sub(r"(?<=\w)-\n(?=\w)", "-", text)  # Vietnamese does not hyphenate: the hyphen is the writer's
    lines = [line.strip() for line in text.split("\n")]
    longest = max(map(len, lines), default=0)
    result: list[str] = []
    last = ""
    for line in lines:
        goes_on = bool(last and line) and last[-1] not in ".;:!?…"
        small = re.match(r"[a-zà-ỹđ(]", line) and re.search(r"[a-zà-ỹđ,]$", last)
        full = len(last) >= _FULL_LINE * longest and not _LINE_OPENS.match(line)
        if goes_on and (small or full):
            result[-1] += f" {line}"
        else:
            result.append(line)
        last = line
    return "\n".join(result).strip()


def _recognise(page: Any) -> tuple[str, float]:
    width, height = page.get_size()
    scale = OCR_DPI / 72
    if width * height * scale * scale > _MAX_PIXELS:
        scale = (_MAX_PIXELS / (width * height)) ** 0.5
    return ocr_image(page.render(scale=scale, grayscale=True).to_pil())
