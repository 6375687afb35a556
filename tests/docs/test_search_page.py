"""docs/search.md against the grammar: every field and name, every limit, every example."""

import re
from pathlib import Path

import pytest
import typer.main

from canhbao.cli import app
from crawler.model import AdvisoryKind, Body
from index.finding.plan import plan
from index.finding.search import MAX_OFFSET, province_name
from index.language.query import FIELDS, MAX_CHARACTERS, MAX_DEPTH, MAX_PARTS, parse
from index.language.synonyms import load_synonyms
from index.requests import Filters

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
WORDS, FIELD_TABLE = PAGE.split("## Trường")[0], PAGE.split("| field |")[1].split("\n\n")[0]
ROWS = [row.split(" | ") for row in FIELD_TABLE.splitlines() if row.startswith("| `")]
EXAMPLES = [
    *(typed for row in WORDS.splitlines() if row.startswith("| `") for typed in re.findall("`([^`]+)`", row.split(" | ")[0])),
    *(f"{row[0].strip('| `')}:{value}" for row in ROWS if "ngày" in row[2] for value in re.findall("`([^`]+)`", row[2])),
    'thudoan:"giả danh thuế"',
    "kind:debunk OR kind:advisory",
    "tinh:Huế",
    "indicator:vneid-gov[.]top",
    'dauhieu:"+84 912 345 678"',
    "có:đínhkèm",
]  # fmt: skip


def test_the_table_names_the_fields_of_the_grammar_and_no_others() -> None:
    told = {row[0].strip("| `"): tuple(re.findall("`([a-z]+)`", row[1])) for row in ROWS}
    assert told == dict(FIELDS)


def test_the_closed_values_that_are_listed_are_all_of_them() -> None:
    listed = {row[0].strip("| `"): set(re.findall("`([a-z_]+)`", row[2])) for row in ROWS}
    assert listed["kind"] == {str(kind) for kind in AdvisoryKind}
    assert listed["body"] == {str(body) for body in Body}


@pytest.mark.parametrize("typed", EXAMPLES)
def test_every_example_is_a_query(typed: str) -> None:
    assert plan(parse(typed), Filters(), province_name)


def test_the_limits_are_those_of_the_program() -> None:
    assert f"At most {MAX_CHARACTERS} characters, {MAX_PARTS} parts" in PAGE
    assert f"brackets {MAX_DEPTH} deep" in PAGE
    assert f"first {MAX_OFFSET:,}" in PAGE


def test_the_abbreviations_that_find_one_way_are_told() -> None:
    (row,) = [row for row in WORDS.splitlines() if row.startswith("| `CA`")]
    assert set(re.findall("`([A-ZĐ]+)`", row.split(" | ")[0])) == set(load_synonyms().one_way)
    assert all(f'"{long}"' in row for long in load_synonyms().one_way.values())


def test_the_readme_and_the_help_lead_to_the_page() -> None:
    assert "(docs/search.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    command = typer.main.get_command(app).commands["search"]  # type: ignore[attr-defined]
    assert "docs/search.md" in command.help
    options = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z]+", PAGE)) - {"--help"} <= options
