"""Shapes: what no list of words can hold, found by its form. A pattern names them like a class.

@number: digits ('12', '5.000'). @year: four digits. @age: two digits. @hour: '9h30', '9 giờ'. @born: what tells a year of
birth. @initial: a single letter for a name ('bà H.'). @short_type: 'Q.', 'H.', 'P.'. @open: an opening bracket.
As written: @name: a capitalised word. @names: three to five of them in a row, a title before them apart. @actor: a
capitalised word before a small one that names no office ('Thu gặp').
"""

import re

from crawler.text.unicode import UPPER

NUMBER = re.compile(r"(?<![^\W_])\d+(?:[.,/]\d+)*")
YEAR = re.compile(r"(?<![^\W_])\d{4}(?!\d)")
AGE = re.compile(r"(?<![^\W_])\d\d(?!\d)")
INITIAL = re.compile(r"(?<![^\W_])[^\W\d_](?=_)")
NAME = re.compile(rf"(?<!\w)[{UPPER}]\w*")
NAMES = re.compile(rf"(?<!\w)(?!(?:Anh|Chị|Ông|Bà|Em|Cụ|Cô|Chú|Bác)\b)[{UPPER}]\w+(?: [{UPPER}]\w+){{2,4}}(?!\w)")
NAME_BEFORE = re.compile(rf"(?<!\w)(?:[{UPPER}]\w*|[đĐ]ường|[pP]hố|[pP]hường|[qQ]uận|[xX]ã|[cC]hợ) $")
ACTOR = re.compile(
    r"(?<!\w)(?!Công|Sở|Cục|Ngân|Cơ|Viện|Tòa|Bộ|Ban|Hội|Cảnh|Trung|Trường|Chi|Phòng|Đội|Báo|Theo|UBND)"
    rf"[{UPPER}]\w+(?= [a-zđà-ỹ])"
)
HOUR = re.compile(r"(?<![^\W_])\d+(?: ?h\d*| giờ)(?!\w)")
BORN = re.compile(r"\((?=\d{4})|(?<![^\W_])sn(?= \d{4})|(?<!\w)sinh năm(?!\w)")
SHORT_TYPE = re.compile(r"(?<![^\W_])[qhp](?=_)")
OPEN = re.compile(r"\(")

IN_MATCH_FORM = {
    "number": NUMBER,
    "year": YEAR,
    "age": AGE,
    "initial": INITIAL,
    "hour": HOUR,
    "born": BORN,
    "open": OPEN,
    "short_type": SHORT_TYPE,
}
"""Looked for in the undotted match form."""
AS_WRITTEN = {"name": NAME, "names": NAMES, "actor": ACTOR}
"""Looked for in the text as it is written."""
START, END = "start", "end"
SHAPES = frozenset({*IN_MATCH_FORM, *AS_WRITTEN, START, END})
