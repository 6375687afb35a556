"""A table is opened by spreadsheets, and no cell of it runs."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from dashboards.feeds.spreadsheet import safe_cell


def test_a_spreadsheet_runs_no_cell(client: TestClient) -> None:
    answer = client.get("/api/search.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 5
    titles = [row[rows[0].index("title")] for row in rows[1:]]
    assert any(title.startswith("'=HYPERLINK") for title in titles)


@given(st.text())
def test_no_cell_begins_with_a_formula(text: str) -> None:
    assert not safe_cell(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
