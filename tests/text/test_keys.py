"""One normal form: every form in which people write a number, an address or an account gives the same key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract import understand
from crawler.model import Document
from crawler.text.keys import account_key, app_key, email_key, host_key, name_key, phone_keys, url_key, wallet_key
from crawler.text.links import defang
from crawler.vocab.naming import key_of, labels_of, social_key, typed_keys

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
MOBILE = st.builds("09{}{}".format, st.sampled_from("013678"), st.from_regex(r"[0-9]{7}", fullmatch=True))
HOST = st.builds(
    "{}-{}24.{}".format,
    st.from_regex(r"[a-z][a-z0-9]{3,8}", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9]{3,8}", fullmatch=True),
    st.sampled_from(["com", "top", "vip", "com.vn", "xyz", "org"]),
)
PATH = st.sampled_from(["/a", "/A/b.php", "/a?b=c&d=E", "/login#top"])


@settings(max_examples=200, deadline=None)
@given(MOBILE)
def test_every_form_of_a_phone_has_one_key(phone: str) -> None:
    a, b, c = phone[:4], phone[4:7], phone[7:]
    forms = [phone, f"{a} {b} {c}", f"{a}.{b}.{c}", f"{a}-{b}-{c}", f"({a}) {b} {c}", f"+84{phone[1:]}", f"+84 {a[1:]} {b} {c}",
             f"0084{phone[1:]}", f"84{phone[1:]}", phone.translate(WIDE), f" {phone} ", f"{a[:2]} {a[2:]}{b[0]} {b[1:]}{c[0]} {c[1:]}"]  # fmt: skip
    for form in forms:
        assert phone_keys(form) == (phone,), form
        assert ("phone", phone) in typed_keys(form), form


def test_a_number_of_before_2018_has_both_forms_and_a_short_code_itself() -> None:
    assert phone_keys("0168 912 3456") == ("01689123456", "0389123456")
    assert phone_keys("156") == ("156",)
    assert phone_keys("ngày 12") == phone_keys("0912 345 678 và 0987 654 321") == ()


@settings(max_examples=200, deadline=None)
@given(HOST, PATH)
def test_every_form_of_a_url_has_one_key(host: str, path: str) -> None:
    url = f"https://{host}{path}"
    forms = [url, f"http://{host}{path}", f"https://www.{host}{path}", defang(url), f"https://{host.upper()}{path}", f"{host}{path}",
             f"https://{host}:443{path}", url.replace(".", "[.]", 1), f"{url}."]  # fmt: skip
    for form in forms:
        assert url_key(form) == f"{host}{path}", form
    assert url_key(f"{host}/a/") == url_key(f"{host}/a")
    assert url_key(f"http://{host}:8080/a") == f"{host}:8080/a"


@settings(max_examples=200, deadline=None)
@given(HOST)
def test_every_form_of_a_host_has_one_key_and_its_parts_are_labels(host: str) -> None:
    for form in (
        host,
        host.upper(),
        f"www.{host}",
        f"{host}.",
        f"https://{host}/",
        defang(host),
        host.replace(".", " . ", 1).replace(" . ", " [dot] "),
    ):
        assert typed_keys(form) == (("domain", host),), form
    first = host.split(".", maxsplit=1)[0]
    assert {first, *first.split("-")} <= set(labels_of(f"login.{host}")) | set(labels_of(host))
    assert host in labels_of(f"login.{host}")


def test_a_host_in_another_script_has_the_network_s_form() -> None:
    assert host_key("vіetcombank.com") == "xn--vetcombank-x2i.com"  # a Cyrillic і
    assert host_key("XN--vetcombank-x2i.com") == "xn--vetcombank-x2i.com"
    assert typed_keys("vіetcombank.com") == typed_keys("xn--vetcombank-x2i.com")


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[1-9][0-9]{7,15}", fullmatch=True))
def test_every_form_of_an_account_has_one_key(digits: str) -> None:
    for form in (
        digits,
        f"{digits[:4]} {digits[4:]}",
        f"{digits[:4]}.{digits[4:]}",
        f"{digits[:4]}-{digits[4:]}",
        digits.translate(WIDE),
    ):
        assert account_key(form) == digits, form
    assert account_key("12345") == account_key("lừa đảo 190355667788") == ""


@settings(max_examples=100, deadline=None)
@given(HOST)
def test_every_form_of_a_mailbox_has_one_key(host: str) -> None:
    for form in (
        f"Ho-Tro@{host}",
        f"mailto:ho-tro@{host}",
        f"ho-tro@{host.upper()}",
        f"ho-tro[at]{host.replace('.', '[.]')}",
        f"<ho-tro@{host}>",
    ):
        assert email_key(form) == f"ho-tro@{host}", form


def test_wallets_applications_and_accounts() -> None:
    assert wallet_key("0x52908400098527886E0F7030069857D2E4169EE7") == "0x52908400098527886e0f7030069857d2e4169ee7"
    assert wallet_key("1BoatSLRHtKNngkdXEeobR76b53LETtpyT") == "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
    assert wallet_key("lừa đảo") == ""
    store = "play.google.com/store/apps/details?hl=vi&id=com.Evil.vay"
    assert app_key(store) == app_key(f"hxxps://{store}") == app_key("com.evil.vay") == "com.evil.vay"
    assert app_key("https://apps.apple.com/vn/app/vay/id123456789") == "id123456789"
    assert name_key("“Dịch  vụ CÔNG”") == name_key("dịch vụ công") == "dịch vụ công"


@pytest.mark.parametrize(
    ("forms", "key"),
    [
        (["t.me/vaytien", "https://t.me/VayTien/", "telegram.me/vaytien", "t[.]me/vaytien", "t.me/s/vaytien"], "telegram/vaytien"),
        (["zalo.me/0912345678", "https://zalo.me/84912345678", "chat.zalo.me/0912345678"], "zalo/0912345678"),
        (["facebook.com/vaynhanh", "https://m.facebook.com/vaynhanh?ref=1", "fb.com/VayNhanh", "m.me/vaynhanh"], "facebook/vaynhanh"),
        (["facebook.com/profile.php?id=1000123", "https://www.facebook.com/people/Vay-Nhanh/1000123"][:1], "facebook/1000123"),
        (["facebook.com/groups/555/posts/7", "https://www.facebook.com/groups/555"], "facebook/555"),
        (["tiktok.com/@vaynhanh", "https://www.tiktok.com/@VayNhanh"], "tiktok/vaynhanh"),
        (["youtube.com/channel/UCabc", "https://www.youtube.com/channel/ucabc"], "youtube/ucabc"),
    ],
)  # fmt: skip
def test_every_form_of_an_account_on_a_platform_has_one_key(forms: list[str], key: str) -> None:
    for form in forms:
        assert social_key(form) == key, form
        assert ("social_account", key) in typed_keys(form), form


def test_a_page_of_a_platform_is_nobody_s_account() -> None:
    for address in ("facebook.com/share/p/1AbC", "https://www.facebook.com/watch?v=1", "facebook.com/sharer.php?u=x"):
        assert not [key for kind, key in typed_keys(address) if kind == "social_account"]


@settings(max_examples=60, deadline=None)
@given(HOST, PATH, MOBILE)
def test_extraction_gives_the_same_key_for_each_form(host: str, path: str, phone: str) -> None:
    def keys(address: str, number: str) -> set[tuple[str, str]]:
        text = f"Đối tượng lập trang web lừa đảo {address} và gọi từ số điện thoại {number} để chiếm đoạt tài sản."
        document = Document("p", "r", "mau", "", "Cảnh báo", "", text, None, None, "vi", "test")
        return {(item.type, key_of(item.type, item.value)) for item in understand(document).indicators}

    wanted = keys(f"https://{host}{path}", phone)
    assert {("domain", host), ("url", f"{host}{path}"), ("phone", phone)} <= wanted
    broken = host.replace("-", "-\n", 1)
    for address, number in (
        (defang(f"http://{host}{path}"), f"{phone[:4]} {phone[4:7]} {phone[7:]}"),
        (f"https://{broken}{path}", f"+84{phone[1:]}"),
        (f"{host[:3]}\u00ad{host[3:]}{path}", phone.translate(WIDE)),
        (f"{host.replace('.', '[.]')}{path}", f"0084 {phone[1:4]} {phone[4:]}"),
    ):
        assert keys(address, number) == wanted, (address, number)


def test_two_forms_in_one_text_are_one_indicator() -> None:
    text = "Đối tượng lập trang web lừa đảo https://vay-nhanh24h.top/a và www.vay-nhanh24h.top/a/, zalo.me/0912345678."
    document = Document("p", "r", "mau", "", "Cảnh báo", "", text, None, None, "vi", "test")
    found = [(item.type, item.value) for item in understand(document).indicators]
    assert found == [
        ("domain", "vay-nhanh24h.top"),
        ("url", "https://vay-nhanh24h.top/a"),
        ("social_account", "zalo.me/0912345678"),
    ]
