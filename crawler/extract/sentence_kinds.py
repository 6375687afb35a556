"""What each sentence of a document does: title, heading, lead, method, case, advice, boilerplate, related links.

In: the joined title and text of `Context`. Out: sentences in order with their kind. Later steps take evidence for a
tactic from title, heading, lead, method, case and other sentences only: advice ('không bấm link lạ') would make every
warning a warning of phishing.
"""

import re
from dataclasses import dataclass

from crawler.model import SentenceKind
from crawler.text.sentences import split_sentences

_HEADING_WORDS = 22
_LEAD_SENTENCES = 2

_ADVICE = re.compile(
    r"(?<!\w)(?:tuyệt đối (?:không|cảnh giác)|(?:không|đừng|chớ)(?: nên| được)?(?: vội)? (?:truy cập|bấm|nhấp|click|nhấn|ấn|mở|"
    r"cung cấp|chuyển (?:tiền|khoản)|cài|tải|làm theo|tin|nghe theo|chia sẻ|đăng nhập|quét|kết bạn|cho (?:mượn|thuê)|"
    r"tiết lộ|gửi|thực hiện|nhẹ dạ|tham gia|đặt cọc|trả lời|nghe máy|nghe cuộc gọi|nộp (?:tiền|phí)|rút tiền|ký|hẹn gặp|nhờ)|"
    r"(?:cần|phải|hãy|nên)(?: hết sức| luôn| nâng cao| đề cao)* (?:cảnh giác|cẩn trọng|cẩn thận|thận trọng|tỉnh táo|"
    r"lưu ý|kiểm tra|xác minh|kiểm chứng|tìm hiểu|liên hệ|báo|trình báo|bình tĩnh|trang bị|thường xuyên|chủ động)|"
    r"(?:nâng cao|đề cao|nêu cao)(?: tinh thần| ý thức)? cảnh giác|"
    r"(?:đề nghị|khuyến cáo|khuyên|lưu ý|yêu cầu|kêu gọi|mong)(?: \w+){0,2} (?:người dân|nhân dân|khách hàng|"
    r"người dùng|"
    r"phụ huynh|công dân|bạn đọc|mọi người|quần chúng|người nộp thuế|doanh nghiệp|các cơ quan|các đơn vị|các sở|sở|"
    r"ubnd|"
    r"công an (?:tỉnh|các|xã|phường)|cục thuế|cơ quan báo chí)|(?:rà soát|chỉ đạo|"
    r"triển khai)(?: \w+){0,3} (?:kiểm tra|công an|"
    r"việc tiếp nhận|thực hiện)|kịp thời phản ánh|trân trọng đề nghị|"
    r"(?:cơ quan công an|công an) (?:nơi )?gần nhất|"
    r"(?:liên hệ|gọi|báo|phản ánh|trình báo|thông báo|tố giác)(?: \w+){0,4} (?:công an|đường dây nóng|"
    r"cơ quan chức năng|"
    r"tổng đài|ngân hàng để|qua số)|để (?:phòng tránh|phòng ngừa|tránh bị|không trở thành)|"
    r"(?:tăng cường|đẩy mạnh)(?: công tác)? (?:tuyên truyền|phổ biến|quản lý|phối hợp)|"
    r"biện pháp phòng (?:tránh|ngừa|chống)|cách phòng tránh)\b"
)
_IMPERATIVE = re.compile(
    r"^\W*(?:\d+[.)]\s*)?(?:không|tuyệt đối|đừng|hãy|cần|nên|luôn|khi|nếu|trong trường hợp|cẩn trọng|cảnh giác|"
    r"kiểm tra|"
    r"chỉ (?:truy cập|tải|cài|thực hiện)|bảo mật|thường xuyên|tăng cường|trường hợp)\b"
)


def _word(*starts: str) -> str:
    """Alternatives at the beginning of a word, each from its first letter: five times as fast as a bound before them all."""
    return "(?:" + "|".join(rf"{start[0]}(?<!\w{start[0]}){start[1:]}" for start in starts) + ")"


_SCAMMER = re.compile(
    _word(
        *(
            "đối tượng",
            "kẻ (?:gian|xấu|lừa đảo|lạ|mạo danh|giả)",
            "tội phạm",
            "bọn chúng",
            "chúng",
            "hacker",
            "thủ đoạn",
        ),
        *("chiêu(?: trò| thức)?", "phương thức", "hình thức lừa đảo", "giả danh", "mạo danh", "giả mạo", "tự xưng"),
        *("xưng (?:là|danh)", "lừa đảo", "dụ dỗ", "chiếm đoạt"),
    )
    + r"\b"
)
_ACTOR = re.compile(
    _word("đối tượng", "kẻ (?:gian|xấu|lừa đảo|lạ|mạo danh|giả)", "bọn chúng", "chúng", "hacker") + r"\b"
)
_ORDER = re.compile(r"\b(?:yêu cầu|dặn|bắt|đề nghị|ép|hướng dẫn|đe dọa)\b")
_TITLES = ("ông", "bà", "anh", "chị", "em", "cháu", "cụ")
_CASE = re.compile(
    _word(
        *(rf"{title} (?:[a-zđ]\.|[a-zđ]\b(?!\w))" for title in _TITLES),
        *(r"sn ?\d{4}", r"sinh năm ?\d{4}", "trú", "ngụ", "thường trú", "quê", "nạn nhân", "bị hại"),
        *("tiếp nhận (?:đơn|tin|trình báo)", "đến (?:trình báo|cơ quan công an)"),
    )
    + r"\b"
)
_AGE = re.compile(r"\b\d{2} tuổi\b")
_NAMED_VICTIM = re.compile(_word(*_TITLES) + " [A-ZĐ]")
_BOILERPLATE = re.compile(
    r"^\W*(?:cộng hòa xã hội chủ nghĩa|độc lập\s*-\s*tự do|nơi nhận|kính gửi|tác giả|nguồn(?: tin| ảnh)?\s*[:.]|"
    r"ảnh(?: minh họa)?\s*:|"
    r"số\s*:|hotline|đường dây nóng\s*[:.]|email\s*:|điện thoại\s*:|địa chỉ\s*:|website\s*:|bản quyền|giấy phép|©|"
    r"copyright|"
    r"lưu bài viết|chia sẻ(?: bài viết)?\s*$|copy link|đăng nhập|bình luận|theo dõi .{0,40}(?:google news|facebook|"
    r"zalo)|"
    r"mời (?:quý )?(?:độc giả|bạn đọc)|ý kiến bạn đọc|chịu trách nhiệm|ghi rõ nguồn|#\w+\s*$|lưu\s*: ?vt|"
    r"(?:phó )?(?:giám đốc|trưởng phòng|chủ tịch|trưởng công an)\s*$|kt\.|tl\.|tm\.|ký bởi|người ký|phụ lục\s*$|"
    r"sở (?:thông tin và truyền thông|khoa học và công nghệ)\s*$|(?:ubnd|công an) (?:tỉnh|thành phố|huyện|xã|"
    r"phường) [^.,;:]{2,30}$|"
    r"[\w ]{2,24}, ngày\s*\d* ?tháng\s*\d* năm \d{4}\s*$)"
)
_LIST_HEAD = re.compile(r"^\W*(?:nơi nhận|kính gửi)\b")
_RELATED_HEAD = re.compile(
    r"^\W*(?:tin(?: tức)? (?:liên quan|cùng chuyên mục|khác|cũ hơn|mới hơn|nổi bật|đọc nhiều|bài khác)|"
    r"(?:các )?(?:tin|bài)(?: viết)? (?:khác|liên quan|cùng chủ đề)|xem thêm|đọc thêm|có thể bạn quan tâm|"
    r"tin đã đưa|những tin (?:mới|cũ) hơn|mời xem thêm|video (?:liên quan|đang xem)|đừng bỏ lỡ|chủ đề liên quan|"
    r"từ khóa\s*:|tags?\s*:)"
)
_SUBJECT = re.compile(r"^\W*(?:v/v|về việc|trích yếu)\b")
_TERMINAL = re.compile(r"[.!?…;,:][\"'”’»)\]*_]*$")
_BULLET = re.compile(r"[-–—•▪●+*]\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence [start, end) of Context.full with what it does."""

    start: int
    end: int
    kind: SentenceKind


def classify_sentences(full: str, match: str, body_start: int) -> tuple[Sentence, ...]:
    """Sentences of `full` (`match` is its match form) in order. Those before `body_start` are the title."""
    sentences: list[Sentence] = []
    title_end = len(full[: max(0, body_start)].rstrip())
    if title_end:
        sentences.append(Sentence(len(full) - len(full.lstrip()), title_end, SentenceKind.TITLE))
    walk = _Walk(full, match, _LEAD_SENTENCES)
    for start, end in split_sentences(full[body_start:]):
        sentences.append(
            Sentence(start + body_start, end + body_start, walk.kind(start + body_start, end + body_start))
        )
    return tuple(sentences) or (Sentence(0, len(full), SentenceKind.OTHER),)


class _Walk:
    """The kinds of the body's sentences, one after the other: some lists and tails depend on what came before."""

    def __init__(self, full: str, match: str, lead_left: int) -> None:
        self._full = full
        self._match = match
        self._lead_left = lead_left
        self._in_list = False
        self._in_related = False

    def kind(self, start: int, end: int) -> SentenceKind:
        text = self._match[start:end]
        tail = self._tail(text, start)
        if tail is not None:
            return tail
        if _BOILERPLATE.match(text):
            return SentenceKind.BOILERPLATE
        if _SUBJECT.match(text):
            return SentenceKind.HEADING
        advice = self._is_advice(text)
        if self._is_heading(text, start, end):
            return SentenceKind.ADVICE if advice and _IMPERATIVE.match(text) else SentenceKind.HEADING
        if self._lead_left > 0:
            self._lead_left -= 1
            if not (advice and _IMPERATIVE.match(text)):
                return SentenceKind.LEAD
        if advice:
            return SentenceKind.ADVICE
        if (
            _CASE.search(text)
            or (" tuổi" in text and _AGE.search(text))
            or _NAMED_VICTIM.search(self._full, start, end)
        ):
            return SentenceKind.CASE
        return SentenceKind.METHOD if _SCAMMER.search(text) else SentenceKind.OTHER

    def _tail(self, text: str, start: int) -> SentenceKind | None:
        """Recipients after 'Nơi nhận' or 'Kính gửi'; headlines after 'Tin liên quan'."""
        if _LIST_HEAD.match(text):
            self._in_list = True
            return SentenceKind.BOILERPLATE
        if self._in_list:
            if _BULLET.match(text) and len(text) < 160:
                return SentenceKind.BOILERPLATE
            self._in_list = False
        if _RELATED_HEAD.match(text) and self._starts_line(start) and len(text) < 200:
            self._in_related = True
            return SentenceKind.RELATED
        if self._in_related:
            if not _TERMINAL.search(text) and len(text) < 200:
                return SentenceKind.RELATED
            self._in_related = False
        return None

    def _starts_line(self, start: int) -> bool:
        return start == 0 or self._full[start - 1] == "\n"

    def _is_heading(self, text: str, start: int, end: int) -> bool:
        """A short line of its own without a final stop."""
        after = self._full[end : end + 1]
        alone = self._starts_line(start) and after in ("", "\n")
        return alone and not _TERMINAL.search(text) and text.count(" ") < _HEADING_WORDS and not _BULLET.match(text)

    @staticmethod
    def _is_advice(text: str) -> bool:
        found = _ADVICE.search(text)
        if not found:
            return False
        # 'đối tượng yêu cầu nạn nhân không được tắt máy': the scammer speaks, not the adviser.
        script = _ACTOR.search(text, 0, found.start())
        return not (script and _ORDER.search(text, script.end(), found.end()))
