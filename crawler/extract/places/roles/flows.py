"""What of a role only code can decide: lists, the head of a dispatch, quotations, whose home a place is.

In: an address with the rows and what was decided before it. Out: a role and the rule that gave it, or None. A row of
roles.yml names its flow; which words count is said there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crawler.extract.context import Context
from crawler.extract.places.address import Address
from crawler.extract.places.mention import Found, Mention
from crawler.extract.places.roles.people import RoleRules, residence
from crawler.extract.rows.reader import Sight
from crawler.model import PlaceRole

_SHARED = frozenset(
    (
        PlaceRole.AFFECTED,
        PlaceRole.FAKE_CLAIM,
        PlaceRole.SUSPECT_BASE,
        PlaceRole.BACKGROUND,
        PlaceRole.SUSPECT_ORIGIN,
        PlaceRole.VICTIM_RESIDENCE,
        PlaceRole.INCIDENT_SITE,
    )
)

Pairs = list[tuple[Mention, PlaceRole, str]]
_LIST_REACH, _CLAIM_REACH = 30, 40  # characters between two members of a list
_HEAD = 900  # characters of a dispatch in which its head stands


@dataclass(frozen=True, slots=True)
class Asked:
    """An address with all that a row or a flow may ask about."""

    context: Context
    rules: RoleRules
    address: Address
    sight: Sight
    earlier: Pairs

    @property
    def listed(self) -> PlaceRole | None:
        """The role of the mention right before it in a list."""
        if not self.earlier:
            return None
        previous, role, _ = self.earlier[-1]
        near = self.address.first.start - previous.end < _LIST_REACH and role in _SHARED
        return role if near and self.follows("joins", previous) else None

    def follows(self, cue: str, previous: Mention) -> bool:
        """Whether nothing but a list's words stand between a mention and this one."""
        start = previous.end
        if "\n" in self.sight.scan.text[start : self.address.first.start]:
            return False
        frame = self.sight.frame._replace(low=start, begin=self.address.first.start)
        return self.rules.holds(cue, Sight(self.sight.scan, frame, self.sight.place))


def _list(asked: Asked) -> Found | None:
    role = asked.listed
    return (role, "list") if role is not None else None


def _list_affected(asked: Asked) -> Found | None:
    """'người dân A, B và C': the list goes on before a residence is looked for."""
    return (PlaceRole.AFFECTED, "list") if asked.listed is PlaceRole.AFFECTED else None


def _next_claim(asked: Asked) -> Found | None:
    """'giả danh công an Đà Nẵng, công an Hà Nội': the next body in the list of those that are claimed."""
    if not asked.earlier or asked.earlier[-1][1] is not PlaceRole.FAKE_CLAIM:
        return None
    previous = asked.earlier[-1][0]
    near = asked.address.first.start - previous.end < _CLAIM_REACH
    return (PlaceRole.FAKE_CLAIM, "next_claim") if near and asked.follows("joins_claim", previous) else None


def _dispatch_head(asked: Asked) -> Found | None:
    """The head of a dispatch: its bodies, and the place of its date."""
    context, mention = asked.context, asked.address.first
    dispatch = context.document.dispatch
    if dispatch is None or mention.start - context.body_start > _HEAD or mention.start < context.body_start:
        return None
    written = context.match[mention.start : mention.end]
    named = written in f"{dispatch.parent} {dispatch.issuer}".lower()
    return (PlaceRole.ISSUER, "dispatch_head") if named or asked.rules.holds("dated_line", asked.sight) else None


def _in_quotes(asked: Asked) -> Found | None:
    """Inside what a scammer says or writes: 'gọi điện, xưng: “Tôi ở Công an Hà Nội”'."""
    left = asked.address.head
    opening = max(left.rfind("“"), left.rfind('"') if left.count('"') % 2 else -1)
    if opening < 0 or "”" in left[opening:] or left[opening + 1 : opening + 2] in (",", "."):
        return None
    sight = asked.sight
    said = asked.rules.holds("quoted_by", sight.at(sight.frame.low + opening)) and not asked.rules.holds("lives", sight)
    return (PlaceRole.FAKE_CLAIM, "in_quotes") if said else None


def _home_abroad(asked: Asked) -> Found | None:
    """A suspect's home in another country."""
    if not asked.rules.holds("lives", asked.sight):
        return None
    found = _residence(asked)
    return found if found is not None and found[0] is PlaceRole.SUSPECT_ORIGIN else None


def _residence(asked: Asked) -> Found | None:
    return residence(asked.rules, asked.sight, asked.address.bracketed)


FLOWS: Mapping[str, Callable[[Asked], Found | None]] = {
    "dispatch_head": _dispatch_head,
    "in_quotes": _in_quotes,
    "next_claim": _next_claim,
    "list": _list,
    "list_affected": _list_affected,
    "home_abroad": _home_abroad,
    "residence": _residence,
}
"""What only code can decide, by the name that a row gives it."""
NAMED_CUES = (
    *(
        "joins",
        "joins_claim",
        "dated_line",
        "quoted_by",
        "lives",
        "office_next",
        "of_place",
        "lost_by",
        "aged",
        "apposed",
    ),
    *("works", "at_home", "taken_from", "takes_then", "stays", "takes_next", "loses_next", "accused", "lured", "owner"),
    "untitled",
)
NAMED_CLASSES = ("someone", "accusing", "born_in", "losing", "deceives")
"""What the flows ask for: a vocabulary without one of them is refused."""
