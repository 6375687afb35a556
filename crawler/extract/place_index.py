"""Spellings of administrative units, to look for in a text: one automaton over provinces, districts, communes, countries.

In: the vocabulary's units. Out: a NameIndex. Numbered units ('quận 5', 'P. 8') are spelt with their type, as people do.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import ahocorasick

from crawler.text.unicode import match_form
from crawler.vocab.units import province_aliases, unit_key
from crawler.vocab.units_gazetteer import Unit, all_units, spellings

COUNTRIES = (
    "campuchia", "myanmar", "lào", "philippines", "thái lan", "trung quốc", "đài loan", "dubai", "nigeria", "bavet",
    "nhật bản", "hàn quốc", "singapore", "malaysia", "indonesia", "hong kong", "hồng kông", "hoa kỳ", "canada",
)  # fmt: skip
"""Where scams are run from, or victims are taken; names that are also words ('Anh', 'Mỹ', 'Đức') are left out."""
_SHORT = {"quận": "q", "phường": "p"}
_NUMBERED = frozenset(_SHORT)


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
    for unit in all_units():
        key = unit_key(unit.name)
        if unit.level == "province" or key.isdigit():
            continue
        by_key[key].append(unit)
        kind, _, number = key.partition(" ")
        if kind in _NUMBERED and number.isdigit():
            for spelling in _numbered_spellings(kind, number):
                meant[spelling].add(key)
                numbered[spelling] = kind
    for name in {*provinces, *by_key, *COUNTRIES}:
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
    found = {*spellings(name), name}
    if "-" in name and not name.startswith("-"):
        for dash in (" - ", "-", " – ", "–", " "):
            found |= {dash.join(part.strip() for part in name.split("-"))}
    if name.startswith(("tp.", "tp ")):
        rest = name[3:].lstrip()
        found |= {f"tp.{rest}", f"tp. {rest}", f"tp {rest}"}
    return {match_form(spelling) for spelling in found}
