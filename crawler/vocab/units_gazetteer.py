"""Districts and communes, before and after 2025-07-01, indexed by the names that text uses.

In: the gazetteers, `old_to_new.csv`, `former_districts.csv`, `aliases.csv`. Out: `Unit` records by key and the names to look
for. Pure data: which unit a text means is decided in `crawler.extract`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
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
    read_columns,
    unit_key,
    unit_keys,
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
    if name.endswith(")"):
        name = _TOLD_APART.sub("", name)
    if not name.startswith(kind):
        return name
    prefix = kind + " "
    rest = name[len(prefix) :]
    return rest if name.startswith(prefix) and not rest.isdigit() else name


def _old_units() -> tuple[list[Unit], list[Unit]]:
    """The districts and the communes of the gazetteer to 2025-06-30."""
    districts: dict[tuple[str, ...], Unit] = {}
    communes = []
    columns = ("province", "district_type", "district", "ward_type", "ward")
    for province, district_kind, district, kind, ward in read_columns("gazetteer_legacy.csv", *columns):
        place = (province, district_kind, district)
        if place not in districts:
            districts[place] = _old_district(*place, LAST_OLD_DAY)
        if ward:
            of = districts[place]
            name = _strip_type(ward, kind)
            communes.append(
                Unit(name, "commune", kind.lower(), "old", province, of.province_2025, of.name, valid_to=LAST_OLD_DAY)
            )
    former = ("province", "district_type", "district", "until")
    for province, kind, district, until in read_columns("former_districts.csv", *former):
        districts.setdefault(
            (province, kind, district), _old_district(province, kind, district, date.fromisoformat(until))
        )
    return list(districts.values()), communes


def _old_district(province: str, kind: str, district: str, last_day: date) -> Unit:
    name = _strip_type(district, kind)
    return Unit(name, "district", kind.lower(), "old", province, province_2025_of(province), name, valid_to=last_day)


def _new_communes(old_districts: Iterable[Unit]) -> list[Unit]:
    # The rows of a split commune that are no default lead to homonyms too: 'Phường 4' of Tây Ninh into the ward Long An.
    origins: dict[str, set[str]] = defaultdict(set)
    for kind, default, code, province in read_columns(
        "old_to_new.csv", "kind", "default", "new_ward_code", "old_province"
    ):
        if kind == "whole" or default == "1":
            origins[code].add(province)
    # Five island districts had no commune and became special zones of the same name: no old commune leads to them.
    island_districts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for district in old_districts:
        island_districts[(district.province_2025, district.name)].add(district.province)
    found = []
    for province, code, kind, ward in read_columns("gazetteer_new.csv", "province", "ward_code", "ward_type", "ward"):
        olds = origins[code] or island_districts.get((province, ward), set())
        old = next(iter(olds)) if len(olds) == 1 else old_province_if_single(province)
        found.append(Unit(ward, "commune", kind.lower(), "new", old, province, valid_from=REFORM))
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
    districts, communes = _old_units()
    return (*provinces, *districts, *communes, *_new_communes(districts))


_SPELT_TWO_WAYS = (
    ("đắk", "đăk"),
    ("đắk", "đắc"),
    ("lắk", "lăk"),
    ("quy ", "qui "),
    ("mỹ", "mĩ"),
    ("lý", "lí"),
    ("pắc", "pắk"),
    ("căng chải", "cang chải"),
)
_VARIED = re.compile("|".join((*(old for old, _ in _SPELT_TWO_WAYS), "-", "'")))


def spellings(key: str) -> tuple[str, ...]:
    """Keys under which a name is met: hyphens spaced or not, the Đắk and Krông families, qui/quy and mĩ/mỹ."""
    if not _VARIED.search(key):
        return (key,)
    found = {key}
    for old, new in _SPELT_TWO_WAYS:
        found |= {key.replace(old, new) for key in found if old in key}
    found |= {key.replace("-", " - ") for key in found} | {key.replace("-", " – ") for key in found}
    found |= {key.replace("'", "’") for key in found} | {key.replace("'", "") for key in found}
    return tuple(sorted(found))


@cache
def units_by_key() -> dict[str, tuple[Unit, ...]]:
    """Every key of every unit, aliases included, with the units that bear it."""
    found: dict[str, list[Unit]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    keys = unit_keys({unit.name for unit in all_units()})
    for unit in all_units():
        name = keys[unit.name]
        by_name[(unit.level, name)].append(unit)
        for spelling in spellings(name):
            found[spelling].append(unit)
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
