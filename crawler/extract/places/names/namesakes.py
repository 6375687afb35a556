"""Names that a place in another country bears too: 'Trùng Khánh' is a district of Cao Bằng, and Chongqing.

In: a Context and its candidates. Out: the candidates without those that lie abroad. Such a name is ours where an office
of ours, a type word that only we use, or another place of ours stands in the document; where the document speaks of the
other country and nothing of ours supports the name, it is not read as ours: never guessed.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from crawler.extract.context import Context
from crawler.extract.places.mention import COMMUNE_WORDS, DISTRICT_WORDS, Candidate
from crawler.vocab.units import province_aliases, read_rows, unit_key

# Offices as we call them, and what only ours is ('quần đảo Trường Sa'); 'cảnh sát', 'tòa án', 'chính quyền' are abroad as well.
_OURS_BEFORE = re.compile(
    r"\b(?:công an|ubnd|ủy ban nhân dân|sở [\wđ&, -]{2,40}|tand|vksnd|bhxh|đài pt-?th|báo)(?: (?:tỉnh|thành phố|tp\.?))?\s?$|"
    r"\b(?:quần|huyện) đảo $"
)
_WIDTH = 60
_OUR_WORDS = COMMUNE_WORDS | DISTRICT_WORDS
# The other country's papers, money and capital, where the text does not name the country.
_SPEAKS_OF = {"trung quốc": re.compile(r"\b(?:nhân dân tệ|ndt|tân hoa xã|hoàn cầu thời báo|scmp|sohu|bắc kinh)\b")}
# Words of our own life: beside them a province is ours ('Hà Nam'), though the callers sit abroad.
_AT_HOME = re.compile(r"\b(?:việt nam|người việt|zalo|vneid|công an (?!trung quốc)|hà nội|tp\.? ?hcm)\b")


@cache
def _namesakes() -> dict[str, frozenset[str]]:
    """Key of a name to the keys of the countries that have a place of that name."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in read_rows("namesakes_abroad.csv"):
        found[unit_key(row["name"])].add(unit_key(row["country"]))
    return {name: frozenset(countries) for name, countries in found.items()}


def without_namesakes_abroad(context: Context, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates in order, without names that mean a place in a country of which the document speaks."""
    known = _namesakes()
    keys = {candidate.start: context.match[candidate.start : candidate.end] for candidate in candidates}
    doubtful = {key for key in keys.values() if key in known}
    if not doubtful or any(_is_ours(context, candidate, keys[candidate.start]) for candidate in candidates):
        return list(candidates)
    countries = {candidate.country for candidate in candidates if candidate.country}
    countries |= {name for name, words in _SPEAKS_OF.items() if words.search(context.match)}
    abroad = {name for name in doubtful if known[name] & countries}
    if _AT_HOME.search(context.match):
        abroad -= province_aliases().keys()
    return [candidate for candidate in candidates if keys[candidate.start] not in abroad]


def _is_ours(context: Context, candidate: Candidate, key: str) -> bool:
    """Whether a candidate shows that the document tells of Vietnam: a province that has no namesake, or a plain anchor."""
    if candidate.country:
        return False
    if candidate.word in _OUR_WORDS and candidate.units:
        return True
    before = context.match[max(0, candidate.start - _WIDTH) : candidate.start]
    if _OURS_BEFORE.search(before):
        return True
    return bool(candidate.province) and key not in _namesakes()
