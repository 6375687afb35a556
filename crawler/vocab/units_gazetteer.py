"""Districts and communes, before and after 2025-07-01, indexed by the names that text uses.

In: the gazetteers, `old_to_new.csv`, `former_districts.csv`, `aliases.csv`. Out: `Unit` records by key and the names to look
for. Pure data: which unit a text means is decided in `crawler.extract`.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from crawler.vocab.units import (
    LAST_OLD_DAY,
    REFORM,
    old_province_if_single,
    province_2025_of,
    province_aliases,
    provinces_34,
    provinces_63,
    read_rows,
    unit_key,
)

_LEVELS = ("province", "district", "commune")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of one layer. `layer` is 'old' (to 2025-06-30) or 'new'; `kind` its type in lower case ('huyện', 'xã').

    `valid_from` and `valid_to` are its first and last day; None is open (an old unit: since before the data begin).

    `province` is of the 63 ('' if a new unit joins communes of several), `province_2025` of the 34. `district` names
    the old district that holds an old commune; for a district it is its own name.
    """

    name: str
    level: str
    kind: str
    layer: str
    province: str
    province_2025: str
    district: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


_TOLD_APART = re.compile(
    r" \((?:Thành phố|Thị xã|Huyện|Quận)\)$"
)  # 'Cao Lãnh (Thành phố)' beside the huyện of that name


def _strip_type(name: str, kind: str) -> str:
    name = _TOLD_APART.sub("", name)
    prefix = kind + " "
    rest = name[len(prefix) :]
    return rest if name.startswith(prefix) and not rest.isdigit() else name


def _old_districts() -> list[Unit]:
    seen: dict[tuple[str, str, str], Unit] = {}
    rows = [*read_rows("gazetteer_legacy.csv"), *read_rows("former_districts.csv")]
    for row in rows:
        kind, province = row["district_type"].lower(), row["province"]
        name = _strip_type(row["district"], row["district_type"])
        last = date.fromisoformat(row["until"]) if row.get("until") else LAST_OLD_DAY
        unit = Unit(name, "district", kind, "old", province, province_2025_of(province), name, valid_to=last)
        seen.setdefault((province, name, kind), unit)
    return list(seen.values())


def _old_communes() -> list[Unit]:
    found = []
    for row in read_rows("gazetteer_legacy.csv"):
        if row["ward"]:
            province = row["province"]
            district = _strip_type(row["district"], row["district_type"])
            kind = row["ward_type"].lower()
            name = _strip_type(row["ward"], row["ward_type"])
            new = province_2025_of(province)
            found.append(Unit(name, "commune", kind, "old", province, new, district, valid_to=LAST_OLD_DAY))
    return found


def _new_communes() -> list[Unit]:
    # The rows of a split commune that are no default lead to homonyms too: 'Phường 4' of Tây Ninh into the ward Long An.
    origins: dict[str, set[str]] = defaultdict(set)
    for row in read_rows("old_to_new.csv"):
        if row["kind"] == "whole" or row["default"] == "1":
            origins[row["new_ward_code"]].add(row["old_province"])
    # Five island districts had no commune and became special zones of the same name: no old commune leads to them.
    island_districts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for district in _old_districts():
        island_districts[(district.province_2025, district.name)].add(district.province)
    found = []
    for row in read_rows("gazetteer_new.csv"):
        olds = origins[row["ward_code"]] or island_districts.get((row["province"], row["ward"]), set())
        old = next(iter(olds)) if len(olds) == 1 else old_province_if_single(row["province"])
        kind = row["ward_type"].lower()
        found.append(Unit(row["ward"], "commune", kind, "new", old, row["province"], valid_from=REFORM))
    return found


@cache
def all_units() -> tuple[Unit, ...]:
    """Every unit of both layers: provinces, districts, communes."""
    provinces = [
        Unit(p.name, "province", "tỉnh", "old", p.name, p.successor, valid_from=p.valid_from, valid_to=p.valid_to)
        for p in provinces_63()
    ]
    provinces += [
        Unit(p.name, "province", "tỉnh", "new", old_province_if_single(p.name), p.name, valid_from=p.valid_from)
        for p in provinces_34()
    ]
    return (*provinces, *_old_districts(), *_old_communes(), *_new_communes())


def spellings(name: str) -> tuple[str, ...]:
    """Keys under which a name is met: hyphens spaced or not, the Đắk and Krông families, qui/quy and mĩ/mỹ."""
    found = {unit_key(name)}
    for old, new in (
        ("đắk", "đăk"),
        ("đắk", "đắc"),
        ("lắk", "lăk"),
        ("quy ", "qui "),
        ("mỹ", "mĩ"),
        ("lý", "lí"),
        ("pắc", "pắk"),
        ("căng chải", "cang chải"),
    ):
        found |= {key.replace(old, new) for key in found if old in key}
    found |= {key.replace("-", " - ") for key in found} | {key.replace("-", " – ") for key in found}
    found |= {key.replace("'", "’") for key in found} | {key.replace("'", "") for key in found}
    return tuple(sorted(found))


@cache
def units_by_key() -> dict[str, tuple[Unit, ...]]:
    """Every key of every unit, aliases included, with the units that bear it."""
    found: dict[str, list[Unit]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in all_units():
        by_name[(unit.level, unit_key(unit.name))].append(unit)
        for key in spellings(unit.name):
            found[key].append(unit)
    for key, old in province_aliases().items():
        units = [u for u in by_name[("province", unit_key(old))] if u.layer == "old" or u.name == old]
        for spelling in spellings(key):
            found[spelling].extend(unit for unit in units if unit not in found[spelling])
    for key, (name, province) in _DISTRICT_ALIASES.items():
        found[key].extend(u for u in by_name[("district", name)] if u.province == province)
    return {key: tuple(units) for key, units in found.items()}


# Spellings of seats that are cities below a province; general knowledge, each seen in newspapers.
_DISTRICT_ALIASES = {
    "plei ku": ("pleiku", "Gia Lai"),
    "plây cu": ("pleiku", "Gia Lai"),
    "buôn mê thuột": ("buôn ma thuột", "Đắk Lắk"),
    "ban mê thuột": ("buôn ma thuột", "Đắk Lắk"),
    "bmt": ("buôn ma thuột", "Đắk Lắk"),
    "dalat": ("đà lạt", "Lâm Đồng"),
    "sapa": ("sa pa", "Lào Cai"),
}
