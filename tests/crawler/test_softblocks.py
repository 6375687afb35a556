"""Walls and missing pages are recognised; articles that speak of them are not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.middlewares.backoff import retry_after
from crawler.middlewares.softblocks import recognise

URL = "http://mau.gov.vn/tin/1.html"
HTML = "text/html; charset=utf-8"
SENTENCE = "Công an tỉnh cảnh báo thủ đoạn giả mạo trang đăng nhập, yêu cầu nhập mã captcha và mật khẩu."
LONG = f"<p>{SENTENCE}</p>" * 20


def page(title, text):
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{text}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (page("Just a moment...", "Enable JavaScript and cookies to continue"), "soft_block"),
        (page("Thông báo từ chối truy cập", "Mã sự cố 12"), "soft_block"),
        (page("Hệ thống", "Hệ thống đang gặp vấn đề khi xử lý yêu cầu"), "soft_block"),
        (page("Xác minh", "Vui lòng xác minh bạn không phải là robot"), "captcha"),
        (page("Không tìm thấy trang", "Nội dung không tồn tại hoặc đã bị xóa"), "soft_404"),
        (page("404 Not Found", "x"), "soft_404"),
        (page("Đăng nhập", "<form><input type='password' name=p></form>"), "login_page"),
        (page("Cảnh báo lừa đảo", LONG), ""),
        (page("Cảnh báo lừa đảo", "<input type=password>" + LONG), ""),
        (page("Đăng nhập lạ vào tài khoản: cảnh báo", LONG), ""),
        (page("Không tìm thấy trang chính chủ? Coi chừng lừa đảo", LONG), ""),
        (b"%PDF-1.7 just a moment...", ""),
    ],
)
def test_a_page_is_taken_for_what_it_is(body, reason):
    content_type = "application/pdf" if body.startswith(b"%PDF") else HTML
    assert recognise(body, content_type, URL, URL) == reason


def test_an_article_that_leads_to_the_home_page_is_missing():
    body = page("Trang chủ", LONG)
    assert recognise(body, HTML, URL, "http://mau.gov.vn/") == "soft_404"
    assert recognise(body, HTML, URL, "http://mau.gov.vn/404.html") == "soft_404"
    assert recognise(body, HTML, "http://mau.gov.vn/?ItemID=1", "http://mau.gov.vn/?ItemID=1") == ""
    assert recognise(body, HTML, URL, "http://mau.gov.vn/tin/moi/1.html") == ""


WALLS = [("soft_block_200.html", ("captcha", "soft_block")), ("soft_404_200.html", ("soft_404",))]


@pytest.mark.parametrize(("name", "reasons"), WALLS)
def test_collected_walls_are_recognised(name, reasons):
    path = Path(__file__).resolve().parents[3] / "shared" / "hostile" / "html" / name
    if not path.exists():
        pytest.skip("the collected pages (shared/hostile/html) are not beside the repository")
    assert recognise(path.read_bytes(), HTML, URL, URL) in reasons


NOW = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("Fri, 06 Mar 2026 12:05:00 GMT", 300),
        ("Fri, 06 Mar 2020 12:05:00 GMT", 0),
        ("Fri, 06 Mar 2036 12:05:00 GMT", 6 * 3600),
        ("9" * 40, 6 * 3600),
        ("-5", 0),
        ("²", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_retry_after_is_obeyed_within_reason(header, seconds):
    assert retry_after(header, NOW) == seconds
