"""Countries whose names are also words or persons ('Anh', 'Mỹ', 'Nga'), where the text leads to a country.

In: a Context. Out: spans of its full text. A name that the document gives to a person is a country only behind words
that take nothing else ('quốc tịch Nga').
"""

import re

from crawler.extract.context import Context

_NAME = r"(?P<name>Anh|Mỹ|Mĩ|Đức|Pháp|Nga|Úc|Ý|Nhật|Hàn|Bỉ)(?![\w’'-]|\.\w)"
_SURE = re.compile(
    rf"\b(?:[Nn]ước|quốc tịch|[Vv]iệt kiều|kiều bào|gốc|du học|liên bang|đại sứ quán|Đại sứ quán) {_NAME}"
)
_LEADING = re.compile(
    rf"(?:\b(?:ở|tại|bên|sang|qua|người|từ|về|đi|tới|đến|đất|quốc gia|cảnh sát|toà án|tòa án|chính phủ|cô gái|Cô gái) |\(){_NAME}"
)
_ANY = re.compile(rf"(?<=[a-zà-ỹ,] ){_NAME}")
_CAPITAL_NEXT = re.compile(r" [^\W\d_a-zà-ỹ]")
_OF_PERSON = r"(?:\b(?:ông|bà|anh|chị|em|cô|chú|bác|cháu|bị cáo|bị can|Thị|Ông|Bà|Chị|Cô) |[A-ZĐ][a-zà-ỹ]+ )"


def short_countries(context: Context) -> list[tuple[int, int]]:
    """Spans of short names that mean countries, in order: one that means a country once does so everywhere."""
    full = context.full
    found = {match.span("name") for match in _SURE.finditer(full)}
    persons: dict[str, bool] = {}
    for match in _LEADING.finditer(full):
        start, end = match.span("name")
        name = match["name"]
        if _CAPITAL_NEXT.match(full, end) or (full[start - 1] == "(" and full[end : end + 1] != ")"):
            continue  # 'tại Anh Sơn', '(Anh Tuấn)'
        if name not in persons:
            persons[name] = bool(re.search(rf"{_OF_PERSON}{name}\b", full))
        if not persons[name]:
            found.add((start, end))
    again = {full[start:end] for start, end in found if not persons.get(full[start:end], True)}
    if again:
        found |= {
            match.span("name")
            for match in _ANY.finditer(full)
            if match["name"] in again and not _CAPITAL_NEXT.match(full, match.end())
        }
    return sorted(found)
