"""Each place where a page shows what somebody wrote: the words are there, and they are no markup."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree, html
from starlette.testclient import TestClient

from crawler.extract import understand
from crawler.model import Body, Document, Finding, Label, Source
from crawler.vocab.vocabulary import bundled_vocabulary
from dashboards.app import create_app
from dashboards.rendering import error_page, render
from dashboards.state import State
from dashboards.words import Words
from index.engines.embedded.engine import EmbeddedEngine
from index.record import record_of
from index.requests import SearchResult

NOW = datetime(2026, 3, 20, 5, 0, tzinfo=UTC)


def attack(place: str) -> str:
    """Markup that says where it stands, and closes attributes of either quote before."""
    return f"""{place}"'><script>alert(1)</script><img src=x onerror=alert(1)><b class={place}>"""


def is_inert(page: str) -> bool:
    """Whether a page has no element and no attribute that an attack would make."""
    nodes = list(html.document_fromstring(page).iter(etree.Element))
    tags = {node.tag for node in nodes}
    return "script" not in tags and not [name for node in nodes for name in node.attrib if name.startswith("on")]


def said(page: str, place: str) -> bool:
    """Whether the words of an attack are shown, in a text or in an attribute."""
    tree = html.document_fromstring(page)
    values = [*tree.itertext(), *(str(value) for value in tree.xpath("//@*"))]
    return any(f"{place}\"'><script>" in value for value in values)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Two copies of a warning whose every text is hostile, from a source with a hostile name."""
    engine = EmbeddedEngine(tmp_path)
    source = Source(slug="mau", name=attack("nguồn"), body=Body.PORTAL, platform="epi", homepage="https://mau.example/")
    records = []
    for number in (1, 2):
        document = Document(
            page_id=f"{number:016x}", revision=f"{number:064x}", source="mau", url="https://mau.example/1",
            title=attack("tiêu đề"), lead="", text=f"Cảnh báo lừa đảo. {attack('văn bản')} Hết.", published=None,
            modified=None, language="vi", layout="test",
        )  # fmt: skip
        quote = attack("chữ")
        label = Label("tax_impersonation", 1.0, (Finding("tax_impersonation", quote, 18, 18 + len(quote), "quy tắc"),))
        advisory = replace(understand(document, source), tactics=(label,))
        records.append(record_of(advisory, source, story_id="s", bands=(), indexed_at=NOW))
    engine.put(records)
    yield TestClient(create_app(engine, clock=lambda: NOW), raise_server_exceptions=False)
    engine.close()


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("/", ["tiêu đề", "nguồn"]),
        ("/search?all=1", ["tiêu đề", "nguồn"]),
        ("/search?all=1&q=canh+bao", ["tiêu đề", "văn bản"]),
        ("/advisory/{id}", ["tiêu đề", "văn bản", "chữ", "nguồn"]),
        ("/story/s", ["tiêu đề", "nguồn"]),
        ("/stories?all=1", ["tiêu đề", "nguồn"]),
        ("/sources", ["nguồn"]),
        ("/tactic/tax_impersonation", ["tiêu đề", "nguồn"]),
    ],
)
def test_what_a_publisher_wrote_is_shown_and_runs_nowhere(client: TestClient, path: str, places: list[str]) -> None:
    (first, *_) = client.get("/api/search?all=1").json()["hits"]
    answer = client.get(path.replace("{id}", first["advisory_id"]))
    assert answer.status_code == 200
    assert is_inert(answer.text)
    assert [place for place in places if not said(answer.text, place)] == []


def test_what_a_visitor_typed_comes_back_in_the_box_and_runs_nowhere(client: TestClient) -> None:
    typed = attack("hỏi").replace('"', '"a"')  # quotes in pairs, so that it is a query
    page = client.get("/search", params={"q": typed})
    assert page.status_code == 200
    assert is_inert(page.text)
    assert html.document_fromstring(page.text).xpath("//input[@id='q']/@value") == [typed]


def test_a_suggestion_is_words_and_no_markup() -> None:
    nothing = dict.fromkeys(("province", "tactic", "kind", "source"), ())
    page = render(
        "search.html", State(), "/search", bundled_vocabulary(), result=SearchResult(0, (), nothing, attack("gợi ý")), pages=1,
        chosen_of=getattr, name_of=Words.value, source_names={}, slugs={}, publications={},
    )  # fmt: skip
    assert is_inert(page)
    assert said(page, "gợi ý")


@pytest.mark.parametrize("status", [400, 503])
def test_an_error_that_repeats_what_was_typed_is_words_and_no_markup(status: int) -> None:
    page = error_page("vi", status, attack("lỗi"), bundled_vocabulary())
    assert is_inert(page)
    assert said(page, "lỗi")
