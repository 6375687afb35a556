"""Which dates of a page are its own: where they stand, and what they are about. The others are never taken."""

from datetime import datetime
from pathlib import Path

import pytest

from crawler.model import DateValue
from crawler.read.pages import read
from crawler.text.dates import VIETNAM

from .conftest import page

TITLE = "Cảnh báo giả danh nhân viên điện lực để chiếm đoạt tài sản"
TEXT = "<p>" + "Công an tỉnh cảnh báo thủ đoạn giả danh nhân viên điện lực gọi điện cho người dân. " * 4 + "</p>"
AFTERNOON = datetime(2024, 3, 6, 14, 20, tzinfo=VIETNAM)
STAMP = "2024-03-06T14:20:00+07:00"
OTHER = "2019-05-02T08:00:00+07:00"


def published(head: str = "", before: str = "", inside: str = "", after: str = "") -> DateValue | None:
    html = (
        f"<!doctype html><html><head><title>{TITLE}</title>{head}</head><body>{before}"
        f"<h1>{TITLE}</h1><article>{inside}{TEXT}</article>{after}</body></html>"
    )
    return read(page(html)).published


def ld(script: str) -> str:
    return f'<script type="application/ld+json">{script}</script>'


ARTICLE = f'"@type": "NewsArticle", "datePublished": "{STAMP}"'


@pytest.mark.parametrize(
    "script",
    [
        f'{{"@type": ["NewsArticle"], "headline": "x", "datePublished": "{STAMP}"}}',
        f'{{"@type": ["Thing", "Article"], "datePublished": "{STAMP}"}}',
        f'{{{ARTICLE}, "description": "dòng một\ndòng hai\tba"}}',
        f"{{{ARTICLE},}}",
        f'{{{ARTICLE}, "keywords": ["a", "b",],}}',
        f"<!-- {{{ARTICLE}}} -->",
        f"//<![CDATA[\n{{{ARTICLE}}}\n//]]>",
        f'/* bài */ {{{ARTICLE}, "url": "https://mau.example/a" // chú thích\n}}',
        f'{{"@graph": [{{"@type": "WebSite"}}, {{{ARTICLE}}}]}}',
        f'[{{"@type": "Organization"}}, {{"@graph": [{{{ARTICLE}}}]}}]',
        f'{{"@type": "WebPage", "mainEntity": {{{ARTICLE}}}}}',
        f'{{"@type": "WebPage", "name": "{TITLE}", "datePublished": "{STAMP}"}}',
        f'{{"@type": "Organization"}};\n{{{ARTICLE}}}',
        f"{{{ARTICLE}}}".replace('"', "&quot;"),
        f'{{"@type": "BlogPosting", "headline": "{TITLE}", "datePublished": "{STAMP}"}}',
    ],
)
def test_json_ld_as_it_occurs(script: str) -> None:
    found = published(ld(script))
    assert found is not None
    assert (found.value, found.precision) == (AFTERNOON, "minute")


@pytest.mark.parametrize(
    "name", ["og:published_time", "dc.date", "DC.date.issued", "dcterms.created", "article:published_time", "date"]
)
def test_the_names_of_a_date_among_the_metas(name: str) -> None:
    found = published(f'<meta name="{name}" content="{STAMP}">')
    assert found is not None
    assert found.value == AFTERNOON


def test_a_bare_date_among_the_metas_comes_after_the_others() -> None:
    today = '<meta name="date" content="2024-05-01T08:00:00+07:00">'
    found = published(f'{today}<meta property="article:published_time" content="{STAMP}">')
    assert found is not None
    assert found.value == AFTERNOON


ELSEWHERE = {
    "the sidebar": {"after": f"<aside class='sidebar'><ul><li><a href='/b'>Khai mạc hội chợ</a> <time datetime='{OTHER}'>02/05/2019</time></li></ul></aside>"},
    "the page's header": {"before": "<header><time datetime='2018-01-01'>x</time></header>"},
    "the page's footer": {"after": f"<footer><time datetime='{OTHER}'>x</time></footer>"},
    "a list of other articles": {"after": f"<ul><li><a href='/b'>Khai mạc hội chợ xuân</a> <time datetime='{OTHER}'>x</time></li></ul>"},
    "the teaser of another article": {"after": f"<div class='the'><h3><a href='/b'>Khai mạc hội chợ xuân</a></h3><time datetime='{OTHER}'>x</time></div>"},
    "a comment": {"after": f"<div class='comments'><time datetime='{OTHER}'>x</time> hay quá</div>"},
    "a sentence": {"inside": f"<p>Sự việc xảy ra vào ngày <time datetime='{OTHER}'>02/05/2019</time> tại một xã vùng cao, khi bà con đang chuẩn bị cho ngày hội lớn nhất trong năm của cả huyện.</p>"},
    "a short sentence under the heading": {"inside": "<p>Ngày 02/05/2019, tại Lào Cai.</p>"},
    "the JSON-LD of another article": {"head": ld(f'{{"@type": "NewsArticle", "headline": "Khai mạc hội chợ xuân vùng cao", "datePublished": "{OTHER}"}}')},
    "the JSON-LD of another address": {"head": '<link rel="canonical" href="https://mau.example/a">' + ld(f'{{"@type": "NewsArticle", "url": "https://mau.example/b", "datePublished": "{OTHER}"}}')},
    "a list in JSON-LD": {"head": ld(f'{{"@type": "ItemList", "itemListElement": [{{"@type": "NewsArticle", "headline": "x", "datePublished": "{OTHER}"}}]}}')},
    "an event in JSON-LD": {"head": ld(f'{{"@type": "Event", "startDate": "{OTHER}", "datePublished": "{OTHER}"}}')},
    "the microdata of another article": {"after": f"<ul><li itemscope><a href='/b'>Khai mạc hội chợ xuân</a><meta itemprop='datePublished' content='{OTHER}'></li></ul>"},
    "the time of an edit": {"inside": f"<time itemprop='dateModified' datetime='{OTHER}'>x</time>"},
}  # fmt: skip


@pytest.mark.parametrize("place", ELSEWHERE)
def test_the_date_of_something_else_is_not_the_pages(place: str) -> None:
    assert published(**ELSEWHERE[place]) is None


@pytest.mark.parametrize("place", ELSEWHERE)
def test_beside_it_the_pages_own_date_is_found(place: str) -> None:
    told = ELSEWHERE[place]
    own = {**told, "inside": f"<time datetime='{STAMP}'>06/03/2024</time>" + told.get("inside", "")}
    found = published(**own)
    assert found is not None
    assert found.value == AFTERNOON


@pytest.mark.parametrize(
    "inside",
    [
        f"<header class='entry-header'><time datetime='{STAMP}'>x</time></header>",
        f"<ul class='meta'><li><a href='/tac-gia'>An Bình</a></li><li><time datetime='{STAMP}'>x</time></li></ul>",
        f"<p><time pubdate datetime='{STAMP}'>06/03/2024</time></p><time datetime='{OTHER}'>x</time>",
        f"<time datetime='{OTHER}'>x</time><time itemprop='datePublished' datetime='{STAMP}'>x</time>",
        f"<span itemprop='datePublished' content='{STAMP}'>hôm qua</span>",
    ],
)
def test_a_time_of_the_article_itself_is_its_date(inside: str) -> None:
    found = published(inside=inside)
    assert found is not None
    assert found.value == AFTERNOON


def test_of_two_articles_in_json_ld_the_one_of_this_title_counts() -> None:
    other = f'{{"@type": "NewsArticle", "headline": "Khai mạc hội chợ xuân", "datePublished": "{OTHER}"}}'
    own = f'{{"@type": "NewsArticle", "headline": "{TITLE}", "datePublished": "{STAMP}"}}'
    found = published(ld(f"[{other}, {own}]"))
    assert found is not None
    assert found.value == AFTERNOON


@pytest.mark.parametrize("written", ["2024-03-06 14:20:00 XYZ", "2024-03-06T14:20:00 CST", "06/03/2024 14:20 +99"])
def test_a_zone_that_is_not_understood_leaves_the_day(written: str) -> None:
    found = published(f'<meta property="article:published_time" content="{written}">')
    assert found is not None
    assert (found.value, found.precision) == (datetime(2024, 3, 6, tzinfo=VIETNAM), "day")


def test_a_month_stays_a_month_and_gives_way_to_a_day_of_it() -> None:
    month = '<meta property="article:published_time" content="2024-03">'
    found = published(month)
    assert found is not None
    assert (found.value, found.precision) == (datetime(2024, 3, 1, tzinfo=VIETNAM), "month")
    finer = published(month, inside=f"<time datetime='{STAMP}'>x</time>")
    assert finer is not None
    assert (finer.value, finer.precision) == (AFTERNOON, "minute")
    later = published(month, inside="<time datetime='2024-04-02T08:00:00+07:00'>x</time>")
    assert later is not None
    assert later.precision == "month"


# -- the collected cases, where they are beside the repository --------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("06-structured-data-in-the-wild/d01-ldlist.html", "2024-03-06 14:20 minute"),
        ("06-structured-data-in-the-wild/d02-ldcontrol.html", "2024-03-06 14:20 minute"),
        ("07-date-of-something-else/d07-sidetime.html", ""),
        ("07-date-of-something-else/d08-headtime.html", ""),
        ("08-zone-in-words/d19-iso-utc-word.html", "2024-03-07 02:20 minute"),
        ("08b-zone-in-short/d20-iso-shortoff.html", "2024-03-07 11:20 minute"),
    ],
)
def test_cases_06_to_08(cases: Path, name: str, expected: str) -> None:
    found = read(page((cases / name).read_bytes())).published
    said = f"{found.value.astimezone(VIETNAM):%Y-%m-%d %H:%M} {found.precision}" if found else ""
    assert said == expected
