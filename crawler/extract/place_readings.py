"""Why a place was read as it was: every name, the units it could be, what was decided and by which rule.

In: a Context. Out: readings in order of the text. For analysts and for tests; extraction itself does not need it.
"""

from dataclasses import dataclass

from crawler.extract.context import Context
from crawler.extract.place_mentions import Mention
from crawler.extract.place_names import read_names
from crawler.extract.place_roles import roles_of
from crawler.vocab.units_gazetteer import Unit


@dataclass(frozen=True, slots=True)
class Reading:
    """One name. `support` is 'type' (a type word), 'office' or 'bare'; `options` are the units of that name.

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
        role, rule = "", "ambiguous: no type word, province or source decides"
        if mention is not None:
            _, found, rule = next(roles)
            role = str(found)
        readings.append(
            Reading(
                context.full[candidate.start : candidate.end], candidate.start, candidate.end, candidate.anchor, options,
                _decision(mention), mention.province if mention else "", mention.province_2025 if mention else "", role, rule,
            )
        )  # fmt: skip
    return tuple(readings)


def _validity(unit: Unit) -> str:
    return f"đến · to {unit.valid_to}" if unit.valid_to else f"từ · since {unit.valid_from}"


def _decision(mention: Mention | None) -> str:
    if mention is None:
        return ""
    parts = (mention.commune, mention.district, mention.province or mention.province_2025)
    return f"{mention.level}: {', '.join(part for part in parts if part)}"
