"""What is known of a name in a text: a candidate that may be a unit, and a mention that is one.

Offsets are into Context.full. Types only.
"""

from dataclasses import dataclass

from crawler.model import PlaceLevel, PlaceRole
from crawler.vocab.units_gazetteer import Unit

Found = tuple[PlaceRole, str]
"""A role, and the rule that gave it."""

DISTRICT_WORDS = frozenset(("quận", "q.", "huyện", "huyện đảo", "h.", "thị xã", "tx", "t.x.", "tx.", "t x.", "t x"))
COMMUNE_WORDS = frozenset(("xã", "phường", "p.", "thị trấn", "tt.", "t.t.", "đặc khu"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at [start, end) of Context.full. `anchor` is 'type', 'office', 'at' ('tại Quy Nhơn') or 'bare'.

    `word` is the type word or ''.
    """

    start: int
    end: int
    level: PlaceLevel
    province: str
    province_2025: str
    district: str = ""
    commune: str = ""
    anchor: str = "bare"
    word: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may be a unit: the provinces, units or country that bear it. `anchor` and `word` as in Mention."""

    start: int
    end: int
    anchor: str
    word: str
    province: str
    units: tuple[Unit, ...]
    country: str = ""
