"""What pages say for machines: the first title that says something, the last section, every date with its method."""

import json

import pytest

from crawler.model import DateMethod
from crawler.read.article import DateCandidate
from crawler.read.html import parse_html
from crawler.read.structured_data import StructuredData, structured_data

NOTHING = StructuredData("", "", (), ())


def told(head: str, body: str = "<p>Chữ</p>") -> StructuredData:
    tree = parse_html(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return structured_data(tree)


def json_ld(*nodes: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(nodes[0] if len(nodes) == 1 else nodes)}</script>'


def test_dates_stand_by_kind_in_the_order_of_the_page() -> None:
    head = json_ld({"@type": "NewsArticle", "datePublished": "2024-03-07"}) + (
        '<meta property="article:published_time" content="2024-03-06"><meta itemprop="datePublished" content="2024-03-05">'
    )
    assert told(
        head, "<time>hôm nay</time><time datetime='2024-03-08'>x</time><time datetime='2024-03-09'>y</time>"
    ).dates == (
        DateCandidate(DateMethod.META, "2024-03-06"),
        DateCandidate(DateMethod.META, "2024-03-05"),
        DateCandidate(DateMethod.JSON_LD, "2024-03-07"),
        DateCandidate(DateMethod.TIME_ELEMENT, "2024-03-08"),
    )


def test_the_time_of_an_edit_is_no_date_of_publication() -> None:
    head = '<meta property="article:modified_time" content="2024-05-01">' + json_ld(
        {"@type": "BlogPosting", "dateModified": "2024-05-02"}
    )
    found = told(head)
    assert found.dates == ()
    assert found.modified == (
        DateCandidate(DateMethod.META, "2024-05-01"),
        DateCandidate(DateMethod.JSON_LD, "2024-05-02"),
    )


def test_only_nodes_of_articles_count() -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "datePublished": "2010-01-01"},
            {"@type": "Article", "datePublished": "2024-03-06"},
        ]
    }
    assert told(json_ld(graph)).dates == (DateCandidate(DateMethod.JSON_LD, "2024-03-06"),)
    assert told(json_ld({"@type": "Event", "datePublished": "2024-03-06", "headline": "Lễ hội"})) == NOTHING
    listed = told(json_ld({"@type": "Organization"}, {"@type": "NewsArticle", "datePublished": "2024-03-06"}))
    assert listed.dates == (DateCandidate(DateMethod.JSON_LD, "2024-03-06"),)


@pytest.mark.parametrize(
    "broken", ["{", "", "null", '"chữ"', '{"@graph": 7}', '[1, "x", null]', '{"@type": "Article", "datePublished": 7}']
)
def test_broken_structured_data_says_nothing(broken: str) -> None:
    assert told(f'<script type="application/ld+json">{broken}</script>') == NOTHING


def test_the_title_is_the_first_that_says_something_and_the_section_the_last() -> None:
    head = (
        '<meta property="og:title" content=" "><meta property="og:title" content="Cảnh báo"><meta property="og:title" content="Khác">'
        '<meta property="article:section" content="Tin"><meta property="article:section" content="An ninh">'
    ) + json_ld({"@type": "Article", "headline": "Tiêu đề trong dữ liệu"})
    assert (told(head).title, told(head).section) == ("Cảnh báo", "An ninh")
    assert told(json_ld({"@type": "Article", "headline": "Tiêu đề trong dữ liệu"})).title == "Tiêu đề trong dữ liệu"
