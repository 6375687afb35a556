"""Addresses in text: found in plain and defanged forms, compared by registered domain, defanged for every view.

Nothing here is ever fetched. The public suffix list is the one bundled with tldextract; no network.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tldextract

_TLDS = (
    "com|net|org|vn|top|vip|xyz|info|cc|icu|shop|site|online|app|link|club|live|store|biz|me|io|co|asia|win|pro|work|fun|life|world|today|"
    "website|space|tk|ml|ga|cf|gq|ru|cn|us|uk|eu|in|ph|tw|hk|sg|my|la|kh|example|test"
)
_DOT = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\s\[\.\]\s)"
_ADDRESS = re.compile(
    rf"(?P<scheme>h(?:tt|xx)ps?://|ftp://)?(?<![\w@-])(?P<host>(?:[a-z0-9][a-z0-9-]{{0,62}}{_DOT}){{1,6}}(?:{_TLDS}))(?![\w-])"
    r"(?P<port>:\d{2,5})?(?P<path>/[^\s<>\"'“”‘’,;)\]]*)?",
    re.IGNORECASE,
)
_ENDING = re.compile(rf"(?:\.|[\[({{](?:\.|dot)[\])}}])\s?(?:{_TLDS})(?![\w-])", re.IGNORECASE)
"""What every address holds: cheaper to look for than a whole one."""
_SPLIT = re.compile(r"(?<![\w.@-])(?P<name>[a-z0-9][a-z0-9-]{4,62})\.\s(?P<tld>com|net)(?![\w.-])")
"""'trungthuong123. com': a space behind the dot, as copied from a scan or by an editor's spell checker."""
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}@(?:[a-z0-9-]+\.){{1,5}}(?:{_TLDS})(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """An address at [start, end). `host` is lower case without defanging; `path` '' for a bare domain."""

    start: int
    end: int
    host: str
    path: str
    scheme: str


@cache
def _extract() -> "tldextract.TLDExtract":
    import tldextract  # brings a client of the web along: only for texts that hold an address

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False)


def find_addresses(text: str) -> list[Address]:
    """Domains and URLs in order. E-mail hosts are not among them; 'TP.HCM' and '3.com' style accidents are not either."""
    if not _ENDING.search(text):
        return []
    found = []
    for match in _ADDRESS.finditer(text):
        host = refang(match["host"]).lower()
        if not re.search(r"[a-z]{2}", host.split(".")[0]) and host.count(".") < 2:
            continue
        path = (match["path"] or "").rstrip(".,;:!?")
        end = match.end() - (len(match["path"] or "") - len(path))
        found.append(Address(match.start(), end, host, path, refang(match["scheme"] or "").lower()))
    found += [Address(m.start(), m.end(), f"{m['name']}.{m['tld']}", "", "") for m in _SPLIT.finditer(text)]
    return sorted(found, key=lambda address: address.start)


def find_emails(text: str) -> list[tuple[int, int, str]]:
    """(start, end, address in lower case) of e-mail addresses."""
    return [(m.start(), m.end(), m.group().lower()) for m in _EMAIL.finditer(text)] if "@" in text else []


def refang(value: str) -> str:
    """The plain form of a defanged address."""
    value = re.sub(r"\s?(?:\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\))\s?", ".", value, flags=re.IGNORECASE)
    return re.sub(r"^hxxp", "http", value, flags=re.IGNORECASE)


def defang(value: str) -> str:
    """The form that no program follows: 'hxxps://a[.]b/c', 'a[.]b', 'x[at]a[.]b'. Idempotent."""
    plain = refang(value)
    plain = re.sub(r"^http", "hxxp", plain, flags=re.IGNORECASE)
    scheme, sep, rest = plain.partition("://")
    if not sep:
        scheme, rest = "", plain
    host, slash, path = rest.partition("/")
    safe = host.replace("@", "[at]").replace("[.]", ".").replace(".", "[.]")
    return f"{scheme}{sep}{safe}{slash}{path}" if sep else f"{safe}{slash}{path}"


def registered_domain(host: str) -> str:
    """The registrable domain ('vgovn.net'), or the host itself where there is none."""
    return str(_extract()(host).top_domain_under_public_suffix) or host


def is_government(host: str) -> bool:
    """Whether a host lies under .gov.vn, by label: 'dichvucong.vgovn.net' and 'gov.vn.example' do not."""
    return host == "gov.vn" or host.endswith(".gov.vn")
