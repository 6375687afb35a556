"""What the verb that governs a place makes of it: scammers' quarters, a court's sitting, a swindled office, a tally.

In: an Address and the undotted text. Out: a role and the rule that gave it, None where no such verb governs the place.
One pattern each for the deed, who does it is looked for in the whole sentence.
"""

import re

from crawler.extract.places.address import Address
from crawler.extract.places.mention import Found
from crawler.extract.places.roles import patterns as words
from crawler.model import PlaceRole, SentenceKind

_AT = r"(?:(?!\b(?:để|rồi|sau đó|bị|nhằm|và)\b)[^.,;:()\n]){0,40}?\b(?:tại|ở|trên|vào|về|quanh)\b(?: địa bàn)?(?:(?!\b(?:tại|ở|của|từ)\b)[^.,;()\n]){0,30}[\s(]*$"
_QUARTERS = re.compile(
    r"\b(?:thuê (?:\d+ |một |nhiều |các |cả |nguyên )*(?:căn|nhà|phòng|chung cư|biệt thự|khách sạn|văn phòng|mặt bằng|trụ sở|địa điểm|tòa nhà)|"
    r"tập trung|tụ tập|thành lập|lập (?:ra )?(?:công ty|văn phòng|chi nhánh|nhóm|sàn)|mở (?:ra )?(?:công ty|văn phòng|trung tâm|phòng khám)|"
    r"đặt (?:văn phòng|trụ sở|máy chủ|tổng đài|địa điểm|đại bản doanh)|hoạt động|ập vào|đột kích|sào huyệt|hang ổ|đại bản doanh|"
    r"(?:triệt phá|triệt xóa|bóc gỡ|phá)(?: thành công)? (?:một |nhiều )?(?:ổ nhóm|ổ|tụ điểm|sàn))\b" + _AT
)
_FOUND_THERE = re.compile(
    r"^ (?:và |thì )?đang (?:có hành vi|sử dụng|dùng|thực hiện|gọi|hoạt động)\b[^.\n]{0,80}\b(?:lừa|gọi|tổng đài)\b"
)
_STORMED = re.compile(r"\b(?:ập vào|đột kích)\b(?:(?!\b(?:lừa|đang|bắt)\b)[^.;\n]){0,60}$")
_TRIP = re.compile(r"\b(?:xuống|lên|về|ra|vào|sang|đến|tới|qua)(?: địa phận| khu vực)? *$")
_ON_THE_WAY = re.compile(r"\b(?:khi|lúc) (?:vừa |đi |chạy )*(?:đến|tới|qua)(?: địa phận| khu vực)? *$")
_HANDS_OVER = re.compile(
    r"^ (?:để )?(?:nhận (?!định|được)|giao (?!lưu)|gặp|lấy|đưa|ký|rút tiền|nộp tiền|trả tiền|lừa|xin tiền|chiếm đoạt|gây án|cầm cố|tìm (?:những |các )?(?:người|nạn nhân|con mồi))|"
    r"^, (?:[^\W\d]+ ){1,3}(?:đã )?(?:lừa|dùng thủ đoạn)\b"
)
# 'nhóm người lạ đến xã A mời chào làm sổ đỏ', 'kẻ gian về thôn B bán thuốc'
_OFFERS = re.compile(
    r"^ (?:để |và |rồi )?(?:mời (?:chào|gọi)|chào (?:bán|mời)|tiếp cận|gõ cửa|rao bán|bán|vận động|phát tờ rơi|thu (?:tiền|phí)|yêu cầu|quyên góp|lừa)\b"
)
_POSED = re.compile(r"\b(?:giả danh|giả mạo|mạo danh|tự xưng|giả|người lạ)\b")
_SITS_NEXT = re.compile(r"^,? (?:sẽ |đã )?(?:diễn ra|mở|xét xử)[^.,;\n]{0,20}\b(?:phiên tòa|vụ án)")
_PREPOSITION = re.compile(r"\b(?:tại|ở|trên|vào|về|quanh)\b")
_NO_QUARTERS = re.compile(
    r"\b(?:người dân|công an|cơ quan|lực lượng|nạn nhân|khách|du khách|hội nghị|đoàn|trốn|quân đội)\b[^.;\n]{0,30}$"
)
_SITS = re.compile(
    r"\b(?:phiên (?:tòa|xử|phúc thẩm|sơ thẩm)|xét xử|xử (?:sơ thẩm|phúc thẩm|lưu động))\b[^.,;:()\n]{0,30}\b(?:tại|ở)\b[^.,;:()\n]{0,12}$"
)
_TALLY = re.compile(
    r"^[^.,;\n]{0,40}\b(?:lừa|chiếm đoạt|gây án)[^.,;\n]{0,24}\b(?:\d+|hàng chục|hàng trăm|nhiều) (?:người|bị hại|nạn nhân|vụ|hộ)\b"
)
_POST = re.compile(
    r"\b(?:nguyên|cựu) (?:\w+ ){0,3}?(?:giám đốc|trưởng|phó|chủ tịch|cán bộ|nhân viên|kế toán|quyền)\b[^.;:()\n]{0,80}$"
)
_STAFF = re.compile(
    r"\b(?:giám đốc|trưởng phòng|nhân viên|cán bộ|lãnh đạo|đại diện)\b(?:(?!\b(?:tại|ở|đến|tới)\b)[^.,;:()\n]){0,40} chi nhánh[^.,;:()\n]{0,14}$"
)
# 'nữ nhân viên Bưu điện huyện A', 'chuyên viên Sở GD-ĐT B', '3 cán bộ Vietinbank C': whose office it is.
_EMPLOYED = re.compile(
    r"\b(?:nhân viên|cán bộ|chuyên viên|giám đốc|trưởng phòng|phó phòng|kế toán|hiệu trưởng|giáo viên)\b(?:(?!\b(?:tại|ở|của|đã|bị|với|lừa|chiếm đoạt)\b)[^.,;:()\n]){0,70}$"
)
_HIDES = re.compile(r"\b(?:ẩn náu|lẩn trốn|bỏ trốn|trốn)\b(?:(?!\b(?:nhưng|rồi)\b)[^.,;\n]){0,30}$")
_TO_HIDE = re.compile(r"^ để (?:lẩn |bỏ )?trốn")
_COMMENTS = re.compile(r"\b(?:thẩm phán|chánh án|chánh toà|chánh tòa|kiểm sát viên|nguyên)\b[^.;:\n]{0,24}$")
_BODY = re.compile(
    r"(?:\b(?:ngân hàng|quỹ tín dụng|công ty|trường|phòng (?:nội vụ|giáo dục|tài chính|lao động|giao dịch)|ban (?:tổ chức|quản lý)|kho bạc|"
    r"bảo hiểm xã hội|sở|tỉnh ủy|thành ủy|siêu thị|big c|bưu điện|trung tâm)\b|\w*bank\b|\bvdb\b)(?:(?!\b(?:tại|ở|của|trên|đã|bị|với|và|cho|có|ra|là)\b)[^.,;:()\n]){0,50}[\s(–-]*$"
)
_HARMED = re.compile(
    r"\b(?:chiếm đoạt|tham ô|tham nhũng|vụ án|rút ruột|biển thủ|lập khống|bốc hơi|đọc trộm|đánh cắp|bị cáo buộc|bị can|lừa đảo|lừa|sai phạm|thụt két)\b"
)
_OCCURRED_AT = re.compile(r"\bxảy ra (?:tại|ở) [^.;\n]{0,90}$")
_SPOKE = re.compile(
    r"\b(?:nguyên|cựu|giữ chức|theo|cho biết|đại diện|lãnh đạo|cảnh báo|kê biên|trưởng phòng [^.,;\n]{0,12}công an|mở tại|tài khoản)\b[^.;\n]{0,60}$"
)


def scene(address: Address) -> Found | None:
    """The role that the verb before or behind the place gives it."""
    head, tail, kind = address.head, address.tail, address.sentence.kind
    if kind in (SentenceKind.BOILERPLATE, SentenceKind.ADVICE):
        return None
    if address.ends(words.ACCIDENT, 80):
        return PlaceRole.BACKGROUND, "accident"
    if ("phiên" in head or "xử" in head) and address.ends(_SITS, 90):
        return PlaceRole.COURT_VENUE, "court_sits"
    deeds = "lừa" in tail or "chiếm đoạt" in tail or "gây án" in tail
    tally, sits = deeds and _TALLY.match(tail), _SITS_NEXT.match(tail)
    if (tally or sits) and address.ends(words.HERE, 60):
        return (PlaceRole.AFFECTED, "tally") if tally else (PlaceRole.COURT_VENUE, "court_sits")
    near = address.ends(_PREPOSITION, 40)
    quarters = address.ends(_QUARTERS, 110) if near and words.SCAMMERS.search(head) else None
    if quarters and not _NO_QUARTERS.search(head, 0, quarters.start() + 12):
        return PlaceRole.SUSPECT_BASE, "quarters"
    if (
        _FOUND_THERE.match(tail) or (("ập vào" in head or "đột kích" in head) and _STORMED.search(head))
    ) and address.ends(words.SITE, 64):
        return PlaceRole.SUSPECT_BASE, "found_there"
    if address.ends(_TRIP, 24) and _OFFERS.match(tail) and (words.SCAMMERS.search(head) or _POSED.search(head)):
        return PlaceRole.INCIDENT_SITE, "came_there"
    if address.ends(_TRIP, 24) and (_HANDS_OVER.match(tail) or address.ends(_ON_THE_WAY, 40)):
        return PlaceRole.INCIDENT_SITE, "trip"
    return None


def harmed_body(address: Address) -> Found | None:
    """'chiếm đoạt 100 tỷ đồng của Ngân hàng ... Cần Thơ', 'vụ án tại Trường ... Phú Yên': the office that was swindled."""
    if address.sentence.kind in (SentenceKind.BOILERPLATE, SentenceKind.ADVICE):
        return None
    head = address.head
    if "xảy ra" in head and _OCCURRED_AT.search(head) and address.ends(words.OFFICE_NEXT, 34):
        return PlaceRole.INCIDENT_SITE, "harmed_body"
    if not _HARMED.search(head) or not address.ends(_BODY, 90) or _SPOKE.search(head) or elsewhere(address):
        return None
    if address.ends(_EMPLOYED, 90):
        return None
    return PlaceRole.INCIDENT_SITE, "harmed_body"


def comments(address: Address) -> bool:
    """'Theo ông A, thẩm phán TAND tỉnh B': one who explains the law, no court that sits."""
    court = address.ends(words.COURT, 60)
    return bool(court and _COMMENTS.search(address.head, 0, court.start()) and words.ASIDE.search(address.head))


def elsewhere(address: Address) -> bool:
    """Where a suspect hid, once held a post, or the staff of an office sits: nothing was done there."""
    head = address.head
    hides = ("trốn" in head or "náu" in head) and _HIDES.search(head)
    staff = "chi nhánh" in head and _STAFF.search(head)
    held = ("nguyên" in head or "cựu" in head) and _POST.search(head)
    return bool(hides or staff or held or _TO_HIDE.match(address.tail))


def body_named(address: Address, text: str) -> str:
    """The two words before the place with it: what a text calls one body ('agribank trà vinh') each time."""
    before = address.head[-40:].split()[-2:]
    return " ".join((*before, text[address.begin : address.first.end]))
