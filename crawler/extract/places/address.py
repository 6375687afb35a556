"""Mentions that belong together as one address ('xã A, huyện B (tỉnh C)'), with the words before and after it.

In: a Context and its mentions in order. Out: Address records: a role is decided once for all units of an address, by
the words around the whole of it. Parts of the address that are no units (street, hamlet, house number) belong to it too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extract.context import Context
from crawler.extract.places.mention import Mention
from crawler.extract.sentence_kinds import Sentence
from crawler.model import PlaceLevel
from crawler.text.abbreviations import DIGRAPHS, GOES_ON
from crawler.text.unicode import UPPER

_BEFORE, _AFTER = 160, 130
_PARTS = 8  # more parts no address has

TYPE = r"(?:tỉnh|thành phố|t ?p|quận|q_?|huyện(?: đảo)?|h_?|thị xã|t ?x|xã|phường|p_?|thị trấn|tt|đặc khu)"
_TYPE_AT_END = re.compile(rf"(?:^|(?<=[\s(,;:–-])){TYPE}[\s:]*$")
_WITHIN = re.compile(r"\bthuộc(?: địa bàn)?\s*$|\bnay là\s*$")
_GAP = re.compile(rf"[\s,(–-]*(?:thuộc )?(?:{TYPE}\s*)?$")
_MARKED_PART = re.compile(
    r"\b(?:số(?: nhà)?|đường|phố|ngõ|ngách|hẻm|kiệt|thôn|xóm|ấp|bản(?! đồ)|buôn|làng|khóm|khối(?: phố)?|khu(?: phố| vực| đô thị)?|"
    r"kđt|khu công nghiệp|kcn|quán|tiệm|cửa hàng|khách sạn|nhà nghỉ|nhà hàng|siêu thị|chợ|bệnh viện|bến xe|sân bay|chi nhánh|phòng giao dịch|"
    r"tổ(?: dân phố)?|tdp|kp|nhà|chung cư|tòa nhà|căn hộ|quốc lộ|tỉnh lộ|phường|xã|thị trấn|quận|huyện|thành phố|t ?p|thị xã|t ?x|tỉnh|phòng(?: số)?(?= \d)|[pqh]_(?![^\W\d](?:_|\b)))"
    r"\s?(?:(?!\b(?:tại|ở|trú|ngụ|quê|hktt|trên)\b)[^,;()\n]){1,45}$|\b\d[\w/.-]* (?!tuổi)(?:(?!\b(?:tại|ở|trú|ngụ|quê|trên)\b)[^,;()\n]){2,30}$"
)
_UNIT_PART = re.compile(
    r"\b(?:đường|phố|thôn|xóm|ấp|bản(?! đồ)|khu|phường|xã|thị trấn|quận|huyện|thành phố|t ?p|thị xã|t ?x|tỉnh|phòng(?: số)?(?= \d)|[pqh]_(?![^\W\d](?:_|\b)))"
    r"\s?(?:(?!\b(?:tại|ở|trú|ngụ|quê|hktt|trên)\b)[^,;()\n]){1,30}$"
)
"""What may stand before '(': 'đường Lê Lợi (quận 5'. A bank or a shop there is what the bracket tells the place of."""
_CAPITALS = re.compile(rf"(?<![\w.])(?:[{UPPER}][\w’'-]*\s?){{1,4}}$")
_PERSON_FIRST = re.compile(
    r"(?:anh|chị|ông|bà|em|cụ|cô|chú|bác|nguyễn|trần|lê|phạm|hoàng|phan|vũ|võ|đặng|bùi|đỗ|ngô)\b"
)
_BEFORE_PART = re.compile(r"(?:\b(?:tại|ở|trú|ngụ|quán|quê|hktt|từ|đến|thuộc)|[,(:])\s*$")
_CUT_NAME = re.compile(rf"(?<![^\W_])(?:[^\W\d_]|{'|'.join(DIGRAPHS)})_ $")
_HOUSE = re.compile(r"\d\w{0,3}, ?$")
"""'số 72G, Trần Hưng Đạo, phường A': a street that is named after a person."""
_CLOSING = re.compile(r"[^()\n]{0,60}\)")


@dataclass(frozen=True, slots=True)
class Address:
    """Mentions of one address, smallest unit first, in `sentence`.

    `head` is the text of the clause up to the address, at most 160 characters, ending at offset `begin`; it ends with
    '(' where the address stands in a bracket. `tail` is what follows the address and the bracket that closes it, from `end`.
    """

    mentions: tuple[Mention, ...]
    sentence: Sentence
    head: str
    begin: int
    end: int
    tail: str
    lead: str
    """The parts of the address before its first unit ('quán cà phê B, đường C, phường ')."""
    start: int
    """Where the sentence begins: before an initial that was taken for its end ('bà H.T. P (huyện A)')."""

    def ends(self, pattern: re.Pattern[str], width: int) -> re.Match[str] | None:
        """A match of a pattern that ends in '$' within the last characters of `head`."""
        return pattern.search(self.head, max(0, len(self.head) - width))

    @property
    def first(self) -> Mention:
        return self.mentions[0]

    @property
    def bracketed(self) -> bool:
        """Whether the address stands in a bracket that opened before it ('chị T. (SN 1990, trú tại huyện A')."""
        return self.head.rfind("(") > self.head.rfind(")")


def addresses(context: Context, mentions: Sequence[Mention], text: str) -> list[Address]:
    """The addresses of a document in order. `text` is context.undotted."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        if groups and _continues(context, groups[-1][-1], mention, text):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return [_address(context, group, text) for group in groups]


_RANK = {PlaceLevel.COMMUNE: 0, PlaceLevel.DISTRICT: 1, PlaceLevel.PROVINCE: 2, PlaceLevel.COUNTRY: 3}


def _continues(context: Context, previous: Mention, mention: Mention, text: str) -> bool:
    """Whether a mention is the larger unit that holds the one before it."""
    if mention.start - previous.end > 24 or _RANK[previous.level] >= _RANK[mention.level]:
        return False
    if mention.level is not PlaceLevel.COUNTRY and previous.province_2025 != mention.province_2025:
        return False
    gap = text[previous.end : mention.start]
    return bool(_GAP.match(gap))


def _address(context: Context, group: list[Mention], text: str) -> Address:
    first, last = group[0], group[-1]
    sentence = context.sentence_at(first.start)
    start = sentence.start
    while GOES_ON.match(text, start) and _CUT_NAME.search(text, max(0, start - 8), start):
        start = context.sentence_at(max(0, start - 3)).start
    low = max(start, first.start - _BEFORE)
    begin = _begin(context.full, text, low, first)
    end = last.end
    closing = _CLOSING.match(text, end)
    if closing and text.count("(", low, end) > text.count(")", low, end):
        end = closing.end()
    tail = text[end : min(max(sentence.end, end), end + _AFTER)]
    return Address(tuple(group), sentence, text[low:begin], begin, end, tail, text[begin : first.start], start)


def _begin(full: str, text: str, low: int, first: Mention) -> int:
    """Where the address begins: before the type word, and before parts that are no units ('đường Lê Lợi, ')."""
    at = first.start
    for _ in range(_PARTS):
        word = _TYPE_AT_END.search(text, max(low, at - 14), at)
        at = word.start() if word else at
        within = _WITHIN.search(text, max(low, at - 20), at)
        stop = at = within.start() if within else at
        while stop > low and text[stop - 1] in " \t":
            stop -= 1
        if stop <= low or text[stop - 1] not in ",(–-":
            return at
        part = _part_before(full, text, low, stop - 1, _UNIT_PART if text[stop - 1] == "(" else _MARKED_PART)
        if part is None:
            return at
        at = part
    return at


def _part_before(full: str, text: str, low: int, stop: int, marked_part: re.Pattern[str]) -> int | None:
    """The start of the part of an address that ends at `stop`; None if what stands there is none."""
    low = max(low, stop - 60)
    for mark in ",;()\n":
        low = max(low, text.rfind(mark, low, stop) + 1)
    while stop > low and text[stop - 1] == " ":
        stop -= 1
    marked = marked_part.search(text, low, stop)
    if marked:
        return marked.start()
    capitals = _CAPITALS.search(full, low, stop)
    if capitals is None:
        return None
    if _PERSON_FIRST.match(text, capitals.start()) and not _HOUSE.search(text, max(0, low - 12), capitals.start()):
        return None
    return capitals.start() if _BEFORE_PART.search(text, max(0, low - 2), capitals.start()) else None
