"""Administrative units: the 63 provinces before 2025-07-01, the 34 since, districts and communes, old to new.

In: the CSV files of crawler/vocab/units. Out: typed, cached tables. Names are short official names ('Nghệ An', 'Hồ Chí
Minh', 'Huế'). Keys for look-up are match forms (accented) and folded forms (unaccented, weaker).
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from crawler.text.unicode import clean, fold, has_diacritics, match_form


@dataclass(frozen=True, slots=True)
class Province:
    """`scheme` is 34 or 63; `successor` is the name among the 34 (its own for one of them)."""

    scheme: int
    code: str
    slug: str
    name: str
    region: str
    successor: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A district or commune. `province` is among the 63 for old units, among the 34 for new ones.

    `level` is 'district' or 'commune'; `kind` the type word ('Huyện', 'Phường', …); `old` whether it ended in 2025.
    """

    name: str
    level: str
    kind: str
    district: str
    province: str
    old: bool


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of one of the CSV files."""
    text = resources.files("crawler.vocab").joinpath("units", name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@cache
def _provinces() -> tuple[Province, ...]:
    return tuple(
        Province(int(r["scheme"]), r["code"], r["slug"], r["name"], r["region"], r["successor"] or r["name"])
        for r in rows("provinces.csv")
    )


def provinces_34() -> tuple[Province, ...]:
    """The provinces since 2025-07-01."""
    return tuple(p for p in _provinces() if p.scheme == 34)


def provinces_63() -> tuple[Province, ...]:
    """The provinces before 2025-07-01."""
    return tuple(p for p in _provinces() if p.scheme == 63)


@cache
def _successors() -> dict[str, str]:
    return {p.name: p.successor for p in provinces_63()}


def province_2025_of(old_name: str) -> str:
    """The province of today that one of the 63 became part of. Raises KeyError for another name."""
    return _successors()[old_name]


@cache
def _predecessors() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = defaultdict(list)
    for old, new in _successors().items():
        table[new].append(old)
    return {new: tuple(olds) for new, olds in table.items()}


def provinces_old_of(new_name: str) -> tuple[str, ...]:
    """The provinces of the 63 that one of the 34 joins; one name if it is unchanged. Raises KeyError."""
    return _predecessors()[new_name]


_TYPE = re.compile(r"^(?:tỉnh|thành phố|tp\.?|t\.p\.?|tinh|thanh pho)\s*", re.IGNORECASE)


def key(name: str) -> str:
    """Look-up key: match form with hyphens, dots and spaces unified."""
    return " ".join(re.sub(r"[-–.\s]+", " ", match_form(clean(name))).split())


@cache
def province_aliases() -> dict[str, str]:
    """Look-up key to a name of the 63, for every spelling: official names, aliases and abbreviations."""
    table = {key(p.name): p.name for p in provinces_63()}
    for row in rows("aliases.csv"):
        if row["kind"] in ("abbr", "spelling", "former", "ascii", "tone", "status", "short"):
            table.setdefault(key(row["alias"]), row["canonical_old"])
    return table


@cache
def _folded_aliases() -> dict[str, str]:
    return {fold(alias): name for alias, name in province_aliases().items()}


def resolve_province(text: str, *, old: bool) -> str | None:
    """The province that a person means: accents, case and type word do not matter ('tinh nghe an', 'BR-VT').

    Among the 63 if `old`, else among the 34 (a merged one gives its successor). None for no province.
    """
    cleaned = clean(text).strip()
    for candidate in (cleaned, _TYPE.sub("", cleaned)):
        name = province_aliases().get(key(candidate))
        if name is None and not has_diacritics(candidate):
            name = _folded_aliases().get(fold(key(candidate)))
        if name is not None:
            return name if old else province_2025_of(name)
    slugs = {p.slug: p.name for p in (provinces_63() if old else provinces_34())}
    return slugs.get(cleaned.lower().replace(" ", ""))


@cache
def province_slug(name: str) -> str:
    """The slug of a province of either map. Raises KeyError."""
    table = {p.name: p.slug for p in provinces_63()} | {p.name: p.slug for p in provinces_34()}
    return table[name]


@cache
def units() -> tuple[Unit, ...]:
    """Districts and communes of before, communes of today."""
    found: dict[Unit, None] = {}
    for row in rows("gazetteer_legacy.csv"):
        found[Unit(row["district"], "district", row["district_type"], row["district"], row["province"], True)] = None
        if row["ward"]:
            found[Unit(row["ward"], "commune", row["ward_type"], row["district"], row["province"], True)] = None
    for row in rows("gazetteer_new.csv"):
        found[Unit(row["ward"], "commune", row["ward_type"], "", row["province"], False)] = None
    return tuple(found)


@cache
def _old_provinces_of_communes() -> dict[tuple[str, str], frozenset[str]]:
    table: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows("old_to_new.csv"):
        table[(row["new_province"], row["new_ward"])].add(row["old_province"])
    return {pair: frozenset(olds) for pair, olds in table.items()}


def old_province_of_commune(new_province: str, commune: str) -> str:
    """The province of the 63 on whose ground a commune of today lies; '' where it joins several."""
    olds = _old_provinces_of_communes().get((new_province, commune), frozenset())
    return next(iter(olds)) if len(olds) == 1 else ""
