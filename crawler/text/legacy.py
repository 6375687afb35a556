"""Vietnamese of before Unicode: TCVN3 (ABC, .VnTime) and VNI, as they come out of old files as Latin letters.

In: text. Out: Unicode, or nothing where the text is no such thing. Conversion is viparse's; whether a conversion was
right is proved by counting Vietnamese syllables before and after it, line by line, because one file may mix both.
"""

import re

from crawler.text.syllables import syllable_share
from crawler.text.unicode import clean

_ONLY_UNICODE = re.compile("[ăđơư\u1ea0-\u1ef9]", re.IGNORECASE)
_GAIN = 0.15  # share of syllables that a conversion must add
_ENOUGH = 0.5


def to_unicode(text: str) -> str | None:
    """TCVN3 or VNI text as Unicode, or None if no line of it is either. Lines that are Unicode stay as they are."""
    if text.isascii():
        return None
    lines = text.split("\n")
    kinds = [_kind(line) for line in lines]
    known = [kind for kind in kinds if kind]
    if not known:
        return None
    kind = max(set(known), key=known.count)
    return "\n".join(_converted(line, kind) if _suspect(line) else line for line in lines)


def modern(text: str) -> tuple[str, list[str]]:
    """Clean text in Unicode, and ['legacy_encoding'] if it had to be converted.

    Conversion comes before cleaning: TCVN3 writes 'ư' with the code of the soft hyphen, which cleaning takes away.
    """
    converted = to_unicode(text)
    return (clean(text), []) if converted is None else (clean(converted), ["legacy_encoding"])


def _suspect(line: str) -> bool:
    return not line.isascii() and not _ONLY_UNICODE.search(line)


def _kind(line: str) -> str:
    """'tcvn3' or 'vni' if that reading has clearly more syllables than the line as it is."""
    if not _suspect(line) or sum(c.isalpha() for c in line) < 8:
        return ""
    plain = syllable_share(line)
    gains = {kind: syllable_share(_converted(line, kind)) for kind in ("tcvn3", "vni")}
    best = max(gains, key=lambda kind: gains[kind])
    return best if gains[best] >= _ENOUGH and gains[best] >= plain + _GAIN else ""


def _converted(line: str, kind: str) -> str:
    return re.sub(r"\S+", lambda match: _word(match.group(), kind), line)


def _word(word: str, kind: str) -> str:
    """One word. Capitals need care: VNI has a code for them that viparse leaves, .VnTimeH draws small codes large."""
    import viparse

    if word.isascii():
        return word
    ascii_letters = [c for c in word if c.isascii() and c.isalpha()]
    capitals = len(word) > 1 and (all(c.isupper() for c in ascii_letters) if ascii_letters else False)
    if kind == "vni":
        fixed = str(viparse.fix(word.lower(), encoding="vni"))
        if capitals:
            return fixed.upper()
        return fixed[:1].upper() + fixed[1:] if word[0].isupper() else fixed
    fixed = str(viparse.fix(word, encoding="tcvn3"))
    return fixed.upper() if capitals and len(ascii_letters) > 1 else fixed
