"""Spellings of administrative units, to look for in a text: one automaton over provinces, districts, communes, countries.

In: the vocabulary's units. Out: a NameIndex. Numbered units ('quận 5', 'P. 8') are spelt with their type, as people do.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import ahocorasick

from crawler.text.unicode import match_form
from crawler.vocab.units import province_aliases, unit_key, unit_keys
from crawler.vocab.units_gazetteer import Unit, all_units, spellings

COUNTRIES = (
    "campuchia", "myanmar", "lào", "philippines", "thái lan", "trung quốc", "đài loan", "dubai", "nigeria", "bavet",
    "nhật bản", "hàn quốc", "singapore", "malaysia", "indonesia", "hong kong", "hồng kông", "hoa kỳ", "canada",
    "australia", "ấn độ", "thụy sĩ", "anh quốc", "brunei", "ukraine", "hà lan", "triều tiên", "tây ban nha", "nam phi", "uae",
    "singapo", "phi-líp-pin", "ma-lai-xi-a", "in-đô-nê-xi-a", "cam-pu-chia", "mi-an-ma", "xin-ga-po",
)  # fmt: skip
"""Where scams are run from, or victims are taken; names that are also words or persons are in `SHORT_COUNTRIES`."""
ABROAD = (
    "kokang", "myawaddy", "tam giác vàng", "sihanoukville", "phnom penh", "bangkok", "viêng chăn", "vientiane", "yangon", "manila",
    "bắc kinh", "thượng hải", "thâm quyến", "quảng châu", "quảng đông", "phúc kiến", "chiết giang", "giang tô", "vân nam",
    "hải nam", "quảng tây", "tứ xuyên", "ma cao", "đài bắc",
    "tokyo", "osaka", "seoul", "kuala lumpur", "new york", "california", "texas", "london", "paris",
    "đông nam á", "châu âu", "châu phi", "trung đông",
)  # fmt: skip
"""Cities, provinces and regions of other countries, as plain as a country: no unit of Vietnam bears such a name."""
SHORT_COUNTRIES = frozenset(("anh", "mỹ", "mĩ", "đức", "pháp", "nga", "úc", "ý", "nhật", "hàn", "bỉ"))
"""They count only behind words that lead to a country ('quốc tịch Mỹ'), see `place_countries`."""
_SHORT = {"quận": "q", "phường": "p"}
_NUMBERED = frozenset(_SHORT)
_ROMAN = ((" i", " 1"), (" ii", " 2"), (" iii", " 3"))  # 'phường Hải Châu 1' for 'Hải Châu I'


@dataclass(frozen=True)
class NameIndex:
    """`automaton` yields (length, spelling); a spelling stands for a province of the 63, for units, or for a country."""

    automaton: ahocorasick.Automaton
    provinces: dict[str, str]
    units: dict[str, tuple[Unit, ...]]
    numbered: dict[str, str]
    """Spellings of numbered units with their type word ('q. 12': 'quận'): they need no capital and no anchor."""


@cache
def name_index() -> NameIndex:
    """The names as they are written, in match form."""
    provinces = province_aliases()
    by_key: dict[str, list[Unit]] = defaultdict(list)
    numbered: dict[str, str] = {}
    meant: dict[str, set[str]] = defaultdict(set)
    keys = unit_keys({unit.name for unit in all_units()})
    for unit in all_units():
        key = keys[unit.name]
        if unit.level == "province" or key.isdigit():
            continue
        by_key[key].append(unit)
        kind, _, number = key.partition(" ")
        if kind in _NUMBERED and number.isdigit():
            for spelling in _numbered_spellings(kind, number):
                meant[spelling].add(key)
                numbered[spelling] = kind
    for name in {*provinces, *by_key, *map(unit_key, (*COUNTRIES, *ABROAD))}:
        if len(name) > 1 and name not in numbered:
            for spelling in _spellings(name):
                meant[spelling].add(name)
    automaton = ahocorasick.Automaton()
    for spelling in meant:
        automaton.add_word(spelling, (len(spelling), spelling))
    automaton.make_automaton()
    # One spelling may stand for several names ('mù cang chải' for the district 'Mù Căng Chải' and its town).
    units = {s: tuple(unit for name in sorted(names) for unit in by_key.get(name, ())) for s, names in meant.items()}
    of_province = {
        s: next(provinces[name] for name in sorted(names) if name in provinces)
        for s, names in meant.items()
        if not names.isdisjoint(provinces)
    }
    return NameIndex(automaton, of_province, units, numbered)


def _numbered_spellings(kind: str, number: str) -> set[str]:
    """'quận 5', 'quận5', 'q. 5', 'q.5', and 'phường 01' for 'phường 1'."""
    short = _SHORT[kind]
    numbers = {number, number.zfill(2)}
    return {f"{start}{n}" for n in numbers for start in (f"{kind} ", kind, f"{short}. ", f"{short}.")}


def _spellings(name: str) -> set[str]:
    """The ways a key is written in match form: 'tp hcm' also 'tp.hcm', 'bà rịa - vũng tàu' also with any hyphen or none."""
    found = {*spellings(name)}
    if "-" in name and not name.startswith("-"):
        for dash in (" - ", "-", " – ", "–", " "):
            found |= {dash.join(part.strip() for part in name.split("-"))}
    if name.startswith(("tp.", "tp ")):
        rest = name[3:].lstrip()
        found |= {f"tp.{rest}", f"tp. {rest}", f"tp {rest}"}
    if "'" in name:
        found |= {name.replace("'", apart) for apart in (" ’ ", " ' ")}  # 'Đắk R ’ Lấp', as archives space it
    for roman, number in _ROMAN:
        if name.endswith(roman):
            found.add(name.removesuffix(roman) + number)
    return found if found == {name} else {match_form(spelling) for spelling in found}
