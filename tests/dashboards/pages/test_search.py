"""The page of search lists what its twins list, however the words are spelled."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

Tree = Callable[[str], Any]


def advisory_ids(page: Any) -> list[str]:
    found = [
        str(href).split("/advisory/")[1].split("?")[0] for href in page.xpath("//main//a/@href") if "/advisory/" in href
    ]
    return list(dict.fromkeys(found))


def test_search_lists_what_its_twin_lists(client: TestClient, tree: Tree) -> None:
    for query in (
        "/search",
        "/search?q=lua+dao",
        "/search?province=Ngh%E1%BB%87+An",
        "/search?tactic=tax_impersonation",
    ):
        twin = client.get(f"/api{query}").json()
        page = tree(query)
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


def test_search_ignores_diacritics_case_and_composition(client: TestClient) -> None:
    wanted = client.get("/api/search", params={"q": "giả danh"}).json()["total"]
    assert wanted > 0
    for spelling in ("gia danh", "GIẢ DANH", unicodedata.normalize("NFD", "giả danh")):
        assert client.get("/api/search", params={"q": spelling}).json()["total"] == wanted


def test_english_pages_are_english_and_keep_the_language_in_their_links(tree: Tree) -> None:
    page = tree("/search?q=lua+dao&lang=en")
    assert page.get("lang") == "en"
    inner = [
        href
        for href in page.xpath("//main//a/@href")
        if href.startswith("/") and not href.startswith(("/api", "/static"))
    ]
    assert inner
    assert [href for href in inner if "lang=en" not in href] == []
