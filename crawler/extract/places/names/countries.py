"""Countries whose names are also words or persons ('Anh', 'Mỹ', 'Nga'), where the text leads to a country.

In: a Context. Out: spans of its full text. A name that the document gives to a person is a country only behind words
that take nothing else ('quốc tịch Nga').
"""

import re

from crawler.extract.context import Context

_NAME = re.compile(r"(?:Anh|Mỹ|Mĩ|Đức|Pháp|Nga|Úc|Ý|Nhật|Hàn|Bỉ)(?![\w’'-]|\.\w)")
_SURE = re.compile(r"\b(?:nước|quốc tịch|việt kiều|kiều bào|gốc|du học|liên bang|đại sứ quán) $")
_LEADING = re.compile(
    r"(?:\b(?:ở|tại|bên|sang|qua|người|từ|về|đi|tới|đến|đất|quốc gia|cảnh sát|tòa án|chính phủ|cô gái) |\()$"
)
_GOES_ON = re.compile(r"[a-zà-ỹ,] $")
_CAPITAL_NEXT = re.compile(r" [^\W\d_a-zà-ỹ]")
_NAMED = re.compile(
    r"(?:\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Ee]m|[Cc]ô|[Cc]hú|[Bb]ác|[Cc]háu|bị cáo|bị can)|[A-ZĐ][a-zà-ỹ]+) $"
)
_LEFT = 20


def short_countries(context: Context) -> list[tuple[int, int]]:
    """Spans of short names that mean countries, in order: one that means a country once does so everywhere."""
    full, text = context.full, context.match
    sure: set[tuple[int, int]] = set()
    led: set[tuple[int, int]] = set()
    others: list[tuple[int, int]] = []
    persons: set[str] = set()
    for match in _NAME.finditer(full):
        start, end = match.span()
        low = max(0, start - _LEFT)
        if full[start - 1 : start] not in (" ", "("):
            continue
        if _SURE.search(text, low, start):
            sure.add((start, end))
        elif _NAMED.search(full, low, start):
            persons.add(match[0])
        elif _CAPITAL_NEXT.match(full, end) or (full[start - 1] == "(" and full[end : end + 1] != ")"):
            continue  # 'tại Anh Sơn', '(Anh Tuấn)'
        elif _LEADING.search(text, low, start):
            led.add((start, end))
        elif _GOES_ON.search(full, low, start):
            others.append((start, end))
    led = {(start, end) for start, end in led if full[start:end] not in persons}
    known = {full[start:end] for start, end in sure | led} - persons
    return sorted({*sure, *led, *(span for span in others if full[slice(*span)] in known)})
