"""Why a place was read as it was: every name, the units it could be, what was decided and by which rule.

In: a Context. Out: readings in order of the text. For analysts and for tests; extraction itself does not need it.
"""

from dataclasses import dataclass

from crawler.extract.context import Context
from crawler.extract.places.mention import Mention
from crawler.extract.places.names.find import read_names
from crawler.extract.places.roles.decide import roles_of
from crawler.vocab.units_gazetteer import Unit

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


def explain_places(context: Context) -> tuple[Reading, ...]:
    """Every capitalised name of a unit that is no person, paper, school or street, with its reading."""
    names = read_names(context)
    roles = iter(roles_of(context, [mention for _, mention in names if mention is not None]))
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
            )
        )
    return tuple(readings)


def _validity(unit: Unit) -> str:
    return f"đến · to {unit.valid_to}" if unit.valid_to else f"từ · since {unit.valid_from}"


def _decision(mention: Mention | None, country: str) -> str:
    if mention is None:
        return ""
    if country:
        return f"{mention.level}: {country.title()}"
    parts = (mention.commune, mention.district, mention.province or mention.province_2025)
    return f"{mention.level}: {', '.join(part for part in parts if part)}"
