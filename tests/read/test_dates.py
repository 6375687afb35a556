"""When an article was published: the forms in which portals write it, and the traps (FACTS parts A1, A2 and D)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import DateMethod
from crawler.read.pages import read
from crawler.text.dates import VIETNAM, parse_date

from .conftest import FETCHED, page

TEXT = "<p>" + "Công an tỉnh cảnh báo thủ đoạn giả danh cán bộ thuế gọi điện cho người dân. " * 5 + "</p>"
AFTERNOON = datetime(2024, 3, 6, 14, 20, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "written",
    [
        "Thứ tư, 06/03/2024, 14:20 GMT+7", "Thứ tư, 6/3/2024, 14:20 (GMT+7)", "06/03/2024 | 14:20", "06-03-2024 - 14:20 PM", "T4, 06/03/2024 14:20",
        "Thứ tư - 06/03/2024 14:20", "Thứ tư - 06/03/2024  14:20", "06/03/2024 02:20:00 PM", "06/03/2024 2:20:00 CH", "14:20 | 06/03/2024", "14:20 06/03/2024",
        "Cập nhật lúc 14h20 ngày 06/03/2024", "ngày 06 tháng 03 năm 2024, 14:20", "06.03.2024 14:20", "06 Tháng Ba 2024 14:20", "6 tháng 3, 2024 14:20",
        "2024-03-06T14:20:00+07:00", "2024-03-06T07:20:00Z", "2024-03-06+0714:20:00", "2024-03-06 14:20:00", "Wed, 06 Mar 2024 07:20:00 GMT", "Lượt xem: 153 | 06/03/2024 14:20",
        "Wed, 6 March 2024 14:20:00 +0700", "06 Mar 2024 14:20:00 +0700", "2024/3/6 14:20:07"[:-3], "20240306T142000+0700", "Wednesday, 06-Mar-24 07:20:00 UTC",
        "March 6, 2024 2:20 PM", "Mar 6, 2024, 2:20 p.m.", "Wed, 06 Mar 24 14:20:00 +0700", "Wed Mar  6 14:20:00 2024", "Wed Mar 06 2024 14:20:00 GMT+0700 (Indochina Time)",
        "2024-03-06 07:20:00 UTC", "2024-03-06T02:20:00-05", "Wed, 06 Mar 2024 02:20:00 -0500 (EST)", "Wed, 06 Mar 2024 02:20:00 EST", "2024-03-06 14:20 +7", "2024-03-06 14:20 Asia/Ho_Chi_Minh",
        "2024-03-06T14:20:00.123+07:00[Asia/Ho_Chi_Minh]", "2024-03-06T14:20:00 ICT", "/Date(1709709600000)/", "/Date(1709709600000+0700)/", "06/03/24 14:20", "2024.03.06 14:20",
        "2 giờ 20 chiều ngày 6/3/2024", "6/3/2024 lúc 2h20 chiều", "14 giờ 20 phút, ngày 06/03/2024",
    ],
)  # fmt: skip
def test_every_form_of_a_moment(written: str) -> None:
    parsed = parse_date(written)
    assert parsed is not None
    assert parsed.value == AFTERNOON
    assert parsed.precision == "minute"


@pytest.mark.parametrize(
    "written",
    [
        "Thứ Tư, ngày 06/03/2024",
        "ngày 06 tháng 03 năm 2024",
        "CN, 06/03/2024",
        "6-3-2024",
        "06 Tháng 3 2024",
        "6 thg 3, 2024",
        "Thg 3 6, 2024",
        "Tháng Ba 6, 2024",
        "2024/3/6",
        "20240306",
        "6 March 2024",
        "March 6th, 2024",
        "06-Mar-2024",
        "06/03/24",
        "2024-03-06Z",
        "2024-03-06+07:00",
        "06/03/2024 25:61",
        "2024-03-06 14:20:00 XYZ",
        "06/03/2024 trong 8 giờ",
    ],
)
def test_every_form_of_a_day(written: str) -> None:
    parsed = parse_date(written)
    assert parsed is not None
    assert (parsed.value, parsed.precision) == (datetime(2024, 3, 6, tzinfo=VIETNAM), "day")


@pytest.mark.parametrize(
    "written", ["tháng 3 năm 2024", "tháng 3/2024", "Tháng Ba, 2024", "thg 3 2024", "2024-03", "03/2024", "March 2024"]
)
def test_every_form_of_a_month(written: str) -> None:
    parsed = parse_date(written)
    assert parsed is not None
    assert (parsed.value, parsed.precision) == (datetime(2024, 3, 1, tzinfo=VIETNAM), "month")


@pytest.mark.parametrize(
    ("written", "hour"),
    [("8 giờ sáng", 8), ("9 giờ tối", 21), ("12 giờ trưa", 12), ("1 giờ trưa", 13), ("11 giờ đêm", 23), ("12 giờ đêm", 0), ("2h05 sáng", 2), ("5 giờ chiều", 17), ("12:05 AM", 0), ("12:05 PM", 12)],
)  # fmt: skip
def test_the_half_of_the_day_is_told_by_its_word(written: str, hour: int) -> None:
    parsed = parse_date(f"ngày 06/03/2024 lúc {written}")
    assert parsed is not None
    assert parsed.value.astimezone(VIETNAM).hour == hour


@pytest.mark.parametrize(
    "written",
    [
        "31/02/2024",
        "13 giờ 20",
        "tháng tư",
        "0238 3999 999",
        "hôm qua",
        "2 giờ trước",
        "32/01/2024",
        "06/2024/03",
        "12/13/2024",
        "",
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse_date(written) is None


@given(st.integers(min_value=0, max_value=50_000_000))
def test_a_date_written_day_first_is_read_day_first(minutes: int) -> None:
    aware = datetime(2000, 1, 2, tzinfo=VIETNAM) + timedelta(minutes=minutes)
    for form in (
        "%d/%m/%Y %H:%M",
        "%H:%M %d/%m/%Y",
        "%d-%m-%Y - %H:%M",
        "%Y-%m-%dT%H:%M:%S+07:00",
        "ngày %d tháng %m năm %Y, %H:%M",
        "%d/%m/%Y %I:%M:00 %p",
    ):
        parsed = parse_date(aware.strftime(form))
        assert parsed is not None
        assert parsed.value == aware


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or parsed.value.tzinfo is UTC


def nukeviet(visible: str, head: str = "", micro: str = "") -> str:
    return (
        f"<html><head>{head}</head><body><div class='news_column'><h1 class='title' itemprop='headline'>Cảnh báo giả danh cán bộ thuế</h1>"
        f"<span class='h5'>{visible}</span>{micro}<div id='news-bodyhtml'>{TEXT}</div></div></body></html>"
    )


def published(html: str, **changes: object) -> tuple[str, str] | None:
    date = read(page(html, **changes)).published
    return (date.value.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M"), date.method) if date else None


def test_nukeviet_the_minutes_of_its_feed_are_the_month() -> None:
    found = published(nukeviet("Thứ tư - 06/03/2024 14:20"), listed_published="2024-03-06T07:03:00+00:00")
    assert found == ("2024-03-06 14:20", DateMethod.VISIBLE)


def test_nukeviet_its_meta_has_the_zone_in_the_middle() -> None:
    head = '<meta property="article:published_time" content="2024-03-06+0714:20:00">'
    assert published(nukeviet("", head)) == ("2024-03-06 14:20", DateMethod.META)


def test_nukeviet_its_itemprop_is_the_time_of_the_edit() -> None:
    micro = '<meta itemprop="datePublished" content="2024-05-01T08:00:00+07:00">'
    assert published(nukeviet("Thứ tư - 06/03/2024 14:20", micro=micro)) == ("2024-03-06 14:20", DateMethod.VISIBLE)


def test_nukeviet_what_it_writes_for_machines_comes_after_the_feed() -> None:
    """Its own order of trust, against the usual one: its meta and JSON-LD hold the time of the last edit."""
    head = '<meta property="article:published_time" content="2024-05-01T08:00:00+07:00">'
    listed = "2024-03-06T14:03:00+07:00"
    assert published(nukeviet("", head), listed_published=listed) == ("2024-03-06 14:03", DateMethod.FEED)
    other = f"<html><head>{head}</head><body><article><h1>Cảnh báo giả danh mới</h1>{TEXT}</article></body></html>"
    assert published(other, listed_published=listed) == ("2024-05-01 08:00", DateMethod.META)


def test_the_visible_date_of_a_layout_stands_though_its_text_was_a_scrap() -> None:
    shown = (
        "<div class='news_column'><span class='h5'>06/03/2024 14:20</span><div id='news-bodyhtml'>Trang chủ</div></div>"
    )
    html = f"<html><head><title>Cảnh báo</title></head><body>{shown}<article>{TEXT * 3}</article></body></html>"
    assert read(page(html)).layout == "trafilatura"
    assert published(html) == ("2024-03-06 14:20", DateMethod.VISIBLE)


def test_a_day_and_month_swapped_in_the_metadata_do_not_win() -> None:
    head = '<meta property="article:published_time" content="2024-06-03T14:20:00+07:00">'
    assert published(nukeviet("06/03/2024 14:20", head)) == ("2024-03-06 14:20", DateMethod.VISIBLE)


def test_the_sites_clock_is_no_date_of_an_article() -> None:
    clock = "Thứ ba, 24/11/2026 10:00"
    head = '<meta property="article:published_time" content="2024-03-06T14:20:00+07:00">'
    assert published(nukeviet(clock, head)) == ("2024-03-06 14:20", DateMethod.META)
    framed = f"<html><body><div class='header'><span class='h5'>{clock}</span></div>{nukeviet('06/03/2024 14:20')[12:]}"
    assert published(framed) == ("2024-03-06 14:20", DateMethod.VISIBLE)


def test_an_article_of_today_is_of_today() -> None:
    head = '<meta property="article:published_time" content="2026-11-24T09:00:00+07:00">'
    assert published(nukeviet("Thứ ba - 24/11/2026 09:00", head)) == ("2026-11-24 09:00", DateMethod.VISIBLE)


@pytest.mark.parametrize("impossible", ["06/03/1970 14:20", "06/03/2034 14:20", "00/00/0000", "31/02/2024 10:00"])
def test_an_impossible_date_is_unknown_and_never_today(impossible: str) -> None:
    assert published(nukeviet(impossible)) is None


def test_a_bare_day_takes_its_hour_from_better_evidence_of_the_same_day_only() -> None:
    def meta(stamp: str) -> str:
        return f'<meta property="article:published_time" content="{stamp}">'

    assert published(nukeviet("06/03/2024", meta("2024-03-06T14:20:00+07:00"))) == ("2024-03-06 14:20", DateMethod.META)
    assert published(nukeviet("06/03/2024", meta("2024-03-08T14:20:00+07:00"))) == (
        "2024-03-06 00:00",
        DateMethod.VISIBLE,
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bao.example.vn/tin-20240306142012345.htm", "2024-03-06 14:20"),
        ("https://bao.example.vn/2024/03/06/tin.html", "2024-03-06 00:00"),
        ("https://bao.example.vn/tin-775.html", None),
        ("https://bao.example.vn/tin-20249906142012345.htm", None),
    ],
)
def test_an_address_with_a_date_is_asked_last(url: str, expected: str | None) -> None:
    html = f"<html><body><article><h1>Cảnh báo</h1>{TEXT}</article></body></html>"
    found = published(html, url=url)
    assert (found[0] if found else None) == expected
    assert found is None or found[1] == DateMethod.URL


def test_an_unknown_page_is_dated_by_what_stands_under_its_heading() -> None:
    html = f"<html><body><div id='gio'>Thứ ba, 24/11/2026</div><div><h1>Cảnh báo thủ đoạn giả danh mới</h1><div class='x'>06/03/2024 | 14:20</div>{TEXT}</div></body></html>"
    assert published(html) == ("2024-03-06 14:20", DateMethod.VISIBLE)
    undated = f"<html><body><h1>Cảnh báo thủ đoạn giả danh mới</h1>{TEXT}<p>Vụ việc xảy ra ngày 01/02/2024 tại xã.</p></body></html>"
    assert published(undated) is None


def test_a_dispatch_without_any_other_date_has_its_own() -> None:
    text = (
        "Số: 12/CAT-PA05\nNghệ An, ngày 07 tháng 7 năm 2020\nKính gửi: Các đơn vị\n"
        + "Đề nghị các đơn vị cảnh giác. " * 5
    )
    date = read(page(text, "cv.txt", "text/plain")).published
    assert date is not None
    assert (date.method, date.raw, date.precision) == (DateMethod.DISPATCH, "2020-07-07", "day")
    assert date.value < FETCHED
