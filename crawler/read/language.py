"""The language of a text: langdetect with a fixed seed on enough text, aware that unaccented Vietnamese looks foreign."""

import re
from functools import cache

from langdetect import DetectorFactory, LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY

from crawler.once import one_at_a_time
from crawler.text.unicode import fold, has_diacritics

_ENOUGH_LETTERS = 40
_SAMPLE = 2000
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# Function words of unaccented Vietnamese; a text with many of them is Vietnamese whatever n-grams say.
_WORDS = frozenset(
    [
        "cua",
        "va",
        "cac",
        "nguoi",
        "khong",
        "duoc",
        "la",
        "co",
        "cho",
        "voi",
        "nhung",
        "mot",
        "trong",
        "khi",
        "den",
        "tai",
        "lua",
        "dao",
        "canh",
        "bao",
        "cong",
        "an",
        "tien",
        "dien",
        "thoai",
    ]
)


@one_at_a_time
@cache
def _detectors() -> DetectorFactory:
    """The maker of detectors with all profiles: our own, since the package's is seen by other threads before it is full."""
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.seed = 0
    return factory


def _detected(sample: str) -> str:
    detector = _detectors().create()
    detector.append(sample)
    return str(detector.detect())


def language_of(text: str) -> str:
    """ISO 639-1 code, or 'und' for too little text."""
    sample = text[:_SAMPLE]
    if sum(c.isalpha() for c in sample) < _ENOUGH_LETTERS:
        return "vi" if len(_VIETNAMESE.findall(sample)) >= 3 else "und"
    letters = sum(c.isalpha() for c in sample)
    if len(_VIETNAMESE.findall(sample)) / letters > 0.05:
        return "vi"
    words = re.findall(r"[a-z]+", fold(sample))
    if words and not has_diacritics(sample) and sum(word in _WORDS for word in words) / len(words) > 0.15:
        return "vi"
    try:
        return _detected(sample)
    except LangDetectException:
        return "und"
