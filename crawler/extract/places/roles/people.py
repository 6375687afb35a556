"""Whose home a place is: a victim's or a suspect's.

In: the rules and a place in its text. Out: a role and the rule that gave it, None where nobody is said to live there. The
words after the address decide first ('... bị lừa', '... về hành vi'), then the person named last before it. Which words
these are is said in roles.yml and lexicon.yml.
"""

from crawler.extract.places.mention import Found
from crawler.extract.rows.reader import Rules, Sight
from crawler.model import PlaceRole
from crawler.vocab.roles import Row

RoleRules = Rules[Row]
"""The compiled rows of places."""

_NEAR = 320  # characters before an address in which its owner is named
_NAME_BEFORE_YEAR = 50  # characters between a person and the year of birth
_IN_BRACKET = 46  # characters between a bracket and the address in it
_SUSPECT: Found = (PlaceRole.SUSPECT_ORIGIN, "residence_of_suspect")
_BASE: Found = (PlaceRole.SUSPECT_BASE, "temporary_home")
_VICTIM: Found = (PlaceRole.VICTIM_RESIDENCE, "residence_of_victim")
_WORKPLACE: Found = (PlaceRole.BACKGROUND, "workplace")


def residence(rules: RoleRules, sight: Sight, bracketed: bool) -> Found | None:
    """The role of a place where a person lives or comes from."""
    if rules.holds("office_next", sight):
        return None
    if rules.holds("of_place", sight):
        return _by_verb(rules, sight) or (_VICTIM if rules.holds("lost_by", sight) else None)
    frame = sight.frame
    near = sight.at(frame.begin, max(frame.start, frame.begin - _NEAR))
    owner = _bracket_owner(rules, near) if bracketed else -1
    lives = rules.holds("lives", sight) or rules.holds("aged" if bracketed else "apposed", sight)
    works = not lives and rules.holds("works", sight)
    if owner < 0 and not lives and not works and not rules.holds("at_home", sight):
        return None
    if owner >= 0 and rules.holds("taken_from", near.at(owner)) and rules.holds("takes_then", sight):
        return _VICTIM
    home = _BASE if rules.holds("stays", sight) else _SUSPECT
    if not works and rules.holds("takes_next", sight):
        return home
    loses = rules.holds("loses_next", sight)
    if owner < 0 and not lives and not works and not loses:
        told = _by_verb(rules, sight)
        if told is not None:
            return told
    return _by_person(rules, near, owner, (loses, works), home)


def _by_person(rules: RoleRules, near: Sight, owner: int, said: tuple[bool, bool], home: Found) -> Found | None:
    """By the person named last before the address; `said`: one loses behind it, one works there."""
    loses, works = said
    low, begin = near.frame.low, near.frame.begin
    titled = [start for start, _ in rules.spans("someone", near, low, begin)]
    titled += [owner] if owner >= 0 else []
    accused = [at for at in titled if rules.holds("accused", near.at(at))]
    victims = [at for at in titled if at not in accused]
    if loses and (victims or not accused):
        return _VICTIM
    if works:
        return _VICTIM if any(rules.holds("lured", near.at(at)) for at in victims) else _WORKPLACE
    if _is_untitled(rules, near):
        return home
    suspect = max([*_suspects(rules, near, titled), *accused], default=-1)
    victim = max(victims, default=-1)
    if suspect > victim:
        return home
    return _VICTIM if victim >= 0 else None


def _suspects(rules: RoleRules, near: Sight, titled: list[int]) -> list[int]:
    """Offsets of words for suspects; a year of birth behind a title ('chị T. (SN 1989)') accuses nobody."""
    low, begin = near.frame.low, near.frame.begin
    born = [start for start, _ in rules.spans("born_in", near, low, begin)]
    plain = [at for at in born if not any(at - _NAME_BEFORE_YEAR < person < at for person in titled)]
    return [start for start, _ in rules.spans("accusing", near, low, begin)] + plain


def _by_verb(rules: RoleRules, sight: Sight) -> Found | None:
    """What one who comes from there does: the verb that comes first behind the address."""
    end, high = sight.frame.end, sight.frame.high
    loses, takes = rules.spans("losing", sight, end, high), rules.spans("deceives", sight, end, high)
    if loses and (not takes or loses[0][0] <= takes[0][0]):
        return _VICTIM
    return _SUSPECT if takes else None


def _bracket(near: Sight) -> int:
    """Where the bracket opens that the address stands in."""
    return near.scan.text.rfind("(", near.frame.low, near.frame.begin)


def _bracket_owner(rules: RoleRules, near: Sight) -> int:
    """Offset of the person whose bracket the address stands in ('bà T. (xã A, huyện B)'), -1 if there is none."""
    bracket = _bracket(near)
    between = near.scan.text[bracket + 1 : near.frame.begin].strip()
    if bracket < 0 or (between and (len(between) > _IN_BRACKET or between[-1] not in ",;" or "\n" in between)):
        return -1
    return rules.found("owner", near.at(bracket))


def _is_untitled(rules: RoleRules, near: Sight) -> bool:
    """Whether the bracket of the address stands behind a full name without a title or a word for victims."""
    bracket = _bracket(near)
    return (
        bracket >= 0
        and ")" not in near.scan.text[bracket : near.frame.begin]
        and rules.holds("untitled", near.at(bracket))
    )
