"""Indicators with their roles: whose number, domain, account, app or page it is. Precision first.

In: a Context. Out: indicators with evidence. `scam` needs a scammer in the clause; an authority's contact, a helper's
number and whatever stands in advice are `official`; anything else is `unknown`. Rules: FACTS part E, TAXONOMY section 7.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.extract.context import Context
from crawler.model import Indicator, IndicatorRole, SentenceKind
from crawler.text.links import find_addresses, find_emails, is_government, registered_domain
from crawler.text.phones import Phone, find_phones
from crawler.text.unicode import match_form
from crawler.vocab.contacts import contacts

_WINDOW = 140

_HELP = re.compile(
    r"\b(?:đường dây nóng|hotline|liên hệ|liên lạc|báo tin|tổng đài (?:hỗ trợ|chăm sóc|tiếp nhận|chính thức|156|5656)|phản ánh|tiếp nhận|trình báo|"
    r"trực ban|số trực|điện thoại trực|(?:đ/c|đồng chí|ông|bà|cán bộ|trưởng phòng|phó phòng|thượng tá|đại tá|trung tá|thiếu tá|đại úy)[^.;\n]{0,80}"
    r"(?:điện thoại|đt|sđt)|hỗ trợ|tố giác|thông báo (?:ngay )?(?:cho|về|đến|tới)|gọi (?:ngay )?(?:đến |tới )?(?:số )?(?:công an|cơ quan|113|156)|"
    r"số điện thoại (?:của )?(?:công an|cơ quan|phòng|trực|đội)|công an (?:tỉnh|thành phố|tp|xã|phường|huyện)[^.;\n]{0,40}(?:điện thoại|đt|sđt|số)|"
    r"nhắn tin (?:đến|tới) (?:đầu )?số|soạn tin|website chính thức|chính thống|chính thức|địa chỉ chính thức|trang chính thức|tra cứu tại|"
    r"truy cập (?:vào )?(?:các )?(?:website|trang|cổng)[^.;\n]{0,30}(?:chính th|của cơ quan)|cấu trúc tên miền|đuôi)"
)
_SCAM = re.compile(
    r"\b(?:giả mạo|giả danh|mạo danh|lừa đảo|đối tượng|kẻ (?:gian|xấu|lừa)|nhái|không truy cập|chiếm đoạt|tội phạm|số lạ|tên miền giả|"
    r"tự xưng|xưng là|yêu cầu (?:chuyển|nạp|nộp|đặt cọc|truy cập|cài|tải)|dụ(?: dỗ)?\b|hướng dẫn (?:nạn nhân|chị|anh|bà|ông|người)|chuyển (?:tiền|khoản) (?:vào|đến|cho|tới)|"
    r"(?:số )?(?:điện thoại|máy|thuê bao) lạ|bẫy|giả\b|độc hại|mã độc|sập bẫy|thủ đoạn)"
)
_NEGATED = re.compile(r"không phải (?:là )?(?:số|trang|website)|không có thật|không thuộc")
_EXAMPLE = re.compile(
    r"(?:tên miền|website|trang|đường (?:link|dẫn)|địa chỉ|link)[^.\n]{0,60}(?:giả|nhái|lừa đảo|lạ|độc hại)"
)
_AFFILIATED = re.compile(
    r"\b(?:chủ tịch|giám đốc|ceo|đại diện|sáng lập|tư vấn|chuyên gia|biên tập|phóng viên|quản lý)[^.;:\n]{0,40} (?:của|tại|từ) $"
)
_SOURCE = re.compile(r"(?:nguồn(?: tin)?|theo|xem thêm|tác giả|ảnh|bản quyền)\s*:?\s*(?:https?://)?$")
_DIGITS = re.compile(r"\d[\d .]{4,24}\d(?!\d)")
_ACCOUNT = re.compile(
    r"(?:\bstk|số tài khoản|tài khoản (?:ngân hàng )?(?:số|:)|\btk(?: số)?|số tk)\s*(?:ngân hàng)?[\s:]*(?:[^\d\n.;]{0,25}?)$"
)
_APP = re.compile(
    r"(?:ứng dụng|phần mềm|\bapp)(?: (?:giả mạo|giả|lạ|độc hại|có tên|tên|mang tên|là))*\s*[:(]?\s*(?:vd|ví dụ)?[:\s]*[“\"'*‘]{1,2}(?P<name>[^”\"'*’\n]{2,60})[”\"'*’]"
)
_SOCIAL = re.compile(
    r"(?P<site>fanpage|facebook|zalo|telegram|tiktok|trang facebook)(?: (?:giả mạo|giả|có tên|tên|mang tên|là|tài khoản|cá nhân|nick|nhóm))*"
    r"\s*[:(]?\s*[“\"‘](?P<name>[^”\"’\n]{2,60})[”\"’]"
)
_OFFICIAL_APPS = frozenset(
    ("vneid", "vssid", "etax mobile", "etax", "zalo", "facebook", "telegram", "viber", "messenger")
)


def find_indicators(context: Context) -> tuple[Indicator, ...]:
    """Every indicator, each value once per type; a scam role is given only where no mention speaks against it."""
    found: dict[tuple[str, str], list[Indicator]] = {}
    for finder in (_phones, _domains, _emails, _accounts, _apps, _socials):
        for indicator in finder(context):
            found.setdefault((indicator.type, indicator.value), []).append(indicator)
    return tuple(_united(mentions) for mentions in found.values())


def _united(mentions: list[Indicator]) -> Indicator:
    roles = [mention.role for mention in mentions]
    role = next((r for r in (IndicatorRole.OFFICIAL, IndicatorRole.SCAM) if r in roles), IndicatorRole.UNKNOWN)
    first = mentions[0]
    owner = next((m.owner for m in mentions if m.owner), "")
    evidence = tuple(finding for mention in mentions for finding in mention.evidence)[:5]
    return Indicator(first.type, first.value, role, owner, first.partial, evidence)


def _clause(context: Context, start: int, end: int) -> tuple[str, str]:
    """Text before (in the sentence and its predecessor) and after the indicator, in match form."""
    index = context.sentence_index(start)
    sentence = context.sentences[index]
    begin = context.sentences[max(0, index - 1)].start if start - sentence.start < 60 else sentence.start
    left = context.match[max(begin, start - _WINDOW) : start]
    return left, context.match[end : min(sentence.end, end + 90)]


def _phones(context: Context) -> Iterator[Indicator]:
    text = context.full
    accounts = _account_spans(context.match)
    for phone in find_phones(text):
        if phone.start < context.body_start < phone.end or any(a <= phone.start < b for a, b in accounts):
            continue
        role, rule = _phone_role(context, phone)
        evidence = context.finding("phone", phone.start, phone.end, rule)
        yield Indicator("phone", phone.value, role, partial=phone.partial, evidence=(evidence,))


def _phone_role(context: Context, phone: Phone) -> tuple[IndicatorRole, str]:
    sentence = context.sentence_at(phone.start)
    left, right = _clause(context, phone.start, phone.end)
    own = context.match[sentence.start : phone.start]
    if phone.kind == "police" or phone.value in contacts().short_codes:
        return IndicatorRole.OFFICIAL, "known_official_number"
    if sentence.kind in (SentenceKind.BOILERPLATE, SentenceKind.RELATED):
        return IndicatorRole.OFFICIAL, "contact_block"
    helped = max((m.start() for m in _HELP.finditer(own)), default=-1)
    scammed = max((m.start() for m in _SCAM.finditer(own)), default=-1)
    if helped >= 0 and helped >= scammed:
        return IndicatorRole.OFFICIAL, "help_contact"
    if sentence.kind is SentenceKind.ADVICE or phone.kind == "service":
        return IndicatorRole.UNKNOWN, "no_scammer"
    if scammed >= 0 and not _NEGATED.search(own):
        return IndicatorRole.SCAM, "scammer_number"
    if (
        _SCAM.search(left)
        and not _HELP.search(left + right)
        and re.search(r"số(?: điện thoại| máy| thuê bao)?[\s:]*$", own)
    ):
        return IndicatorRole.SCAM, "scammer_number_listed"
    return IndicatorRole.UNKNOWN, "no_scammer"


def _domains(context: Context) -> Iterator[Indicator]:
    own_host = urlsplit(context.document.url).hostname or ""
    for address in find_addresses(context.full):
        if address.start < context.body_start < address.end:
            continue
        if (
            own_host
            and registered_domain(address.host) == registered_domain(own_host)
            and not is_government(address.host)
        ):
            continue
        left, right = _clause(context, address.start, address.end)
        if _SOURCE.search(left):
            continue
        role, rule = _domain_role(context, address.host, address.start, left, right)
        evidence = context.finding("domain", address.start, address.end, rule)
        yield Indicator("domain", address.host.removeprefix("www."), role, evidence=(evidence,))
        if address.path.strip("/"):
            value = f"{address.scheme or 'http://'}{address.host}{address.path}"
            yield Indicator("url", value, role, evidence=(context.finding("url", address.start, address.end, rule),))


def _domain_role(context: Context, host: str, start: int, left: str, right: str) -> tuple[IndicatorRole, str]:
    domain = registered_domain(host)
    plain = host.removeprefix("www.")
    if is_government(host):
        return IndicatorRole.OFFICIAL, "gov_vn"
    if {plain, domain} & (contacts().official_domains | contacts().brands):
        return IndicatorRole.OFFICIAL, "known_official_domain"
    if _looks_official(host, domain):
        return IndicatorRole.SCAM, "lookalike_of_official"
    if _AFFILIATED.search(left):
        return IndicatorRole.UNKNOWN, "someone_of_it_speaks"
    kind = context.sentence_at(start).kind
    if kind in (SentenceKind.BOILERPLATE, SentenceKind.RELATED):
        return IndicatorRole.UNKNOWN, "footer"
    helped = max((m.start() for m in _HELP.finditer(left)), default=-1)
    scammed = max((m.start() for m in _SCAM.finditer(left)), default=-1)
    if helped > scammed:
        return IndicatorRole.OFFICIAL, "help_contact"
    if scammed >= 0 or _EXAMPLE.search(left) or re.match(r"[^.\n]{0,40}(?:là )?(?:giả mạo|lừa đảo|giả\b)", right):
        return IndicatorRole.SCAM, "scam_address"
    return IndicatorRole.UNKNOWN, "no_scammer"


_OFFICIAL_LABELS = re.compile(
    r"gov-?vn|vgov|govvn|dichvucong|vneid|bocongan|chinhphu|congan-|-congan|thuedientu|etax|vssid|baohiemxahoi|csgt|evnspc|evnhanoi"
)


def _looks_official(host: str, domain: str) -> bool:
    """Labels of an authority on a domain that is none of its own (FACTS part E)."""
    return bool(_OFFICIAL_LABELS.search(host)) and not domain.endswith((".gov.vn", "evn.com.vn"))


def _emails(context: Context) -> Iterator[Indicator]:
    for start, end, value in find_emails(context.full):
        if start < context.body_start < end:
            continue
        host = value.partition("@")[2]
        left, _ = _clause(context, start, end)
        official = is_government(host) or bool(_HELP.search(left))
        scam = (
            not official
            and bool(_SCAM.search(left))
            and context.sentence_at(start).kind
            not in (
                SentenceKind.ADVICE,
                SentenceKind.BOILERPLATE,
            )
        )
        role = IndicatorRole.OFFICIAL if official else IndicatorRole.SCAM if scam else IndicatorRole.UNKNOWN
        rule = "gov_vn_or_contact" if official else "scammer_address" if scam else "no_scammer"
        yield Indicator("email", value, role, evidence=(context.finding("email", start, end, rule),))


_CUT_OFF = re.compile(r"\s?(?:…|\.\.|x{2,}|\*{2,})", re.IGNORECASE)
"""What follows a number that the publisher shortened: it is shown as partial and never matched as a whole one."""


def _account_spans(text: str) -> list[tuple[int, int]]:
    """Where numbers of accounts stand: digits, then a look back (digits are rarer than the word 'tài khoản')."""
    return [
        number.span()
        for number in _DIGITS.finditer(text)
        if _ACCOUNT.search(text, max(0, number.start() - 60), number.start())
    ]


def _accounts(context: Context) -> Iterator[Indicator]:
    for start, end in _account_spans(context.match):
        digits = re.sub(r"\D", "", context.match[start:end])
        if not 6 <= len(digits) <= 16 or digits.startswith("9704"):  # 9704… is a card
            continue
        left, _ = _clause(context, start, end)
        kind = context.sentence_at(start).kind
        scam = bool(_SCAM.search(left)) and kind not in (SentenceKind.BOILERPLATE,) and "ủng hộ" not in left[-80:]
        role = IndicatorRole.SCAM if scam else IndicatorRole.UNKNOWN
        rule = "scammer_account" if scam else "no_scammer"
        owner = _bank(context.full[max(0, start - 70) : start] + " | " + context.full[end : end + 70])
        yield Indicator(
            "bank_account",
            digits,
            role,
            owner,
            _CUT_OFF.match(context.full, end) is not None,
            evidence=(context.finding("bank_account", start, end, rule),),
        )


def _bank(around: str) -> str:
    for group in contacts().banks:
        for name in group:
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", around, 0 if len(name) <= 4 else re.IGNORECASE):
                return group[0]
    return ""


def _apps(context: Context) -> Iterator[Indicator]:
    for match in _APP.finditer(context.match):
        start, end = match.span("name")
        name = context.full[start:end].strip(" .,")
        if not name or match_form(name) in _OFFICIAL_APPS or not any(c.isupper() for c in name):
            continue
        left, right = _clause(context, start, end)
        scam = bool(_SCAM.search(left + right) or re.search(r"lạ|không cài|cài đặt", left[-60:]))
        role = IndicatorRole.SCAM if scam else IndicatorRole.UNKNOWN
        rule = "app_of_scam" if scam else "no_scammer"
        yield Indicator("app", name, role, evidence=(context.finding("app", start, end, rule),))


def _socials(context: Context) -> Iterator[Indicator]:
    for match in _SOCIAL.finditer(context.match):
        start, end = match.span("name")
        if start < context.body_start < end:
            continue
        left, _ = _clause(context, match.start(), end)
        kind = context.sentence_at(start).kind
        scam = bool(_SCAM.search(left + match.group())) and kind is not SentenceKind.BOILERPLATE
        role = IndicatorRole.SCAM if scam else IndicatorRole.UNKNOWN
        rule = "scam_page" if scam else "no_scammer"
        owner = (
            "zalo"
            if "zalo" in match["site"]
            else "telegram"
            if "telegram" in match["site"]
            else ("tiktok" if "tiktok" in match["site"] else "facebook")
        )
        name = context.full[start:end].strip()
        yield Indicator(
            "social_account", name, role, owner, evidence=(context.finding("social_account", start, end, rule),)
        )
