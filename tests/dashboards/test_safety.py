"""Nothing that a page or a visitor wrote runs, and no failure shows the inside."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from starlette.testclient import TestClient

from crawler.model import EngineUnavailable
from dashboards.app import HEADERS, create_app
from dashboards.routes import ADDRESSES
from index.engine import Engine

NAMES = sorted({known.name for asked in ADDRESSES for known in asked.parameters})
SAMPLES = [asked.path.format(identifier="none", slug="nghean", code="tax_impersonation") for asked in ADDRESSES]


def elements(text: str) -> list[Any]:
    return list(html.document_fromstring(text).iter(etree.Element))


def test_every_route_carries_every_safety_header(client: TestClient, paths: list[str]) -> None:
    for path in [*paths, "/missing", "/search?page=x", "/api/search?since=yesterday"]:
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, f"{path} lacks {name}"


def test_the_policy_allows_no_script_and_no_foreign_host() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe" not in policy


def test_markup_in_titles_texts_and_source_names_is_shown_and_never_run(client: TestClient, paths: list[str]) -> None:
    shown = 0
    for path in paths:
        answer = client.get(path)
        if "text/html" in answer.headers["content-type"]:
            nodes = elements(answer.text)
            assert not [node for node in nodes if node.tag == "script"], path
            assert not [name for node in nodes for name in node.attrib if name.lower().startswith("on")], path
            assert "alert(1)</script>" not in answer.text, path
            shown += "&lt;script&gt;" in answer.text
    assert shown >= 3, "the hostile document was not on any page: this test would prove nothing"


@pytest.mark.parametrize(
    "name",
    ["q", "province", "tactic", "kind", "source", "issuer", "since", "until", "sort", "page", "after", "lang", "old"],
)
def test_markup_in_a_parameter_is_inert(client: TestClient, name: str) -> None:
    answer = client.get("/search", params={name: '"><script>alert(1)</script>'})
    assert answer.status_code in (200, 400)
    assert not [node for node in elements(answer.text) if node.tag == "script"]


def test_a_template_expression_in_a_title_is_not_evaluated(client: TestClient) -> None:
    page = client.get("/search", params={"province": "Hà Tĩnh"}).text
    assert "{{7*7}}" in page.replace("&#123;", "{")


def test_a_fraudulent_address_is_shown_defanged_and_never_linked(client: TestClient) -> None:
    (hit,) = client.get("/api/search", params={"q": '"cán bộ thuế"'}).json()["hits"]
    page = client.get(f"/advisory/{hit['advisory_id']}").text
    links = [str(node.get(name)) for node in elements(page) for name in ("href", "src", "action") if node.get(name)]
    assert not [link for link in links if "thue-gov-vn" in link]
    assert "thue-gov-vn[.]top" in page
    body = next(node for node in elements(page) if node.get("class") == "body")
    assert "thue-gov-vn[.]top" in "".join(body.itertext())
    assert "thue-gov-vn.top" not in "".join(body.itertext())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/missing", 404),
        ("/advisory/none", 404),
        ("/tactic/none", 404),
        ("/province/atlantis", 404),
        ("/search?since=x", 400),
        ("/search?page=0", 400),
        ("/search?q=%22open", 400),
        ("/search?province=Atlantis", 400),
        ("/trends?province=Atlantis", 400),
        ("/trends?since=2026-02-02&until=2026-01-01", 400),
    ],
)
def test_a_wrong_request_gets_a_page_with_one_sentence(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/missing", 404),
        ("/api/advisory/none", 404),
        ("/api/search?since=x", 400),
        ("/api/search?q=%22open", 400),
        ("/api/trends?by=colour", 400),
        ("/api/trends?interval=fortnight", 400),
        ("/api/trends?compare=decade", 400),
        ("/api/trends?count=words", 400),
        ("/api/trends?last=0&compare=year", 400),
        ("/api/trends.csv?compare=year&until=2026-01-01", 400),
        ("/api/trends?compare=year&since=0002-01-01", 400),
    ],
)
def test_a_wrong_request_to_the_api_gets_the_one_shape_of_errors(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == status


def test_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "localhost:8080"}).status_code == 200


def test_an_engine_that_is_away_is_a_page_with_status_503() -> None:
    class Away:
        def __getattr__(self, name: str) -> Any:
            def call(*_args: Any, **_values: Any) -> Any:
                raise EngineUnavailable("Máy tìm kiếm không trả lời. The engine does not answer.")

            return call

    engine: Engine = Away()  # type: ignore[assignment]
    client = TestClient(create_app(engine), raise_server_exceptions=False)
    assert len(SAMPLES) > 20
    for path in SAMPLES:
        answer = client.get(path, params={"q": "lua"})
        assert answer.status_code == 503, path
        assert "Traceback" not in answer.text


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.sampled_from([*NAMES, "x"]), st.text(max_size=30)), max_size=4),
)
def test_no_query_string_breaks_a_page(client: TestClient, path: str, pairs: list[tuple[str, str]]) -> None:
    answer = client.get(path, params=[(name, value.encode("utf-8", "ignore")) for name, value in pairs])
    assert answer.status_code in ((400, 404) if "none" in path else (200, 400))
