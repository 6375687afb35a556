"""Files of articles as sites show them, crawled with the real spiders: fetched and read, or told to be missing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FILE = "Công văn về việc phòng ngừa lừa đảo: trang web giả mạo vay-nhanh-mau.top, đề nghị các đơn vị cảnh giác."
HTML = "text/html; charset=utf-8"
PAGE = "<html><head><title>Cảnh báo thủ đoạn lừa đảo</title></head><body><h1>Cảnh báo thủ đoạn lừa đảo</h1><div class='article-detail'>{}</div></body></html>"
WORDS = "<p>Công an tỉnh Lào Cai cảnh báo thủ đoạn giả danh nhân viên điện lực, xem công văn kèm theo.</p>"


@pytest.fixture(scope="module")
def articles(serve: Callable[[], Any], crawl_all: Callable[[Any], Any]) -> tuple[dict[str, Any], list[Any]]:
    """What was indexed of a site of four articles, by path, and the issues."""
    site = serve()
    site.routes["/"] = (HTML, "".join(f"<a href='/tin/{n}'>Cảnh báo lừa đảo {n}</a>" for n in range(4)).encode())
    bodies = (
        WORDS + "<p><a href='/f/cv.docx'>Tải về</a></p>",
        WORDS.replace("Lào Cai", "Hà Giang") + "<iframe src='/web/viewer.html?file=/f/cv.docx'></iframe>",
        WORDS.replace("Lào Cai", "Sơn La") + "<embed src='/f/khong-co.pdf'>",
        "<iframe src='/f/khong-co.pdf'></iframe>",
    )
    for number, body in enumerate(bodies):
        site.routes[f"/tin/{number}"] = (HTML, PAGE.format(body).encode())
    site.routes["/f/cv.docx"] = ("text/plain", FILE.encode())
    done = crawl_all([site.plan(listings=("/",), article_pattern="^/tin/")])
    return done.records(site), [*done.issues(site)]


@pytest.mark.parametrize("path", ["/tin/0", "/tin/1"])
def test_a_file_that_a_body_links_to_or_shows_is_part_of_its_article(articles: Any, path: str) -> None:
    record = articles[0][path]
    assert "vay-nhanh-mau.top" in record.text


def test_an_article_that_refers_to_a_file_that_it_did_not_get_is_told(articles: Any) -> None:
    records, issues = articles
    assert "attachment_missing" in records["/tin/2"].flags
    told = sorted(issue.url.rsplit("/", 1)[1] for issue in issues if issue.kind == "attachment_missing")
    assert told == ["2", "3"]


# -- the collected cases, where they are beside the repository --------------------------------------------------------

BODIES = {
    "listing": "class='article-detail'",
    "aid": "itemprop='articleBody'",
    "onecdn": "class='b-maincontent'",
    "yyyymm": "id='content' class='content-detail'",
    "drupal": "class='field--name-body'",
    "nukeviet": "id='news-bodyhtml'",
}


def test_cases_05_and_05b(cases: Path, serve: Callable[[], Any], crawl_all: Callable[[Any], Any]) -> None:
    pages = [path for name in ("05-attachment-in-the-body", "05b-attachment-in-a-viewer") for path in sorted((cases / name).glob("*.html"))]  # fmt: skip
    assert len(pages) == 5
    sites = []
    for platform, marks in BODIES.items():
        site = serve()
        links = "".join(f"<a href='/tin/bai-{path.stem}'>Cảnh báo lừa đảo {path.stem}</a>" for path in pages)
        site.routes["/"] = (HTML, links.encode())
        for path in pages:
            body = path.read_text(encoding="utf-8").replace("class='article-detail'", marks)
            site.routes[f"/tin/bai-{path.stem}"] = (HTML, body.replace("Lào Cai", f"Lào Cai {path.stem}").encode())
        site.routes["/f/cv.pdf"] = ("text/plain", FILE.encode())
        sites.append(site.plan(platform, listings=("/",), article_pattern="/bai-", selectors={"links": "a[href]"}))
    done = crawl_all(sites)
    for site in sites:
        texts = {path: "vay-nhanh-mau.top" in record.text for path, record in done.records(site).items()}
        assert texts == {f"/tin/bai-{path.stem}": True for path in pages}
