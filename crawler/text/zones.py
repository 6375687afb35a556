"""Time zones as they are written behind a time: offsets, names in short and in full.

In: the text behind a time of day. Out: the zone, or that one is written that nobody here understands: then only the day of
the moment is known. Pure functions.
"""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_HOURS = {
    "Z": 0.0, "UT": 0.0, "UTC": 0.0, "GMT": 0.0, "WET": 0.0, "ICT": 7.0, "WIB": 7.0, "SGT": 8.0, "HKT": 8.0, "JST": 9.0, "KST": 9.0,
    "CET": 1.0, "CEST": 2.0, "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "EST": -5.0, "EDT": -4.0, "CDT": -5.0, "MDT": -6.0, "PST": -8.0,
    "PDT": -7.0, "AEST": 10.0, "AEDT": 11.0,
}  # fmt: skip  # CST, MST, IST and BST mean several zones each: they are not understood
_OFFSET = re.compile(
    r"\s?[(\[]?(?P<name>GMT|UTC|UT)?\s?(?P<sign>[+\-\u2212])(?P<h>\d{2}):?(?P<m>\d{2})?(?![\d/.]|-\d)", re.IGNORECASE
)
_SHORT = re.compile(
    r"\s?[(\[]?(?:GMT|UTC)\s?(?P<sign>[+\-\u2212])(?P<h>\d{1,2})(?::(?P<m>\d{2}))?(?![\d/.])", re.IGNORECASE
)
_PLACE = re.compile(r"\s?[(\[]?(?P<place>[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)")
_NAME = re.compile(r"\s?[(\[]?(?P<name>[A-Z]{1,5})[)\]]?(?=\s*$|\s+\d{4}\s*$|\s*[|,;–-])")
_BARE = re.compile(r"\s?(?P<sign>[+\-\u2212])(?P<h>\d{1,2})(?P<m>)\s*$")
_WRITTEN = re.compile(r"\s?[+\u2212](?=\d)|\s-(?=\d{1,3}\s*$)")


@dataclass(frozen=True, slots=True)
class Zone:
    """`zone` is None where none is written, or one that is not understood (`unknown`)."""

    zone: tzinfo | None = None
    unknown: bool = False


def zone_after(text: str, moment: datetime) -> Zone:
    """The zone that opens `text`, for a naive moment (zones of places change with the season)."""
    found = _OFFSET.match(text) or _SHORT.match(text) or _BARE.match(text)
    if found:
        offset = timedelta(hours=int(found["h"]), minutes=int(found["m"] or 0))
        if offset > timedelta(hours=15) or int(found["m"] or 0) > 59:
            return Zone(unknown=True)
        return Zone(timezone(offset if found["sign"] == "+" else -offset))
    if place := _PLACE.match(text):
        try:
            zone = zoneinfo.ZoneInfo(place["place"])
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            return Zone(unknown=True)
        return Zone(timezone(zone.utcoffset(moment) or timedelta()))
    if name := _NAME.match(text):
        hours = _HOURS.get(name["name"])
        return (
            Zone(UTC if hours == 0 else timezone(timedelta(hours=hours))) if hours is not None else Zone(unknown=True)
        )
    return Zone(unknown=_WRITTEN.match(text) is not None)
