"""Unicode forms of Vietnamese text.

`clean` makes the text that is stored (NFC, no invisible characters). `match_form` and `fold` make forms for matching
only; both keep the length of NFC text, so an offset into one is an offset into the other.
"""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền sắc ngã hỏi nặng


def _tone_moves() -> dict[str, str]:
    """Old to new placement of the tone mark in open oa, oe, uy ('hòa' -> 'hoà'), lower case pairs."""
    moves = {}
    for first, second in (("o", "a"), ("o", "e"), ("u", "y")):
        for tone in _TONES:
            old = unicodedata.normalize("NFC", first + tone) + second
            new = first + unicodedata.normalize("NFC", second + tone)
            moves[new] = old
    return moves


_TO_OLD = _tone_moves()
# Only an open syllable has two placements: 'hoà' and 'hòa', but 'đoạt', 'khoản', 'quý' have one.
_NEW_STYLE = re.compile(rf"(?<!q)(?:{'|'.join(_TO_OLD)})(?!\w)")


def clean(text: str) -> str:
    """NFC without invisible and control characters; every exotic space becomes a plain one. Tabs, newlines stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    return _SURROGATES.sub("", text)


# Letters that stand in for Latin ones to slip past filters: Cyrillic and Greek look-alikes, by what they look like.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁԛԝһӏАВЕКМНОРСТУХІЈЅοανιρτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsdqwhlabekmhopctyxijsoavipruabezhikmnoptyx"
)


UPPER = "".join(
    c
    for c in map(chr, range(0x41, 0x1EFA))
    if c.isupper() and unicodedata.normalize("NFD", c)[0] in "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ"
)
"""The capital letters of Vietnamese and other Latin texts, for character classes."""


def _plain_letter(char: str) -> str:
    """The Latin letter or digit that a mathematical, full-width or circled one stands for; else itself (one for one)."""
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and plain.isascii() and plain.isalnum() else char


_STYLED = re.compile("[\U0001d400-\U0001d7ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\u2102-\u2134]")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_ODD = re.compile("[\u0370-\u052f\u2102-\u24e9\uff10-\uff5a\U0001d400-\U0001d7ff]")  # covers both, in one pass
_WORD = re.compile(r"\w+")


def plain_letters(text: str) -> str:
    """Styled letters as plain ones, look-alikes in otherwise Latin words as Latin; same length, for matching only.

    A word that is all Cyrillic or Greek is foreign, not a trick, and stays.
    """
    if not _ODD.search(text):
        return text
    text = _STYLED.sub(lambda match: _plain_letter(match.group()), text)
    if not _FOREIGN.search(text):
        return text
    return _WORD.sub(_latin, text)


def _latin(match: re.Match[str]) -> str:
    word = match.group()
    foreign = len(_FOREIGN.findall(word))
    return word.translate(_LOOK_ALIKES) if 0 < foreign < len(word) else word


def _lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def match_form(text: str) -> str:
    """Lower case with one tone placement ('hoà' and 'hòa' both become 'hòa'); same length as NFC `text`."""
    low = plain_letters(text).lower() if not text.isascii() else text.lower()
    if len(low) != len(text):
        low = "".join(map(_lower, text))
    return _NEW_STYLE.sub(lambda m: _TO_OLD[m.group()], low.replace("ð", "đ"))


def _fold_char(char: str) -> str:
    if char in "đðĐÐ":
        return "d"
    base = unicodedata.normalize("NFD", char)[0]
    return _lower(base)


class _FoldTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        value = chr(code) if code < 128 and not 65 <= code <= 90 else _fold_char(chr(code))
        self[code] = value
        return value


_FOLD = _FoldTable()
_TABLE_END = 0x3000  # beyond every letter and mark of Vietnamese text
_SHORT = 60  # characters; below that a table costs more than it saves


@cache
def _fold_codes() -> "NDArray[np.uint16]":
    """What each code below _TABLE_END becomes; 0 for those that plain_letters must look at."""
    import numpy as np

    return np.array([0 if _ODD.match(chr(code)) else ord(_FOLD[code]) for code in range(_TABLE_END)], "<u2")


def fold(text: str) -> str:
    """Lower case without diacritics ('Lừa đảo' -> 'lua dao'); same length as NFC `text`."""
    if text.isascii():
        return text.lower()
    if len(text) > _SHORT:  # ten times as fast as str.translate
        import numpy as np  # it takes as long to load as the command line: who folds no long text does not wait for it

        codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        if codes.max() < _TABLE_END:
            folded = _fold_codes().take(codes)
            if folded.all():
                return folded.tobytes().decode("utf-16-le", "surrogatepass")
    return plain_letters(text).translate(_FOLD)


def has_diacritics(text: str) -> bool:
    """Whether any letter carries a Vietnamese mark or is đ."""
    return any(ord(c) > 127 and c.isalpha() for c in text)
