"""Which role a mention plays, by the words of its clause. One rule each, first that fits wins.

In: a Context and a Mention. Out: role and rule id. Windows end at the sentence; a mention in a list with the one before
('Cần Thơ, Bình Phước và Đồng Tháp') shares its role.
"""

import re
from collections.abc import Iterable

from crawler.extract.context import Context
from crawler.extract.place_names import Mention
from crawler.model import PlaceLevel, PlaceRole, SentenceKind

_OFFICE = (
    r"(?:công an|ca|ubnd|ủy ban nhân dân|sở|cục|chi cục|thuế|bhxh|bảo hiểm xã hội|điện lực|pc0?\d|pa0?\d|phòng cảnh sát|"
    r"cơ quan|bộ chỉ huy|viễn thông|bưu điện|ngân hàng nhà nước|ban chỉ đạo|hội|trung tâm|thành đoàn|tỉnh đoàn|công ty điện lực)"
)
_IMPERSONATION = re.compile(
    r"(?:giả danh|mạo danh|giả mạo|tự xưng|xưng là|xưng danh|giả làm|mạo nhận|đóng giả|nhận là|giới thiệu là)"
    r"(?:(?!\b(?:gọi|cho|yêu cầu|thông báo|tại|ở|trên|để|đặt|gửi|nhắn|kêu gọi|mời|báo|cảnh báo|khuyến cáo|hỗ trợ|lừa)\b)"
    r"[^.,;:!?\n]){0,80}$"
)
_QUOTE_CLAIM = re.compile(
    r"(?:đang bị|lệnh của|giấy mời của|thuộc|đến|tại|từ) (?:công an|viện kiểm sát|tòa án)[^.;\n]{0,30}$"
)
_COURT = re.compile(
    r"(?:tand|tòa án(?: nhân dân)?|vksnd|viện kiểm sát(?: nhân dân)?|tòa)(?: tối cao| cấp cao)?(?: tại)?(?: tỉnh| tp\.?| thành phố| huyện| quận| thị xã)?\s*$"
)
_PUBLISHER = re.compile(
    r"(?:báo(?: (?:công an|pháp luật|phụ nữ|người lao động|tuổi trẻ|thanh niên))?|tạp chí|đài pt-?th|đài phát thanh(?: và)? truyền hình|cổng ttđt|cổng thông tin điện tử)(?: tỉnh| tp\.?| thành phố)?\s*$"
)
_NEWS_OF = re.compile(r"(?:theo|trên|tờ|pv|phóng viên|với|của|trả lời)\s*$")
_PUBLISHER_AFTER = re.compile(r"^\s*(?:online|\(?tv\b)")
_ISSUER_VERB = re.compile(
    r"^[^.!?\n]{0,110}?\b(?:cảnh báo|khuyến cáo|cho biết|cho hay|thông báo|thông tin(?: về)?|phát đi|ban hành|ký công văn|có công văn|ra công văn|"
    r"có văn bản|khẳng định|lưu ý|đề nghị|yêu cầu|tuyên truyền|nhận được|tiếp nhận|phát hiện|ghi nhận|khuyên|nhắc nhở|đưa ra)\b"
)
_OFFICE_BEFORE = re.compile(
    _OFFICE
    + r"(?:(?!\b(?:của|tại|ở|trên|nạn nhân)\b)[^.,;:!?\n]){0,60}?(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường)?\s*$"
)
_SOURCE_BEFORE = re.compile(r"(?:theo|thông tin từ|nguồn tin từ|đại diện|lãnh đạo|trao đổi với)\s+(?:[^.,;\n]{0,30})?$")
_HEAD_PLACE = re.compile(r"^\s*,\s*ngày(?:\s+\d{1,2})?[\s.…]*tháng")
_AFFECTED = re.compile(
    r"(?:trên địa bàn|tại địa bàn|ở địa bàn|địa phương như|tỉnh(?:,)? thành(?: phố)? như|tỉnh như|nơi như|xảy ra (?:tại|ở)|xuất hiện (?:tại|ở)|"
    r"diễn ra (?:tại|ở)|lan sang|phản ánh (?:tại|ở)|ghi nhận (?:tại|ở)|người dân(?: tại| ở| của)?|nhân dân|hộ kinh doanh(?: tại| ở)?|"
    r"(?:khách hàng|người nộp thuế|sinh viên|học sinh|thanh niên|nhà hàng|cửa hàng|cơ sở kinh doanh|nạn nhân|người cao tuổi|phụ nữ|"
    r"du khách|người lao động|người tiêu dùng)(?: tại| ở)|doanh nghiệp(?: tại| ở)?|phụ huynh(?: tại| ở)?|bà con|cư dân)"
    r"(?: (?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường|các tỉnh|các huyện|các xã|địa bàn|một số (?:tỉnh|huyện|xã|địa phương)(?: như)?))*[\s:]*$"
)
_RESIDENCE = re.compile(
    r"\b(?:trú|ngụ|sống|cư trú|thường trú|tạm trú|ở|quê|quê quán|hktt|người|đến từ)(?: (?:tại|ở|quán|huyện|xã|tỉnh|phường|thị trấn|tổ|khu|thôn|ấp|khối|bản)\b|[:,]|\s(?:tp|q|h|p|tx|t\.p|t\.x)\.|\s[\w\d/-]{1,14}){0,7}\s*$"
)
_BORN = re.compile(r"sn |\(|sinh năm")
_ACCUSED = re.compile(
    r"\b(?:khởi tố|bắt|tạm giữ|tạm giam|truy tố|tuyên phạt|xét xử|đối với|bị cáo|bị can)\b[^.;]{0,20}$"
)
_SUSPECT = re.compile(
    r"tuyên phạt|xét xử|đối tượng|bị can|bị cáo|nghi phạm|nghi can|kẻ lừa đảo|bắt giữ|bắt tạm giam|khởi tố|tạm giữ|sinh năm|sn \d{4}|\(\d{4}|(?<!phụ nữ )(?<!đàn ông )(?<!người )(?<!nạn nhân )\btên\b(?! (?:[a-zđ]\.|miền|gọi|là|tuổi))|cầm đầu|phạm nhân|thủ phạm|tác giả vụ|đồng bọn|cùng (?:trú|ngụ|quê|hktt)"
)
_VICTIM = re.compile(
    r"\b(?:anh|chị|ông|bà|em|cụ|cô|chú|cháu|bác|nạn nhân|bị hại|người dân|một người|phụ nữ|sinh viên)\b"
)
# 'bà T. (xã A, huyện B)', 'một phụ huynh (Gò Vấp, TP.HCM)': where the one before the bracket lives.
_BRACKETED = re.compile(
    r"\b(?:anh|chị|ông|bà|em|cụ|cô|chú|cháu|bác|nạn nhân|bị hại|phụ huynh|khách hàng|người (?:phụ nữ|đàn ông|dân)|phụ nữ|sinh viên|học sinh|chủ (?:shop|quán|cửa hàng))\b"
    r"(?:(?!\b(?:trại|công ty|trường|bệnh viện|chợ|dự án|quán|chi nhánh|đường|phố|công an|ubnd)\b)[^.,;()\n]|(?<=\b\w)\.){0,45}\((?:\d+ tuổi[,;]?\s*)?[^()\n]{0,45}$"
)
_CLAIMED = re.compile(
    r"(?:xưng (?:tên|là|danh)|tự giới thiệu|giới thiệu (?:tên|là|mình))[^.;\n]{0,60}(?:làm việc|công tác|đang làm)(?: tại| ở)?[^.;,\n]{0,40}$"
)
# 'gọi đến, thông báo chị đang nợ tiền tại một ngân hàng ở Hà Nội': the scammer's story.
_TOLD_VICTIM = re.compile(
    r"\b(?:gọi|số lạ|xưng)[^.;\n]{0,60}(?:thông báo|nói|báo|cho biết)(?: rằng| là)? (?:chị|anh|ông|bà|bà ấy|nạn nhân|khách hàng)\b[^.;\n]{0,80}$"
)
_ARREST = re.compile(
    r"\b(?:bắt(?: giữ| gọn| được)?|tạm giữ|truy bắt)\b[^.;\n]{0,60}(?:tại|trên|ở)(?: địa bàn)?(?: [^.,;\n]{0,12})?$"
)
_ORGANISATION = re.compile(
    r"\b(?:đại học|đh|cao đẳng|trường|học viện|đoàn luật sư|trại (?:tạm )?giam|nhà tạm giữ)\b[^.,;()\n]{0,30}$"
)
_BASE = re.compile(
    r"(?:hoạt động|trụ sở|ổ nhóm|đường dây|đặt|sang|từ|tại|ở|bên|qua)(?: (?:tại|ở|các|khu vực|nước|biên giới))*\s*$"
)
# 'dọa bán sang Campuchia', 'lao động sang Lào': where victims are to go, not where the scammers sit.
_TAKEN = re.compile(
    r"\b(?:bán|lừa|dụ(?: dỗ)?|đưa|rủ|lao động|đi làm|làm việc)(?! việc)[^.,;\n]{0,25}? (?:sang|qua|ra)\s*$"
)
_SUBJECT_AFFECTED = re.compile(
    r"^\s*(?:cũng |đã |vừa |liên tiếp )?(?:ghi nhận|xảy ra|xuất hiện|có (?:nhiều|hàng loạt|hàng chục|một số|\d+|hai|ba) [^.,;\n]{0,20}(?:vụ|nạn nhân|người (?:dân )?bị|bị))"
)
_OFFICE_NEXT = re.compile(_OFFICE + r"(?: (?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường))?\s*$")
_SITE = re.compile(r"\b(?:tại|ở|đến|chi nhánh|phòng giao dịch|nhà nghỉ|khách sạn)(?: [^.,;\n]{0,40})?$")
_ELSEWHERE = re.compile(
    r"(?:hội nghị|lễ|họp|diễn đàn|trụ sở|học|giải|trận|bắt giữ|bắt|khởi tố|xét xử|phiên tòa|khám xét|chỗ ở|nơi ở|lang thang|cầm cố|đi cầm|lẩn trốn|bỏ trốn|ẩn náu|thực hiện (?:các )?dự án|nhà máy|công trình|chi nhánh|công tác|nguyên|cựu|ở tù|trại giam|thụ án|chấp hành án)[^.;\n]{0,60}$"
)
# Where an embassy or head office stands, or an account is kept, says nothing of where people are deceived.
_SEAT = re.compile(
    r"(?:(?:đại sứ quán|tổng lãnh sự quán)[^.,;\n]{0,40} (?:tại|ở)|trụ sở(?: chính)?(?: đặt)? (?:tại|ở)|tài khoản(?: ngân hàng)? (?:tại|ở))\s*$"
)
_LIST_GAP = re.compile(
    r"^[\s,;]*(?:và|hoặc|cùng|,|;|tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tx\.?|xã|phường|các|h\.|q\.|\s)*$"
)
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


def roles_of(context: Context, mentions: Iterable[Mention]) -> Pairs:
    """Mentions in order, each with its role and rule."""
    pairs: Pairs = []
    for mention in mentions:
        pairs.append((mention, *role_of(context, mention, pairs)))
    return pairs


def role_of(context: Context, mention: Mention, earlier: Pairs) -> tuple[PlaceRole, str]:
    """Role and rule of a mention; `earlier` are the mentions before it with theirs."""
    sentence = context.sentence_at(mention.start)
    left = context.match[max(sentence.start, mention.start - 160) : mention.start]
    right = context.match[mention.end : min(max(sentence.end, mention.end), mention.end + 130)]
    if sentence.kind is SentenceKind.RELATED:
        return PlaceRole.BACKGROUND, "related_links"
    listed = _listed(context, mention, earlier)
    if mention.level is PlaceLevel.COUNTRY:
        if listed is not None:
            return listed, "list"
        if _TAKEN.search(left):
            return PlaceRole.BACKGROUND, "taken_abroad"
        return (PlaceRole.SUSPECT_BASE, "base_abroad") if _BASE.search(left) else (PlaceRole.BACKGROUND, "country")
    if _in_dispatch_head(context, mention, right):
        return PlaceRole.ISSUER, "dispatch_head"
    if _is_publisher(context, mention, left) or _PUBLISHER_AFTER.match(right):
        return PlaceRole.PUBLISHER, "publisher"
    if _is_claimed(left):
        return PlaceRole.FAKE_CLAIM, "impersonated_body"
    if _COURT.search(left):
        return PlaceRole.COURT_VENUE, "court"
    if _is_issuer(left, right, mention, sentence.kind):
        return PlaceRole.ISSUER, "office_says"
    if _AFFECTED.search(left) and not _ARREST.search(left):
        return PlaceRole.AFFECTED, "affected_cue"
    whole = mention.anchor == "type" or mention.level is PlaceLevel.PROVINCE
    if whole and _SUBJECT_AFFECTED.match(right) and not _OFFICE_NEXT.search(left):
        return PlaceRole.AFFECTED, "subject_of_cases"
    if listed is PlaceRole.AFFECTED:  # 'người dân A, B và C': the list goes on before a residence is looked for
        return listed, "list"
    if _SEAT.search(left):
        return PlaceRole.BACKGROUND, "seat"
    contained = _contained(mention, earlier, context)
    if contained not in (None, PlaceRole.BACKGROUND):
        return contained, "containment"
    residence = _residence(context, mention, left)
    if residence is not None:
        return residence
    if listed is not None:
        return listed, "list"
    if contained is not None:
        return contained, "containment"
    if (
        sentence.kind not in (SentenceKind.BOILERPLATE, SentenceKind.ADVICE)
        and _SITE.search(left)
        and not (_OFFICE_NEXT.search(left) or _ORGANISATION.search(left))
    ):
        if sentence.kind is SentenceKind.CASE or _VICTIM.search(left):
            return PlaceRole.INCIDENT_SITE, "site_cue"
        if not _ELSEWHERE.search(left):
            return PlaceRole.AFFECTED, "at_place"
    return PlaceRole.BACKGROUND, "no_cue"


def _in_dispatch_head(context: Context, mention: Mention, right: str) -> bool:
    dispatch = context.document.dispatch
    if dispatch is None or mention.start - context.body_start > 900 or mention.start < context.body_start:
        return False
    written = context.match[mention.start : mention.end]
    bodies = f"{dispatch.parent} {dispatch.issuer}".lower()
    return written in bodies or bool(_HEAD_PLACE.match(right))


def _is_issuer(left: str, right: str, mention: Mention, kind: SentenceKind) -> bool:
    """An office of the place that speaks in this clause."""
    if not (mention.anchor == "office" or _OFFICE_BEFORE.search(left)):
        return False
    if kind is SentenceKind.BOILERPLATE:
        return False
    before = _OFFICE_BEFORE.search(left)
    lead_in = left[: before.start()] if before else left
    if re.search(
        r"(?:liên hệ|báo\s*$|báo (?:cho|ngay|với|tin)|trình báo|gửi|phối hợp với|đến|kính gửi|đề nghị|yêu cầu)[^.,;]{0,40}$",
        lead_in,
    ):
        return False
    return bool(_ISSUER_VERB.match(right)) or bool(_SOURCE_BEFORE.search(lead_in))


def _residence(context: Context, mention: Mention, left: str) -> tuple[PlaceRole, str] | None:
    sentence = context.sentence_at(mention.start)
    before = context.match[sentence.start : mention.start]
    bracketed = _BRACKETED.search(left) if "(" in left else None
    owner = len(before) - len(left) + bracketed.start() if bracketed else -1
    if bracketed and _is_name(context, sentence.start, owner):
        bracketed, owner = None, -1  # 'Ngô Anh Duy (28 tuổi'
    if (not _RESIDENCE.search(left) and not bracketed) or _OFFICE_NEXT.search(left):
        return None
    titled = [m.start() for m in _VICTIM.finditer(before) if not _is_name(context, sentence.start, m.start())]
    titled += [owner] if bracketed else []
    accused = [at for at in titled if _ACCUSED.search(before, max(0, at - 45), at)]
    # A year of birth behind a title ('chị T. (SN 1989)') accuses nobody.
    suspects = [
        m.start()
        for m in _SUSPECT.finditer(before)
        if not (_BORN.match(m[0]) and any(m.start() - 50 < at < m.start() for at in titled))
    ]
    suspect = max([*suspects, *accused], default=-1)
    victim = max((at for at in titled if at not in accused), default=-1)
    if suspect > victim:
        return PlaceRole.SUSPECT_ORIGIN, "residence_of_suspect"
    return (PlaceRole.VICTIM_RESIDENCE, "residence_of_victim") if victim >= 0 else None


def _is_claimed(left: str) -> bool:
    """Whether the place belongs to the identity or the story that a scammer tells; the words are looked for first."""
    claim = "xưng" in left or "giới thiệu" in left
    return bool(
        ((claim or "giả" in left or "mạo" in left or "nhận" in left) and _IMPERSONATION.search(left))
        or (claim and _CLAIMED.search(left))
        or ((claim or "gọi" in left or "số lạ" in left) and _TOLD_VICTIM.search(left))
    )


def _is_publisher(context: Context, mention: Mention, left: str) -> bool:
    """'Báo Nghệ An' and 'theo báo Nghệ An', but not 'trình báo Công an Nghệ An'."""
    found = _PUBLISHER.search(left)
    if not found or not found[0].startswith("báo"):
        return bool(found)
    written = context.full[mention.start - len(left) + found.start()]
    return written.isupper() or bool(_NEWS_OF.search(left, 0, found.start()))


def _is_name(context: Context, begin: int, offset: int) -> bool:
    """Whether a word that may name a victim is part of a name ('Hai Bà Trưng')."""
    return offset > 0 and context.full[begin + offset].isupper()


def _listed(context: Context, mention: Mention, earlier: Pairs) -> PlaceRole | None:
    """The role of the mention right before it in a list."""
    if not earlier:
        return None
    previous, role, _ = earlier[-1]
    gap = context.match[previous.end : mention.start]
    return role if role in _SHARED and len(gap) < 30 and "\n" not in gap and _LIST_GAP.match(gap) else None


def _contained(mention: Mention, earlier: Pairs, context: Context) -> PlaceRole | None:
    """'xã A, huyện B, tỉnh C': the larger unit has the role of the smaller one."""
    if not earlier:
        return None
    previous, role, _ = earlier[-1]
    gap = context.match[previous.end : mention.start]
    same = previous.province == mention.province or previous.province_2025 == mention.province_2025
    return (
        role
        if same and re.match(r"^[\s,(–-]*(?:quận \d+\s*,\s*)?(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã)?\s*$", gap)
        else None
    )
