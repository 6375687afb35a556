"""Whose home a place is: a victim's or a suspect's.

In: an Address. Out: a role and the rule that gave it, None where nobody is said to live there. The words after the
address decide first ('... bị lừa', '... về hành vi'), then the person named last before it.
"""

import re

from crawler.extract.context import Context
from crawler.extract.places.address import Address
from crawler.extract.places.mention import Found
from crawler.extract.places.roles import patterns as words
from crawler.model import PlaceRole
from crawler.text.unicode import UPPER

_NAMED_BEFORE = re.compile(rf"(?<!\w)(?:[{UPPER}]\w*|[đĐ]ường|[pP]hố|[pP]hường|[qQ]uận|[xX]ã|[cC]hợ) $")
_POST = re.compile(
    r"\b(?:trưởng|phó|chánh|chủ tịch|giám đốc|cán bộ|hiệu trưởng|kế toán|bí thư|thủ quỹ|nhân viên|giáo viên)\b(?:(?!\b(?:tại|ở|của|đã|bị|cho)\b)[^.,;:()\n]){0,60}$"
)
_ARRESTED = re.compile(r"^[\s,–-]*(?:vừa |đã )*bị (?:[^.,;\n]{0,40} )?(?:bắt|khởi tố|tạm giữ|tạm giam|truy tố)\b")
_REPORTED = re.compile(
    r"^[\s,–-]*(?:là người )?(?:đã |vừa )*(?:có|làm|gửi|viết) đơn (?:\w+ )?(?:trình báo|tố cáo|tố giác)"
)
_NEAR = 320  # characters before an address in which its owner is named
_SUSPECT: Found = (PlaceRole.SUSPECT_ORIGIN, "residence_of_suspect")
_BASE: Found = (PlaceRole.SUSPECT_BASE, "temporary_home")
_VICTIM: Found = (PlaceRole.VICTIM_RESIDENCE, "residence_of_victim")


def post_holder(address: Address) -> Found | None:
    """'ông A, trưởng công an xã B, bị bắt', 'chánh văn phòng UBND C đã có đơn trình báo': one who holds a post there."""
    found = _SUSPECT if _ARRESTED.match(address.tail) else _VICTIM if _REPORTED.match(address.tail) else None
    return found if found and address.ends(_POST, 90) else None


def residence(context: Context, address: Address, text: str) -> Found | None:
    """The role of a place where a person lives or comes from."""
    if address.ends(words.OFFICE_NEXT, 34):
        return None
    if address.ends(words.OF_PLACE, 24):
        told = _by_verb(address)
        return told or (_VICTIM if address.ends(words.LOST_BY, 60) else None)
    start = max(address.start, address.begin - _NEAR)
    before = text[start : address.begin]
    owner = _bracket_owner(context, address, before, start)
    lives = address.ends(words.LIVES, 80) or (
        address.ends(words.AGED, 60) if address.bracketed else address.ends(words.APPOSED, 120)
    )
    works = not lives and address.ends(words.WORKS, 130)
    if owner is None and not lives and not works and not _comes_from(context, address):
        return None
    if owner is not None and words.TAKEN_FROM.search(before, 0, owner) and words.TAKES_THEN.match(address.tail):
        return _VICTIM
    suspect_home = _BASE if address.ends(words.STAYS, 130) else _SUSPECT
    if words.AFTER_SUSPECT.match(address.tail) and not works:
        return suspect_home
    accuses = words.AFTER_VICTIM.match(address.tail)
    told = _by_verb(address) if owner is None and not lives and not works and not accuses else None
    if told is not None:
        return told
    titled = [m.start() for m in words.VICTIM.finditer(before) if not _is_name(context, start + m.start())]
    titled += [owner] if owner is not None else []
    accused = [at for at in titled if words.ACCUSED.search(before, max(0, at - 110), at)]
    victims = [at for at in titled if at not in accused]
    if words.AFTER_VICTIM.match(address.tail) and (victims or not accused):
        return _VICTIM
    if works:
        lured = any(words.LURED.search(before, max(0, at - 20), at) for at in victims)
        return _VICTIM if lured else (PlaceRole.BACKGROUND, "workplace")
    if address.bracketed and _is_untitled(context, before, start):
        return suspect_home
    suspect = max([*_suspects(before, titled), *accused], default=-1)
    victim = max(victims, default=-1)
    if suspect > victim:
        return suspect_home
    return _VICTIM if victim >= 0 else None


def _suspects(before: str, titled: list[int]) -> list[int]:
    """Offsets of words for suspects; a year of birth behind a title ('chị T. (SN 1989)') accuses nobody."""
    return [
        m.start()
        for m in words.SUSPECT.finditer(before)
        if not (words.BORN.match(m[0]) and any(m.start() - 50 < at < m.start() for at in titled))
    ]


def _by_verb(address: Address) -> Found | None:
    """What one who comes from there does: the verb that comes first behind the address."""
    loses, takes = words.LOSES.search(address.tail), words.TAKES.search(address.tail)
    if loses and (takes is None or loses.start() <= takes.start()):
        return _VICTIM
    return _SUSPECT if takes else None


def _bracket_owner(context: Context, address: Address, before: str, start: int) -> int | None:
    """Offset in `before` of the person whose bracket the address stands in ('bà T. (xã A, huyện B)')."""
    if not address.bracketed:
        return None
    bracket = before.rfind("(")
    if bracket < 0 or not words.IN_BRACKET.search(before, bracket):
        return None
    owner = words.OWNER.search(before[max(0, bracket - 60) : bracket].rstrip(" ,"))
    if owner is None:
        return None
    at = max(0, bracket - 60) + owner.start()
    return None if _is_name(context, start + at) else at  # 'Ngô Anh Duy (28 tuổi'


def _is_untitled(context: Context, before: str, start: int) -> bool:
    """Whether the bracket stands behind a full name without a title or a word for victims."""
    bracket = before.rfind("(") + 1
    name = words.FULL_NAME.search(context.full, max(start, start + bracket - 48), start + bracket)
    if name is None:
        return False
    at = name.start() - start
    return not words.TITLE_BEFORE.search(before, 0, at) and not words.PERSON_TITLE.match(before, at)


def _comes_from(context: Context, address: Address) -> bool:
    """'cụ bà 75 tuổi ở A', but not 'bà Phan đến ngân hàng ở A'."""
    found = address.ends(words.IS_FROM, 24)
    if not found:
        return False
    persons = [
        m
        for m in words.PERSON.finditer(address.head, 0, found.start())
        if not _is_name(context, address.begin - len(address.head) + m.start())
    ]
    if words.NOT_HOME.search(address.lead):
        return False  # 'chị P. ở quán cà phê B, phường C'
    return bool(persons) and not words.NOT_HOME.search(address.head, persons[-1].end(), found.start())


def _is_name(context: Context, offset: int) -> bool:
    """Whether a word at an offset of the full text is part of a name ('Hai Bà Trưng'), no title ('gồm: Bà T.')."""
    if not context.full[offset].isupper():
        return False
    return bool(_NAMED_BEFORE.search(context.full, max(0, offset - 16), offset))
