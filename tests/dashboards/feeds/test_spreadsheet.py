"""A table is opened by spreadsheets, and no cell of it runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from dashboards.feeds.spreadsheet import csv_text, safe_cell


def test_a_spreadsheet_runs_no_cell(client: TestClient) -> None:
    answer = client.get("/api/search.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 5
    titles = [row[rows[0].index("title")] for row in rows[1:]]
    assert any(title.startswith("'=HYPERLINK") for title in titles)


SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BLANKS = st.text(alphabet=" \r\n\x00", max_size=4)


@given(BLANKS, st.sampled_from(SIGNS), st.text())
def test_no_cell_begins_with_a_formula_not_even_behind_blanks(blanks: str, sign: str, text: str) -> None:
    assert not safe_cell(blanks + sign + text).lstrip(" ").startswith(SIGNS)


@pytest.mark.parametrize("text", ["Cảnh báo", "a=b", "", "  lùi vào", "0912345678"])
def test_other_cells_are_as_they_were(text: str) -> None:
    assert safe_cell(text) == text


def test_a_cell_is_one_line_so_that_no_reader_takes_its_second_for_a_row() -> None:
    table = csv_text(("a", "b"), [["một\n=hai\r\n@ba", "x"]])
    assert table.splitlines() == ["a,b", "một =hai  @ba,x"]


@pytest.mark.parametrize("path", ["/api/search.csv", "/api/stories.csv", "/api/trends.csv"])
def test_a_table_begins_with_the_mark_that_spreadsheets_need_for_vietnamese(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.content.startswith("\ufeff".encode())
    assert answer.content.count("\ufeff".encode()) == 1
