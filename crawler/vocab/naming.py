"""What an address names, and the key of every type of indicator: the normal form with what is known of platforms.

In: an address of crawler.text.addresses, or anything that a person types. Out: typed values and their keys ('domain' and
'vay24h.top'). Used by extraction, index and search alike. Knows no text around a value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.text.addresses import Address, Email, find_all, public_suffix, registered_domain
from crawler.text.keys import (
    account_key,
    app_key,
    email_key,
    host_key,
    name_key,
    phone_keys,
    store_id,
    url_key,
    wallet_key,
)
from crawler.text.links import refang
from crawler.vocab.addresses import load_platforms
from crawler.vocab.contacts import contacts

_BEHIND = {  # what stands before the name of an account in its path
    "facebook": ("groups", "people", "pages", "pg", "profile.php"),
    "zalo": ("g", "pc"),
    "telegram": ("joinchat", "s", "c"),
    "youtube": ("channel", "c", "user"),
    "whatsapp": ("message",),
}
_NO_ACCOUNT = frozenset(
    ("share", "sharer", "sharer.php", "watch", "reel", "reels", "story.php", "photo", "photo.php", "permalink.php",
     "posts", "hashtag", "video", "videos", "login", "search", "events", "marketplace", "l.php", "help", "policies")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that an address names. `owner` is the platform of an account, the store of an application."""

    type: str
    value: str
    owner: str = ""


def named(found: Address) -> Iterator[Named]:
    """A host is a domain, unless it belongs to everybody: then what stands behind the slash is somebody's."""
    platforms = load_platforms()
    host = found.host.removeprefix("www.")
    behind = found.path.strip("/?#")
    if found.is_ip:
        yield Named("ip", host)
    elif host in platforms.stores:
        if name := store_id(found.url):
            yield Named("app", name, host)
        return
    elif platform := platform_of(host):
        name = _account(platform, behind)
        if name:
            yield Named("social_account", f"{host}/{name}", platform)
        elif behind:
            yield Named("url", found.url)
        return
    elif host not in platforms.shorteners and host not in platforms.hosting:
        if public_suffix(host, private=True) == host:
            return  # the provider's own name
        yield Named("domain", host)
    if behind or (found.is_ip and found.port):
        yield Named("url", found.url)


def platform_of(host: str) -> str:
    """The platform of accounts that a host belongs to, '' for none."""
    social = load_platforms().social
    return social.get(host) or social.get(registered_domain(host), "")


def _account(platform: str, behind: str) -> str:
    """The account in a path: its first part, or two where the first says what kind it is; '' where it is a page's."""
    path, _, query = behind.partition("?")
    parts = [part for part in path.split("#")[0].split("/") if part]
    if not parts or parts[0].lower() in _NO_ACCOUNT:
        return ""
    if parts[0] == "profile.php":
        number = re.search(r"(?:^|&)id=(\d+)", query)
        return f"profile.php?id={number[1]}" if number else ""
    if parts[0].lower() in _BEHIND.get(platform, ()):
        return "/".join(parts[:2]) if len(parts) > 1 else ""
    return "" if parts[0].endswith(".php") else parts[0]


def social_key(written: str) -> str:
    """'telegram/vaytien' for 't.me/vaytien', 'https://telegram.me/VayTien' and '@' before the name; a bare name as a name."""
    found = _address(written)
    if found is None or not (platform := platform_of(found.host.removeprefix("www."))):
        return name_key(written)
    name = _account(platform, found.path.strip("/?#")).lower()
    number = re.fullmatch(r"profile\.php\?id=(\d+)", name)
    name = number[1] if number else name.rsplit("/", 1)[-1].lstrip("@")
    phones = phone_keys(name) if platform in ("zalo", "whatsapp") else ()
    return f"{platform}/{phones[0] if phones else name}" if name else ""


_KEYS = {
    "bank_account": account_key,
    "domain": host_key,
    "ip": host_key,
    "url": url_key,
    "email": email_key,
    "wallet": wallet_key,
    "app": app_key,
    "social_account": social_key,
}
TYPES = ("phone", *_KEYS)
"""Every type of indicator."""


def key_of(type_: str, value: str) -> str:
    """The key of a value of a known type; the value itself where it has none of its own (a masked number)."""
    if type_ == "phone":
        return value.lower()  # extraction has read it: digits, 'x' for hidden ones
    return _KEYS[type_](value) or value.lower()


def typed_keys(written: str) -> tuple[tuple[str, str], ...]:
    """Type and key of all that a typed number or address may be, in any form; () for words."""
    written = written.strip()
    found = find_all(written)
    if len(found) == 1 and _is_whole(written, found[0]):
        one = found[0]
        if isinstance(one, Email):
            return (("email", email_key(one.value)),)
        things = [(thing.type, key_of(thing.type, thing.value)) for thing in named(one)]
        return tuple(dict.fromkeys(things))
    if wallet := wallet_key(written):
        return (("wallet", wallet),)
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", refang(written)):
        return (("ip", refang(written)),)
    if re.search(r"[^\d\s.()+\uff0b\uff10-\uff19xX*•/_-]", written) or not re.search(r"\d|[\uff10-\uff19]", written):
        return ()
    phones = [key for key in phone_keys(written) if len(key) > 5 or key in contacts().short_codes]
    keys = [("phone", key) for key in phones]
    keys += [("social_account", f"zalo/{key}") for key in phones if key.startswith(("03", "05", "07", "08", "09"))]
    return (*keys, ("bank_account", account)) if (account := account_key(written)) else tuple(keys)


def labels_of(host: str) -> tuple[str, ...]:
    """The parts by which a host is found: its labels, the words in them, and the domains that it lies under."""
    host = host_key(host)
    suffix = public_suffix(host)
    own = host.removesuffix(f".{suffix}") if suffix else host
    labels = [label for label in own.split(".") if label]
    words = [word for label in labels for word in (label, *label.split("-"))]
    above = [".".join((*labels[place:], suffix)) for place in range(1, len(labels))] if suffix else []
    return tuple(dict.fromkeys(part for part in (*words, *above) if len(part) > 1))


def _address(written: str) -> Address | None:
    found = find_all(written)
    return found[0] if len(found) == 1 and isinstance(found[0], Address) and _is_whole(written, found[0]) else None


def _is_whole(written: str, found: Address | Email) -> bool:
    return not re.search(r"\w", written[: found.start] + written[found.end :])
