"""Which body a foreign host poses as: the genuine host inside it, a label of the body, or one that differs by a letter.

In: a host. Out: a Likeness. Letters of other scripts that look like ours are taken for ours. Homoglyphs by
`crawler.text.unicode.plain_letters`, distance after Damerau and Levenshtein (one edit, of labels of six letters and more).
"""

import re
from dataclasses import dataclass

from crawler.text.addresses import public_suffix
from crawler.text.unicode import fold, plain_letters
from crawler.vocab.addresses import load_genuine

_SWAPS = str.maketrans("013457", "oleast")
_SHORT = 4  # a label of fewer letters names a body only alone


@dataclass(frozen=True, slots=True)
class Likeness:
    """`body` is the id of who is imitated; `strong` where the address can mean nothing else."""

    body: str
    strong: bool


def likeness(host: str) -> Likeness | None:
    """Whom a host (lower case) poses as; None for a genuine host and for one like nobody's."""
    genuine = load_genuine()
    if genuine.owner(host) or host == "gov.vn" or host.endswith(".gov.vn"):
        return None
    inside = _host_inside(host)
    if inside:
        return Likeness(inside, True)
    suffix = public_suffix(host)
    own = host.removesuffix(f".{suffix}") if suffix else host
    if re.search(r"(?:^|[.-])gov[.-]?vn(?:[.-]|$)|vgov|govvn", own) or (suffix != "gov.vn" and "gov" in own.split(".")):
        return Likeness("government", True)
    plain = fold(plain_letters(own))
    disguised = plain != own
    tokens = [token for token in re.split(r"[.-]", plain) if token]
    for token in (*tokens, plain.replace("-", "").replace(".", "")):
        body = _named(token)
        if body:
            return Likeness(body, disguised or len(tokens) > 1 or "." in own)
    return None


def _host_inside(host: str) -> str:
    """The body whose whole host stands inside ('vietcombank.com.vn.click', 'www-vietcombank.com.vn')."""
    for known, body in load_genuine().by_host.items():
        if re.search(rf"(?:^|[.-]){re.escape(known)}[.-]", host) or host.endswith(f"-{known}"):
            return body
        flat = known.replace(".", "-")
        if flat in host and "-" in flat and known.count(".") > 1:
            return body
    return ""


def _named(token: str) -> str:
    """The body that a part of a host names: its label, its label within a longer word, or one edit away."""
    labels = load_genuine().by_label
    if token in labels:
        return labels[token]
    read = token.translate(_SWAPS)
    for label, body in labels.items():
        if len(label) > _SHORT + 1 and (label in token or label in read):
            return body
        if len(label) > _SHORT and abs(len(label) - len(read)) <= 1 and _one_edit(label, read):
            return body
    return ""


def _one_edit(one: str, other: str) -> bool:
    """Whether one letter more, less, changed, or two neighbours changed over make the one the other."""
    if one == other:
        return True
    if len(one) == len(other):
        places = [place for place in range(len(one)) if one[place] != other[place]]
        if len(places) == 1:
            return len(one) > 5
        first = places[0]
        return places == [first, first + 1] and one[first] == other[first + 1] and one[first + 1] == other[first]
    short, long = sorted((one, other), key=len)
    return len(short) > 5 and any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
