"""The page of trends: its numbers are its twins', each leads to what it counts, and gaps are no zeros."""

import csv
import io
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from dashboards.trend_state import trend_state_of

WINDOW = "since=2026-01-01&until=2026-03-31"


def tree(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.document_fromstring(answer.text)


def table(page: Any, heading: str) -> dict[str, list[str]]:
    """Rows of the table under a heading, by their first cell."""
    (found,) = page.xpath(f"//section[@aria-labelledby='{heading}']//table")
    rows = [[cell.text_content().strip() for cell in row] for row in found.xpath("./tbody/tr | ./tfoot/tr")]
    return {row[0]: row[1:] for row in rows}


def test_every_number_leads_to_as_many_documents(client: TestClient) -> None:
    tried = 0
    for by in ("province,tactic", "province", "source", "kind", "channel,impersonated", "body", "issuer"):
        page = tree(client, f"/trends?by={by}&compare=both&{WINDOW}")
        links = page.xpath("//table//td/a")
        for link in links:
            twin = client.get("/api" + str(link.get("href"))).json()
            assert twin["total"] == int(link.text_content()), f"{by}: {link.get('href')}"
        tried += len(links)
    assert tried > 40


def test_trends_count_what_search_finds(client: TestClient) -> None:
    trend = client.get("/api/trends", params={"by": "province", "interval": "month"}).json()
    found = client.get("/api/search", params={"province": "Nghệ An"}).json()["total"]
    assert sum(cell["count"] for cell in trend["cells"] if cell["keys"] == ["Nghệ An"]) == found


def test_the_comparison_says_what_its_twin_says(client: TestClient) -> None:
    query = f"by=province&compare=both&{WINDOW}"
    twin = client.get(f"/api/trends?{query}").json()["comparison"]
    rows = table(tree(client, f"/trends?{query}"), "h-compare")
    assert twin["rows"]
    for row in twin["rows"]:
        now, before, absolute, _, *_ = rows[row["province"]]
        assert now == ("·" if row["now"]["count"] is None else str(row["now"]["count"]))
        assert before == ("·" if row["before"]["count"] is None else str(row["before"]["count"]))
        if row["since_before"]["absolute"] is None:
            assert absolute == "–"


def test_a_gap_is_a_dot_a_zero_is_a_zero_and_both_are_explained(client: TestClient) -> None:
    """Hà Tĩnh's source published in January and March; Cà Mau has no source at all."""
    page = tree(client, f"/trends?by=province&{WINDOW}")
    months = table(page, "h-series")
    assert months["Hà Tĩnh"] == ["1", "·", "1"]
    assert months["Nghệ An"] == ["·", "1", "1"]
    heat = table(page, "h-heat")
    assert set(heat["Cà Mau"]) == {"·"}
    assert "0" in heat["Hà Tĩnh"]
    assert "·" not in heat["Hà Tĩnh"]
    assert len(heat) == 34
    legend = page.find_class("legend")[0].text_content()
    assert "0" in legend
    assert "·" in legend


def test_the_old_map_has_63_rows(client: TestClient) -> None:
    assert len(table(tree(client, f"/trends?old=1&{WINDOW}"), "h-heat")) == 63


def test_a_month_that_is_not_over_is_said_to_be_compared_up_to_the_same_day(client: TestClient) -> None:
    page = tree(client, "/trends?since=2026-03-01&until=2026-03-31&compare=previous&lang=en")
    assert "up to the same day" in page.find_class("partial")[0].text_content()
    whole = tree(client, "/trends?since=2026-02-01&until=2026-02-28&compare=previous&lang=en")
    assert whole.find_class("partial") == []


def test_rates_are_shown_instead_of_counts_where_asked(client: TestClient) -> None:
    twin = client.get(f"/api/trends?by=tactic&rate=1&compare=previous&{WINDOW}").json()
    cell = twin["cells"][0]
    assert cell["rate"] == pytest.approx(cell["count"] / cell["watching_sources"], abs=1e-4)
    page = tree(client, f"/trends?by=tactic&rate=1&compare=previous&{WINDOW}&lang=en")
    total = table(page, "h-compare")["All together"]
    assert float(total[0]) == pytest.approx(twin["comparison"]["total"]["now"]["rate"], abs=0.01)
    near = "&by=tactic&rate=1&compare=previous&since=2026-03-09&until=2026-03-16"
    change = client.get(f"/api/trends?{near}").json()["comparison"]["total"]["since_before"]
    shown = table(tree(client, f"/trends?{near}&lang=en"), "h-compare")["All together"]
    assert shown[2] in ("0", f"{change['rate_difference']:+.2f}".replace("-", "−"))
    assert change["rate_difference"] is not None


def test_stories_can_be_counted_and_advisories_are_the_default(client: TestClient) -> None:
    assert client.get("/api/trends").json()["count"] == "advisories"
    assert client.get("/api/trends?count=stories").json()["count"] == "stories"


def test_the_csv_of_a_comparison_has_numbers_that_a_spreadsheet_adds(client: TestClient) -> None:
    text = client.get("/api/trends.csv?by=province&compare=previous&since=2026-02-01&until=2026-02-28").text
    rows = {row["province"]: row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}
    assert (rows["Nghệ An"]["now"], rows["Nghệ An"]["before"], rows["Nghệ An"]["absolute_before"]) == ("1", "", "")
    text = client.get("/api/trends.csv?by=tactic&compare=previous&since=2026-03-09&until=2026-03-16").text
    falls = {row["absolute_before"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}
    assert "-1" in falls


def test_a_filter_leaves_its_own_rows_and_can_be_taken_away(client: TestClient) -> None:
    page = tree(client, f"/trends?by=province&province=nghe+an&{WINDOW}")
    assert list(table(page, "h-heat")) == ["Nghệ An"]
    (away,) = page.xpath("//p[@class='chips']/a/@href")
    assert "province=" not in away
    assert len(table(tree(client, away), "h-heat")) == 34


def test_the_form_keeps_what_was_asked_and_works_without_scripts(client: TestClient) -> None:
    asked = "by=tactic%2Cprovince&interval=week&count=stories&compare=year&last=3&rate=1&tactic=tax_impersonation&lang=en&old=1"
    form = tree(client, f"/trends?{asked}").forms[1]
    assert form.action == "/trends"
    sent = trend_state_of(form.form_values())
    assert sent == trend_state_of(parse_qsl(asked))


def test_the_address_of_a_state_gives_the_state_back() -> None:
    for asked in (
        "",
        "by=",
        "by=source&interval=none",
        "by=kind,body&rate=1&last=7&compare=both&count=stories&since=2026-01-01",
    ):
        state = trend_state_of(parse_qsl(asked, keep_blank_values=True))
        again = trend_state_of(parse_qsl(urlsplit(state.url()).query, keep_blank_values=True))
        assert again == state


def test_a_trend_of_nothing_is_a_page_too(client: TestClient) -> None:
    page = tree(client, "/trends?since=2019-01-01&until=2019-12-31&compare=both")
    assert page.find_class("empty")
    assert table(page, "h-compare")["Tất cả"][0] == "·"
