"""Pages: what belongs to the article and what does not, whatever the layout."""

from pathlib import Path

import pytest

from crawler.model import DocumentQuarantined, Source
from crawler.read.attachment_links import attachment_links
from crawler.read.outcomes import ReadOutcome
from crawler.read.pages import read

from .conftest import page

TEXT = "Công an tỉnh cảnh báo thủ đoạn giả danh cán bộ thuế gọi điện cho người dân, yêu cầu cài ứng dụng lạ. "
NUKEVIET = '<div id="news-bodyhtml">{}</div>'


def source(platform: str = "nukeviet") -> Source:
    return Source(
        slug="mau", name="Trang mẫu", body="portal", platform=platform, homepage="https://www.example.gov.vn/"
    )


def wrap(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>Trang mẫu</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "heading", ["Tin liên quan", "Các tin khác:", "Những tin mới hơn", "Xem thêm", "BÀI VIẾT LIÊN QUAN", "Tổng số điểm của bài viết là: 5 trong 1 đánh giá"]
)  # fmt: skip
@pytest.mark.parametrize("known", [True, False], ids=["known layout", "unknown layout"])
def test_a_list_of_other_articles_does_not_enter_the_text(heading: str, known: bool) -> None:
    rest = f"<p>{heading}</p><ul><li>Khai mạc lễ hội hoa xuân</li><li>Giá xăng hôm nay</li></ul>"
    body = f"<p>{TEXT * 3}</p><p>{TEXT}</p>{rest}"
    html = wrap(
        "<h1>Cảnh báo giả danh cán bộ thuế</h1>" + (NUKEVIET.format(body) if known else f"<article>{body}</article>")
    )
    text = read(page(html)).text
    assert "cài ứng dụng lạ" in text
    assert "lễ hội" not in text
    assert "Giá xăng" not in text


def test_a_paragraph_after_such_a_heading_is_kept() -> None:
    """'Xem thêm' in the middle of an article is no end of it."""
    after = "<p>Xem thêm</p><p>" + TEXT * 3 + "Người dân cần báo ngay cho cơ quan công an nơi gần nhất.</p>"
    text = read(page(wrap(NUKEVIET.format(f"<p>{TEXT * 3}</p>{after}")))).text
    assert text.rstrip().endswith("nơi gần nhất.")


def test_captions_stand_in_the_text_and_are_named() -> None:
    body = f"<p>{TEXT * 3}</p><figure><img src='a.jpg'><figcaption>Trang giả mạo vneid-xacthuc.example. Ảnh: CACC</figcaption></figure>"
    document = read(page(wrap(NUKEVIET.format(body))))
    (anchor,) = document.anchors
    assert document.text[anchor.start : anchor.end] == "Trang giả mạo vneid-xacthuc.example. Ảnh: CACC"
    assert anchor.label == "chú thích ảnh"
    assert anchor.attachment is None


def test_a_scrap_found_by_a_layout_gives_way_to_the_whole_text() -> None:
    html = wrap(
        f"<h1>Cảnh báo mới về lừa đảo</h1><div id='news-bodyhtml'><p>Trang chủ</p></div><article>{''.join(f'<p>Vụ thứ {n}: {TEXT}</p>' for n in range(8))}</article>"
    )
    document = read(page(html))
    assert document.layout == "trafilatura"
    assert document.text.count("cán bộ thuế") == 8


@pytest.mark.parametrize(("size", "outcome"), [(3000, ReadOutcome.NO_TEXT), (200, ReadOutcome.EMPTY)])
def test_a_page_that_had_something_to_say_is_told_from_a_shell(size: int, outcome: ReadOutcome) -> None:
    html = wrap("<div id='root'></div>", f"<script>{'x' * size}</script>")
    with pytest.raises(DocumentQuarantined) as ending:
        read(page(html))
    assert ending.value.outcome == outcome


def test_nul_bytes_and_a_hundred_thousand_nested_elements_are_read() -> None:
    deep = "<div>" * 100_000 + f"<p>{TEXT * 3}</p>" + "</div>" * 100_000
    for body in (wrap(f"<article><p>Cảnh\x00 báo {TEXT * 3}</p></article>"), wrap(deep)):
        try:
            text = read(page(body)).text
        except DocumentQuarantined as ending:
            assert ending.outcome == ReadOutcome.NO_TEXT, ending  # noqa: PT017 - a parser may stop at its depth limit
        else:
            assert "\x00" not in text
            assert "cán bộ thuế" in text


def test_the_title_that_a_layout_finds_comes_before_what_is_written_for_machines() -> None:
    head = '<meta property="og:title" content="Tiêu đề cho mạng xã hội">'
    shown = "<div class='news_column'><h1>Cảnh báo giả danh cán bộ thuế</h1></div>"
    assert (
        read(page(wrap(shown + NUKEVIET.format(f"<p>{TEXT * 3}</p>"), head))).title == "Cảnh báo giả danh cán bộ thuế"
    )
    assert read(page(wrap(NUKEVIET.format(f"<p>{TEXT * 3}</p>"), head))).title == "Tiêu đề cho mạng xã hội"
    assert (
        read(page(wrap(f"<h1>Cảnh báo lừa đảo</h1>{NUKEVIET.format(f'<p>{TEXT * 3}</p>')}"))).title
        == "Cảnh báo lừa đảo"
    )


def test_an_author_and_a_source_line_in_one_element_are_told_apart() -> None:
    line = '<p class="h5 text-right">Tác giả: An Bình - Nguồn tin: Báo Công an</p>'
    document = read(page(wrap(NUKEVIET.format(f"<p>{TEXT * 3}</p>") + line)))
    assert (document.author, document.source_line) == ("An Bình", "Báo Công an")


# -- files that belong to an article --------------------------------------------------------------------------------

BASE = "https://www.example.gov.vn/news/bai-7.html"


@pytest.mark.parametrize("suffix", ["pdf", "doc", "docx", "rtf", "xls", "xlsx", "zip", "rar"])
def test_files_in_the_body_are_attachments(suffix: str) -> None:
    html = wrap(NUKEVIET.format(f'<p>{TEXT}</p><a href="/uploads/news/2024_03/cv.{suffix}">Tải về</a>'))
    assert attachment_links(html, BASE, source()) == [
        (f"https://www.example.gov.vn/uploads/news/2024_03/cv.{suffix}", "Tải về")
    ]


def test_the_frames_files_are_not() -> None:
    html = wrap(
        '<header><a href="/so-do.pdf">Sơ đồ cổng</a></header><main><h1>Cảnh báo lừa đảo qua mạng</h1><a href="cv.pdf">Công văn</a></main>'
        '<div class="sidebar"><a href="/lich.docx">Lịch</a></div><footer><a href="/quy-che.pdf">Quy chế</a></footer>'
    )
    assert attachment_links(html, BASE, None) == [("https://www.example.gov.vn/news/cv.pdf", "Công văn")]


def test_a_body_of_pictures_gives_its_pictures_and_an_article_with_pictures_does_not() -> None:
    pictures = (
        '<img src="/uploads/trang-1.jpg"><img src="/uploads/trang-2.jpg"><img src="/uploads/bieu-tuong.png" width="32">'
    )
    scanned = wrap(NUKEVIET.format(f"<p>Công văn cảnh báo</p>{pictures}"))
    links = [link for link, _ in attachment_links(scanned, BASE, source())]
    assert links == ["https://www.example.gov.vn/uploads/trang-1.jpg", "https://www.example.gov.vn/uploads/trang-2.jpg"]
    assert attachment_links(wrap(NUKEVIET.format(f"<p>{TEXT * 4}</p>{pictures}")), BASE, source()) == []


def test_in_a_box_of_attachments_a_picture_and_a_download_count_and_a_page_does_not() -> None:
    box = '<div class="news-download-file"><a href="/a/1.jpg">Ảnh</a><a href="/tai?download=7">Tệp</a><a href="/tin-8.html">Tin</a></div>'
    found = [link for link, _ in attachment_links(wrap(NUKEVIET.format(f"<p>{TEXT * 4}</p>") + box), BASE, source())]
    assert found == ["https://www.example.gov.vn/a/1.jpg", "https://www.example.gov.vn/tai?download=7"]


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)//x.pdf", "file:///etc/passwd.pdf", "data:application/pdf,x.pdf", "http://[::1/x.pdf", ""],
)
def test_only_web_addresses_are_attachments(href: str) -> None:
    assert attachment_links(wrap(NUKEVIET.format(f'<p>{TEXT}</p><a href="{href}">x</a>')), BASE, source()) == []


SHOWN = {
    "a link": "<a href='/f/cv.pdf'>Tải về</a>",
    "a frame": "<iframe src='/f/cv.pdf' width='100%'></iframe>",
    "a frame that loads late": "<iframe data-src='/f/cv.pdf'></iframe>",
    "an embedded file": "<embed src='/f/cv.pdf' type='application/pdf'>",
    "an object": "<object data='/f/cv.pdf' type='application/pdf'></object>",
    "a viewer": "<iframe src='/pdfjs/web/viewer.html?file=/f/cv.pdf'></iframe>",
    "a viewer of another site": "<iframe src='https://docs.example.com/viewer?url=https%3A%2F%2Fwww.example.gov.vn%2Ff%2Fcv.pdf&embedded=true'></iframe>",
    "a viewer told by a fragment": "<iframe src='/web/viewer.html#file=%2Ff%2Fcv.pdf'></iframe>",
}
BODIES = {
    "listing": "<div class='article-detail'>{}</div>",
    "aid": "<div itemprop='articleBody'>{}</div>",
    "onecdn": "<div class='b-maincontent'>{}</div>",
    "yyyymm": "<div id='content' class='content-detail'>{}</div>",
    "drupal": "<div class='field--name-body'>{}</div>",
    "nukeviet": NUKEVIET,
    "": "<article>{}</article>",
}


@pytest.mark.parametrize("platform", BODIES)
@pytest.mark.parametrize("form", SHOWN)
def test_a_file_in_the_body_is_an_attachment_however_it_is_shown(platform: str, form: str) -> None:
    body = BODIES[platform].format(f"<p>{TEXT}</p>{SHOWN[form]}")
    known = source(platform) if platform else None
    found = [link for link, _ in attachment_links(wrap(f"<h1>Cảnh báo lừa đảo</h1>{body}"), BASE, known)]
    assert found == ["https://www.example.gov.vn/f/cv.pdf"]


def test_a_file_beside_the_body_belongs_to_the_article_and_one_of_the_frame_does_not() -> None:
    block = f"<div class='tin'><h1>Cảnh báo lừa đảo</h1><div class='article-detail'><p>{TEXT}</p></div><p><a href='/cv.docx'>Công văn</a></p></div>"
    frame = "<nav><a href='/so-do.pdf'>Sơ đồ</a></nav><div class='cot-phai'><a href='/lich.pdf'>Lịch</a></div>"
    assert attachment_links(wrap(block + frame), BASE, source("listing")) == [
        ("https://www.example.gov.vn/cv.docx", "Công văn")
    ]


@pytest.mark.parametrize(
    ("base", "expected"),
    [("/", "/f/cv.pdf"), ("../kho/", "/kho/f/cv.pdf"), ("https://tep.example.gov.vn/a/", ""), ("http://[x", "/news/f/cv.pdf")],
)  # fmt: skip
def test_the_base_of_an_article_is_obeyed(base: str, expected: str) -> None:
    html = wrap(NUKEVIET.format(f"<p>{TEXT}</p><a href='f/cv.pdf'>Tải về</a>"), f"<base href='{base}'>")
    whole = f"https://www.example.gov.vn{expected}" if expected else "https://tep.example.gov.vn/a/f/cv.pdf"
    assert attachment_links(html, BASE, source()) == [(whole, "Tải về")]


def test_a_page_that_says_hardly_more_than_where_a_file_is_tells_that_the_file_is_missing() -> None:
    viewer = "<iframe src='/f/cv.pdf'></iframe>"
    short = wrap(NUKEVIET.format(f"<p>Công văn cảnh báo thủ đoạn lừa đảo mới.</p>{viewer}"))
    assert read(page(short)).flags == ("attachment_missing",)
    assert read(page(wrap(NUKEVIET.format(f"<p>{TEXT * 4}</p>{viewer}")))).flags == ()
    assert read(page(short.replace(viewer, ""))).flags == ()
    file = page(f"Kính gửi các đơn vị. {TEXT * 2}", "cv.txt", "text/plain")
    assert read(page(short), (file,)).flags == ()
    with pytest.raises(DocumentQuarantined) as ending:
        read(page(wrap(NUKEVIET.format(viewer))))
    assert ending.value.outcome == ReadOutcome.ATTACHMENT_MISSING


LISTS = {
    "a list in a cell": "<table><tr><td>Ngân hàng</td><td><ul><li><span>vay-nhanh-mau.top</span></li><li><span>nhan-qua-mau.vip</span></li></ul></td></tr><tr><td>Cơ quan</td><td><ul><li>csgt-mau.top</li></ul></td></tr></table>",
    "a table in a cell": "<table><tr><td><table><tr><td>vay-nhanh-mau.top</td></tr><tr><td>nhan-qua-mau.vip</td></tr></table></td><td>csgt-mau.top</td></tr></table>",
    "definitions": "<dl><dt>vay-nhanh-mau.top</dt><dd>giả ngân hàng</dd><dt>nhan-qua-mau.vip</dt><dd>giả cửa hàng</dd><dt>csgt-mau.top</dt></dl>",
    "bare blocks": "<div><div>vay-nhanh-mau.top</div><div>nhan-qua-mau.vip</div><div>csgt-mau.top</div></div>",
    "behind 'Xem thêm'": "<p>Xem thêm</p><ul><li>vay-nhanh-mau.top</li><li>nhan-qua-mau.vip</li><li>csgt-mau.top</li></ul>",
}


@pytest.mark.parametrize("form", LISTS)
def test_addresses_are_read_however_their_list_is_laid_out(form: str) -> None:
    frame = "<div class='sidebar'><p>Liên hệ quangcao-mau.example</p></div><footer>0238 399 9999</footer>"
    body = f"<main><p>{TEXT * 2}</p><p>{TEXT}</p><p>Danh sách các trang web lừa đảo giả mạo:</p>{LISTS[form]}</main>"
    text = read(page(wrap(f"<h1>Cảnh báo lừa đảo qua mạng mới nhất</h1>{body}{frame}"))).text
    assert [name for name in ("vay-nhanh-mau.top", "nhan-qua-mau.vip", "csgt-mau.top") if name not in text] == []
    assert "quangcao" not in text
    assert "0238" not in text
    assert text.count("cài ứng dụng lạ") == 3


def test_titles_of_other_articles_behind_such_a_heading_stay_out_though_they_name_an_address() -> None:
    other = "<p>Tin liên quan</p><ul><li><a href='/b'>Cảnh báo trang vay-nhanh-mau.top mới</a></li></ul>"
    text = read(page(wrap(f"<h1>Cảnh báo lừa đảo</h1>{NUKEVIET.format(f'<p>{TEXT * 3}</p>{other}')}"))).text
    assert "vay-nhanh" not in text


def test_case_18(cases: Path) -> None:
    path = cases / "18-lists-inside-tables" / "t01-tablelist.html"
    text = read(page(path.read_bytes())).text
    for name in ("vay-nhanh-24h.top", "nhan-qua-tet.vip", "vneid-capnhat.xyz", "csgt-nopphat.top"):
        assert name in text
