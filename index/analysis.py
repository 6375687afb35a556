"""Text to tokens, the same on both engines: exact tokens (tone placement and case unified) and folded ones.

Goes in: original text. Comes out: tokens with their offsets in it. The engines only split at spaces, so analysis cannot
differ between them.
"""

import re
from functools import lru_cache

from crawler.text.unicode import clean, fold, match_form

MAX_TOKEN = 100  # longer runs are no words; an engine would drop or refuse them
_TOKEN = re.compile(r"\w+")


def spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the tokens of NFC `text`, in order."""
    return [m.span() for m in _TOKEN.finditer(text) if m.end() - m.start() <= MAX_TOKEN]


def exact_tokens(text: str) -> list[str]:
    """Tokens in match form, with diacritics."""
    return _tokens(match_form(clean(text)))


def folded_tokens(text: str) -> list[str]:
    """Tokens without diacritics; as many as exact_tokens gives."""
    return _tokens(fold(clean(text)))


@lru_cache(maxsize=8)
def token_texts(text: str) -> tuple[str, str]:
    """The exact and the folded tokens, each joined by spaces: what engines index. The last texts are remembered."""
    exact = " ".join(exact_tokens(text))
    return exact, fold(exact)


def _tokens(form: str) -> list[str]:
    tokens = _TOKEN.findall(form)
    return [token for token in tokens if len(token) <= MAX_TOKEN] if len(form) > MAX_TOKEN else tokens
