"""Pages say what their twins say, in both languages, on the old map and the new."""

import re
import unicodedata
from importlib import resources
from typing import Any

import feedparser
import pytest
import yaml
from lxml import html
from starlette.testclient import TestClient


def tree(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.document_fromstring(answer.text)


def advisory_ids(page: Any) -> list[str]:
    found = [
        str(href).split("/advisory/")[1].split("?")[0] for href in page.xpath("//main//a/@href") if "/advisory/" in href
    ]
    return list(dict.fromkeys(found))


def test_search_lists_what_its_twin_lists(client: TestClient) -> None:
    for query in (
        "/search",
        "/search?q=lua+dao",
        "/search?province=Ngh%E1%BB%87+An",
        "/search?tactic=tax_impersonation",
    ):
        twin = client.get(f"/api{query}").json()
        page = tree(client, query)
        assert advisory_ids(page) == [hit["advisory_id"] for hit in twin["hits"]]
        assert str(twin["total"]) in page.text_content()


def test_the_twin_is_walked_by_its_tokens(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboards.state.PER_PAGE", 1)
    found: list[str] = []
    token = ""
    while token or not found:
        answer = client.get("/api/search", params={"sort": "date", **({"after": token} if token else {})}).json()
        found += [hit["advisory_id"] for hit in answer["hits"]]
        token = answer.get("next", "")
    assert len(found) == len(set(found)) == answer["total"]
    refused = client.get("/api/search", params={"after": "abc"})
    assert refused.status_code == 400
    assert "take `next`" in refused.text


def test_the_overview_counts_what_its_twin_counts(client: TestClient) -> None:
    twin = client.get("/api/overview").json()
    assert twin["advisories"] == 4
    page = tree(client, "/")
    assert {hit["advisory_id"] for hit in twin["newest"]} == set(advisory_ids(page))
    tiles = {tile["name"]: tile for tile in twin["provinces"]}
    assert tiles["Nghệ An"]["count"] == 2
    assert tiles["Cà Mau"] == {"name": "Cà Mau", "count": 0, "observed": False}


def test_the_map_has_34_tiles_now_and_63_of_old(client: TestClient) -> None:
    assert len(client.get("/api/overview").json()["provinces"]) == 34
    assert len(client.get("/api/overview?old=1").json()["provinces"]) == 63


def test_search_ignores_diacritics_case_and_composition(client: TestClient) -> None:
    wanted = client.get("/api/search", params={"q": "giả danh"}).json()["total"]
    assert wanted > 0
    for spelling in ("gia danh", "GIẢ DANH", unicodedata.normalize("NFD", "giả danh")):
        assert client.get("/api/search", params={"q": spelling}).json()["total"] == wanted


def test_an_advisory_shows_each_label_with_its_words(client: TestClient) -> None:
    (hit,) = client.get("/api/search", params={"q": '"cán bộ thuế"'}).json()["hits"]
    record = client.get(f"/api/advisory/{hit['advisory_id']}").json()
    page = tree(client, f"/advisory/{hit['advisory_id']}")
    marked = " ".join(node.text_content() for node in page.iter("mark"))
    assert "tax_impersonation" in record["tactics"]
    assert marked, "no evidence is marked in the text"
    assert page.xpath(f"//a[@href='{record['url']}']"), "the source is not linked"


def test_words_exist_in_both_languages_and_templates_use_no_others() -> None:
    folder = resources.files("dashboards")
    texts = yaml.safe_load(folder.joinpath("texts.yml").read_text(encoding="utf-8"))
    assert set(texts["vi"]) == set(texts["en"])
    used = set()
    for template in folder.joinpath("templates").iterdir():
        used |= set(re.findall(r"\bt\('(\w+)'", template.read_text(encoding="utf-8")))
    computed = {name for name in used if name.endswith("_")}  # t('sort_' ~ name): the keys share a beginning
    assert used - computed <= set(texts["vi"])
    assert [name for name in computed if not any(key.startswith(name) for key in texts["vi"])] == []


def test_english_pages_are_english_and_keep_the_language_in_their_links(client: TestClient) -> None:
    page = tree(client, "/search?q=lua+dao&lang=en")
    assert page.get("lang") == "en"
    inner = [
        href
        for href in page.xpath("//main//a/@href")
        if href.startswith("/") and not href.startswith(("/api", "/static"))
    ]
    assert inner
    assert [href for href in inner if "lang=en" not in href] == []


def test_every_inner_link_of_every_page_leads_somewhere(client: TestClient, paths: list[str]) -> None:
    links: set[str] = set()
    for path in paths:
        if "text/html" in client.get(path).headers["content-type"]:
            links |= {str(href) for href in tree(client, path).xpath("//@href | //@src") if str(href).startswith("/")}
    assert len(links) > 50
    broken = {link: client.get(link).status_code for link in links if client.get(link).status_code != 200}
    assert broken == {}


def test_the_feed_is_atom_with_links_to_our_own_pages(client: TestClient) -> None:
    feed = feedparser.parse(client.get("/api/search.atom").content)
    assert feed.version == "atom10"
    assert not feed.bozo
    assert len(feed.entries) == 4
    assert all(entry.link.startswith("http://testserver/advisory/") for entry in feed.entries)
    assert all(unicodedata.is_normalized("NFC", entry.title) for entry in feed.entries)


def test_trends_count_what_search_finds(client: TestClient) -> None:
    trend = client.get("/api/trends", params={"by": "province", "interval": "month"}).json()
    found = client.get("/api/search", params={"province": "Nghệ An"}).json()["total"]
    assert sum(cell["count"] for cell in trend["cells"] if cell["keys"] == ["Nghệ An"]) == found
