"""Canonical addresses: one page, one name; the query is often the page."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.urls import canonical_url, host_of

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "hostile" / "urls"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Mau.GOV.vn:80/Tin/../a/./b#top", "http://www.mau.gov.vn/a/b"),
        ("https://mau.vn:443", "https://mau.vn/"),
        ("http://mau.vn/x?utm_source=zalo&fbclid=1&id=7", "http://mau.vn/x?id=7"),
        ("http://mau.vn/qt/tintuc/Pages/tin.aspx?ItemID=9", "http://mau.vn/qt/tintuc/Pages/tin.aspx?ItemID=9"),
        ("http://mau.vn/vi/tin-bai/abc?type=NEWS&id=3", "http://mau.vn/vi/tin-bai/abc?id=3&type=NEWS"),
        ("http://mau.vn/?12345", "http://mau.vn/?12345"),
        ("http://mau.vn/Lower/Upper", "http://mau.vn/Lower/Upper"),
        ("http://mau.vn/%7Ea/%e1%ba%a1?q=a%20b", "http://mau.vn/~a/%E1%BA%A1?q=a%20b"),
        ("http://mau.vn/a;jsessionid=0F?plidlayout=2", "http://mau.vn/a"),
        ("http://bücher.vn/ạ", "http://xn--bcher-kva.vn/%E1%BA%A1"),
    ],
)
def test_spellings_of_one_address_have_one_form(url, canonical):
    assert canonical_url(url) == canonical


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://mau.vn/", "javascript:1", "http:///x", "mau.vn/x", ""])
def test_what_is_not_on_the_web_has_no_canonical_form(url):
    with pytest.raises(ValueError, match="not an http"):
        canonical_url(url)


@given(
    path=st.text(max_size=30),
    query=st.text(max_size=30),
    host=st.sampled_from(["mau.vn", "Báo.vn", "127.0.0.1:8080", "[::1]:81"]),
)
def test_the_canonical_form_is_its_own_canonical_form(path, query, host):
    try:
        once = canonical_url(f"http://{host}/{path}?{query}")
    except ValueError:
        return
    assert canonical_url(once) == once
    assert once.isascii()


def test_collected_odd_addresses_never_raise_anything_else():
    if not HOSTILE.is_dir():
        pytest.skip("the collection of odd addresses (shared/hostile/urls) is not beside the repository")
    seen = 0
    for path in HOSTILE.glob("*.json"):
        for text in _strings(json.loads(path.read_text(encoding="utf-8", errors="replace"))):
            host_of(text)
            try:
                once = canonical_url(text)
            except ValueError:
                continue
            assert canonical_url(once) == once, text
            seen += 1
    assert seen > 100


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _strings(key)
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
