"""Text as it was given and its composed form: 'e' + U+0301 is read as 'é', and quoted as it was given.

In: any text. Out: its NFC form, letter by letter, with the way back for offsets. `clean` does more, but has no way back.
"""

import re
import unicodedata
from dataclasses import dataclass

_LETTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Composed:
    """`text` is the composed form of `given`; `origin` has one offset into `given` for each offset into `text`.

    `origin` is empty where both are the same.
    """

    given: str
    text: str
    origin: tuple[int, ...] = ()

    def back(self, offset: int) -> int:
        """The offset into `given` for one into `text` (0 to its length). Raises IndexError beyond it."""
        return self.origin[offset] if self.origin else offset


def compose(given: str) -> Composed:
    """Every letter with its marks composed."""
    if unicodedata.is_normalized("NFC", given):
        return Composed(given, given)
    pieces: list[str] = []
    origin: list[int] = []
    for letter in _LETTER.finditer(given):
        piece = unicodedata.normalize("NFC", letter.group())
        pieces.append(piece)
        origin += [letter.start()] * len(piece)
    return Composed(given, "".join(pieces), (*origin, len(given)))
