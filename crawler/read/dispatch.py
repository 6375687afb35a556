"""The head of an official dispatch (công văn) and the dispatches that a text cites.

Layout by Nghị định 30/2020/NĐ-CP, appendix I: body and parent at the left, the state's name at the right, 'Số: …/…',
place and date, 'V/v …', 'Kính gửi:', body, 'Nơi nhận:', signer. Two columns may come interleaved, so lines are
recognised by their form, not their order. Template residue ('#SoKyHieuVanBan', a number left blank) is flagged.
"""

import re

from crawler.model import Citation, Dispatch, Finding, SentenceKind

_UPPER = "A-ZÀ-ỸĐƯƠĂÂÊÔ"
_HEAD_CHARACTERS = 2500
_LINES_OF_A_HEAD = 3  # parent, issuer, and one of the state's

_NUMBER = re.compile(
    r"^\W*Số\s*[:.]?\s*(?P<number>\d{0,6})\s*/\s*(?P<symbol>(?:\d{4}/)?[A-ZĐ][A-Za-zĐđ&]*(?:\s?[-–]\s?[A-ZĐ0-9][A-Za-zĐ0-9()]*)*)",
    re.MULTILINE,
)
_PLACEHOLDER_NUMBER = re.compile(r"\(?#\s?SoKyHieuVanBan\)?", re.IGNORECASE)
_PLACEHOLDER_PLACE = re.compile(r"\(?#\s?DiaDiemNgayBanHanh\)?", re.IGNORECASE)
_PLACE_DATE = re.compile(
    rf"^\W*(?P<place>[{_UPPER}][\w\s.-]{{1,40}}?),\s*ngày\s*(?P<d>\d{{1,2}})?[.…\s]*tháng\s*(?P<m>\d{{1,2}})?[.…\s]*"
    r"năm\s*(?P<y>\d{4})",
    re.MULTILINE,
)
_SUBJECT = re.compile(
    r"^\W*V/[vV]\.?:?\s*(?P<subject>.+?)(?=\n\s*\n|\n\s*Kính gửi|\n\s*CỘNG H|\n\s*Độc lập|\Z)", re.M | re.S
)
_RECIPIENTS = re.compile(r"Kính gửi\s*:?(?P<list>.*?)(?=\n\s*\n(?!\s*[-–+])|\Z)", re.DOTALL)
_BULLET = re.compile(r"[-–+*•]")
_LETTER_OPENS = re.compile(
    r"(?:Thực hiện|Căn cứ|Theo|Vừa qua|Hiện nay|Thời gian|Trong thời gian|Qua |Ngày \d|Nhằm|Để |Tiếp theo|Tiếp tục|Trước tình hình)"
)
_SIGNER_ROLE = re.compile(
    r"^\s*\**\s*(?P<role>(?:(?:KT|TL|TM|TUQ|Q)\.\s*)?(?:PHÓ\s+)?(?:GIÁM ĐỐC|CHỦ TỊCH|TRƯỞNG PHÒNG|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|"
    r"CHÁNH VĂN PHÒNG|TRƯỞNG CÔNG AN|TRƯỞNG BAN|HIỆU TRƯỞNG|TỔNG GIÁM ĐỐC|TỔNG CỤC TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG))\b.*$",
    re.MULTILINE,
)
_PERSON = re.compile(rf"^\s*\**\s*((?:[{_UPPER}][a-zà-ỹđ]+\s+){{1,4}}[{_UPPER}][a-zà-ỹđ]+)\s*\**\s*$", re.MULTILINE)
_ISSUER_LINE = re.compile(
    r"^\s*\**\s*(?P<body>(?:UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|SỞ|CÔNG AN|BỘ|CỤC|CHI CỤC|TỔNG CỤC|PHÒNG|BAN|BẢO HIỂM XÃ HỘI|BHXH|"
    r"THUẾ|VĂN PHÒNG|THANH TRA|ĐẢNG ỦY|TỈNH ỦY|TRƯỜNG|NGÂN HÀNG|KHO BẠC|HỘI|LIÊN MINH|TRUNG TÂM)\b[^\n]{0,80}?)\s*"
    r"(?:CỘNG H[ÒO][ÀA]? XÃ HỘI.*)?$",
    re.MULTILINE,
)
_STATE = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM.*$", re.MULTILINE)

_KIND_WORD = (
    r"(?:công văn|báo cáo|kế hoạch|thông báo|quyết định|chỉ thị|văn bản|công điện|hướng dẫn|nghị quyết|tờ trình|giấy mời|"
    r"nghị định|thông tư|công văn hỏa tốc)"
)
_CITATION = re.compile(
    rf"(?P<kind>{_KIND_WORD})\s+(?:số\s*:?\s*)?(?P<number>\d{{1,6}})\s*/\s*(?P<symbol>(?:\d{{4}}/)?[A-ZĐ][A-Za-zĐ&]*"
    r"(?:\s?[-–]\s?[A-ZĐ0-9][A-Za-zĐ0-9()]*)*)"
    r"(?:,?\s*(?:ký\s+)?ngày\s+(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>\d{4})|"
    r",?\s*ngày\s+(?P<d2>\d{1,2})\s+tháng\s+(?P<m2>\d{1,2})\s+năm\s+(?P<y2>\d{4}))?"
    rf"(?:\s*,?\s*của\s+(?P<issuer>(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Công an|Sở|Bộ|Cục|Tổng cục|Chi cục|Thủ tướng|Chính phủ|"
    rf"Ban|Bảo hiểm xã hội|BHXH|Văn phòng|Tỉnh ủy|Ngân hàng|Thuế)(?-i:\s+(?:[{_UPPER}&][\w&-]*|tỉnh|thành phố|thị xã|huyện|quận|"
    r"xã|phường|và(?=\s+(?:Truyền thông|Thông tin|Công nghệ|Du lịch|Môi trường|Đầu tư|Đào tạo|Xã hội)\b)|nhân dân)){0,8})?)?",
    re.IGNORECASE,
)
_LAWS = re.compile(r"nghị định|thông tư|nghị quyết|quyết định", re.IGNORECASE)


def parse_dispatch(text: str) -> Dispatch | None:
    """The head of a dispatch, or None if the text is none.

    A dispatch has a number line, a placeholder of one, or 'V/v', together with 'Kính gửi' or 'Nơi nhận', or its number
    right under its issuer in the first lines.
    """
    head = text[:_HEAD_CHARACTERS]
    number = _NUMBER.search(head)
    placeholder = _PLACEHOLDER_NUMBER.search(head)
    subject = _SUBJECT.search(head)
    addressed = re.search(r"Kính gửi|Nơi nhận", text)
    headed = number is not None and number["number"] and _is_under_issuer(head, number.start("number"))
    signs = sum(map(bool, (number or placeholder, subject, addressed, _STATE.search(head), headed)))
    if signs < 2 or not (addressed or number or placeholder) or not (number or placeholder or subject):
        return None
    flags = []
    if placeholder or (number and not number["number"]):
        flags.append("placeholder_number")
    if _PLACEHOLDER_PLACE.search(head):
        flags.append("placeholder_date")
    parent, issuer = _bodies(head, number["symbol"] if number else "")
    role, signer = _signature(text)
    return Dispatch(
        number=number["number"] if number else "",
        symbol=re.sub(r"\s*[-–]\s*", "-", number["symbol"]) if number else "",
        date=_head_date(head),
        issuer=issuer,
        parent=parent,
        subject=" ".join(subject["subject"].split()).rstrip(" .") if subject else "",
        recipients=_recipients(text),
        signer_role=role,
        signer=signer,
        flags=tuple(flags),
    )


def _is_under_issuer(head: str, number: int) -> bool:
    """Whether the number at this offset stands in the first lines, the line above it naming a body in capitals."""
    above = [line for line in head[:number].split("\n")[:-1] if line.strip()]
    return 1 <= len(above) <= _LINES_OF_A_HEAD and _ISSUER_LINE.fullmatch(above[-1]) is not None


def _head_date(head: str) -> str:
    match = _PLACE_DATE.search(head)
    if match is None:
        return ""
    year, month, day = match["y"], match["m"], match["d"]
    if not month or not 1 <= int(month) <= 12:
        return year
    if not day or not 1 <= int(day) <= 31:
        return f"{year}-{int(month):02d}"
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _bodies(head: str, symbol: str) -> tuple[str, str]:
    """(parent, issuer): the lines in capitals over the number, the last being the issuer."""
    before = head[: m.start()] if (m := re.search(r"Kính gửi", head)) else head[:800]
    lines = [" ".join(m["body"].split()) for m in _ISSUER_LINE.finditer(before) if m["body"].upper() == m["body"]]
    lines = [line.strip(" *-_") for line in lines if not _STATE.search(line)]
    if not lines:
        return "", _issuer_from_place(head, symbol)
    return (lines[0], lines[1]) if len(lines) > 1 else ("", lines[0])


def _issuer_from_place(head: str, symbol: str) -> str:
    """Without body lines only the opening of the order names who writes: 'Phòng Văn hóa … đề nghị'."""
    match = re.search(
        r"^(?P<body>(?:Phòng|Sở|UBND|Công an|Ủy ban nhân dân|Ban|Chi cục|Cục)\s[\w\s]{3,60}?)\s(?:đề nghị|yêu cầu|thông báo|"
        r"kính đề nghị)",
        head,
        re.MULTILINE,
    )
    return match["body"] if match else ""


def _recipients(text: str) -> tuple[str, ...]:
    match = _RECIPIENTS.search(text)
    if match is None:
        return ()
    block = match["list"].strip()
    if not block:
        rest = text[match.end() :].lstrip()
        block = rest.split("\n\n", 1)[0]
    names = [line.strip(" -–+*•;.:\t") for line in _list_lines(block)]
    return tuple(name for name in names if 3 <= len(name) <= 160)[:40]


def _list_lines(block: str) -> list[str]:
    """The addressees' lines: where no blank line ends the list, its bullets do, or the sentence that begins the letter."""
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    bulleted = bool(lines) and any(_BULLET.match(line) for line in lines[:2])
    taken: list[str] = []
    for number, line in enumerate(lines):
        if bulleted and number and not _BULLET.match(line):
            break
        if _LETTER_OPENS.match(line):
            break
        taken.append(line)
    return [part for line in taken for part in line.split(";")]


def _signature(text: str) -> tuple[str, str]:
    """The signer's role and name, in the last part of the text."""
    tail_start = max(0, len(text) - 1200)
    roles = list(_SIGNER_ROLE.finditer(text, tail_start))
    if not roles:
        return "", ""
    persons = _PERSON.findall(text[roles[-1].end() :])
    role = " ".join(roles[-1]["role"].split())
    above = [m["role"] for m in roles[:-1]]
    if above and re.match(r"(KT|TL|TUQ|TM)\.", above[-1]):
        role = f"{' '.join(above[-1].split())} / {role}"
    return role, persons[-1] if persons else ""


def find_citations(text: str) -> tuple[Citation, ...]:
    """Dispatches that the text cites, each once, with the best-dated mention's details. Laws are not dispatches."""
    found: dict[tuple[str, str], Citation] = {}
    for match in _CITATION.finditer(text):
        symbol = re.sub(r"\s*[-–]\s*", "-", match["symbol"])
        if _LAWS.match(match["kind"]) and re.search(r"/(?:NĐ|TT|QH\d*|NQ|QĐ)\b|^\d{4}/", "/" + symbol):
            continue
        key = (match["number"], symbol)
        year, month, day = match["y"] or match["y2"], match["m"] or match["m2"], match["d"] or match["d2"]
        evidence = Finding("citation", match.group(), match.start(), match.end(), "citation", SentenceKind.OTHER)
        citation = Citation(
            number=match["number"],
            symbol=symbol,
            date=f"{year}-{int(month):02d}-{int(day):02d}" if year else "",
            issuer=" ".join((match["issuer"] or "").split()).rstrip(" ,"),
            evidence=(evidence,),
        )
        known = found.get(key)
        if known is None or (not known.date and citation.date) or (not known.issuer and citation.issuer):
            found[key] = citation
    return tuple(found.values())
