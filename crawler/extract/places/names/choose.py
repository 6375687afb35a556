"""Which unit a name means: by its type word, its neighbours, the provinces that the document supports. Never guessed.

In: the candidates of a document in order. Out: a Mention each, None where several readings remain.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from crawler.extract.context import Context
from crawler.extract.places.mention import COMMUNE_WORDS, DISTRICT_WORDS, Candidate, Mention
from crawler.model import PlaceLevel
from crawler.text.dates import local_day
from crawler.vocab.units import LAST_OLD_DAY, REFORM, province_2025_of, provinces_63
from crawler.vocab.units_gazetteer import Unit

_HOST = re.compile(r"\b([a-z]+)\.gov\.vn")
_TYPE_OF = {
    "q": "quận",
    "h": "huyện",
    "huyệnđảo": "huyện",
    "tx": "thị xã",
    "tp": "thành phố",
    "p": "phường",
    "tt": "thị trấn",
}
_NAMED_ON = timedelta(days=730)
_NEXT = 14  # ', tỉnh ', ' (thành phố '
_COMMA = 3
_BESIDE = 40  # characters between the names of a chain: ', huyện ', ', thành phố '


def resolved(context: Context, candidates: Sequence[Candidate]) -> list[Mention | None]:
    """What each candidate is read as."""
    focus = _focus(context, candidates)
    published = context.document.published
    after_reform = published is not None and local_day(published.value) >= REFORM
    return [_resolve(context, c, candidates, focus, after_reform) for c in candidates]


def _focus(context: Context, candidates: Sequence[Candidate]) -> Counter[str]:
    """Provinces (of the 63) that the document supports: named ones, its source, and those of anchored districts."""
    support: Counter[str] = Counter()
    for candidate in candidates:
        if _is_province(candidate):
            support[candidate.province] += 2
        else:
            owners = {unit.province for unit in candidate.units if unit.level == "district"}
            if len(owners) == 1:
                support[next(iter(owners))] += 1
    source = context.source
    if source is not None and (source.province_old or source.province):
        support[source.province_old or source.province] += 1
    for host in _HOST.findall(context.match) if ".gov.vn" in context.match else ():
        owner = _hosts().get(host)
        if owner:
            support[owner] += 2
    return support


@cache
def _hosts() -> dict[str, str]:
    """The label before .gov.vn to a province of the 63."""
    return {p.slug: p.name for p in provinces_63()}


def _resolve(
    context: Context,
    candidate: Candidate,
    candidates: Sequence[Candidate],
    focus: Counter[str],
    after_reform: bool,
) -> Mention | None:
    if candidate.country:
        return Mention(candidate.start, candidate.end, PlaceLevel.COUNTRY, "", "")
    word = candidate.word
    if _is_province(candidate):
        return _province_mention(candidate)
    level = "commune" if word in COMMUNE_WORDS else "district"
    named = [unit for unit in candidate.units if unit.level == level]
    options = _of_layer(_alive(_of_type(named, word), context), level, after_reform)
    unit = _choose(options, candidate, candidates, focus)
    if unit is None and level == "commune":  # many a xã became a phường or a thị trấn
        unit = _choose(_of_layer(_other_type(named, word), level, after_reform), candidate, candidates, focus)
    if unit is None and candidate.anchor == "type" and word in ("thành phố", "tp", "tp."):
        unit = _choose([u for u in candidate.units if u.level == "district"], candidate, candidates, focus)
    if unit is None and not word:
        unit = _commune_before_district(candidate, candidates)
    if unit is None:
        return None
    return _unit_mention(candidate, unit)


def _commune_before_district(candidate: Candidate, candidates: Sequence[Candidate]) -> Unit | None:
    """'Khánh Xuân, Buôn Ma Thuột': a commune without its type word, right before the district that holds it."""
    communes = [unit for unit in candidate.units if unit.level == "commune" and unit.layer == "old"]
    if not communes or not any(0 < c.start - candidate.end <= _COMMA for c in candidates):
        return None
    return _chained(communes, candidate, candidates)


def _province_mention(candidate: Candidate) -> Mention:
    name = candidate.province
    return Mention(
        candidate.start, candidate.end, PlaceLevel.PROVINCE, name, province_2025_of(name),
        anchor=candidate.anchor, word=candidate.word,
    )  # fmt: skip


def _choose(
    options: Sequence[Unit], candidate: Candidate, candidates: Sequence[Candidate], focus: Counter[str]
) -> Unit | None:
    """The unit whose province stands right after it ('huyện B, tỉnh C'), or is the document's; else none."""
    if not options:
        return None
    following = next((c for c in candidates if 0 < c.start - candidate.end <= _BESIDE and _is_province(c)), None)
    if following is not None:
        for unit in options:
            if _same_province(unit, following.province):
                return unit
        if following.anchor == "type" and following.start - candidate.end <= _NEXT:
            return None  # 'phường Đông Phú, tỉnh C', where C has none: unknown or misspelt
    chained = _chained(options, candidate, candidates)
    if chained is not None:
        return chained
    supported = [unit for unit in options if any(_same_province(unit, name) for name in focus)]
    owners = {unit.province or unit.province_2025 for unit in supported}
    if len(owners) == 1:
        own_support = sum(count for name, count in focus.items() if _same_province(supported[0], name))
        if candidate.anchor != "bare" or own_support >= 2:
            return supported[0]
        return None
    if len(owners) > 1:
        best = sorted(supported, key=lambda u: -sum(n for name, n in focus.items() if _same_province(u, name)))
        first, second = best[0], next((u for u in best if u.province_2025 != best[0].province_2025), None)
        lead = sum(n for name, n in focus.items() if _same_province(first, name))
        rest = sum(n for name, n in focus.items() if second and _same_province(second, name))
        return first if lead > rest else None
    unique = {unit.province_2025 for unit in options}
    if len(unique) == 1 and options[0].level == "district":
        named = candidate.anchor in ("type", "office") or (candidate.anchor == "at" and options[0].kind == "thành phố")
        return options[0] if named else None
    return None


def _is_province(candidate: Candidate) -> bool:
    """'tỉnh Hòa Bình', 'Hòa Bình', but not 'huyện Hòa Bình'."""
    return bool(candidate.province) and candidate.word not in COMMUNE_WORDS and candidate.word not in DISTRICT_WORDS


def _alive(options: Sequence[Unit], context: Context) -> Sequence[Unit]:
    """Without units that had ended long before the document: people go on naming a unit for a while."""
    published = context.document.published
    if published is None:
        return options
    day = published.value.date()
    alive = [u for u in options if u.valid_to is None or u.valid_to >= LAST_OLD_DAY or day - u.valid_to < _NAMED_ON]
    return alive or options


def _of_layer(options: Sequence[Unit], level: str, after_reform: bool) -> Sequence[Unit]:
    """Communes of the map of the day; the other map's where that has none of the name. Districts are of one map."""
    if level != "commune":
        return options
    new = [unit for unit in options if unit.layer == "new"]
    return new if after_reform and new else [unit for unit in options if unit.layer == "old"] or new


def _of_type(options: Sequence[Unit], word: str) -> Sequence[Unit]:
    """The units whose type is the word before the name ('quận Tân Phú' is no huyện), if there are any."""
    written = _type_of(word)
    return [unit for unit in options if unit.kind == written] or options


def _other_type(options: Sequence[Unit], word: str) -> Sequence[Unit]:
    """The units of another type than the word says, where there are some of that type too."""
    written = _type_of(word)
    others = [unit for unit in options if unit.kind != written]
    return others if len(others) < len(options) else ()


def _type_of(word: str) -> str:
    """'tx.' -> 'thị xã'."""
    return _TYPE_OF.get(word.replace(".", "").replace(" ", ""), word)


def _chained(options: Sequence[Unit], candidate: Candidate, candidates: Sequence[Candidate]) -> Unit | None:
    """'xã A, huyện B': the one reading in which the commune lies in the district that is named beside it."""
    after = next((c for c in candidates if 0 < c.start - candidate.end <= _BESIDE), None)
    before = next((c for c in reversed(candidates) if 0 < candidate.start - c.end <= _BESIDE), None)
    holders = {(u.province, u.name) for u in after.units if u.level == "district"} if after else set()
    held = {(u.province, u.district) for u in before.units if u.level == "commune"} if before else set()
    fitting = [
        unit
        for unit in options
        if (unit.level == "commune" and (unit.province, unit.district) in holders)
        or (
            unit.level == "district"
            and before is not None
            and before.word in COMMUNE_WORDS
            and (unit.province, unit.name) in held
        )
    ]
    return fitting[0] if len({(unit.province, unit.district) for unit in fitting}) == 1 else None


def _same_province(unit: Unit, name: str) -> bool:
    return unit.province == name if unit.layer == "old" else unit.province_2025 == province_2025_of(name)


def _unit_mention(candidate: Candidate, unit: Unit) -> Mention:
    level = PlaceLevel.DISTRICT if unit.level == "district" else PlaceLevel.COMMUNE
    commune = unit.name if level is PlaceLevel.COMMUNE else ""
    return Mention(
        candidate.start, candidate.end, level, unit.province, unit.province_2025, unit.district, commune,
        candidate.anchor, candidate.word,
    )  # fmt: skip
