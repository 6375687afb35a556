"""Names of administrative units in a text, resolved to a province or left open, never guessed.

In: a Context. Out: mentions with offsets, longest first, without persons, papers, schools, banks, streets. The rules are
FACTS part C 1-11: a type word or office anchors a name; a bare name counts only for provinces, and for districts that
the document itself places; an ambiguous name is settled by its neighbours, or dropped.
"""

import re

from crawler.extract.context import Context
from crawler.extract.places.mention import COMMUNE_WORDS, Candidate, Mention
from crawler.extract.places.names.choose import resolved
from crawler.extract.places.names.countries import short_countries
from crawler.extract.places.names.namesakes import without_namesakes_abroad
from crawler.extract.places.names.spellings import ABROAD, COUNTRIES, SHORT_COUNTRIES, name_index
from crawler.extract.places.names.unaccented import is_unaccented, unaccented_candidates
from crawler.extract.places.names.unlisted import with_unlisted
from crawler.text.unicode import UPPER, match_form

_TYPE = re.compile(
    r"(?:^|[^\w])(?P<type>tỉnh|thành phố|t[. ]?p\.?|quận|q\.|huyện(?: đảo)?|h\.|thị xã|t[. ]?x\.?|xã|phường|p\.|thị trấn|t\.?t\.|đặc khu)"
    r"\s{0,2}$"
)
_OFFICE = re.compile(
    r"\b(?:công an|ca|ubnd|ủy ban nhân dân|sở (?:[\wđ&-]+\s?){1,6}|sở tt ?[&-] ?tt|cục thuế|chi cục thuế|thuế|bhxh|"
    r"bảo hiểm xã hội|điện lực|pc|viễn thông|vnpt|viettel|bưu điện|hội (?:[\wđ]+\s?){1,3}|ban chỉ huy quân sự|cục quản lý thị trường|"
    r"liên đoàn lao động|tỉnh đoàn|thành đoàn|tand|tòa án nhân dân|vksnd|viện kiểm sát nhân dân|cảnh sát|tòa án|trung tâm (?:[\wđ]+\s?){1,5})"
    r"(?:\s*(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường))?\s{0,2}$"
)
_VETO_BEFORE = re.compile(
    r"(?:^|[^\w])(?:ông|bà|anh|chị|em|cháu|cụ|cô|chú|bác|đồng chí|đ/c|thượng tá|đại tá|trung tá|thiếu tá|đại úy|thượng úy|trung úy|"
    r"thiếu tướng|trung tướng|bị can|bị cáo|luật sư|bác sĩ|tiến sĩ|ts\.?|đường|phố|ngõ|ngách|trường|thpt|thcs|đại học|đh|cao đẳng|"
    r"học viện|chùa|chợ|sông|cầu|hồ|đèo|núi|ngân hàng|nhtm|tmcp|công ty|tập đoàn|khách sạn|bia|rượu|giải|đội bóng|clb|"
    r"nhà máy|thương hiệu|hãng|quốc lộ|ngã (?:tư|ba|năm|sáu)|vòng xoay|cầu vượt)\s{0,2}$"
)
_ABROAD_AFTER = re.compile(
    r"\s*[,(]\s*(?:thuộc )?(?:tỉnh (?:quảng đông|quảng tây|hồ nam|hồ bắc|phúc kiến|vân nam|chiết giang|giang tô|giang tây|sơn đông|tứ xuyên|hải nam|"
    r"hà bắc|an huy|liêu ninh|cát lâm|thiểm tây)|bang |hạt )|"
    r"\s*[,(]\s*(?:tỉnh \w+(?: \w+)?(?:, | \())?(?:trung quốc|đài loan|campuchia|lào|thái lan|hàn quốc|nhật bản|malaysia|myanmar|mỹ\b|úc\b)"
)
_REGIONS = frozenset(ABROAD)
_OUTSIDE = frozenset((*COUNTRIES, *ABROAD, *SHORT_COUNTRIES))
_GLUED = (" tỉnh", " huyện", " phường")  # 'tỉnhTiền Giang'
_TYPE_WIDTH = 12  # the longest type word, two spaces, and what stands before it
_WORD_BREAK = re.compile(r"[\s.-]+")
_AT = re.compile(r"(?:^|[^\w])(?:tại|ở|đến|từ)\s{0,2}$")
_SURNAME_WORDS = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương đinh lâm phùng "
    "mai tô hà thái tạ quách cao lương lưu châu chu đàm thân la kiều"
)
_SURNAMES = frozenset(_SURNAME_WORDS.split())
_WORD_BEFORE = re.compile(r"(\w+)\s$")
_BRAND_AFTER = re.compile(
    r"\s(?:plaza|tower|residence|residences|park|city|resort|land|group|center|centre|hotel|garden|riverside|view|fc|post|times)\b"
)
_NAME_AFTER = re.compile(rf"\s([{UPPER}]\w+)")


def find_mentions(context: Context) -> list[Mention]:
    """Every unit that the text names, in order."""
    return [mention for _, mention in read_names(context) if mention is not None]


def read_names(context: Context) -> list[tuple[Candidate, Mention | None]]:
    """Every name that may be a unit, in order, with what it was read as; None where that was left open."""
    if is_unaccented(context):
        candidates = unaccented_candidates(context)
        return list(zip(candidates, resolved(context, candidates), strict=True))
    candidates = _candidates(context)
    return with_unlisted(context, list(zip(candidates, resolved(context, candidates), strict=True)))


def _candidates(context: Context) -> list[Candidate]:
    """Longest names at word bounds, capitalised in the original, not vetoed."""
    text, full, index = context.match, context.full, name_index()
    spans = []
    for last, (length, name) in index.automaton.iter(text):
        start, end = last - length + 1, last + 1
        if not full[start].isupper() and name not in index.numbered:
            continue
        if start and text[start - 1].isalnum() and not text.endswith(_GLUED, 0, start):
            continue
        if end < len(text) and text[end].isalnum():
            continue
        spans.append((start, -length, end, name))
    spans += [(start, start - end, end, text[start:end]) for start, end in short_countries(context)]
    spans.sort()
    # 'Trùng Khánh, Trung Quốc': then every Trùng Khánh of the document is that one.
    abroad = {
        name
        for _, _, end, name in spans
        if text[end : end + 2] in (", ", " (") and name not in _OUTSIDE and _ABROAD_AFTER.match(text, end)
    }
    candidates: list[Candidate] = []
    position = 0
    for start, _, end, name in spans:
        if start < position or name in abroad:
            continue
        if name in _REGIONS and _ABROAD_AFTER.match(text, end):
            continue  # 'Thâm Quyến, Trung Quốc': the country tells as much
        candidate = _candidate(context, start, end, name)
        if candidate is not None:
            candidates.append(candidate)
            position = end
    return without_namesakes_abroad(context, candidates)


def _candidate(context: Context, start: int, end: int, name: str) -> Candidate | None:
    index = name_index()
    kind = index.numbered.get(name)
    if kind is not None:
        return Candidate(start, end, "type", kind, "", index.units[name])
    words = [word for word in _WORD_BREAK.split(context.full[start:end]) if word]
    left = context.match[max(0, start - 48) : start]
    type_match = _TYPE.search(left[-_TYPE_WIDTH:])
    if not (type_match or all(word[0].isupper() or word.isdigit() for word in words)):
        return None  # 'phường Thắng nhất' is one, 'Bình an' is none
    office = None if type_match else _OFFICE.search(left)
    if type_match is None and office is None and _is_no_place(context, start, end, left):
        return None
    if name in _OUTSIDE and not (type_match and type_match["type"] in COMMUNE_WORDS):  # 'xã Quảng Châu' is ours
        return Candidate(start, end, "bare", "", "", (), name)
    word = type_match["type"] if type_match else ""
    anchor = "type" if type_match else "office" if office else "at" if _AT.search(left) else "bare"
    units = index.units.get(name, ())
    one_word = len(words) == 1 and name not in index.provinces and anchor in ("at", "bare")
    if one_word and (anchor == "bare" or not any(unit.kind == "thành phố" for unit in units)):
        return None  # 'Lắk', 'Tân' need a type word; 'ở Vinh' is a city none the less
    return Candidate(start, end, anchor, word, index.provinces.get(name, ""), units)


def _is_no_place(context: Context, start: int, end: int, left: str) -> bool:
    """Persons, papers, schools, banks, streets and brands."""
    if _VETO_BEFORE.search(left):
        return True
    before = _WORD_BEFORE.search(context.full[max(0, start - 16) : start])
    if before and before[1][0].isupper() and match_form(before[1]) in _SURNAMES:
        return True  # 'Nguyễn An Giang'
    if _BRAND_AFTER.match(context.match, end):
        return True  # 'Nam Đàn Plaza'
    after = _NAME_AFTER.match(context.full, end)
    surname = match_form(context.full[start:end].split()[0]) in _SURNAMES
    return bool(after and surname and len(context.full[start:end].split()) == 2)  # 'Hà Nam Khánh'
