"""The page of a document shows its labels with the words that show them."""

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

Tree = Callable[[str], Any]


def test_an_advisory_shows_each_label_with_its_words(client: TestClient, tree: Tree) -> None:
    (hit,) = client.get("/api/search", params={"q": '"cán bộ thuế"'}).json()["hits"]
    record = client.get(f"/api/advisory/{hit['advisory_id']}").json()
    page = tree(f"/advisory/{hit['advisory_id']}")
    marked = " ".join(node.text_content() for node in page.iter("mark"))
    assert "tax_impersonation" in record["tactics"]
    assert marked, "no evidence is marked in the text"
    assert page.xpath(f"//a[@href='{record['url']}']"), "the source is not linked"
