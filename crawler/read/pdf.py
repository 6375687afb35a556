"""PDF to page texts by pdfium; pages without a usable text layer go to OCR. Runs inside the worker only."""

import re
from typing import Any

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from crawler.read.outcomes import ReadOutcome
from crawler.read.scan import OcrUnavailable, ocr_image
from crawler.read.worker import answer
from crawler.text.unicode import clean

MAX_PAGES = 500
MAX_OCR_PAGES = 20
OCR_DPI = 200
_MAX_PIXELS = 40_000_000
_LETTERS_OF_A_PAGE = 25  # a stamp or page number in the text layer is no text


def read_pdf(body: bytes) -> dict[str, Any]:
    """Page texts with OCR where needed, or a named outcome."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) == FPDF_ERR_PASSWORD
        return answer(ReadOutcome.ENCRYPTED if encrypted else ReadOutcome.CORRUPT, detail=str(error))
    if len(document) > MAX_PAGES:
        return answer(ReadOutcome.TOO_BIG, detail=f"{len(document)} pages")
    pages: list[str] = []
    confidences: list[float] = []
    blocked = ""
    for number in range(len(document)):
        try:
            page = document[number]
            text = _layer(page)
            if sum(c.isalpha() for c in text) < _LETTERS_OF_A_PAGE and len(confidences) < MAX_OCR_PAGES and not blocked:
                text, confidence = _recognise(page)
                confidences.append(confidence)
        except OcrUnavailable as error:
            blocked = str(error)
        except pypdfium2.PdfiumError as error:
            text = ""
            blocked = blocked or f"page {number + 1}: {error}"
        pages.append(text)
    if any(page.strip() for page in pages):
        mean = sum(confidences) / len(confidences) if confidences else None
        return answer(ReadOutcome.TEXT, pages, confidence=mean, detail=blocked)
    if "tesseract" in blocked:
        return answer(ReadOutcome.OCR_UNAVAILABLE, detail=blocked)
    return answer(ReadOutcome.IMAGE_ONLY if pages else ReadOutcome.CORRUPT, detail=blocked)


def _layer(page: Any) -> str:
    text = clean(str(page.get_textpage().get_text_range()).replace("\ufffe", ""))
    # pdfium gives a line for each line of print: join lines that go on inside a sentence.
    text = re.sub(r"(?<=[^\W\d_])-\n(?=[a-zà-ỹđ])", "", text)
    return re.sub(r"(?<=[a-zà-ỹđ,;])[ \t]*\n(?=[a-zà-ỹđ(])", " ", text).strip()


def _recognise(page: Any) -> tuple[str, float]:
    width, height = page.get_size()
    scale = OCR_DPI / 72
    if width * height * scale * scale > _MAX_PIXELS:
        scale = (_MAX_PIXELS / (width * height)) ** 0.5
    return ocr_image(page.render(scale=scale, grayscale=True).to_pil())
