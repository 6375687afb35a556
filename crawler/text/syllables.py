"""Which words are Vietnamese syllables by their letters: proof of a right encoding, and of a word that is no name."""

import re
import unicodedata

_ONSET = "(?:ngh?|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
_NUCLEI = (  # what carries the tone, longest first
    "iêu yêu oai oay oao oeo uây uôi uya uyê uyu ươi ươu ai ao au ay âu ây eo êu ia iê iu oa oă oe oi oo ôi ơi ua uâ uê ui uô "
    "uơ uy ưa ưi ươ ưu yê a ă â e ê i o ô ơ u ư y"
)
_SYLLABLE = re.compile(rf"{_ONSET}(?:{_NUCLEI.replace(' ', '|')})(?:ch|ng|nh|[cmnpt])?\Z")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_EDGES = "\"'“”‘’()[]{}<>.,;:!?…/-–—*_|%0123456789+=@#&"


def syllable_share(text: str) -> float:
    """The share of words that are Vietnamese syllables by their letters, in [0, 1]; 0.0 without words.

    A broken text layer or a wrong encoding scores under 0.3 (FACTS part D), Vietnamese prose over 0.8.
    """
    words = [word for raw in text.split() if (word := raw.strip(_EDGES)) and any(c.isalpha() for c in word)]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def is_syllable(word: str) -> bool:
    """Whether a word without marks around it is one syllable, with its accents or without ('tien', 'tiền')."""
    bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and _SYLLABLE.match(unicodedata.normalize("NFC", bare)) is not None
