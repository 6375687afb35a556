"""Names of administrative units in a text, resolved to a province or left open, never guessed.

In: a Context. Out: mentions with offsets, longest first, without persons, papers, schools, banks, streets. The rules are
FACTS part C 1-11: a type word or office anchors a name; a bare name counts only for provinces, and for districts that
the document itself places; an ambiguous name is settled by its neighbours, or dropped.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import ahocorasick

from crawler.extract.context import Context
from crawler.model import PlaceLevel
from crawler.text.unicode import match_form
from crawler.vocab.units import province_2025_of, province_aliases, provinces_63, unit_key
from crawler.vocab.units_gazetteer import Unit, all_units, spellings

REFORM = datetime(2025, 6, 30, 17, tzinfo=UTC)  # 2025-07-01 in Vietnam: 63 -> 34 provinces, districts end
COUNTRIES = ("campuchia", "myanmar", "lào", "philippines", "thái lan", "trung quốc", "đài loan", "dubai", "nigeria")

_TYPE = re.compile(
    r"(?:^|[^\w])(?P<type>tỉnh|thành phố|t\.?p\.?|quận|q\.|huyện|h\.|thị xã|t\.?x\.?|xã|phường|p\.|thị trấn|t\.?t\.|đặc khu)"
    r"\s{0,2}$"
)
_OFFICE = re.compile(
    r"(?:công an|ca|ubnd|ủy ban nhân dân|sở (?:[\wđ&-]+\s?){1,6}|sở tt ?[&-] ?tt|cục thuế|chi cục thuế|thuế|bhxh|"
    r"bảo hiểm xã hội|điện lực|pc|viễn thông|vnpt|viettel|bưu điện|hội (?:[\wđ]+\s?){1,3}|ban chỉ huy quân sự|cục quản lý thị trường|"
    r"liên đoàn lao động|tỉnh đoàn|thành đoàn|tand|tòa án nhân dân|vksnd|viện kiểm sát nhân dân|cảnh sát|tòa án|trung tâm (?:[\wđ]+\s?){1,5})"
    r"(?:\s*(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường))?\s{0,2}$"
)
_VETO_BEFORE = re.compile(
    r"(?:^|[^\w])(?:ông|bà|anh|chị|em|cháu|cụ|cô|chú|bác|đồng chí|đ/c|thượng tá|đại tá|trung tá|thiếu tá|đại úy|thượng úy|trung úy|"
    r"thiếu tướng|trung tướng|bị can|bị cáo|luật sư|bác sĩ|tiến sĩ|ts\.?|đường|phố|ngõ|ngách|trường|thpt|thcs|đại học|đh|cao đẳng|"
    r"học viện|chùa|chợ|sông|cầu|hồ|đèo|núi|ngân hàng|nhtm|công ty|tập đoàn|khách sạn|bia|rượu|giải|đội bóng|clb|"
    r"nhà máy|thương hiệu|hãng|quốc lộ)\s{0,2}$"
)
_ABROAD_AFTER = re.compile(
    r"\s*[,(]\s*(?:tỉnh \w+(?: \w+)?, )?(?:trung quốc|đài loan|campuchia|lào|thái lan|hàn quốc|nhật bản|malaysia|myanmar|mỹ\b|úc\b)"
)
_WORD_BREAK = re.compile(r"[\s.-]+")
_AT = re.compile(r"(?:^|[^\w])(?:tại|ở|đến|từ)\s{0,2}$")
_SURNAMES = frozenset(
    [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "đào",
        "đoàn",
        "vương",
        "trịnh",
        "trương",
        "đinh",
        "lâm",
        "phùng",
        "mai",
        "tô",
        "hà",
        "thái",
        "tạ",
        "quách",
        "cao",
        "lương",
        "lưu",
        "châu",
        "chu",
        "đàm",
        "thân",
        "la",
        "kiều",
    ]
)
_WORD_BEFORE = re.compile(r"(\w+)\s$")
_NAME_AFTER = re.compile(r"\s([A-ZĐÀ-Ỹ][a-zà-ỹđ]+)")
_DISTRICT_WORDS = frozenset(("quận", "q.", "huyện", "h.", "thị xã", "tx", "t.x.", "tx."))
_TYPE_OF = {"q": "quận", "h": "huyện", "tx": "thị xã", "tp": "thành phố", "p": "phường", "tt": "thị trấn"}
_LAST_OLD_DAY = date(2025, 6, 30)
_NAMED_ON = timedelta(days=730)
_BESIDE = 40  # characters between the names of a chain: ', huyện ', ', thành phố '
_COMMUNE_WORDS = frozenset(("xã", "phường", "p.", "thị trấn", "tt.", "t.t.", "đặc khu"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at [start, end) of Context.full. `anchor` is 'type', 'office', 'at' ('tại Quy Nhơn') or 'bare'.

    `word` is the type word or ''.
    """

    start: int
    end: int
    level: PlaceLevel
    province: str
    province_2025: str
    district: str = ""
    commune: str = ""
    anchor: str = "bare"
    word: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may be a unit: the provinces, units or country that bear it. `anchor` and `word` as in Mention."""

    start: int
    end: int
    anchor: str
    word: str
    province: str
    units: tuple[Unit, ...]
    country: str = ""


@cache
def _names() -> tuple[ahocorasick.Automaton, dict[str, str], dict[str, tuple[Unit, ...]]]:
    """One automaton over every spelling; provinces and units by spelling."""
    provinces = province_aliases()
    by_key: dict[str, list[Unit]] = defaultdict(list)
    for unit in all_units():
        if unit.level != "province" and not unit.name.isdigit():
            by_key[unit_key(unit.name)].append(unit)
    meant: dict[str, set[str]] = defaultdict(set)
    for name in {*provinces, *by_key, *COUNTRIES}:
        if len(name) > 1:
            for spelling in _spellings(name):
                meant[spelling].add(name)
    automaton = ahocorasick.Automaton()
    for spelling in meant:
        automaton.add_word(spelling, (len(spelling), spelling))
    automaton.make_automaton()
    # One spelling may stand for several names ('mù cang chải' for the district 'Mù Căng Chải' and its town).
    by_spelling = {
        s: tuple(unit for name in sorted(names) for unit in by_key.get(name, ())) for s, names in meant.items()
    }
    provinces_by_spelling = {
        s: next(provinces[name] for name in sorted(names) if name in provinces)
        for s, names in meant.items()
        if not names.isdisjoint(provinces)
    }
    return automaton, provinces_by_spelling, by_spelling


def _spellings(name: str) -> set[str]:
    """The ways a key is written in match form: 'tp hcm' also 'tp.hcm', 'bà rịa - vũng tàu' also with bare hyphens."""
    found = {*spellings(name), name}
    if " - " in name:
        found |= {name.replace(" - ", "-"), name.replace(" - ", " ")}
    if name.startswith(("tp.", "tp ")):
        rest = name[3:].lstrip()
        found |= {f"tp.{rest}", f"tp. {rest}", f"tp {rest}"}
    return {match_form(spelling) for spelling in found}


def find_mentions(context: Context) -> list[Mention]:
    """Every unit that the text names, in order."""
    return [mention for _, mention in read_names(context) if mention is not None]


def read_names(context: Context) -> list[tuple[Candidate, Mention | None]]:
    """Every name that may be a unit, in order, with what it was read as; None where that was left open."""
    candidates = _candidates(context)
    focus = _focus(context, candidates)
    after_reform = _is_after_reform(context)
    return [(c, _resolve(context, c, candidates, focus, after_reform)) for c in candidates]


def _is_after_reform(context: Context) -> bool:
    published = context.document.published
    return published is not None and published.value >= REFORM


def _candidates(context: Context) -> list[Candidate]:
    """Longest names at word bounds, capitalised in the original, not vetoed."""
    automaton, provinces, by_key = _names()
    text = context.match
    spans = []
    for last, (length, name) in automaton.iter(text):
        start, end = last - length + 1, last + 1
        if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
            continue
        spans.append((start, -length, end, name))
    spans.sort()
    candidates: list[Candidate] = []
    position = 0
    for start, _, end, name in spans:
        if start < position:
            continue
        candidate = _candidate(context, start, end, name, provinces, by_key)
        if candidate is not None:
            candidates.append(candidate)
            position = end
    return candidates


def _candidate(
    context: Context,
    start: int,
    end: int,
    name: str,
    provinces: dict[str, str],
    by_key: dict[str, tuple[Unit, ...]],
) -> Candidate | None:
    if not context.full[start].isupper():
        return None
    words = [word for word in _WORD_BREAK.split(context.full[start:end]) if word]
    if not all(word[0].isupper() or word.isdigit() for word in words):
        return None
    if _ABROAD_AFTER.match(context.match, end):
        return None  # 'Trùng Khánh, Trung Quốc'
    left = context.match[max(0, start - 48) : start]
    type_match = _TYPE.search(left)
    office = _OFFICE.search(left)
    if type_match is None and office is None and _is_no_place(context, start, end, left):
        return None
    if name in COUNTRIES:
        return Candidate(start, end, "bare", "", "", (), name)
    word = type_match["type"].replace(" ", " ") if type_match else ""
    anchor = "type" if type_match else "office" if office else "at" if _AT.search(left) else "bare"
    if len(words) == 1 and anchor in ("at", "bare") and name not in provinces:
        return None  # one-syllable and one-word names (Vinh, Lắk) need a type word
    return Candidate(start, end, anchor, word, provinces.get(name, ""), by_key.get(name, ()))


def _is_no_place(context: Context, start: int, end: int, left: str) -> bool:
    """Persons, papers, schools, banks, streets and brands."""
    if _VETO_BEFORE.search(left):
        return True
    before = _WORD_BEFORE.search(context.full[max(0, start - 16) : start])
    if before and before[1][0].isupper() and match_form(before[1]) in _SURNAMES:
        return True  # 'Nguyễn An Giang'
    after = _NAME_AFTER.match(context.full, end)
    surname = match_form(context.full[start:end].split()[0]) in _SURNAMES
    return bool(after and surname and len(context.full[start:end].split()) == 2)  # 'Hà Nam Khánh'


def _focus(context: Context, candidates: list[Candidate]) -> Counter[str]:
    """Provinces (of the 63) that the document supports: named ones, its source, and those of anchored districts."""
    support: Counter[str] = Counter()
    for candidate in candidates:
        if candidate.province and candidate.word not in _COMMUNE_WORDS | _DISTRICT_WORDS:
            support[candidate.province] += 2
        else:
            owners = {unit.province for unit in candidate.units if unit.level == "district"}
            if len(owners) == 1:
                support[next(iter(owners))] += 1
    source = context.source
    if source is not None and (source.province_old or source.province):
        support[source.province_old or source.province] += 1
    for host in re.findall(r"\b([a-z]+)\.gov\.vn", context.match):
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
    candidates: list[Candidate],
    focus: Counter[str],
    after_reform: bool,
) -> Mention | None:
    if candidate.country:
        return Mention(candidate.start, candidate.end, PlaceLevel.COUNTRY, "", "")
    word = candidate.word
    if candidate.province and word not in _COMMUNE_WORDS and word not in _DISTRICT_WORDS:
        return _province_mention(candidate)
    level = "commune" if word in _COMMUNE_WORDS else "district"
    options = _of_type([unit for unit in candidate.units if unit.level == level], word)
    options = _alive(options, context) or options
    if level == "commune":
        new = [unit for unit in options if unit.layer == "new"]
        options = new if after_reform and new else [unit for unit in options if unit.layer == "old"] or new
    unit = _choose(options, candidate, candidates, focus)
    if unit is None and candidate.anchor == "type" and word in ("thành phố", "tp", "tp."):
        unit = _choose([u for u in candidate.units if u.level == "district"], candidate, candidates, focus)
    if unit is None:
        return None
    return _unit_mention(candidate, unit)


def _province_mention(candidate: Candidate) -> Mention:
    name = candidate.province
    return Mention(
        candidate.start, candidate.end, PlaceLevel.PROVINCE, name, province_2025_of(name),
        anchor=candidate.anchor, word=candidate.word,
    )  # fmt: skip


def _choose(options: list[Unit], candidate: Candidate, candidates: list[Candidate], focus: Counter[str]) -> Unit | None:
    """The unit whose province stands right after it ('huyện B, tỉnh C'), or is the document's; else none."""
    if not options:
        return None
    following = next((c for c in candidates if 0 < c.start - candidate.end <= _BESIDE and c.province), None)
    if following is not None:
        for unit in options:
            if _same_province(unit, following.province):
                return unit
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


def _alive(options: list[Unit], context: Context) -> list[Unit]:
    """Without units that had ended long before the document: people go on naming a unit for a while."""
    published = context.document.published
    if published is None:
        return options
    day = published.value.date()
    return [u for u in options if u.valid_to is None or u.valid_to >= _LAST_OLD_DAY or day - u.valid_to < _NAMED_ON]


def _of_type(options: list[Unit], word: str) -> list[Unit]:
    """The units whose type is the word before the name ('quận Tân Phú' is no huyện), if there are any."""
    written = _TYPE_OF.get(word.replace(".", "").replace(" ", ""), word)
    return [unit for unit in options if unit.kind == written] or options


def _chained(options: list[Unit], candidate: Candidate, candidates: list[Candidate]) -> Unit | None:
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
            and before.word in _COMMUNE_WORDS
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
