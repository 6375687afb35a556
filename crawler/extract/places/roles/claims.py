"""Whether a place belongs to the identity or the story that a scammer tells: the body posed as, the caller's words.

In: an Address and the undotted text. Out: whether what is said of the place is the scammer's claim.
"""

import re

from crawler.extract.places.address import Address
from crawler.extract.places.mention import Mention
from crawler.extract.places.roles import patterns as words

_IMPERSONATION = re.compile(
    r"(?:giả danh|mạo danh|giả mạo|tự xưng|xưng là|xưng danh|giả làm|mạo nhận|đóng giả|nhận là|giới thiệu là|lấy danh nghĩa|dưới danh nghĩa)"
    r"(?:(?!\b(?:gọi|cho|yêu cầu|thông báo|tại|ở|trên|để|đặt|gửi|nhắn|kêu gọi|mời|báo|cảnh báo|khuyến cáo|hỗ trợ|lừa|đến|tới|bán|mua)\b(?! từ\b))"
    r"[^.,;:!?\n]){0,80}$"
)
# 'mạo danh thân nhân nạn nhân vụ tai nạn ở A': the place of the story.
_STORY = re.compile(
    r"\b(?:giả danh|mạo danh|giả mạo|lợi dụng|bịa|dựng)\b(?:(?!\b(?:lừa|sau)\b)[^.;\n]){0,60}\b(?:nạn nhân|thân nhân|vụ|hoàn cảnh|bão|lũ|thiên tai|tai nạn)\b[^.;\n]{0,30} (?:tại|ở)\s*$"
)
_CLAIMED = re.compile(
    r"giới thiệu[^.;,\n]{0,40} là (?:đang |từng )?(?:làm|công tác|hợp tác|cán bộ|nhân viên|giám đốc|chủ)(?:(?!\b(?:bị|một|rồi|chị|bà)\b)[^.;\n]){0,80}$|"
    r"\bxưng(?: |$)[^.;\n]{0,70}(?:làm việc|công tác|đang làm|thuộc)(?: tại| ở)?[^.;,\n]{0,40}$|"
    r"(?:tự giới thiệu|giới thiệu (?:tên|là|mình))[^.;\n]{0,70}(?:làm việc|công tác|đang làm|thuộc)(?: tại| ở)?[^.;,\n]{0,40}$|"
    r"\bxưng (?:là )?(?:[\w ]{1,20}, )?(?:đang ở|ở|đến từ)\s*$|"
    r"(?:tự giới thiệu|giới thiệu (?:tên|là|mình)|\bxưng)\b[^.;\n]{0,50}(?:cán bộ|đội trưởng|trung tá|thiếu tá|đại tá|đại úy|trung úy|thượng tá|"
    r"giám đốc|nhân viên|điều tra viên|công an)(?:(?!\b(?:yêu cầu|gọi|để|đòi|chị|bà|cụ|nói|thông báo|lừa|kê khai|rồi|nhận|lên|đến)\b)[^.;\n]){0,50}$"
)
_CODE = re.compile(r"(?:mã vùng|đầu số)[^.;,\n]{0,12}$")
# 'gọi đến, thông báo chị đang nợ tiền tại một ngân hàng ở Hà Nội': the scammer's story.
_TOLD_VICTIM = re.compile(
    r"\bgọi[^.;\n]{0,60}(?:nói|thông báo|báo|bảo|cho biết) (?:rằng|là|việc)\b[^.;\n]{0,110}$|"
    r"\b(?:gọi|số lạ|xưng)[^.;\n]{0,60}(?:thông báo|nói|báo|cho biết)(?: rằng| là)? (?:chị|anh|ông|bà|bà ấy|nạn nhân|khách hàng)\b[^.;\n]{0,80}$"
)
# 'khoe quen biết nhiều lãnh đạo tỉnh A': ties that the scammer boasts of.
_TIES = re.compile(
    r"\b(?:quen biết|quen thân|mối quan hệ|quan hệ (?:rộng|tốt|thân)|có người (?:nhà|thân|quen)|khoe|nổ)\b"
    r"(?:(?!\b(?:nhau|qua|khi|lừa|bị|chiếm đoạt|trú|ngụ)\b)[^.;\n]){0,90}"
    r"(?:lãnh đạo|cán bộ|công an|ubnd|sở|cơ quan|tỉnh|lãnh sự quán|đại sứ quán|bệnh viện|công tác|làm (?:việc|ở|tại))[^.;,\n]{0,40}$"
)
# 'cuộc gọi lạ ... giấy triệu tập của Tòa án A': an office that the caller names.
_CALLED_BY = re.compile(
    r"\b(?:cuộc (?:điện thoại|gọi)(?: \w+){0,2} lạ|cuộc (?:điện thoại|gọi) (?:của|từ) (?:\w+ ){0,3}?(?:tự xưng|xưng|lạ)|tự xưng|đầu dây bên kia|người lạ gọi|"
    r"tài khoản (?:zalo|facebook|telegram) (?:có )?tên)\b"
    rf"(?:(?!\b(?:trình báo|tố giác|đến công an|vào cuộc|khuyến cáo|cảnh báo|khởi tố|(?<!cư )trú|ngụ)\b)[^.;\n]){{0,150}}(?:{words.OFFICE}|tòa án|tand|viện kiểm sát|vksnd|phòng điều tra)(?:(?!\b(?:của|tại|ở)\b)[^.,;\n]){{0,24}}$"
)
# 'sẽ giúp vào biên chế ngành công an tại A': what the scammer promises.
_PROMISED = re.compile(
    r"\b(?:hứa|cam kết|sẽ|có thể|có khả năng|khoe)\b[^.;\n]{0,60}\b(?:xin|lo|chạy|giúp|nhận)\b[^.;\n]{0,70}\b(?:biên chế|trúng tuyển|vào ngành|vào làm|việc làm|xin việc)\b[^.;\n]{0,40}$"
)
# 'tung tin công ty làm ăn hiệu quả tại A', 'bịa ra một dự án ở B'
_INVENTED = re.compile(
    r"\b(?:tung tin|bịa(?: đặt| ra)?|nói dối|dựng chuyện|khoác lác|quảng cáo là|không có (?:người|ai|thật))\b(?:(?!\b(?:bị|trú|ngụ|lừa|khởi tố|khiến|khi|tuy nhiên|nhưng)\b)[^.;\n]){0,140}$"
)
# 'nội dung thư là ... tại A', 'website ghi thông tin ... B': what a false letter or page says.
_CONTENT = re.compile(
    r"\b(?:nội dung (?:của )?(?:thư|tin nhắn|bài viết|email|thông báo|cuộc gọi)|(?:website|trang|fanpage)\b[^.;\n]{0,30} (?:ghi|đăng tải) thông tin|"
    r"(?:với|dưới|lấy) danh nghĩa)\b(?:(?!\b(?:cảnh báo|khuyến cáo|trú|ngụ|bịa đặt|nhờ|hẹn|gặp|đe dọa|gửi tiền|chuyển)\b)[^.\n]){0,150}$"
)
# 'làm giả con dấu của Trung tâm A', 'giả mạo công văn của UBND tỉnh B': a body whose paper is forged; 'dự án "ma" C'.
_FORGED = re.compile(
    r"\b(?:giả|làm giả|giả mạo|khắc)\b[^.;:\n]{0,24}\b(?:con dấu|chữ ký|văn bản|công văn|quyết định|giấy mời|giấy triệu tập)\b"
    r"(?:(?!\b(?:bị|để|rồi|nhằm|lừa|chiếm đoạt|vay|bán|trú|ngụ|tại|ở|khởi tố|bắt)\b)[^.;:\n]){0,70}$|"
    r"\bdự án [“\"'‘’ ]*ma[”\"'’ ]+(?:mang tên |tên )?(?:(?!\b(?:bị|để|lừa|trú|ngụ|tại|ở)\b)[^.;:\n]){0,40}$"
)
_CLAIMS = (
    (("con dấu", "chữ ký", "văn bản", "công văn", "quyết định", "giấy mời", "giấy triệu tập", "dự án"), _FORGED),
    (("xưng", "giới thiệu", "giả", "mạo", "nhận", "danh nghĩa"), _IMPERSONATION),
    (("xưng", "giới thiệu"), _CLAIMED),
    (("gọi", "số lạ", "xưng"), _TOLD_VICTIM),
    (("quen", "quan hệ", "khoe", "nổ", "có người"), _TIES),
    (("danh", "giả mạo", "lợi dụng", "bịa", "dựng"), _STORY),
    (("mã vùng", "đầu số"), _CODE),
    (("nội dung", "danh nghĩa", "ghi thông tin", "đăng tải thông tin"), _CONTENT),
    (
        (
            "tự xưng",
            "cuộc gọi",
            "cuộc điện thoại",
            "đầu dây",
            "lạ gọi",
            "tài khoản zalo",
            "tài khoản facebook",
            "tài khoản telegram",
        ),
        _CALLED_BY,
    ),
    (("tung tin", "bịa", "nói dối", "dựng chuyện", "khoác", "quảng cáo là", "không có"), _INVENTED),
    (("biên chế", "trúng tuyển", "vào ngành", "vào làm", "việc làm", "xin việc"), _PROMISED),
)
"""Patterns of a scammer's identity and story with words of which one stands in every match: cheaper to look for."""
_CALLER = re.compile(
    r"\b(?:người (?:đàn ông |phụ nữ |thanh niên )?(?:này|gọi|kia|lạ)|đầu dây|kẻ (?:lạ|này|gian)|đối tượng(?: này)?|cô ta|hắn|gã)\s+"
    r"(?:\w+ ){0,3}?(?:nói|thông báo|bảo|cho biết|báo|đọc|đưa ra|gửi)\b[^.;\n]{0,110}$"
)
_CALL = re.compile(r"\b(?:cuộc (?:điện thoại|gọi)|gọi (?:điện|đến|tới)|xưng|số lạ)\b")
_BELIEVED = re.compile(r"\W*(?:tưởng (?:thật|là thật)|tin (?:là )?thật|tin lời)\b")
_TOLD = re.compile(r"\b(?:hỏi|nói|bảo|hứa|giới thiệu|nhờ|khoe|kể)\b[^.;\n]{0,120}$")
_QUOTED_BY = re.compile(
    r"\b(?:xưng|gọi điện|gọi đến|đầu dây|tin nhắn|nhắn tin|nội dung|kịch bản|đối tượng|kẻ (?:gian|lạ|lừa đảo)|người lạ|dọa|hù)\b[^.;\n]{0,60}$"
)

_CLAIM_GAP = re.compile(rf"^[\s,;]*(?:và|hoặc|hay)?\s*{words.OFFICE}[^.;,\n]{{0,20}}$")


def is_claimed(address: Address, text: str) -> bool:
    """Whether the place belongs to the identity or the story that a scammer tells; the words are looked for first."""
    left = address.head
    if any(pattern.search(left) for cues, pattern in _CLAIMS if any(cue in left for cue in cues)):
        return True
    end = address.mentions[-1].end
    if _BELIEVED.match(text, end) and _TOLD.search(left):
        return True
    return _is_quoted(address) or _is_told_on_the_phone(address, text)


def goes_on_claiming(address: Address, text: str, previous: Mention) -> bool:
    """'giả danh công an Đà Nẵng, công an Hà Nội': the next body in the list of those that are claimed."""
    gap = text[previous.end : address.first.start]
    return len(gap) < 40 and "\n" not in gap and bool(_CLAIM_GAP.match(gap))


def _is_quoted(address: Address) -> bool:
    """Inside what a scammer says or writes: 'gọi điện, xưng: “Tôi ở Công an Hà Nội”'."""
    left = address.head
    opening = max(left.rfind("“"), left.rfind('"') if left.count('"') % 2 else -1)
    if opening < 0 or "”" in left[opening:] or left[opening + 1 : opening + 2] in (",", "."):
        return False
    return bool(_QUOTED_BY.search(left, 0, opening)) and not address.ends(words.LIVES, 80)


def _is_told_on_the_phone(address: Address, text: str) -> bool:
    """'Người này thông báo ... tại Công an Đà Nẵng', where the sentence before tells of the call."""
    if not _CALLER.search(address.head) or address.ends(words.LIVES, 80):
        return False
    start = address.start
    return bool(_CALL.search(text, max(0, start - 200), start))
