"""The address that a reader sees is the address found: whole, or not at all."""

import os
import re
from functools import cache

import pytest
import tldextract
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.addresses import Address, ascii_host, find_addresses, find_all, find_emails, tenant_host
from crawler.text.links import defang

GOOD = [
    "vietcombank.com.vn",
    "techcombank.com",
    "dichvucong.gov.vn",
    "shopee.vn",
    "bidv.com.vn",
    "facebook.com",
    "zalo.me",
    "tuoitre.vn",
]


@cache
def suffixes() -> list[str]:
    """Every suffix of the bundled list that can be written (wildcards and exceptions left out)."""
    extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False)
    return sorted(suffix for suffix in extract.tlds if re.fullmatch(r"[a-z0-9.-]+", suffix))


def hosts(text: str) -> list[str]:
    return [address.host for address in find_addresses(text)]


@settings(max_examples=int(os.environ.get("CANHBAO_PAIRS", "2000")), deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_a_good_name_inside_a_foreign_host_is_the_foreign_host(good: str, data: st.DataObject) -> None:
    foreign = f"{good}.{data.draw(st.sampled_from(suffixes()))}"
    for text in (f"truy cập {foreign} để", f"truy cập https://{foreign}/login để", f"({foreign})", f"“{foreign}”, rồi"):
        assert hosts(text) == [foreign]


LABEL = st.from_regex(r"[a-z][a-z0-9]{2,8}-?[a-z0-9]{1,8}", fullmatch=True)
HOST = st.builds(
    lambda a, b, s: f"{a}{b}24.{s}",
    LABEL,
    LABEL,
    st.sampled_from(["com", "top", "vip", "com.vn", "xyz", "gov.vn", "org"]),
)


@settings(max_examples=300, deadline=None)
@given(HOST, st.sampled_from(["", "/", "/a/b", "/a?b=c&d=e#f"]), st.sampled_from(["", "http://", "https://"]))
def test_every_form_of_an_address_gives_the_same(host: str, path: str, scheme: str) -> None:
    plain = f"{scheme}{host}{path}"
    forms = [plain, defang(plain), plain.upper() if not path else plain, plain.replace("http", "hxxp"),
             f"{scheme}{host.replace('.', '[.]')}{path}", f"{scheme}{host.replace('.', '(.)')}{path}",
             f"{scheme}{host.replace('.', '．')}{path}", f"{scheme}{host.replace('.', ' [dot] ')}{path}",
             f"{scheme}{host[:2]}\u00ad{host[2:]}{path}", f"{scheme}{host[:3]}\u200b{host[3:]}{path}"]  # fmt: skip
    if not path:
        forms.append(f"{scheme}{host.replace('-', '-' + chr(10), 1)}")
    for form in forms:
        (found,) = find_addresses(f"Trang web {form} là giả mạo.")
        assert (found.host, found.path) == (host, path), form


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("trang vay24h. com giả", "vay24h.com"),
        ("trang nhan-qua .vip giả", "nhan-qua.vip"),
        ("trang vietcombank. com. vn giả", "vietcombank.com.vn"),
        ("trang vaynhanh chấm com nhé", "vaynhanh.com"),
        ("trang nhanh[dot]com nhé", "nhanh.com"),
        ("trang vay-\nnhanh24h.top", "vay-nhanh24h.top"),
        ("trang https://dichvucong.\nhotro24h.top/dang-nhap", "dichvucong.hotro24h.top"),
        ("trang nhan-qua.\nvip để", "nhan-qua.vip"),
        ("http://vietcombank.com.vn@evil-site.top/login", "evil-site.top"),
        ("http://user:pass@evil-site.top:8080/", "evil-site.top"),
        ("vietcömbank.com", "vietcömbank.com"),
        ("nhận-quà.vn", "nhận-quà.vn"),
        ("vіetcombank.com", "vіetcombank.com"),  # a Cyrillic і
        ("http://a.b.c.onion/x", "a.b.c.onion"),
        ("trang vay-24h.top.Người dân cần", "vay-24h.top"),
        ("ngân hàng vietcombank.com.vn. Sau đó", "vietcombank.com.vn"),
        ("xn--vitcombank-x1a.com", "xn--vitcombank-x1a.com"),
        ("tên miền tên_cơ_quan/địa_phương.dichvucong.gov.vn.", "dichvucong.gov.vn"),  # the pattern of good names
        ("chỉ tin phải.vtv.vn", "vtv.vn"),
        ("trang my_shop.vaynhanh.top", "my_shop.vaynhanh.top"),
        ("trang vaytiền.dichvucong.top", "vaytiền.dichvucong.top"),
        ("(*cấu trúc tên miền tên_cơ_quan/địa_phương.dichvucong.gov.vn*)", "dichvucong.gov.vn"),
        ("trang tên_tỉnh.tên_sở.dichvucong.gov.vn nhé", "dichvucong.gov.vn"),
        ("trang https://tên_tỉnh.dichvucong.gov.vn/trang-chu nhé", "dichvucong.gov.vn"),
        ("trang *.dichvucong.gov.vn nhé", "dichvucong.gov.vn"),
        ("*.dichvucong.gov.vn", "dichvucong.gov.vn"),
        ("trang <tên tỉnh>.dichvucong.gov.vn nhé", "dichvucong.gov.vn"),
        ("trang [tên].vay24h.top giả", "vay24h.top"),
        ("trang **vay24h.top** giả", "vay24h.top"),
        ("trang ho_tro.vay24h.top giả", "ho_tro.vay24h.top"),
    ],
)
def test_an_address_as_people_write_it(text: str, host: str) -> None:
    assert hosts(text) == [host]


@pytest.mark.parametrize(
    "text",
    [
        "UBND TP.HCM và TP.HN", "tài khoản.Top 5 ngân hàng", "truy cập.in ra", "xong. com", "ASP.NET", "3.com", "10.000.vn",
        "N.V.TH bị lừa", "abc.comđể", "abc.vn.Top 10", "tệp hop-dong.zip", "phiên bản 1.2.3.4", "a.b.khongco", "v.v.",
        "trên facebook.\nTheo đó", "ngày 12.3.2024", "http://", "https://.../", "-abc-.com",
        "tên_tỉnh.gov.vn", "cổng dichvucong.tên_tỉnh.gov.vn",
        "đuôi tên_tỉnh.gov.vn", "đuôi *.gov.vn", "trang viet***.vay24h.top", "trang viet****24h.top", "trang ...vay24h.top", "trang …vay24h.top",
        "trang vay24h.com.***", "trang vay24h.com.v**", "trang vay24h.c**m", "trang vay24h***.top",
    ],
)  # fmt: skip
def test_what_is_no_address_is_none_and_never_a_shorter_one(text: str) -> None:
    assert hosts(text) == []


def test_numbers_are_addresses_where_they_are_used_as_such() -> None:
    (found,) = find_addresses("tải http://203.0.113.7:8080/vneid.apk về")
    assert (found.host, found.port, found.path, found.is_ip) == ("203.0.113.7", "8080", "/vneid.apk", True)
    assert found.url == "http://203.0.113.7:8080/vneid.apk"
    (named,) = find_addresses("máy chủ có địa chỉ IP 203.0.113[.]9 đặt ở")
    assert (named.host, named.is_ip) == ("203.0.113.9", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("thư của ho-tro@vay24h.top.", "ho-tro@vay24h.top"),
        ("thư của X.Y@GMAIL.com, rồi", "x.y@gmail.com"),
        ("admin[at]vay24h[.]com gửi", "admin@vay24h.com"),
    ],
)
def test_an_email_is_one_and_its_host_is_no_address(text: str, value: str) -> None:
    assert [email.value for email in find_emails(text)] == [value]
    assert hosts(text) == []


@given(st.text(max_size=300))
def test_any_text_gives_spans_that_lie_in_it(text: str) -> None:
    last = 0
    for found in find_all(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.start >= last
        last = found.start
        if isinstance(found, Address):
            assert found.host == found.host.lower()


def test_a_tenant_of_shared_hosting_is_the_tenant() -> None:
    assert tenant_host("login.vay.github.io") == "vay.github.io"
    assert tenant_host("a.b.vay24h.com.vn") == "vay24h.com.vn"


def test_the_network_form_of_a_name_in_another_script() -> None:
    assert ascii_host("nhận-quà.vn") == "xn--nhn-qu-jta55rca.vn" or ascii_host("nhận-quà.vn").startswith("xn--")
    assert ascii_host("vay24h.top") == "vay24h.top"
