"""Shapes: what no list of words can hold, found by its form. A pattern names them like a class.

@number: digits ('12', '5.000'). @year: four digits, @recent_year: of this century, @thousands: '1.200'.
@letter: one without a mark that stands alone. @age: two digits. @hour: '9h30', '9 giờ'. @born: what tells a year of
birth. @initial: a single letter for a name ('bà H.'). @short_type: 'Q.', 'H.', 'P.'. @open: an opening bracket.
As written: @name: a capitalised word. @names: three to five of them in a row, a title before them apart. @actor: a
capitalised word before a small one that names no office ('Thu gặp').
An expression begins with the letter that is rare, and looks back from there: so it is found five times as fast.
"""

import re
from collections.abc import Iterable

from crawler.text.unicode import UPPER

_DIGIT = r"\d(?<![^\W_]\d)"  # none within a word
_CAPITAL = rf"[{UPPER}](?<!\w[{UPPER}])"
NAME_BEFORE = re.compile(rf"(?<!\w)(?:[{UPPER}]\w*|[đĐ]ường|[pP]hố|[pP]hường|[qQ]uận|[xX]ã|[cC]hợ) $")
"""Before a word that is part of a name ('Bà' in 'Hai Bà Trưng')."""

IN_MATCH_FORM = {
    "number": re.compile(rf"{_DIGIT}\d*(?:[.,/]\d+)*"),
    "year": re.compile(rf"{_DIGIT}\d{{3}}(?!\d)"),
    "thousands": re.compile(r"\d(?<![^\W_]\d)\d{0,2}\.\d{3}(?![.,]?\d)"),
    "letter": re.compile(r"[a-zđ](?<![^\W_][a-zđ])(?![^\W_])"),
    "recent_year": re.compile(r"2(?<![^\W_]2)0\d{2}(?!\d)"),
    "age": re.compile(rf"{_DIGIT}\d(?!\d)"),
    "hour": re.compile(rf"{_DIGIT}\d*(?: ?h\d*| giờ)(?!\w)"),
    "born": re.compile(r"\((?=\d{4})|s(?<![^\W_]s)n(?= \d{4})|s(?<!\ws)inh năm(?!\w)"),
    "open": re.compile(r"\("),
}
"""Looked for in the undotted match form."""
BEFORE_DOT = {
    "initial": re.compile(r"_(?<=[^\W\d_]_)(?<![^\W_][^\W\d_]_)"),
    "short_type": re.compile(r"_(?<=[qhp]_)(?<![^\W_][qhp]_)"),
}
"""Letters before what stands for the dot of an abbreviation in the undotted match form."""
AS_WRITTEN = {
    "name": re.compile(rf"{_CAPITAL}\w*"),
    "names": re.compile(rf"{_CAPITAL}\w+(?: [{UPPER}]\w+){{2,4}}(?!\w)"),
    "actor": re.compile(rf"{_CAPITAL}\w+(?= [a-zđà-ỹ])"),
}
"""Looked for in the text as it is written."""
_NONE_BEGINS = {
    "names": ("Anh ", "Chị ", "Ông ", "Bà ", "Em ", "Cụ ", "Cô ", "Chú ", "Bác "),
    "actor": (
        *(
            "Công",
            "Sở",
            "Cục",
            "Ngân",
            "Cơ",
            "Viện",
            "Tòa",
            "Bộ",
            "Ban",
            "Hội",
            "Cảnh",
            "Trung",
            "Trường",
            "Chi",
            "Phòng",
        ),
        *("Đội", "Báo", "Theo", "UBND"),
    ),
}
START, END, LINE = "start", "end", "line"
SHAPES = frozenset({*IN_MATCH_FORM, *BEFORE_DOT, *AS_WRITTEN, START, END, LINE})


SINGLE = frozenset(("name", "letter", "year", "recent_year"))
"""Shapes of one word: whether one begins at an offset is told by its expression there."""


def shown_at(name: str, text: str, full: str, at: int) -> int:
    """Where the shape of SINGLE that begins at an offset ends, -1 if none does."""
    expression, where = (AS_WRITTEN[name], full) if name in AS_WRITTEN else (IN_MATCH_FORM[name], text)
    match = expression.match(where, at)
    return match.end() if match else -1


def shown(name: str, text: str, full: str, regions: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where a shape stands in the regions of a text; `text` is the undotted match form of `full`."""
    if name in BEFORE_DOT:
        dots = (match.start() for low, high in regions for match in BEFORE_DOT[name].finditer(text, low, high))
        return [(at - 1, at) for at in dots]
    if name in IN_MATCH_FORM:
        return [match.span() for low, high in regions for match in IN_MATCH_FORM[name].finditer(text, low, high)]
    if name not in AS_WRITTEN:
        return []
    but = _NONE_BEGINS.get(name, ())
    return [
        match.span()
        for low, high in regions
        for match in AS_WRITTEN[name].finditer(full, low, high)
        if not (but and match[0].startswith(but))
    ]
