"""Scans and posters to text by tesseract (vie+eng). Runs inside the worker only.

`vie` alone loses symbols such as 1256/STTTT-TTBCXB; with `eng` they survive (measured on rendered dispatches).
"""

import io
import re
from typing import Any

import pytesseract
from PIL import Image, ImageFilter, ImageOps

from crawler.read.outcomes import ReadOutcome
from crawler.read.worker import answer
from crawler.text.unicode import clean

LANGUAGES = "vie+eng"
MAX_PIXELS = 60_000_000
_MINIMUM_WIDTH = 1200  # narrower pictures are enlarged: tesseract wants letters of 20 pixels and more
_SECONDS = 50


class OcrUnavailable(Exception):
    """tesseract or its Vietnamese model is missing."""


def read_image(body: bytes) -> dict[str, Any]:
    """The text of one picture."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(body)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return answer(ReadOutcome.TOO_BIG, detail=f"{picture.width} x {picture.height} pixels")
            picture.load()
            text, confidence = ocr_image(picture)
    except OcrUnavailable as error:
        return answer(ReadOutcome.OCR_UNAVAILABLE, detail=str(error))
    except Image.DecompressionBombError as error:
        return answer(ReadOutcome.BOMB, detail=str(error))
    except (OSError, SyntaxError, ValueError) as error:
        return answer(ReadOutcome.CORRUPT, detail=str(error))
    if not text.strip():
        return answer(ReadOutcome.IMAGE_ONLY)
    return answer(ReadOutcome.TEXT, [text], confidence=confidence)


def ocr_image(picture: Image.Image) -> tuple[str, float]:
    """Text in NFC with paragraphs kept, and the mean word confidence in [0, 1]. Raises OcrUnavailable."""
    grey = ImageOps.autocontrast(picture.convert("L").filter(ImageFilter.MedianFilter(3)))
    if grey.width < _MINIMUM_WIDTH:
        factor = _MINIMUM_WIDTH / grey.width
        grey = grey.resize((_MINIMUM_WIDTH, max(1, round(grey.height * factor))), Image.Resampling.LANCZOS)
    try:
        words = pytesseract.image_to_data(
            grey, lang=LANGUAGES, config="--psm 6", output_type=pytesseract.Output.DICT, timeout=_SECONDS
        )
    except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError) as error:
        raise OcrUnavailable(f"tesseract: {error}") from error
    lines: dict[tuple[int, int, int], list[str]] = {}
    confidences = []
    for i, word in enumerate(words["text"]):
        if word.strip():
            lines.setdefault((words["block_num"][i], words["par_num"][i], words["line_num"][i]), []).append(word)
            confidences.append(float(words["conf"][i]))
    text = clean("\n".join(" ".join(line) for line in lines.values()))
    text = re.sub(r"(?<=[a-zà-ỹđ,;])\n(?=[a-zà-ỹđ])", " ", text)
    return text, (sum(confidences) / len(confidences) / 100 if confidences else 0.0)
