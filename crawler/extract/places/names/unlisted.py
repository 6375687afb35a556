"""Units that no list holds ('xã Hưng Châu, huyện Hưng Nguyên'): ended before the data begin, or misspelt.

In: a Context and its names with their readings. Out: the same with those units. The unit that is named right behind, and
holds it, gives the province; nothing else does.
"""

import re
from dataclasses import replace

from crawler.extract.context import Context
from crawler.extract.places.mention import COMMUNE_WORDS, Candidate, Mention
from crawler.extract.places.names.spellings import name_index
from crawler.model import PlaceLevel
from crawler.text.dates import local_day
from crawler.text.unicode import UPPER, match_form
from crawler.vocab.units import REFORM

_TYPES = r"xã|phường|thị trấn|huyện|quận|thị xã|[Pp]\.|[Hh]\."
_BEFORE = re.compile(
    rf"(?<!\w)(?P<word>{_TYPES})\s?(?P<name>[{UPPER}][\w’']*(?: (?:[{UPPER}][\w’']*|’|\d{{1,2}})){{0,3}})"
    r"\s?[,(–-]\s?(?:thuộc )?(?:(?:huyện|quận|thị xã|thành phố|tỉnh|TP\.?|Tp\.?|TX\.?|[QHqh]\.)\s?)?$"
)
_WIDTH = 72
_TYPE_WIDTH = 14
_BREAKS = frozenset(",(–-")
_PARTS = ("xã ", "ường ", "ị trấn ", "uyện ", "uận ", "P.", "p.", "H.", "h.")
"""One of them stands in every match: cheaper to look for, as are the breaks."""

Names = list[tuple[Candidate, Mention | None]]


def with_unlisted(context: Context, names: Names) -> Names:
    """The names in order, with units that stand right before the district or province that holds them."""
    published = context.document.published
    before_reform = published is None or local_day(published.value) < REFORM
    result: Names = []
    for candidate, mention in names:
        if mention is not None and _may_hold(mention, before_reform) and not _is_held(result, mention):
            unit = _held_before(context, mention)
            if unit is not None:
                _put(result, unit)
        result.append((candidate, mention))
    return result


def _may_hold(mention: Mention, before_reform: bool) -> bool:
    """A district; a province of the 63, while there were 63."""
    return mention.level is PlaceLevel.DISTRICT or (mention.level is PlaceLevel.PROVINCE and before_reform)


def _is_held(names: Names, holder: Mention) -> bool:
    """Whether the name before the holder is a unit within it already ('phường A, quận B')."""
    before = names[-1][1] if names else None
    if before is None or holder.start - before.end > _TYPE_WIDTH or before.province != holder.province:
        return False
    return before.level is PlaceLevel.COMMUNE or before.level is not holder.level


def _held_before(context: Context, holder: Mention) -> Mention | None:
    """The unit that the text names right before its holder."""
    full, start = context.full, holder.start
    if _BREAKS.isdisjoint(full[max(0, start - _TYPE_WIDTH) : start]):
        return None
    left = full[max(0, start - _WIDTH) : start]
    if not any(part in left for part in _PARTS):
        return None
    found = _BEFORE.search(full, max(0, start - _WIDTH), start)
    if found is None:
        return None
    word = found["word"].lower()
    in_district = holder.level is PlaceLevel.DISTRICT
    if word not in COMMUNE_WORDS:
        if in_district:
            return None  # 'huyện A, huyện B' is a list
        return replace(
            holder, start=found.start("name"), end=found.end("name"), level=PlaceLevel.DISTRICT, district=found["name"],
            anchor="type", word=word,
        )  # fmt: skip
    province = holder.province if in_district else _old_province(found["name"], holder)
    return replace(
        holder, start=found.start("name"), end=found.end("name"), level=PlaceLevel.COMMUNE, commune=found["name"],
        province=province, anchor="type", word=word,
    )  # fmt: skip


def _old_province(commune: str, holder: Mention) -> str:
    """The province of the 63 that a commune of 2025 lay in, where a text without a date names it; else the holder's."""
    for unit in name_index().units.get(match_form(commune), ()):
        if unit.layer == "new" and unit.province_2025 == holder.province_2025:
            return unit.province
    return holder.province


def _put(names: Names, unit: Mention) -> None:
    """Add a unit in place of names at its span that were left open, or were read as a unit of another province."""
    at = len(names)
    while at and names[at - 1][0].end > unit.start:
        at -= 1
        known = names[at][1]
        if known is not None and (known.province or known.province_2025) in (unit.province, unit.province_2025):
            return
    names[at:] = [(Candidate(unit.start, unit.end, "type", unit.word, "", ()), unit)]
