"""Sentences of Vietnamese text as spans.

In: any string. Out: (start, end) offsets without surrounding white space, in order, never overlapping. Knows nothing of
what a sentence means. Line breaks end a sentence unless the next line plainly goes on (lower case after a letter or a
comma): PDF and Word files wrap inside sentences.
"""

import re

from crawler.text.syllables import is_syllable

_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_CLOSE = "\"'”’»)\\]"
_OPEN = "\"'“‘«(\\["

_MARK = re.compile(rf"[.!?…]+[{_CLOSE}*_]*")
_NEXT = re.compile(rf"\s+[{_OPEN}*_]*(?:[{_UPPER}0-9]|[-–•+]\s?\w)")  # what may follow the end of a sentence
_GLUED = re.compile(rf"[{_UPPER}][^\W\d_{_UPPER}]")  # 'lừa đảo.Công an'
# 'doạGần đây': a small word and one that opens a sentence, of Vietnamese syllables; 'iPhone' and 'TikTok' are none.
_JOINED = re.compile(rf"(?<![\w.@/-])([^\W\d_{_UPPER}]{{2,7}})(?=([{_UPPER}][^\W\d_{_UPPER}]{{0,6}})[\s,])")
# What opens a name: 'tỉnhTiền Giang' and 'bàTrang' have only lost a blank.
_BEFORE_NAMES = frozenset(
    {
        *(
            "tỉnh",
            "phố",
            "thị",
            "xã",
            "phường",
            "huyện",
            "quận",
            "trấn",
            "thôn",
            "ấp",
            "bản",
            "làng",
            "khu",
            "đường",
            "viên",
        ),
        *("chợ", "cầu", "sông", "núi", "hồ", "đảo", "ông", "bà", "anh", "chị", "em", "cháu", "cô", "chú", "bác", "cậu"),
        *("người", "tên", "họ", "nàng", "bé", "sư", "sĩ", "và", "của", "từ", "tại", "ở", "là", "với"),
    }
)
_BREAK = re.compile(r"\n\s*")
_BREAK_OR_BULLET = re.compile(r"\n\s*|\s(?=[•▪●◆■►➤✓✔]\s*\w)")
_INLINE_BULLETS = frozenset("•▪●◆■►➤✓✔")
_BULLET = re.compile(r"[-–—•▪●◆■►➤✓✔+*]\s")

# Words that end in a stop without ending a sentence (Nghị định 30/2020/NĐ-CP and newspaper usage).
_ABBREVIATION = re.compile(
    r"(?:tp|tx|tt|ts|ths|th\.s|gs|pgs|pgs\.ts|gs\.ts|bs|bscki|bsckii|ls|kts|ks|cn|đ/c|mr|mrs|ms|dr|st|no|vs|u\.s|tr|nxb|"
    r"kcn|kp|t\.p|f)"
)
# One-letter units before a name or number: Quận, Phường, Huyện, Xã.
_UNIT_LETTERS = frozenset("qphx")
_PERSON = re.compile(r"(?:ông|bà|anh|chị|em|cháu|cụ|cô|chú|bác|tên|[A-ZĐ]\.)\s*$", re.IGNORECASE)
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_MORE_INITIALS = re.compile(rf"\s+(?:[{_UPPER}](?:\.[{_UPPER}])*\.?[\s,);]|\()")
_CITY_AT_END = re.compile(r"(?<![\w.])(?:T\.?[PX]|Tp|Tx)\.$")
_INITIAL_AT_END = re.compile(rf"(?:^|[\s.])[{_UPPER}]\.$")
_AFTER_INITIAL = re.compile(rf"\(\d|[^\W\d_{_UPPER}]{{2}}")
_LAST_TOKEN = re.compile(r"[\w/.]*$")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of sentences in `text`; text[start:end] never starts or ends with white space and is never empty."""
    spans: list[tuple[int, int]] = []
    start = 0
    for line_start, line_end in _unglued(text, _lines(text)):
        start = line_start
        for match in _MARK.finditer(text, line_start, line_end):
            if _may_end(text, match) and _is_stop(text, start, match):
                _append(spans, text, start, match.end())
                start = match.end()
        _append(spans, text, start, line_end)
    return tuple(spans)


def _lines(text: str) -> list[tuple[int, int]]:
    """Line spans, where a line that goes on is joined to the one before."""
    lines = []
    start = 0
    pattern = _BREAK if _INLINE_BULLETS.isdisjoint(text) else _BREAK_OR_BULLET
    for match in pattern.finditer(text):
        if text[match.start()] == "\n" and _goes_on(text, match.start(), match.end()):
            continue
        lines.append((start, match.start()))
        start = match.end()
    lines.append((start, len(text)))
    return lines


def _unglued(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines, cut where two paragraphs were joined without a blank: 'bị đe doạGần đây, tại'."""
    found = []
    for start, end in lines:
        for match in _JOINED.finditer(text, start, end):
            words = match[1], match[2]
            if match[1] not in _BEFORE_NAMES and all(map(is_syllable, words)) and not all(map(str.isascii, words)):
                found.append((start, match.end(1)))
                start = match.end(1)
        found.append((start, end))
    return found


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether the line that starts at `start` continues the one that ended at `end`."""
    while end and text[end - 1] in " \t":
        end -= 1
    if end == 0 or start >= len(text):
        return False
    before, after = text[end - 1], text[start]
    if before == "." and _CITY_AT_END.search(text, max(0, end - 5), end):
        return True  # 'TP.' alone ends no line: some archives break behind every stop
    if before == "." and _INITIAL_AT_END.search(text, max(0, end - 6), end) and _AFTER_INITIAL.match(text, start):
        return True  # 'bà T.T. N.', then '(41 tuổi' or 'cho biết'
    return after.islower() and (before.isalpha() or before == ",") and not _BULLET.match(text, start)


def _may_end(text: str, match: re.Match[str]) -> bool:
    """Whether a new sentence may begin behind the mark."""
    end = match.end()
    if _NEXT.match(text, end):
        return True
    before = text[match.start() - 2 : match.start()]
    return (
        match.group() == "."
        and len(before) == 2
        and before.islower()
        and before.isalpha()
        and bool(_GLUED.match(text, end))
    )


def _is_stop(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the mark at `match` ends a sentence that began at `start`."""
    mark = match.group()
    if mark[0] != "." or mark.startswith(".."):
        return True
    token = _LAST_TOKEN.search(text, max(start, match.start() - 12), match.start())
    word = token.group().lower() if token else ""
    if not word:
        return True
    if _ABBREVIATION.fullmatch(word):
        return False
    before = text[start : match.start() - len(word)]
    if _INITIALS.fullmatch(word) and _MORE_INITIALS.match(text, match.end()):
        return False  # 'bà N.T. L (53 tuổi)', 'chị L.H. Y. cho biết'
    if word.isdigit() or (len(word) == 1 and word.isalpha()):
        if not before.strip(' \t\n-–•+*_"“('):
            return False  # '1.' or 'a.' opens a numbered item
        if len(word) == 1 and word in _UNIT_LETTERS:
            return bool(_PERSON.search(before))
        if len(word) == 1:
            # 'ông N. T.' goes on, and 'ông N. (Gò Vấp)'
            return not re.match(rf"\s+(?:[{_UPPER}]\.|\()", text[match.end() : match.end() + 6])
    return True


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        spans.append((start, start + len(stripped)))
