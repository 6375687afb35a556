"""Pages that say 200 and mean no: walls, captchas, log-ins and missing pages (FAULTS: recognised, never content).

In: a page's bytes and address. Out: a reason, or ''. Careful: an article may speak of captchas; only a short page,
or a title, gives a wall away. Knows no site.
"""

import re
import unicodedata
from urllib.parse import urlsplit

_SCRIPTS = re.compile(rb"<(script|style|noscript)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_PASSWORD = re.compile(rb"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_CAPTCHA = re.compile(r"captcha|khong phai la? ?(?:ro-?bot|nguoi may)|not a robot|verify you are human")
_BLOCK = re.compile(
    r"just a moment\.\.\.|attention required|access denied|request (?:rejected|blocked)|checking your browser|"
    r"enable javascript and cookies|incident id|support id is|ddos|tu choi truy cap|truy cap bi (?:chan|tu choi)|"
    r"yeu cau (?:cua ban )?(?:da )?bi (?:chan|tu choi)|dang gap van de khi xu ly yeu cau"
)
_MISSING = re.compile(
    r"khong tim thay (?:trang|noi dung|bai viet|duong dan)|trang (?:ban (?:tim|yeu cau) )?khong ton tai|"
    r"noi dung khong ton tai|bai viet (?:nay )?(?:khong (?:con )?ton tai|da (?:bi )?(?:xoa|go))|"
    r"page not found|not found|^(?:loi )?404\b|error 404"
)
_LOGIN = re.compile(r"^(?:dang nhap|login|log in|sign in)\b")
_MISSING_PATH = re.compile(r"/(?:404|error|notfound|not-found|page-not-found)(?:\.\w+)?/?$", re.IGNORECASE)
_SHORT = 600


def recognise(body: bytes, content_type: str, asked: str, answered: str) -> str:
    """'soft_block', 'captcha', 'login_page', 'soft_404' or '' for an article's page answered with 200.

    `asked` and `answered` are the addresses before and after redirects.
    """
    if urlsplit(answered).path != urlsplit(asked).path and _is_dead_end(asked, answered):
        return "soft_404"
    if "html" not in content_type.lower() and not body.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html")):
        return ""
    bare = _SCRIPTS.sub(b" ", body[: 1 << 20])
    html = bare.decode("utf-8", errors="replace")
    match = _TITLE.search(html)
    title = _plain(match.group(1)) if match else ""
    text = _plain(_TAGS.sub(" ", _TITLE.sub(" ", html)))
    seen = f"{title} {text}" if len(text) < _SHORT else title
    if len(text) < _SHORT and _CAPTCHA.search(seen):
        return "captcha"
    if _BLOCK.search(seen) and len(text) < 4 * _SHORT:
        return "soft_block"
    if _is_missing(title) or (len(text) < _SHORT and _MISSING.search(text)):
        return "soft_404"
    if _PASSWORD.search(bare) and (_LOGIN.search(title) or len(text) < _SHORT):
        return "login_page"
    return ""


def _is_missing(title: str) -> bool:
    """Whether a part of the title says little else than that the page is missing."""
    for part in re.split(r"\s[|–—-]\s", title):
        match = _MISSING.search(part)
        if match and len(part) <= len(match.group()) + 15:
            return True
    return False


def _is_dead_end(asked: str, answered: str) -> bool:
    path = urlsplit(answered).path
    return bool(_MISSING_PATH.search(path)) or (path in ("", "/") and urlsplit(asked).path not in ("", "/"))


def _plain(text: str) -> str:
    """Lower case without accents, single blanks: the form that the patterns are written in."""
    folded = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(char for char in folded if not unicodedata.combining(char)).split())
