"""Addresses as pages, feeds, sitemaps and JSON write them, made whole; what is no web address is '', never an error.

In: the address of the document that holds the link (its base) and the link as written. Out: an http(s) address that can
be asked for. Every reader of links comes here, so that one broken link never costs the others.
"""

import re
from urllib.parse import urljoin, urlsplit

_EDGES = "".join(map(chr, range(0x21)))  # browsers drop control characters and blanks around an address
_INSIDE = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WEB = ("http", "https")
_NO_HOST = re.compile(r"[\s/\\@<>\"^`{|}\[\]%]")
_LONGEST = 8192  # characters; servers refuse less


def address(base: str, href: str | None) -> str:
    """The absolute http(s) address of a link, '' where it has none. Never raises, whatever is written."""
    written = _INSIDE.sub("", str(href or "").strip(_EDGES))
    if not written or len(written) > _LONGEST:
        return ""
    head, mark, tail = _parted(written)
    try:
        whole = urljoin(base, head.replace("\\", "/") + mark + tail)  # browsers read a backslash as a slash
        return whole if _is_sound(whole) else ""
    except ValueError:
        return ""


def is_meant(href: str | None) -> bool:
    """Whether a link is written as one of the web: relative, or http(s). So 'javascript:', 'mailto:' and '#' are not."""
    written = str(href or "").strip(_EDGES)
    if not written or written.startswith("#"):
        return False
    scheme = _SCHEME.match(written)
    return scheme is None or scheme[1].lower() in _WEB


def _parted(written: str) -> tuple[str, str, str]:
    """(before query and fragment, the mark, the rest)."""
    found = re.search(r"[?#]", written)
    return (written[: found.start()], found.group(), written[found.end() :]) if found else (written, "", "")


def _is_sound(url: str) -> bool:
    """Whether a request can be made of it. Raises ValueError for what no parser takes for an address."""
    parts = urlsplit(url)
    if parts.scheme.lower() not in _WEB or not parts.hostname:
        return False
    host = parts.hostname.strip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    url.encode("utf-8")
    # An IPv6 literal has lost its brackets here; a port out of range raises.
    return bool(host) and not _NO_HOST.search(host) and (parts.port is None or parts.port > 0)
