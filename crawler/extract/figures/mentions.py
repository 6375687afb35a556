"""Where numbers, pages and accounts stand in a document, each with its normal value. Decides nothing about whose they are.

In: a Context. Out: Spotted in order of start. Whole values only: what cannot be read whole is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from crawler.extract.context import Context
from crawler.text.addresses import Address, Email, find_all, registered_domain
from crawler.text.phones import Phone, find_phones
from crawler.text.unicode import match_form
from crawler.vocab.contacts import contacts
from crawler.vocab.naming import named

_DIGITS = re.compile(r"\d(?:[ .-]?\d){5,23}(?!\d)")
_ACCOUNT = re.compile(
    r"(?:\bstk|số tài khoản|số tk|\btk(?: số)?|tài khoản(?: ngân hàng)?(?: \w+)?(?: số|:)?|số thẻ)(?:\s+(?:ngân hàng|lừa đảo|giả mạo|là|sau))*[\s:|]*[^\d\n.;]{0,25}?$"
)
_SHORT = re.compile(
    r"(?<!trú )(?<!trú tại )(?<!địa chỉ )(?<!địa chỉ tại )(?<!nhà )(?<!đuôi )(?<!đuôi có )(?<!đuôi là )(?:\bsố|tổng đài|hotline|đường dây nóng|nhắn tin(?: tới| đến)?|gọi(?: tới| đến)?) (?P<code>\d{3,5})(?!\d|[.,]\d|[/-]|,? (?:đường|phố|ngõ|ngách|hẻm|tổ|ấp|phường|đại lộ|quốc lộ))"
)
_NO_PHONE = re.compile(
    r"(?:mã số thuế|\bmst|đăng ký (?:kinh doanh|doanh nghiệp)(?: số)?|giấy phép(?: \w+)? số|cccd|cmnd|căn cước(?: công dân)?|chứng minh(?: nhân dân)?|hộ chiếu|mã (?:đơn|vận đơn|hồ sơ)|tài khoản)(?: số| là)?[\s:]*$"
)
_NO_ACCOUNT = re.compile(r"(?:mã số thuế|\bmst|cccd|cmnd|căn cước|chứng minh)[^\d\n]{0,20}$")
_MONEY_BEHIND = re.compile(
    r"^\s?(?:đồng|vnđ|vnd|đ\b|tỷ|tỉ|triệu|nghìn|usd|người|lượt|thành viên|bình luận|khách|giao dịch)"
)
_COUNTED = re.compile(r"(?:hơn|gần|khoảng|trên|tới|có|đạt) $")
_CUT_OFF = re.compile(r"\s?(?:…|\.\.|x{2,}|\*{2,})", re.IGNORECASE)
_APP = re.compile(
    r"(?:ứng dụng|phần mềm|\bapp)(?: (?:giả mạo|giả|lạ|độc hại|có tên|tên|mang tên|là))*\s*[:(]?\s*(?:vd|ví dụ)?[:\s]*[“\"'*‘]{1,2}(?P<name>[^”\"'*’\n]{2,60})[”\"'*’]"
)
_APP_FILE = re.compile(r"(?<![\w/.-])(?P<name>[\w-]{2,60}\.apk)\b", re.IGNORECASE)
_SOCIAL = re.compile(
    r"(?P<site>fanpage|facebook|zalo|telegram|tiktok|trang facebook)(?: (?:giả mạo|giả|có tên|tên|mang tên|là|tài khoản|cá nhân|nick|nhóm))*"
    r"\s*[:(]?\s*[“\"‘](?P<name>[^”\"’\n]{2,60})[”\"’]"
)
_WALLET = re.compile(
    r"(?<![\w])(?:0x[0-9a-fA-F]{40}|bc1[0-9a-z]{25,60}|T[1-9A-HJ-NP-Za-km-z]{33}|[13][1-9A-HJ-NP-Za-km-z]{25,34})(?![\w])"
)
_NAMING = re.compile(r"(?:có tên|tên|mang tên|tài khoản|nick|nhóm|fanpage)\b")
_NO_NAME = frozenset(
    ("vay", "bank", "ngân", "bộ", "cục", "sở", "phòng", "shop", "store", "dịch", "vụ", "hỗ", "trợ", "tuyển", "dụng", "mobile", "online",
     "official", "quỹ", "báo", "cổng", "group", "nhóm", "support", "center", "chứng", "khoán", "thuế", "điện", "máy")
)  # fmt: skip
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_OFFICIAL_APPS = frozenset(
    (
        "vneid",
        "vssid",
        "etax mobile",
        "etax",
        "zalo",
        "facebook",
        "telegram",
        "viber",
        "messenger",
        "wechat",
        "whatsapp",
        "line",
        "instagram",
        "tiktok",
        "youtube",
        "skype",
        "zoom",
        "google meet",
        "microsoft teams",
        "teamviewer",
        "ultraviewer",
        "anydesk",
        "google play",
        "app store",
        "ch play",
        "shopee",
        "lazada",
        "tiki",
        "grab",
        "momo",
        "zalopay",
        "gmail",
        "kakaotalk",
        "twitter",
    )
)


@dataclass(frozen=True, slots=True)
class Spotted:
    """One mention. `governed` is its type in governors.yml; `host` the host of a domain or url, '' for others.

    `owner` is the bank of an account, the platform of a social account, the chain of a wallet, the store of an app.
    """

    type: str
    governed: str
    value: str
    start: int
    end: int
    owner: str = ""
    partial: bool = False
    host: str = ""
    phone_kind: str = ""


def spotted(context: Context) -> list[Spotted]:
    """Every mention in order; none that crosses from the title into the text."""
    accounts = list(_accounts(context))
    spans = [(item.start, item.end) for item in accounts]
    found = [*accounts, *_phones(context, spans), *_addresses(context), *_apps(context), *_socials(context)]
    found += _wallets(context)
    kept = [item for item in found if item.end <= len(context.document.title) or item.start >= context.body_start]
    return sorted(kept, key=lambda item: (item.start, item.end))


def _phones(context: Context, accounts: list[tuple[int, int]]) -> Iterator[Spotted]:
    for phone in find_phones(context.full):
        if any(start <= phone.start < end for start, end in accounts):
            continue
        if _NO_PHONE.search(context.match, max(0, phone.start - 60), phone.start):
            continue
        yield _phone(phone, phone.value)
        if phone.today:
            yield _phone(phone, phone.today)
    for match in _SHORT.finditer(context.match):
        if match["code"] in contacts().short_codes:
            yield Spotted("phone", "phone", match["code"], *match.span("code"), phone_kind="service")


def _phone(phone: Phone, value: str) -> Spotted:
    return Spotted("phone", "phone", value, phone.start, phone.end, partial=phone.partial, phone_kind=phone.kind)


def _addresses(context: Context) -> Iterator[Spotted]:
    own = urlsplit(context.document.url).hostname or ""
    for found in find_all(context.full):
        if isinstance(found, Email):
            yield Spotted("email", "email", found.value, found.start, found.end, host=found.value.partition("@")[2])
        elif not own or registered_domain(found.host) != registered_domain(own) or own.endswith(".gov.vn"):
            yield from _address(found)


_GOVERNED = {"domain": "host", "ip": "host", "url": "host", "app": "app", "social_account": "social"}


def _address(found: Address) -> Iterator[Spotted]:
    host = found.host.removeprefix("www.")
    for thing in named(found):
        own = "" if thing.type == "app" else host
        yield Spotted(thing.type, _GOVERNED[thing.type], thing.value, found.start, found.end, thing.owner, host=own)


def _accounts(context: Context) -> Iterator[Spotted]:
    text = context.match
    last = -1
    for number in _DIGITS.finditer(text):
        start, end = number.span()
        digits = re.sub(r"\D", "", number.group())
        if not 6 <= len(digits) <= 19 or (digits.startswith("9704") and len(digits) in (16, 19)):
            continue  # 9704… is a card
        led = _ACCOUNT.search(text, max(0, start - 70), start)
        listed = (
            last >= 0 and start - last < 60 and re.fullmatch(r"[^.\d\n]*(?:,|;|và|hoặc|\()[^.\d\n]*", text[last:start])
        )
        if not (led or listed) or _NO_ACCOUNT.search(text, max(0, start - 40), start) or _is_money(text, start, end):
            continue
        if not led and (digits.startswith("0") and len(digits) == 10):
            continue
        around = context.full[max(0, start - 70) : start] + " | " + context.full[end : end + 70]
        yield Spotted(
            "bank_account", "account", digits, start, end, _bank(around), _CUT_OFF.match(context.full, end) is not None
        )
        last = end


def _is_money(text: str, start: int, end: int) -> bool:
    grouped = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text[start:end])
    return bool(_MONEY_BEHIND.match(text[end : end + 12])) or bool(
        grouped and ("số tiền" in text[max(0, start - 30) : start] or _COUNTED.search(text, max(0, start - 8), start))
    )


def _bank(around: str) -> str:
    for group in contacts().banks:
        for name in group:
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", around, 0 if len(name) <= 4 else re.IGNORECASE):
                return group[0]
    return ""


def _apps(context: Context) -> Iterator[Spotted]:
    for match in _APP.finditer(context.match):
        start, end = match.span("name")
        name = context.full[start:end].strip(" .,")
        if name and match_form(name) not in _OFFICIAL_APPS and any(char.isupper() for char in name):
            yield Spotted("app", "app", name, start, end)
    for match in _APP_FILE.finditer(context.full):
        yield Spotted("app", "app", match["name"], *match.span("name"))


def _socials(context: Context) -> Iterator[Spotted]:
    for match in _SOCIAL.finditer(context.match):
        start, end = match.span("name")
        name = context.full[start:end].strip()
        named = _NAMING.search(context.match, match.start("site"), start)
        if _is_person(name) or not (named or name[:1].isupper() or name[:1].isdigit()):
            continue  # 'khoe trên Zalo "của"': words, not a name
        site = match["site"]
        owner = next((known for known in ("zalo", "telegram", "tiktok") if known in site), "facebook")
        yield Spotted("social_account", "social", name, start, end, owner)


def _is_person(name: str) -> bool:
    """Two to four words of letters, each with a capital, none that an office or a shop has: a person's name is no account."""
    words = [word.strip(".") for word in name.split()]
    titled = 2 <= len(words) <= 4 and all(word.isalpha() and word[0].isupper() and not word.isupper() for word in words)
    return titled and not any(word.lower() in _NO_NAME for word in words)


def _wallets(context: Context) -> Iterator[Spotted]:
    for match in _WALLET.finditer(context.full):
        value = match.group()
        chain = "ethereum" if value.startswith("0x") else "tron" if value.startswith("T") else "bitcoin"
        if value.startswith(("0x", "bc1")) or _is_base58check(value):
            yield Spotted("wallet", "account", value, *match.span(), owner=chain)


def _is_base58check(value: str) -> bool:
    """Whether the last four bytes are the double SHA-256 of the others (Bitcoin's and Tron's own check)."""
    number = 0
    for char in value:
        number = number * 58 + _BASE58.index(char)
    raw = number.to_bytes(25, "big") if number < 1 << 200 else b""
    return bool(raw) and sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]
