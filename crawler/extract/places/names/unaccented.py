"""Places of a document written without diacritics ('Cong an tinh Nghe An canh bao'), folded names by folded words.

In: a Context. Out: candidates and roles, as for other documents but fewer and surer anchored: a name counts only behind
a type word or an office, since 'Ha Nam' and 'ha nam' fold to one another's words. Callers give these less confidence.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from crawler.extract.context import Context
from crawler.extract.places.mention import Candidate, Mention
from crawler.model import PlaceRole
from crawler.once import one_at_a_time
from crawler.text.unicode import fold
from crawler.vocab.units import province_aliases, unit_keys
from crawler.vocab.units_gazetteer import Unit, all_units

_SHARE = 0.01  # bytes beyond one a letter: Vietnamese has about a fourth
_TYPES = {
    "tinh": "tỉnh", "thanh pho": "thành phố", "tp": "tp", "tp.": "tp.", "quan": "quận", "huyen": "huyện",
    "thi xa": "thị xã", "xa": "xã", "phuong": "phường", "thi tran": "thị trấn",
}  # fmt: skip
_TYPE = r"(?:tinh|thanh pho|tp\.?|quan|huyen|thi xa|xa|phuong|thi tran)"
_OFFICE = r"(?:cong an|ubnd|so [a-z &-]{2,40}?|cuc thue|bhxh|dien luc|buu dien|benh vien|tand|toa an|vksnd)"
_ANCHOR = re.compile(rf"\b(?:(?P<type>{_TYPE})|{_OFFICE})\s{{1,2}}")
_WORDS = re.compile(r"[A-Z0-9][A-Za-z0-9]*(?:[ -][A-Z0-9][A-Za-z0-9]*){0,4}")

_CLAIMED = re.compile(r"\b(?:gia danh|mao danh|gia mao|tu xung|xung la|nhan la)\b[^.,;:\n]{0,60}$")
_COURT = re.compile(rf"\b(?:tand|toa an(?: nhan dan)?|vksnd)(?: {_TYPE})?\s*$")
_OFFICE_BEFORE = re.compile(rf"\b{_OFFICE}(?: {_TYPE})?\s*$")
_SAYS = re.compile(
    r"^[^.!?\n]{0,80}?\b(?:canh bao|khuyen cao|cho biet|cho hay|thong bao|luu y|xac nhan|khuyen|de nghi)\b"
)
_AFFECTED = re.compile(
    r"\b(?:(?:tren|tai|o) dia ban|(?:xay ra|xuat hien|dien ra) (?:tai|o)|nguoi dan(?: tai| o)?|ba con)"
    rf"(?: {_TYPE})?\s*$"
)
_LIVES = re.compile(rf"\b(?:tru|ngu|que|thuong tru|hktt)(?: (?:tai|o))?(?: {_TYPE})?\s*$")
_SUSPECT = re.compile(r"\b(?:doi tuong|bi can|bi cao|nghi pham|khoi to|bat giu|sn \d{4}|sinh nam)\b")
_VICTIM = re.compile(r"\b(?:anh|chi|ong|ba|em|co|nan nhan|bi hai)\b")
_CHAIN = re.compile(rf"^[\s,(-]*(?:{_TYPE}\s*)?$")

Pairs = list[tuple[Mention, PlaceRole, str]]


def is_unaccented(context: Context) -> bool:
    """Whether a document has (nearly) no letter with a mark: its accents were lost, or never typed."""
    full = context.full
    return len(full.encode("utf-8", "surrogatepass")) - len(full) < _SHARE * len(full)


@one_at_a_time
@cache
def _folded_names() -> dict[str, tuple[str, tuple[Unit, ...]]]:
    """Folded key -> province of the 63 ('' if none) and the districts and communes of that name."""
    units: dict[str, list[Unit]] = defaultdict(list)
    keys = {name: fold(key) for name, key in unit_keys({unit.name for unit in all_units()}).items()}
    for unit in all_units():
        if unit.level != "province":
            units[keys[unit.name]].append(unit)
    provinces = {fold(key): name for key, name in province_aliases().items()}
    return {key: (provinces.get(key, ""), tuple(units.get(key, ()))) for key in {*units, *provinces}}


def unaccented_candidates(context: Context) -> list[Candidate]:
    """Names behind a type word or an office, capitalised, in order."""
    found: list[Candidate] = []
    for anchor in _ANCHOR.finditer(context.folded):
        words = _WORDS.match(context.full, anchor.end())
        if words is None:
            continue
        kind = anchor["type"] or ""
        candidate = _longest(words, _TYPES.get(kind, ""), kind, anchor.start())
        if candidate is not None and (not found or candidate.start >= found[-1].end):
            found.append(candidate)
    return found


def _longest(words: re.Match[str], word: str, kind: str, at: int) -> Candidate | None:
    """The longest run of the words that names a unit; a numbered unit with its type at `at` ('quan 5')."""
    text = words[0]
    while text:
        key = f"{kind} {text}" if text.isdigit() else fold(text)
        province, units = _folded_names().get(key, ("", ()))
        if province or units:
            anchor = "type" if word else "office"
            start = at if text.isdigit() else words.start()
            return Candidate(start, words.start() + len(text), anchor, word, province, units)
        text = text.rpartition(" ")[0]
    return None


def unaccented_roles(context: Context, mentions: Sequence[Mention]) -> Pairs:
    """Mentions in order, each with its role and rule; rules begin with 'folded_'."""
    pairs: Pairs = []
    for mention in mentions:
        role, name = _role(context, mention, pairs)
        pairs.append((mention, role, f"folded_{name}"))
    return pairs


def _role(context: Context, mention: Mention, earlier: Pairs) -> tuple[PlaceRole, str]:
    sentence = context.sentence_at(mention.start)
    left = context.folded[max(sentence.start, mention.start - 120) : mention.start]
    right = context.folded[mention.end : max(sentence.end, mention.end)]
    if earlier:
        previous, role, _ = earlier[-1]
        gap = context.folded[previous.end : mention.start]
        if previous.province_2025 == mention.province_2025 and len(gap) < 24 and _CHAIN.match(gap):
            return role, "containment"
    if _CLAIMED.search(left):
        return PlaceRole.FAKE_CLAIM, "impersonated_body"
    if _COURT.search(left):
        return PlaceRole.COURT_VENUE, "court"
    if _OFFICE_BEFORE.search(left):
        return (PlaceRole.ISSUER, "office_says") if _SAYS.match(right) else (PlaceRole.BACKGROUND, "office")
    if _AFFECTED.search(left):
        return PlaceRole.AFFECTED, "affected_cue"
    if _LIVES.search(left):
        if _SUSPECT.search(left):
            return PlaceRole.SUSPECT_ORIGIN, "residence_of_suspect"
        if _VICTIM.search(left):
            return PlaceRole.VICTIM_RESIDENCE, "residence_of_victim"
    return PlaceRole.BACKGROUND, "no_cue"
