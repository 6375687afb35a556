"""The role of a country: the scammers' base, their or their victims' home, the place of the scammer's story.

In: the Address of a country. Out: a role and the rule that gave it; background where nothing tells.
"""

import re

from crawler.extract.context import Context
from crawler.extract.places.address import Address
from crawler.extract.places.mention import Found
from crawler.extract.places.roles import patterns as words
from crawler.extract.places.roles.claims import is_claimed
from crawler.extract.places.roles.people import residence
from crawler.model import PlaceRole

_POLICE_ABROAD = re.compile(r"\b(?:cảnh sát|chính quyền)(?: \w+(?: \w+)?,)?\s*$")
_ARRESTS_NEXT = re.compile(r"^\s*(?:đã |vừa |mới đây |ngày [\d/-]+ )*(?:bắt(?! đầu)|triệt phá|đột kích)")
_NATIONAL_OF = re.compile(
    r"\b(?:người(?: gốc| quốc tịch)?|công dân|quốc tịch|phụ nữ|đàn ông|thanh niên|đối tượng|khách|du khách|bị can|nghi can|hacker|trùm)\s*(?:[^\W\d]+ [^\W\d]+ ?\()?$"
)
_CAUGHT = re.compile(r"\bbắt (?:giữ )?(?:\w+ )?công dân\s*$")
_CITIZEN = re.compile(r"\b(?:công dân|khách|du khách)\s*$")
_CRIME = re.compile(r"\b(?:lừa đảo|lừa|chiếm đoạt|giả danh|bắt|tạm giữ|khởi tố|móc nối|cầm đầu)\b")
_LOSES_ABROAD = re.compile(
    r"\b(?:lừa(?: đảo)?|chiếm đoạt|nạn nhân|bị hại|nhắm vào|gọi (?:điện )?(?:về|cho|sang))\b(?! (?:do|bởi))[^.,;\n]{0,24}$"
)
_BASE = re.compile(
    r"(?:hoạt động|trụ sở|ổ nhóm|đường dây|đặt|sang|từ|tại|ở|bên|qua|như:?|hang ổ|sào huyệt)(?: (?:tại|ở|các|khu vực|nước|biên giới|thủ đô|thành phố|miền|bắc|nam|đông|tây|vùng|bang)\b|,)*\s*$"
)
_RUN_FROM = re.compile(
    r"\b(?:hoạt động|trụ sở|đặt|máy chủ|điều hành|cầm đầu|hang ổ|sào huyệt|đường dây|ổ nhóm)\b[^.;\n]{0,40}$"
)
_SCAM_CENTRE = re.compile(r"\b(?:trung tâm|khu|tổ hợp|khu phức hợp|khu tổ hợp|ổ) lừa đảo\b[^.;\n]{0,60}$")
# 'dọa bán sang Campuchia', 'lao động sang Lào': where victims are to go, not where the scammers sit.
_TAKEN = re.compile(
    r"\b(?:bán|lừa|dụ(?: dỗ)?|đưa|rủ|lao động|đi làm|làm việc)(?! việc)[^.,;\n]{0,25}? (?:sang|qua|ra)\s*$"
)
_LIVES_ABROAD = re.compile(
    r"\b(?:sống|lao động|làm việc|du học|du học sinh|định cư|người việt|đi làm|xuất khẩu lao động)\b[^.,;\n]{0,40}$"
)


def country_role(context: Context, address: Address, text: str, listed: PlaceRole | None) -> Found:
    """A country: the scammers' base, the scammer's story, a suspect's home; else background."""
    if listed is not None:
        return listed, "list"
    if is_claimed(address, text):
        return PlaceRole.FAKE_CLAIM, "impersonated_body"
    if _TAKEN.search(address.head):
        return PlaceRole.BACKGROUND, "taken_abroad"
    lives = residence(context, address, text) if address.ends(words.LIVES, 80) else None
    if lives is not None and lives[0] is PlaceRole.SUSPECT_ORIGIN:
        return lives
    police = address.ends(_POLICE_ABROAD, 24) or not address.head.strip()
    if police and _ARRESTS_NEXT.match(address.tail):
        return PlaceRole.INCIDENT_SITE, "police_abroad"
    national = address.ends(_NATIONAL_OF, 40)
    if national:
        return _national(address, text, national.start())
    if _SCAM_CENTRE.search(address.head):
        return PlaceRole.SUSPECT_BASE, "base_abroad"
    if address.ends(_BASE, 80) and not _LIVES_ABROAD.search(address.head):
        near = text[max(0, address.start) : address.begin] + address.tail[:60]
        if _RUN_FROM.search(address.head) or words.SCAMMERS.search(near):
            return PlaceRole.SUSPECT_BASE, "base_abroad"
    return PlaceRole.BACKGROUND, "country"


def _national(address: Address, text: str, at: int) -> Found:
    """'nhóm người Đài Loan', 'lừa các công dân Thái Lan': by what is done by or to those who come from there."""
    if _CAUGHT.search(address.head):
        return PlaceRole.BACKGROUND, "country"
    if _LOSES_ABROAD.search(address.head, 0, at) or _CITIZEN.search(address.head):
        return PlaceRole.VICTIM_RESIDENCE, "national_deceived"
    sentence = text[address.start : address.sentence.end]
    if words.SCAMMERS.search(sentence) or _CRIME.search(sentence):
        return PlaceRole.SUSPECT_ORIGIN, "national_suspect"
    return PlaceRole.BACKGROUND, "country"
