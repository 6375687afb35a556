"""A merged province beside one of its communes: on the old map the commune speaks, never the province's namesake.

In: places in their roles and the day of the document. Out: the same places. Since July 2025 'xã Nam Trực, tỉnh Ninh Bình' lies in
what was Nam Định. 'Ninh Bình' there is the new province, of three old ones; counted under its namesake, one place would be
two on the old map.
"""

from dataclasses import replace
from datetime import date

from crawler.model import Place, PlaceLevel
from crawler.vocab.units import REFORM, provinces_34, provinces_old_of

_MERGED = frozenset(province.name for province in provinces_34() if len(provinces_old_of(province.name)) > 1)


def without_namesakes(places: tuple[Place, ...], day: date | None) -> tuple[Place, ...]:
    """Places whose merged province has no old one where a smaller unit of it stands in the same role.

    Documents before 2025-07-01, or without a day, mean the old province by its name: they come back unchanged.
    """
    if day is None or day < REFORM:
        return places
    placed = {(p.role, p.province_2025) for p in places if p.level in (PlaceLevel.DISTRICT, PlaceLevel.COMMUNE)}
    return tuple(
        replace(place, province="") if _is_new(place) and (place.role, place.province_2025) in placed else place
        for place in places
    )


def _is_new(place: Place) -> bool:
    """Whether a name may mean the merged province: 'Ninh Bình' may, 'Nam Định' is the old one whenever it is said."""
    whole = place.level is PlaceLevel.PROVINCE and place.province == place.province_2025
    return whole and place.province_2025 in _MERGED
