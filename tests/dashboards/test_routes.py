"""The table of routes is the application: each page has twins, both languages, a test that asks it and a line in the docs."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from dashboards.parameters import ALL
from dashboards.routes import ADDRESSES, ROUTES, Route, Twin, in_path, twins_of
from dashboards.routes_page import routes_page
from dashboards.words import texts
from index.requests import NARROWED

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [route for route in ROUTES if route.format == "html"]
BESIDE = ("/api/openapi.json", "/static")  # made by the framework, from the table and from files
UNLINKED = ("/api/complete",)  # what the box of every page completes
TYPES = {
    "html": "text/html; charset=utf-8",
    "svg": "image/svg+xml",
    "text": "text/plain; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "atom": "application/atom+xml",
}
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)


def fits(path: str, asked: str) -> bool:
    """Whether an address is one of a path with braces."""
    return re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)), asked.split("?", maxsplit=1)[0]) is not None


def tried(path: str, paths: list[str]) -> list[str]:
    found = [asked for asked in paths if fits(path, asked)]
    assert found, f"{path} is asked by no test: add an address of it to `paths` in tests/dashboards/conftest.py"
    return found


def named(asked: Any) -> str:
    return str(asked.path)


def test_there_are_ten_pages_an_image_a_watchdogs_answer_and_twelve_twins() -> None:
    assert len(PAGES) == 10
    assert [route.format for route in ROUTES if route.format != "html"] == ["svg", "text"]
    assert sorted(twin.format for route in ROUTES for twin in route.twins) == ["atom", *["csv"] * 3, *["json"] * 8]
    assert len({asked.path for asked in ADDRESSES}) == len(ADDRESSES) == 24


def test_the_application_answers_the_table_and_nothing_else(client: TestClient) -> None:
    answered = [route.path for route in client.app.routes]  # type: ignore[attr-defined]
    assert sorted(answered) == sorted([*(asked.path for asked in ADDRESSES), *BESIDE])


def test_the_openapi_document_describes_every_twin(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()["paths"]
    assert list(described) == [twin.path for route in ROUTES for twin in route.twins]


@pytest.mark.parametrize("asked", ADDRESSES, ids=named)
def test_every_address_is_tried_and_answers_in_its_format(
    asked: Route | Twin, client: TestClient, paths: list[str]
) -> None:
    for path in tried(asked.path, paths):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == TYPES[asked.format], path


def test_nothing_is_tried_that_is_not_in_the_table(paths: list[str]) -> None:
    known = [*(asked.path for asked in ADDRESSES), "/api/openapi.json", "/static/style.css", "/static/icon.svg"]
    assert [asked for asked in paths if not any(fits(path, asked) for path in known)] == []


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_a_page_has_twins_or_the_table_says_why_not(route: Route) -> None:
    told = [bool(route.twins), bool(route.shares), bool(route.alone)]
    assert told.count(True) == 1, f"{route.path}: give it `twins`, or say whose it `shares`, or why it is `alone`"
    assert twins_of(route) or len(route.alone) > 15
    assert not route.alone or route.alone.endswith("."), "a sentence"


@pytest.mark.parametrize("route", [route for route in PAGES if not route.alone], ids=named)
def test_a_page_leads_to_its_twins(route: Route, tree: Callable[[str], Any], paths: list[str]) -> None:
    for path in tried(route.path, paths):
        links = [str(link) for link in tree(path).xpath("//p[@class='twins']//a/@href")]
        for twin in twins_of(route):
            assert twin.path in UNLINKED or any(fits(twin.path, link) for link in links), f"{path} hides {twin.path}"


@pytest.mark.parametrize("route", PAGES, ids=named)
def test_a_page_speaks_both_languages(route: Route, client: TestClient, paths: list[str]) -> None:
    path, *_ = (asked for asked in tried(route.path, paths) if "lang=" not in asked)
    said = {}
    for language in ("vi", "en"):
        answer = client.get(path + ("&" if "?" in path else "?") + f"lang={language}")
        assert answer.status_code == 200, f"{path} in {language}: a text is missing in dashboards/texts.yml"
        page = html.document_fromstring(answer.text)
        assert page.get("lang") == language
        said[language] = " ".join(page.xpath("string(//main)").split())
        assert page.xpath("string(//h1)").strip()
    assert said["vi"] != said["en"]
    left = [
        text
        for key, text in texts()["vi"].items()
        if len(text) > 12 and VIETNAMESE.search(text) and text != texts()["en"][key] and text in said["en"]
    ]
    assert left == [], f"{path}?lang=en is not all in English"


@pytest.mark.parametrize("asked", ADDRESSES, ids=named)
def test_meanings_are_told_in_both_languages(asked: Route | Twin) -> None:
    told = [(known.vi, known.en) for known in asked.parameters]
    if isinstance(asked, Route):
        told.append((asked.vi, asked.en))
    for vietnamese, english in told:
        assert VIETNAMESE.search(vietnamese), vietnamese
        assert english
        assert not VIETNAMESE.search(english), english


@pytest.mark.parametrize("asked", ADDRESSES, ids=named)
def test_the_table_names_the_parameters_of_path_and_openapi(asked: Route | Twin) -> None:
    names = [known.name for known in asked.parameters]
    assert len(names) == len(set(names))
    assert set(in_path(asked.path)) <= set(names)
    assert set(names) <= {known.name for known in ALL}
    if isinstance(asked, Twin):
        assert set(asked.declared) <= set(names)
    assert not set(names) & set(NARROWED) or set(names) >= set(NARROWED), "an address takes all filters or none"


@pytest.mark.parametrize("asked", ADDRESSES, ids=named)
def test_a_value_that_the_table_does_not_allow_is_refused(
    asked: Route | Twin, client: TestClient, paths: list[str]
) -> None:
    address = tried(asked.path, paths)[0].split("?")[0]
    for known in asked.parameters:
        wrong = {"day": "2026-02-30", "number": str(known.most + 1), "choice": "fortnight"}.get(known.type)
        if wrong:
            answer = client.get(address, params={known.name: wrong})
            assert answer.status_code == 400, f"{address}?{known.name}={wrong}"
            assert known.name in answer.text or "results can be reached" in answer.text
        for value in known.choices or ([str(known.most), str(known.least)] if known.type == "number" else []):
            answer = client.get(address, params={known.name: value})
            assert answer.status_code == 200, f"{address}?{known.name}={value}"


@pytest.mark.parametrize("asked", ADDRESSES, ids=named)
def test_every_address_has_a_line_in_the_docs(asked: Route | Twin) -> None:
    lines = (DOCS / "pages.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(f"| `{asked.path}` |")], f"docs/pages.md lacks {asked.path}"


def test_the_page_of_the_docs_is_that_of_the_table() -> None:
    written = (DOCS / "pages.md").read_text(encoding="utf-8")
    assert written == routes_page(), "run: python -m dashboards.routes_page > docs/pages.md"
