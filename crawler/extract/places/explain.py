"""Why a place was read as it was: every name, the units it could be, what was decided and by which rule.

In: a Context. Out: readings in order of the text. For analysts and for tests; extraction itself does not need it.
"""

from dataclasses import dataclass

from crawler.extract.context import Context
from crawler.extract.places.mention import Mention
from crawler.extract.places.names.find import read_names
from crawler.extract.places.names.unaccented import is_unaccented
from crawler.extract.places.roles.decide import Tried, decide, roles_of, rules_of, tried
from crawler.extract.places.roles.people import RoleRules
from crawler.vocab.units_gazetteer import Unit
from crawler.vocab.vocabulary import Vocabulary, bundled_vocabulary

_OPEN = (
    "mơ hồ: không có tỉnh, đơn vị kề bên hay nguồn nào quyết định · ambiguous: no province, neighbour or source decides"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One name. `support` is 'type' (a type word), 'office', 'at' ('tại') or 'bare'; `options` are the units of that name.

    `decision` is the unit, '' where the name was left open; `rule` gave the role, or says why there is none.
    """

    written: str
    start: int
    end: int
    support: str
    options: tuple[str, ...]
    decision: str
    province: str
    province_2025: str
    role: str
    rule: str
    tried: tuple[Tried, ...] = ()
    """The rows that were asked, the one that decided last; none for a text without diacritics, which has fewer rules."""


def explain_places(context: Context, vocabulary: Vocabulary | None = None) -> tuple[Reading, ...]:
    """Every capitalised name of a unit that is no person, paper, school or street, with its reading."""
    names = read_names(context)
    mentions = [mention for _, mention in names if mention is not None]
    rules = rules_of(vocabulary or bundled_vocabulary())
    roles = iter(roles_of(context, mentions, rules))
    rows = _rows_tried(context, mentions, rules)
    readings = []
    for candidate, mention in names:
        options = (
            *((f"tỉnh/thành phố {candidate.province}",) if candidate.province else ()),
            *((candidate.country,) if candidate.country else ()),
            *dict.fromkeys(
                f"{unit.level} {unit.name}, {unit.province or unit.province_2025} ({_validity(unit)})" for unit in candidate.units
            ),
        )  # fmt: skip
        role, rule = "", _OPEN
        if mention is not None:
            _, found, rule = next(roles)
            role = str(found)
        readings.append(
            Reading(
                written=context.full[candidate.start : candidate.end],
                start=candidate.start,
                end=candidate.end,
                support=candidate.anchor,
                options=options,
                decision=_decision(mention, candidate.country),
                province=mention.province if mention else "",
                province_2025=mention.province_2025 if mention else "",
                role=role,
                rule=rule,
                tried=rows.get(mention.start, ()) if mention else (),
            )
        )
    return tuple(readings)


def _rows_tried(context: Context, mentions: list[Mention], rules: RoleRules) -> dict[int, tuple[Tried, ...]]:
    """The rows asked of each mention, by where it begins; the units of one address share them."""
    if not mentions or is_unaccented(context):
        return {}
    found: dict[int, tuple[Tried, ...]] = {}
    for decided in decide(context, mentions, rules):
        rows = tried(decided)
        found |= {mention.start: rows for mention in decided.asked.address.mentions}
    return found


def _validity(unit: Unit) -> str:
    return f"đến · to {unit.valid_to}" if unit.valid_to else f"từ · since {unit.valid_from}"


def _decision(mention: Mention | None, country: str) -> str:
    if mention is None:
        return ""
    if country:
        return f"{mention.level}: {country.title()}"
    parts = (mention.commune, mention.district, mention.province or mention.province_2025)
    return f"{mention.level}: {', '.join(part for part in parts if part)}"
