"""Addresses in views: defanged for every reader, and told from those of the government. Nothing here is ever fetched."""

import re


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


def is_government(host: str) -> bool:
    """Whether a host lies under .gov.vn, by label: 'dichvucong.vgovn.net' and 'gov.vn.example' do not."""
    return host == "gov.vn" or host.endswith(".gov.vn")
