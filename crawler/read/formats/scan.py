"""Scans and posters to text by tesseract (vie+eng). Runs inside the worker only.

`vie` alone loses symbols such as 1256/STTTT-TTBCXB; with `eng` they survive. A median filter takes the character error
of a page with 1 % salt noise from 6 to under 1 %, straightening helps from half a degree on (docs/decisions/0005).
"""

import io
import itertools
import re

import pytesseract
from PIL import Image, ImageFilter, ImageOps

from crawler.read.file_text import FileText
from crawler.read.outcomes import ReadOutcome
from crawler.text.unicode import clean

LANGUAGES = "vie+eng"
MAX_PIXELS = 60_000_000
_MINIMUM_WIDTH = 1200  # narrower pictures are enlarged: tesseract wants letters of 20 pixels and more
_MAX_ENLARGEMENT = 4
_LEAST_ANGLE = 0.5
_MOST_ANGLE = 5
_DOUBTFUL = 0.75
_SECONDS = 40


class OcrUnavailable(Exception):
    """tesseract or its Vietnamese model is missing."""


def read_image(body: bytes) -> FileText:
    """The text of one picture."""
    try:
        with Image.open(io.BytesIO(body)) as picture:
            pixels = picture.width * picture.height
            if pixels > MAX_PIXELS:
                outcome = ReadOutcome.BOMB if pixels > 2 * MAX_PIXELS else ReadOutcome.TOO_BIG
                return FileText(outcome, detail=f"{picture.width} x {picture.height} pixels")
            picture.load()
            text, confidence = ocr_image(picture)
    except OcrUnavailable as error:
        return FileText(ReadOutcome.OCR_UNAVAILABLE, detail=str(error))
    except Image.DecompressionBombError as error:
        return FileText(ReadOutcome.BOMB, detail=str(error))
    except (OSError, SyntaxError, ValueError) as error:
        return FileText(ReadOutcome.CORRUPT, detail=str(error))
    if not text.strip():
        return FileText(ReadOutcome.IMAGE_ONLY)
    return FileText(ReadOutcome.TEXT, (text,), confidence=confidence)


def ocr_image(picture: Image.Image) -> tuple[str, float]:
    """Text in NFC with paragraphs kept, and the mean word confidence in [0, 1]. Raises OcrUnavailable."""
    grey = ImageOps.autocontrast(picture.convert("L").filter(ImageFilter.MedianFilter(3)))
    angle = _skew(grey)
    if abs(angle) >= _LEAST_ANGLE:
        grey = grey.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    if grey.width < _MINIMUM_WIDTH:
        factor = min(_MAX_ENLARGEMENT, _MINIMUM_WIDTH / grey.width)
        grey = grey.resize((round(grey.width * factor), max(1, round(grey.height * factor))), Image.Resampling.LANCZOS)
    text, confidence = _read(grey, layout=3)
    if confidence < _DOUBTFUL:  # posters and forms: taken as one block they sometimes read better
        again = _read(grey, layout=6)
        if again[1] > confidence:
            return again
    return text, confidence


def _skew(grey: Image.Image) -> float:
    """Degrees to turn the page back: the angle at which rows of ink and of paper differ most (projection profile)."""
    small = ImageOps.invert(grey.resize((600, max(1, round(grey.height * 600 / grey.width))), Image.Resampling.BOX))
    small = small.point([255 if value > 90 else 0 for value in range(256)])

    def sharpness(angle: float) -> int:
        turned = small.rotate(angle, Image.Resampling.BILINEAR)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        return sum((one - other) ** 2 for one, other in itertools.pairwise(rows))

    coarse = max((step / 2 for step in range(-_MOST_ANGLE * 2, _MOST_ANGLE * 2 + 1)), key=sharpness)
    angle = max((coarse + step / 10 for step in range(-4, 5)), key=sharpness)
    return angle if sharpness(angle) > 1.05 * sharpness(0.0) else 0.0


def _read(grey: Image.Image, layout: int) -> tuple[str, float]:
    try:
        words = pytesseract.image_to_data(
            grey, lang=LANGUAGES, config=f"--psm {layout}", output_type=pytesseract.Output.DICT, timeout=_SECONDS
        )
    except pytesseract.TesseractNotFoundError as error:
        raise OcrUnavailable(f"tesseract: {error}") from error
    except pytesseract.TesseractError as error:
        if "load" in str(error) or "language" in str(error):
            raise OcrUnavailable(f"tesseract: {error}") from error
        return "", 0.0  # it gave up on this picture
    except RuntimeError:  # pytesseract's own sign of a timeout
        return "", 0.0
    lines: dict[tuple[int, int, int], list[str]] = {}
    confidences = []
    for i, word in enumerate(words["text"]):
        if word.strip():
            lines.setdefault((words["block_num"][i], words["par_num"][i], words["line_num"][i]), []).append(word)
            confidences.append(float(words["conf"][i]))
    text = clean("\n".join(" ".join(line) for line in lines.values()))
    text = re.sub(r"(?<=[a-zà-ỹđ,;])\n(?=[a-zà-ỹđ])", " ", text)
    return text, (sum(confidences) / len(confidences) / 100 if confidences else 0.0)
