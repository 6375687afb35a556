"""Provinces of Vietnam on the map of 63 (to 2025-06-30) and of 34 (since 2025-07-01): names, codes, regions, successors.

In: `units/provinces.csv`, `units/province_status.csv`, `units/aliases.csv`. Out: frozen records and the resolution of a
province's name as people write it. It knows nothing of documents; smaller units are in `units_gazetteer`.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from operator import itemgetter

from crawler.text.unicode import clean, fold, has_diacritics, match_form

REFORM = date(2025, 7, 1)
"""The first day in Vietnam of the 34 provinces (Resolution 202/2025/QH15): districts end, communes are redrawn."""
LAST_OLD_DAY = REFORM - timedelta(days=1)

_TYPE_WORD = re.compile(r"^(?:tỉnh|thành phố|thanh pho|tinh|tp)(?:\s*[.]\s*|\s+)", re.IGNORECASE)
_DASHES = re.compile(r"\s*[-\u2010-\u2015]\s*")
_SPACES = re.compile(r"\s+")
_APOSTROPHES = re.compile("['\u2019\u02bc`]")


@dataclass(frozen=True, slots=True)
class Province:
    """A province of one map. `name` is its short official name, `slug` that name in ASCII without spaces.

    `code` is the statistics office's; `successor` is the province of the 34 that took in a province of the 63, '' for
    the 34 themselves. `valid_to` is the last day, None while valid.
    """

    name: str
    code: str
    slug: str
    region: str
    valid_from: date
    valid_to: date | None
    successor: str


@dataclass(frozen=True, slots=True)
class ProvinceStatus:
    """What a province was called in law for some time: `status` is 'tỉnh' or 'thành phố', `basis` the resolution."""

    scheme: str
    province: str
    status: str
    full_name: str
    valid_from: date
    valid_to: date | None
    basis: str


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the units folder. Raises FileNotFoundError if the file is not installed."""
    head, *rows = _table(name)
    return [dict(zip(head, row, strict=True)) for row in rows]


def read_columns(name: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """Two or more columns of such a file, row by row: for the large ones, which every start waits for.

    Raises FileNotFoundError if the file is not installed, ValueError for an unknown column.
    """
    head, *rows = _table(name)
    return map(itemgetter(*map(head.index, columns)), rows)


def _table(name: str) -> list[list[str]]:
    text = resources.files("crawler.vocab").joinpath("units", name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))


def unit_key(text: str) -> str:
    """The form in which names are compared: NFC, lower case, one tone placement, plain hyphens, spaces, apostrophes."""
    return _keyed(text).strip()


def unit_keys(names: Iterable[str]) -> dict[str, str]:
    """The keys of many names, by name: all in one step, five times as fast. Raises ValueError for a name with '|'."""
    given = list(names)
    return dict(zip(given, map(str.strip, _keyed("|".join(given)).split("|")), strict=True))


def _keyed(text: str) -> str:
    text = match_form(clean(text))
    text = _APOSTROPHES.sub("'", _DASHES.sub("-", text))
    return _SPACES.sub(" ", text)


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _first_day(value: str) -> date:
    return date.fromisoformat(value)


@cache
def _provinces(scheme: str) -> tuple[Province, ...]:
    return tuple(
        Province(
            name=row["name"],
            code=row["code"],
            slug=row["slug"],
            region=row["region"],
            valid_from=_first_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            successor=row["successor"],
        )
        for row in read_rows("provinces.csv")
        if row["scheme"] == scheme
    )


def provinces_34() -> tuple[Province, ...]:
    """The provinces since 2025-07-01, by code."""
    return _provinces("34")


def provinces_63() -> tuple[Province, ...]:
    """The provinces from 2008-08-01 to 2025-06-30, by code."""
    return _provinces("63")


@cache
def province_statuses() -> tuple[ProvinceStatus, ...]:
    """Every dated status of every province of both maps."""
    return tuple(
        ProvinceStatus(
            scheme=row["scheme"],
            province=row["province"],
            status=row["status"],
            full_name=row["full_name"],
            valid_from=_first_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            basis=row["basis"],
        )
        for row in read_rows("province_status.csv")
    )


def status_on(name: str, day: date) -> ProvinceStatus | None:
    """The status of a province (short name) on a day, None if no province had that name then."""
    for status in province_statuses():
        if status.province == name and status.valid_from <= day and (status.valid_to is None or day <= status.valid_to):
            return status
    return None


@cache
def _successors() -> dict[str, str]:
    return {province.name: province.successor for province in provinces_63()}


@cache
def _predecessors() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {province.name: [] for province in provinces_34()}
    for old, new in _successors().items():
        found[new].append(old)
    return {new: tuple(sorted(olds, key=lambda old: old != new)) for new, olds in found.items()}


def province_2025_of(old_name: str) -> str:
    """The province of the 34 that took in a province of the 63 (short official names). Raises KeyError if unknown."""
    return _successors()[old_name]


def provinces_old_of(new_name: str) -> tuple[str, ...]:
    """The provinces of the 63 that a province of the 34 joins, its namesake first. Raises KeyError if unknown."""
    return _predecessors()[new_name]


def old_province_if_single(new_name: str) -> str:
    """The province of the 63 with the same territory as a province of the 34, '' where it joins several."""
    olds = provinces_old_of(new_name)
    return olds[0] if len(olds) == 1 else ""


_PROVINCE_ALIAS_KINDS = frozenset({"abbr", "spelling", "former", "ascii", "tone"})
_CITY_IN_PROVINCE = frozenset({"thủ đức", "vũng tàu"})


@cache
def province_aliases() -> dict[str, str]:
    """Name key -> short name among the 63, for names, spellings, abbreviations and former names of provinces."""
    found = {unit_key(province.name): province.name for province in provinces_63()}
    for row in read_rows("aliases.csv"):
        if row["kind"] in _PROVINCE_ALIAS_KINDS and unit_key(row["alias"]) not in _CITY_IN_PROVINCE:
            found.setdefault(unit_key(row["alias"]), row["canonical_old"])
    return found


@cache
def _folded_aliases() -> dict[str, str]:
    """The same without diacritics and punctuation; names that would then collide are left out."""
    found: dict[str, str] = {}
    collided = set()
    for key, name in province_aliases().items():
        plain = _plain(key)
        if found.setdefault(plain, name) != name:
            collided.add(plain)
    for province in (*provinces_63(), *provinces_34()):
        found.setdefault(province.slug, province.name)
    return {plain: name for plain, name in found.items() if plain not in collided}


def _plain(text: str) -> str:
    return "".join(c for c in fold(unicodedata.normalize("NFC", text)) if c.isalnum())


def resolve_province(text: str, old: bool = False) -> str | None:
    """The short official name for a province as people write it; None if it is none.

    Accepts 'nghe an', 'Nghệ An', 'tỉnh Nghệ An', 'TP.HCM', 'BR-VT', 'Thừa Thiên Huế', slugs and any Unicode form. With
    `old` the answer is among the 63; else it is among the 34, and a province that was merged gives its successor.
    """
    found = _find_old(text)
    if found is None or old:
        return found
    return province_2025_of(found)


def _find_old(text: str) -> str | None:
    key = unit_key(text)
    bare = _TYPE_WORD.sub("", key)
    for candidate in (key, bare):
        if candidate in province_aliases():
            return province_aliases()[candidate]
    if has_diacritics(key):
        # Accents that are written must be right: 'Hà Nam' is never 'Ha Nâm'. Only spaces and hyphens may differ.
        squeezed = {re.sub(r"[\s.\-]", "", name): value for name, value in province_aliases().items()}
        return squeezed.get(re.sub(r"[\s.\-]", "", key)) or squeezed.get(re.sub(r"[\s.\-]", "", bare))
    return _folded_aliases().get(_plain(key)) or _folded_aliases().get(_plain(bare))
