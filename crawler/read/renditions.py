"""Whether two texts are the same document in two forms: a dispatch as a page and as the PDF beside it."""

import re

from crawler.text.unicode import fold

_SHINGLE = 4  # words; scans lose letters, so diacritics and short slips must not tell two renditions apart
_CONTAINED = 0.8
_ENOUGH_WORDS = 30


def is_rendition(text: str, of: str) -> bool:
    """Whether nearly everything that `text` says stands in `of` already (containment of word shingles)."""
    shingles = _shingles(text)
    if len(shingles) < _ENOUGH_WORDS:
        return False
    return len(shingles & _shingles(of)) / len(shingles) >= _CONTAINED


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", fold(text))
    return {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
