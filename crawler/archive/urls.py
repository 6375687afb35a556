"""One address, one identity: canonical URLs.

In: an address as written in a link, a feed or by a person. Out: the canonical form that names a page. Knows no site:
queries are kept, because on many portals they are the identity (`?ItemID=`, `?type=NEWS&id=`, `?bvid=`, a bare
`?<id>`); only parameters that follow a reader around are dropped.
"""

import re
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit, urlunsplit

TRACKING = frozenset(
    {
        *("fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "gidzl", "zarsrc", "zalo_src", "plidlayout"),
        *("mc_cid", "mc_eid", "yclid", "igshid", "_ga", "_gl", "phpsessid", "jsessionid", "aspsessionid", "sid"),
    }
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "!$&'()*+,;=:@/-._~"
_QUERY_SAFE = "!$'()*,;:@/?-._~"
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_BLANKS = re.compile(r"[\t\r\n]")
_CREDENTIALS = re.compile(r"^(\s*[a-z][a-z0-9+.-]*:)?//[^/?#]*@", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """The canonical form of an http(s) address (RFC 3986 section 6, tracking parameters dropped, query sorted).

    Scheme and host become lower case, the host ASCII (IDNA), default ports, fragments and dot segments go, escapes
    are normalised. The path keeps its case and its trailing slash. Idempotent. Raises ValueError for an address that
    is not http(s) or has no valid host or port.
    """
    parts = urlsplit(_BLANKS.sub("", url.strip()))
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an http(s) address: {url!r}")
    path = _dotless(_normal(_SESSION_IN_PATH.sub("", parts.path), _PATH_SAFE)) or "/"
    return urlunsplit((scheme, _netloc(parts, scheme), path, _query(parts.query), ""))


def without_credentials(url: str) -> str:
    """The address as it is stored, told and logged: what stands before an '@' in its host part may be a password."""
    return _CREDENTIALS.sub(r"\1//", url)


def host_of(url: str) -> str:
    """The host of an address, lower case ASCII without port; '' where there is none."""
    try:
        return _ascii_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _netloc(parts: SplitResult, scheme: str) -> str:
    host = _ascii_host(parts.hostname or "")
    if not host:
        raise ValueError(f"not an http(s) address: {parts.geturl()!r}")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"


def _ascii_host(host: str) -> str:
    host = host.strip(".").lower()
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if re.search(r"[\s/\\@<>\"^`{|}]", host):
        raise ValueError(f"not a host name: {host!r}")
    return host


def _normal(text: str, safe: str) -> str:
    """Escapes decoded where they were needless and upper case where they are not; reserved escapes stay escaped."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", text)
    return "".join(_escape(piece) if index % 2 else quote(piece, safe=safe) for index, piece in enumerate(pieces))


def _escape(piece: str) -> str:
    byte = unquote_to_bytes(piece)
    return byte.decode("ascii") if re.fullmatch(rb"[A-Za-z0-9._~-]", byte) else piece.upper()


def _dotless(path: str) -> str:
    if not re.search(r"(?:^|/)\.{1,2}(?:/|$)", path):
        return path
    kept: list[str] = []
    segments = path.split("/")
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
            continue
        if last:
            kept.append("")
    return "/" + "/".join(kept).lstrip("/") if kept else "/"


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = [pair for pair in query.split("&") if pair and not _is_tracking(pair.partition("=")[0])]
    return "&".join(
        sorted((_normal(pair, _QUERY_SAFE + "=+") for pair in pairs), key=lambda pair: pair.partition("=")[0])
    )


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name.startswith("utm_") or name in TRACKING
