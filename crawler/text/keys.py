"""The one normal form of a number, address or account: what extraction groups by, the index keeps and a search asks for.

In: one value in any form that people write it in. Out: its key, the same for all of them; '' for what is no such value.
Keys are for comparing, values are for showing. Knows no platform and no text around a value.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from crawler.text.addresses import Address, Email, ascii_host, find_all
from crawler.text.links import refang
from crawler.text.phones import find_phones
from crawler.text.unicode import clean, match_form

_ACCOUNT = re.compile(r"\d(?:[ .\-\u00a0]?\d){5,18}")
_WALLET = re.compile(r"0x[0-9a-fA-F]{40}|bc1[0-9a-zA-Z]{25,60}|[13T][1-9A-HJ-NP-Za-km-z]{25,34}")
_OWN_PORTS = {"http": "80", "https": "443", "": "80"}


def phone_keys(written: str) -> tuple[str, ...]:
    """The national form ('0912345678'), and today's form of an eleven-digit number; () for what is no phone number.

    '+84 912 345 678', '0084912345678', '(0912) 345.678' and full-width digits give the same.
    """
    written = written.strip()
    if re.fullmatch(r"\d{3,5}", written):
        return (written,)  # a short code
    found = find_phones(written) or find_phones(f"+{written}" if written.startswith("84") else written)
    if len(found) != 1 or re.search(r"\w", written[: found[0].start] + written[found[0].end :]):
        return ()
    return (found[0].value, found[0].today) if found[0].today else (found[0].value,)


def account_key(written: str) -> str:
    """The digits of a bank account, six to nineteen of them."""
    written = unicodedata.normalize("NFKC", written).strip()
    return re.sub(r"\D", "", written) if _ACCOUNT.fullmatch(written) else ""


def host_key(host: str) -> str:
    """The network's form, lower case, without 'www.' and without the root's dot: 'xn--…' for other scripts."""
    return ascii_host(host.strip().rstrip(".").lower()).removeprefix("www.")


def url_key(url: str) -> str:
    """Host, port unless it is the scheme's own, path and query; no scheme, no '/' at the end. The path keeps its case."""
    found = _alone(url)
    return _url_key(found) if isinstance(found, Address) else ""


def _url_key(found: Address) -> str:
    port = "" if found.port in ("", _OWN_PORTS.get(found.scheme)) else f":{found.port}"
    return f"{host_key(found.host)}{port}{found.path.rstrip('/?#')}"


def email_key(written: str) -> str:
    """Lower case, the host in the network's form."""
    found = _alone(written.strip().removeprefix("mailto:"))
    if not isinstance(found, Email):
        return ""
    name, _, host = found.value.partition("@")
    return f"{name}@{host_key(host)}"


def wallet_key(written: str) -> str:
    """The address of a wallet: those of Ethereum and Bitcoin's 'bc1' in lower case, others as they are."""
    written = written.strip()
    if not _WALLET.fullmatch(written):
        return ""
    return written.lower() if written.lower().startswith(("0x", "bc1")) else written


def name_key(written: str) -> str:
    """The name of an application or a page: lower case, one form of each accent, one blank between words, no quotes."""
    return " ".join(match_form(clean(written)).strip(" .,\"'“”‘’").split())


def app_key(written: str) -> str:
    """The store's id ('com.evil.vay', 'id123456') also of a store's link, or the name."""
    written = written.strip()
    if "://" in refang(written) or written.startswith(("play.google.", "apps.apple.")):
        return store_id(refang(written)).lower()
    return name_key(written)


def store_id(url: str) -> str:
    """The id in a store's link: '?id=com.evil.vay', '/id123456'; '' where there is none."""
    parts = urlsplit(url if "://" in url else f"//{url}")
    named = re.search(r"(?:^|&)id=([\w.]+)", parts.query) or re.search(r"/(id\d{5,})", parts.path)
    return named[1] if named else ""


def _alone(written: str) -> Address | Email | None:
    """The one address that the writing is, whatever marks stand around it."""
    found = find_all(written.strip())
    if len(found) != 1:
        return None
    rest = written.strip()[: found[0].start] + written.strip()[found[0].end :]
    return None if re.search(r"\w", rest) else found[0]
