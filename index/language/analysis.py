"""Text to tokens, the same on both engines: exact tokens (tone placement and case unified) and folded ones.

Goes in: original text. Comes out: tokens. The engines only split at spaces, so analysis cannot differ between them.
"""

import re

from crawler.text.unicode import clean, fold, match_form

MAX_TOKEN = 100  # longer runs are no words; an engine would drop or refuse them
_TOKEN = re.compile(r"\w+")


def exact_tokens(text: str) -> list[str]:
    """Tokens in match form, with diacritics."""
    return _tokens(match_form(clean(text)))


def folded_tokens(text: str) -> list[str]:
    """Tokens without diacritics; as many as exact_tokens gives."""
    return _tokens(fold(clean(text)))


def _tokens(form: str) -> list[str]:
    tokens = _TOKEN.findall(form)
    return [token for token in tokens if len(token) <= MAX_TOKEN] if len(form) > MAX_TOKEN else tokens
