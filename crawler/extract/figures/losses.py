"""Money in a warning with its role: lost, demanded, prevented or aggregate. Fines, prices and thresholds are left out.

In: a Context. Out: losses with evidence. Only `lost` feeds loss statistics (taxonomy, loss_amount).
"""

import re

from crawler.extract.context import Context
from crawler.model import Loss, SentenceKind
from crawler.text.money import find_amounts

_NOT_MONEY_LOST = re.compile(
    r"(?:phạt(?: tiền)?|mức phạt|giá|lương|thu nhập|lãi suất|phí|hoa hồng|doanh thu|vốn|trị giá|hạn mức|từ|trên|dưới|thưởng|trợ cấp|học phí|cước)"
    r"(?: (?:là|hơn|gần|khoảng|tới|đến|từ|trên))*\s*$"
)
# A window runs on over the dot of an initial ('bà H. mất …').
_LOST = re.compile(
    r"(?:bị mất|mất|bị (?:lừa|chiếm đoạt|lừa đảo|chiếm)|chiếm đoạt|đã chuyển|chuyển(?: khoản)?(?: tổng cộng| tổng số| số tiền| hết)?|thiệt hại|"
    r"lừa(?: đảo)?(?: chiếm đoạt)?|lấy (?:đi|mất)|bay mất|bị trừ|rút hết|nộp|nạp)(?:(?! để | nếu | không )(?:[^.;\n]|(?<=\b\w)\.)){0,60}$"
)
_DEMANDED = re.compile(r"(?:yêu cầu|đòi|buộc|đề nghị|bắt)(?:(?:[^.;\n]|(?<=\b\w)\.)){0,90}$")
_PREVENTED = re.compile(
    r"(?:suýt|(?:không|chưa) (?:bị )?mất|ngăn chặn|kịp thời|giữ lại|bảo vệ|thu hồi|phong tỏa|trả lại|hoàn trả)(?:(?:[^.;\n]|(?<=\b\w)\.)){0,90}$"
)
_AGGREGATE = re.compile(
    r"(?:tổng (?:số tiền |thiệt hại|cộng)|năm 20\d\d|toàn quốc|cả nước|\d+ vụ|các vụ|từ đầu năm|quý|tháng đầu năm)(?:(?:[^.;\n]|(?<=\b\w)\.)){0,110}$"
)
_VAGUE_AFTER = re.compile(r"^\s*(?:/|một tháng|mỗi|trở lên|trở xuống|tiền phạt)")


def find_losses(context: Context) -> tuple[Loss, ...]:
    """Amounts with a role, each amount and role once."""
    found: dict[tuple[int, str], Loss] = {}
    for amount in find_amounts(context.match):
        if amount.start < context.body_start < amount.end:
            continue
        sentence = context.sentence_at(amount.start)
        if sentence.kind in (SentenceKind.ADVICE, SentenceKind.BOILERPLATE, SentenceKind.RELATED):
            continue
        left = context.match[max(sentence.start, amount.start - 140) : amount.start]
        role = _role(left, context.match[amount.end : amount.end + 20])
        if role and amount.vnd >= 50_000:
            evidence = context.finding(role, amount.start, amount.end, f"amount_{role}")
            found.setdefault((amount.vnd, role), Loss(amount.vnd, role, (evidence,)))
    return tuple(found.values())


def _role(left: str, right: str) -> str:
    """The nearest cue decides; no cue, no loss."""
    if _NOT_MONEY_LOST.search(left) or _VAGUE_AFTER.match(right):
        return ""
    cues = (("prevented", _PREVENTED), ("demanded", _DEMANDED), ("aggregate", _AGGREGATE), ("lost", _LOST))
    hits = {role: match.start() for role, pattern in cues if (match := pattern.search(left))}
    if not hits:
        return ""
    if "prevented" in hits:
        return "prevented"
    if "aggregate" in hits:
        return "aggregate"
    if "demanded" in hits and re.search(r"(?:yêu cầu|đòi|buộc)(?:(?!đã chuyển|bị mất|chiếm đoạt)[^.;\n])*$", left):
        return "demanded"
    return "lost" if "lost" in hits else "demanded"
