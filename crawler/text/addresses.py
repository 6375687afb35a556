"""Addresses in text as a reader sees them: the longest run of their characters, then judged by the public suffix list.

In: text. Out: hosts, URLs, e-mail and IP addresses with their offsets, whole or not at all: never a shorter one. Nothing
here is ever fetched. The list is the one bundled with tldextract; no network.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from crawler.text.syllables import is_syllable
from crawler.text.written import plain_writing

if TYPE_CHECKING:
    import tldextract

_LABEL = r"[\w\u0300-\u036f-]+"
_HOST = rf"(?:{_LABEL}\.)+{_LABEL}"
_URL = re.compile(r"(?<!\w)(?P<scheme>https?|ftp)://(?P<rest>[^\s<>\"'“”‘’`|\\^{}]{1,2048})", re.IGNORECASE)
_EMAIL = re.compile(rf"(?<![\w.+@/-])[\w.+%-]{{1,64}}@{_HOST}(?![\w-])")
# A name begins where no other goes on; or behind what stands for any name: '*.gov.vn', '<tên tỉnh>.gov.vn'.
_BEGINS = r"(?:(?<![\w.\u0300-\u036f@-])|(?<=[>\]}]\.)|(?<=[^\w*]\*\.)|(?<=^\*\.))"
_BARE = re.compile(
    rf"{_BEGINS}(?P<host>{_HOST})(?P<port>:\d{{1,5}}(?!\d))?(?P<path>[/?#][^\s<>\"'“”‘’`|\\^{{}}]{{0,2048}})?"
)
# A name that the publisher left a part of out: 'viet***24h.top', '…24h.top', 'vay24h.com.***'.
_CUT_BEFORE = re.compile(r"(?:\w[*•]+|…)\Z")
_CUT_BEHIND = re.compile(r"\.?[*•]+\w|\.[*•]{3}")
_DOT = re.compile(r"\.(?=[^\W\d_]|xn--|\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?!\d)|\d+[-a-zA-Z])")
_HOST_MARKS = frozenset("-._" + "".join(map(chr, range(0x300, 0x370))))
_FILES = frozenset(("zip", "mov", "md", "sh", "py", "rs", "pl", "cab", "bat", "pub", "ps"))
_TRAILING = ".,;:!?…*"


@dataclass(frozen=True, slots=True)
class Address:
    """An address at [start, end) of the given text.

    `host` is lower case in its own script, without defanging ('vay-nhanh24h.top'); '[::1]' keeps its brackets. `path` has
    query and fragment, '' for a bare host. `scheme` and `port` are '' where none is written. `is_ip` tells numbers from names.
    """

    start: int
    end: int
    host: str
    path: str = ""
    scheme: str = ""
    port: str = ""
    is_ip: bool = False

    @property
    def url(self) -> str:
        """The whole address; 'http' where no scheme is written."""
        return f"{self.scheme or 'http'}://{self.host}{':' + self.port if self.port else ''}{self.path}"


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address at [start, end), in lower case."""

    start: int
    end: int
    value: str


@cache
def _suffixes(private: bool) -> "tldextract.TLDExtract":
    import tldextract  # brings a client of the web along: only for texts that hold an address

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=private)


def public_suffix(host: str, *, private: bool = False) -> str:
    """The public suffix of a host ('com.vn'); '' where the list has none. `private`: shared hosting counts ('github.io')."""
    return str(_suffixes(private)(host).suffix)


def registered_domain(host: str) -> str:
    """The registrable domain ('vgovn.net'), or the host itself where there is none."""
    return str(_suffixes(False)(host).top_domain_under_public_suffix) or host


def tenant_host(host: str) -> str:
    """The host that one tenant of shared hosting has ('vay.github.io'); elsewhere the registered domain."""
    return str(_suffixes(True)(host).top_domain_under_public_suffix) or host


def ascii_host(host: str) -> str:
    """The form that the network uses ('xn--…'); the host itself where it is ASCII or cannot be put so."""
    if host.isascii():
        return host
    import idna

    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        return host


def find_addresses(text: str) -> list[Address]:
    """Hosts, URLs and IP addresses in order; e-mail addresses are not among them."""
    return [found for found in find_all(text) if isinstance(found, Address)]


def find_emails(text: str) -> list[Email]:
    """E-mail addresses in order."""
    return [found for found in find_all(text) if isinstance(found, Email)]


def find_all(text: str) -> list[Address | Email]:
    """All addresses of both sorts in order, in one pass."""
    written = plain_writing(text)
    plain = written.plain
    found: list[Address | Email] = []
    taken: list[tuple[int, int]] = []

    def keep(span: tuple[int, int], made: Address | Email | None) -> None:
        taken.append(span)
        if made is not None:
            found.append(made)

    for match in _URL.finditer(plain) if "://" in plain else ():
        read = _url(match)
        keep(match.span(), _placed(read, written.back(read.start, read.end)) if read else None)
    for match in _EMAIL.finditer(plain) if "@" in plain else ():
        if not _overlaps(taken, match):
            keep(match.span(), _email(match, written.back(*match.span())))
    free = _blanked(plain, taken) if taken else plain
    for match in _runs(free):
        start, end = written.back(*match.span())
        read = _bare(match, sure=text[start:end] != match.group() and "\n" not in text[start:end])
        if read is not None:
            found.append(_placed(read, written.back(read.start, read.end)))
    return sorted(found, key=lambda address: address.start)


def _runs(text: str) -> Iterator[re.Match[str]]:
    """The runs of host characters that hold a dot before a letter, or four numbers; looked for from their dots."""
    position = 0
    for dot in _DOT.finditer(text):
        if dot.start() < position:
            continue
        start = dot.start()
        while start > position and (text[start - 1].isalnum() or text[start - 1] in _HOST_MARKS):
            start -= 1
        match = _BARE.match(text, start)
        while match is None and start < dot.start():
            start += 1
            match = _BARE.match(text, start)
        if match is not None:
            yield match
            position = match.end()


def _overlaps(taken: list[tuple[int, int]], match: re.Match[str]) -> bool:
    return any(start < match.end() and match.start() < end for start, end in taken)


def _blanked(plain: str, taken: list[tuple[int, int]]) -> str:
    """The text with what is read already as blanks: a '.' before them would begin another run."""
    pieces: list[str] = []
    position = 0
    for start, end in sorted(taken):
        if start < position:
            continue
        pieces += (plain[position:start], " " * (end - start))
        position = end
    pieces.append(plain[position:])
    return "".join(pieces)


def _placed(read: Address, span: tuple[int, int]) -> Address:
    return Address(*span, read.host, read.path, read.scheme, read.port, read.is_ip)


def _url(match: re.Match[str]) -> Address | None:
    """By the grammar of RFC 3986: userinfo up to the last '@', host, port, then path, query, fragment."""
    rest = _without_trailing(match["rest"])
    authority = re.split(r"[/?#]" if rest.startswith("[") else r"[/?#\[\](),;]", rest, maxsplit=1)[0]
    path = rest[len(authority) :]
    if not path.startswith(("/", "?", "#")):
        rest, path = authority, ""  # 'https://a.vn](https://…', 'http://a.vn,b.vn'
    host = authority.rpartition("@")[2]
    bracketed = re.match(r"(\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?$", host)
    if bracketed:
        name, port = bracketed[1], bracketed[2] or ""
    else:
        name, _, port = host.partition(":")
    name = _cut(name.rstrip("."), path or port)
    if port and not (port.isdigit() and len(port) <= 5):
        return None
    name = name[_stands_for_any(name) :]
    number = _ip(name)
    if not number and not _is_host(name):
        return None
    end = match.start("rest") + len(rest)
    if not path and not port and len(name) < len(host.rstrip(".")):
        end = match.start("rest") + len(authority) - len(host) + len(name)
    return Address(match.start(), end, name.lower(), path, match["scheme"].lower(), port, number)


def _email(match: re.Match[str], span: tuple[int, int]) -> Email | None:
    local, _, host = match.group().rpartition("@")
    shorter = _cut(host, "")
    if not _is_host(shorter) or not public_suffix(shorter.lower()) or public_suffix(shorter.lower()) == shorter.lower():
        return None
    if local.startswith(".") or ".." in local:
        return None
    return Email(span[0], span[1] - (len(host) - len(shorter)), f"{local}@{shorter}".lower())


def _bare(match: re.Match[str], *, sure: bool) -> Address | None:
    """A host without a scheme: it must end in a public suffix, and look like a name, not like two sentences.

    `sure`: it was written as addresses are ('nhanh[.]com').
    """
    path = _without_trailing(match["path"] or "")
    port = (match["port"] or "")[1:]
    start = match.start() + _glued_before(match["host"])
    name = _cut(match.string[start : match.end("host")], path or port)
    end = start + len(name)
    if _CUT_BEFORE.search(match.string[max(0, start - 12) : start]) or _CUT_BEHIND.match(match.string, end):
        return None
    if end == match.end("host"):
        end = match.end() - len(match["path"] or "") + len(path)
    number = _ip(name)
    if number:
        return Address(start, end, name, path, "", port, True) if path or port or _named_ip(match) else None
    if not _is_host(name) or not _is_name(name, sure or bool(path or port)):
        return None
    return Address(start, end, name.lower(), path, "", port)


def _named_ip(match: re.Match[str]) -> bool:
    """Four numbers alone are a heading or a version, unless the text calls them an address."""
    before = match.string[max(0, match.start() - 30) : match.start()]
    return re.search(r"\bip\b[^.\n]{0,20}$", before, re.IGNORECASE) is not None


def _ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return "." in name or ":" in name


def _glued_before(name: str) -> int:
    """How many characters before a host are not its own: 'phải.vtv.vn' and 'tên_tỉnh.vtv.vn' name vtv.vn."""
    label, dot, rest = name.partition(".")
    glued = dot and "." in rest and rest.isascii() and not label.isascii() and is_syllable(label)
    return len(label) + 1 if glued else _stands_for_any(name)


def _stands_for_any(name: str) -> int:
    """How many characters stand for any name there: no host has both '_' and a letter with accents ('tên_cơ_quan.gov.vn')."""
    length = 0
    for label in name.split(".")[:-2]:
        if label.isascii() or "_" not in label:
            break
        length += len(label) + 1
    return length


def _cut(name: str, more: str) -> str:
    """The host without the sentence that is glued to it: 'vay.top.Người dân' names vay.top."""
    labels = name.split(".")
    while len(labels) > 2 and not more and labels[-1][:1].isupper() and labels[-2].islower():
        if labels[-1].isascii() and not is_syllable(labels[-1]):
            break
        if public_suffix(labels[-1].lower()):
            break  # 'abc.vn.Top': nobody can say
        labels.pop()
    return ".".join(labels)


def _is_host(name: str) -> bool:
    """Whether the labels are those of a host (RFC 1035 lengths; any script's letters, '_' but in the last two)."""
    labels = name.split(".")
    if len(name) > 253 or len(labels) < 2 or any(not 1 <= len(label) <= 63 for label in labels):
        return False
    if any(label.startswith("-") or label.endswith("-") for label in labels) or any(
        "_" in label for label in labels[-2:]
    ):
        return False
    if any("_" in label and not label.isascii() for label in labels):
        return False  # the place holder of a pattern: 'dichvucong.tên_tỉnh.gov.vn'
    return any(char.isalpha() for char in labels[-1])


def _is_name(name: str, more: bool) -> bool:
    """Whether a run without a scheme is a host: a known suffix with a name before it, written as names are written."""
    lower = name.lower()
    suffix = public_suffix(lower)
    if not suffix or suffix == lower:
        return False
    labels = name.split(".")
    own = labels[: len(labels) - suffix.count(".") - 1]
    if all(label.isdigit() for label in own) and (len(own) > 1 or len(own[0]) < 3):
        return False  # '3.com', '10.000.vn'
    first = own[-1]
    last = labels[-1]
    if more or lower.startswith("www."):
        return True
    if last.lower() in _FILES and len(labels) == 2:
        return False  # 'hop-dong.zip' is a file
    if last[:1].isupper() and not last.isupper() and not first.istitle():
        return False  # 'tài khoản.Top 5': two sentences
    if last.isupper() and len(first) <= 3 and len(own) == 1:
        return False  # 'TP.HN', 'ASP.NET'
    if all(len(label) < 2 for label in own):
        return False  # 'N.V.TH'
    if re.search(r"[\d-]", first):
        return True
    if len(last) > 1 and last.isupper() != first.isupper() and last.isupper():
        return False
    if is_syllable(last) and is_syllable(first) and len(own) == 1:
        return False  # 'khoản.in ra': a blank was lost
    return first.isascii() or not is_syllable(first) or last in ("vn", "com", "net", "org")


def _without_trailing(path: str) -> str:
    """Without the marks of the sentence; a closing bracket stays where it was opened inside."""
    while path:
        last = path[-1]
        closes = last in ")]}" and path.count(last) > path.count({")": "(", "]": "[", "}": "{"}[last])
        if last not in _TRAILING and not closes:
            return path
        path = path[:-1]
    return path
