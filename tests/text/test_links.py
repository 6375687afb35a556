"""A defanged address is one that no program follows and no thumb hits: no scheme, no plain dot and no '@' is left of it."""

import re

import pytest

from crawler.text.links import defang


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("thue-gov-vn.top", "thue-gov-vn[.]top"),
        ("a.b.thue-gov-vn.top", "a[.]b[.]thue-gov-vn[.]top"),
        ("http://thue-gov-vn.top/app", "hxxp://thue-gov-vn[.]top/app"),
        ("https://m.thue-gov-vn.top:8443/a.b/c?d=e.f", "hxxps://m[.]thue-gov-vn[.]top:8443/a.b/c?d=e.f"),
        ("HTTPS://THUE.TOP", "hxxpS://THUE[.]TOP"),
        ("hotro@thue-gov-vn.top", "hotro[at]thue-gov-vn[.]top"),
        ("thue-gov-vn[.]top", "thue-gov-vn[.]top"),
    ],
)
def test_an_address_is_defanged_whole_and_once(plain: str, shown: str) -> None:
    assert defang(plain) == defang(shown) == shown


@pytest.mark.parametrize(
    "plain", ["x.top", "a.x.top", "http://x.com/y", "https://a.b.x.net", "an@x.com", "an.b@c.x.com"]
)
def test_nothing_that_links_addresses_finds_one_in_it(plain: str) -> None:
    linked = re.compile(r"https?://|\w\.\w+(?=[/\s]|$)|\w@\w")
    assert linked.search(plain)
    assert not linked.search(defang(plain))
