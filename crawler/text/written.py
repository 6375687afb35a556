"""How people write addresses so that no program follows them, and the plain form: 'hxxp', '[.]', ' chấm ', a break of line.

In: text. Out: the text with every dot as '.', nothing invisible inside and addresses in one piece, and for each of its
characters the offset that it had. Knows no suffix list and decides nothing about what is an address.
"""

import re
from dataclasses import dataclass

from crawler.text.syllables import is_syllable

_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff"
_ENDINGS = (
    "com|net|org|info|biz|vn|top|vip|xyz|shop|store|site|online|club|live|app|link|cc|icu|pro|fun|asia|io|co|mobi|edu|gov|tech|"
    "cfd|sbs|lol|click|win|work|world|life|space|website|today|buzz|cyou|bond|rest|fit|one|bet|casino"
)
_MARKED = re.compile(
    rf"(?P<invisible>[{_INVISIBLE}]+)"
    r"|(?P<wide>[\uff01-\uff0d\uff0f-\uff5e])"
    r"|(?P<bracketed>[ \t]?[\[({<]\s?(?:[.．。｡]|dot|chấm)\s?[\])}>][ \t]?)"
    r"|(?P<dot>[．。｡․])"
    rf"|(?P<spoken>(?<=[a-z0-9])\s(?:dot|chấm)\s(?=(?:(?:{_ENDINGS})(?![\w-])|[a-z0-9-]{{2,40}}\s(?:dot|chấm)\s)))"
    r"|(?P<at>[ \t]?[\[({](?:at|@|a còng)[\])}][ \t]?)"
    r"|(?P<colon>[\[(]:(?://)?[\])])"
    r"|(?P<scheme>(?<!\w)h(?:xx|tx|xt|\*\*)p(?=s?\s?(?:\[|\()?:))",
    re.IGNORECASE,
)
_HINTS = ("[.", "(.", "{.", "<.", "[ .", "( .", "[:", "(:", "(@", "[@", "{@")
_SPOKEN_HINTS = ("dot", "chấm", "[at", "(at", "{at", "a còng", "hxxp", "htxp", "hxtp", "h**p")
_ODD = re.compile(f"[{_INVISIBLE}\uff01-\uff5e．。｡․]")
# Each begins with a letter that is looked for fast: a whole article costs as little as its dots and its ends of lines.
_SPLITS = (
    re.compile(rf"(?P<blank>\. (?=(?:{_ENDINGS})(?![\w-])))", re.IGNORECASE),
    re.compile(rf"(?P<blank> \. ?(?=(?:{_ENDINGS})(?![\w-])))", re.IGNORECASE),
)
_BREAK = re.compile(r"(?P<broken>\n[ \t]*(?=[a-z0-9./?&=-]))", re.IGNORECASE)
_TOKEN_ENDS = re.compile(r"[\s<>\"'“”‘’]")
_TOKEN_AFTER = re.compile(r"[^\s<>\"'“”‘’]{1,400}")
_SECOND_LEVEL = frozenset(("com", "net", "org", "gov", "edu"))
_SITES = frozenset(
    ("facebook", "zalo", "telegram", "google", "tiktok", "youtube", "viber", "messenger", "website", "web")
)


@dataclass(frozen=True, slots=True)
class Written:
    """`plain` text and the offset in the given text of each of its characters, the end included; None: as it was."""

    plain: str
    origin: tuple[int, ...] | None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A span of the plain text as a span of the given one."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1 if end > start else self.origin[start]


def plain_writing(text: str) -> Written:
    """The text with its addresses written plainly. Time grows with the text."""
    pieces: list[str] = []
    origin: list[int] = []
    position = 0
    for match in _forms(text):
        start, end = match.span()
        if start < position or (said := _plain(text, match)) is None:
            continue
        pieces += (text[position:start], said)
        origin += range(position, start)
        origin += [start] * (len(said) - 1) + [end - 1] * bool(said)
        position = end
    if not pieces:
        return Written(text, None)
    pieces.append(text[position:])
    origin += range(position, len(text) + 1)
    return Written("".join(pieces), tuple(origin))


def _forms(text: str) -> list[re.Match[str]]:
    """All forms in order; most texts hold none, and are not searched for what they cannot hold."""
    found = list(_BREAK.finditer(text)) if "\n" in text else []
    for split in _SPLITS:
        found += split.finditer(text)
    if any(hint in text for hint in _HINTS) or _ODD.search(text) or _says_so(text):
        found += _MARKED.finditer(text)
    return sorted(found, key=lambda match: match.start())


def _says_so(text: str) -> bool:
    lower = text.lower()
    return any(hint in lower for hint in _SPOKEN_HINTS)


def _plain(text: str, match: re.Match[str]) -> str | None:
    """What a form stands for; None where it is what it looks like."""
    form = match.lastgroup
    written = match.group()
    if form == "invisible":
        return ""
    if form == "wide":
        return chr(ord(written) - 0xFEE0)
    if form in ("bracketed", "dot"):
        return "." if _inside(text, *match.span()) else None
    if form == "spoken":
        return "."
    if form == "at":
        return "@" if _inside(text, *match.span()) else None
    if form == "colon":
        return written[1:-1]
    if form == "scheme":
        return "http"
    if form == "blank":
        if match.start() == 0 or not text[match.start() - 1].isalnum():
            return None
        return "." if _is_split(text, *match.span()) else None
    return "" if _runs_on(text, *match.span()) else None


def _inside(text: str, start: int, end: int) -> bool:
    """Whether letters or digits stand on both sides."""
    return start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()


def _is_split(text: str, start: int, end: int) -> bool:
    """'vay24h. com', 'nhan-qua .vip': a blank beside the dot of a name that is no word of a sentence."""
    before, after = _before(text, start), _after(text, end)
    if not after[:1].islower() and not after[:1].isdigit():
        return False
    last = re.split(r"[/@]", before)[-1].removeprefix("www.")
    if not last.isascii() or not last or last.count("(") != last.count(")"):
        return False
    name = last.rsplit(".", 1)[-1].lstrip("([{\"'“‘:")
    if re.search(r"[\d-]", name) and re.search(r"[a-z]", name):
        return True
    glued = text[start] == " " and not text[start:end].endswith(" ")  # ' .vip': no sentence is set so
    ending = re.match(r"\w+", after)
    if name.lower() in _SECOND_LEVEL and ending is not None and ending[0] == "vn":
        return True  # 'vietcombank. com. vn'
    wordlike = ending is None or (is_syllable(ending[0]) and ending[0] != "com")
    known = "." in last.strip(".") or (len(name) >= 5 and not is_syllable(name))
    return (known or glued) and not wordlike and name.lower() not in _SITES and len(name) >= 3


def _runs_on(text: str, start: int, end: int) -> bool:
    """Whether an address goes on behind the end of a line. A hyphen there is the writer's: Vietnamese does not hyphenate."""
    if (text[start - 1] not in "-./?&=" and text[end] not in "-./?&=") or (
        text[end].isupper() and text[start - 1] != "-"
    ):
        return False  # most ends of lines
    before, after = _before(text, start), _after(text, end)
    mark, following = before[-1:], after[:1]
    bare = before.lstrip("([{\"'“‘")
    if mark == "-" and len(bare) > 1 and bare[-2].isalnum():
        return following.isalnum() and ("." in after or "." in bare)
    if following in "./?&=-" and len(after) > 1 and after[1].isalnum() and mark.isalnum():
        return "." in bare and not bare.endswith(".")
    word = re.match(r"[\w]+", after)
    if word is None or not following.isalnum() or following.isupper():
        return False
    in_url = "://" in before or before.lower().startswith("www.")
    if mark in "/?&=" and ("." in bare):
        return not is_syllable(after.rstrip(".,;:!?)")) or (
            in_url and bool(re.search(r"[\d.=&?/-]", after.rstrip(".,;:!?")))
        )
    if mark == ".":
        label = re.split(r"[/@:.]", bare.rstrip("."))[-1]
        whole = re.search(rf"\.(?:{_ENDINGS})\.$", bare, re.IGNORECASE) is not None
        goes_on = re.match(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+|(?:" + _ENDINGS + r")(?![\w-])", after) is not None
        return (
            goes_on
            and not whole
            and label.isascii()
            and label.islower()
            and not is_syllable(label)
            and label not in _SITES
        )
    return False


def _before(text: str, end: int) -> str:
    """The token that ends there; a long one from its last 400 characters."""
    pieces = _TOKEN_ENDS.split(text[max(0, end - 400) : end])
    return pieces[-1]


def _after(text: str, start: int) -> str:
    found = _TOKEN_AFTER.match(text, start)
    return found.group() if found else ""
