"""`canhbao sources check NAME` checks NAME, and an unknown name is an error that names the nearest."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from canhbao.cli import app


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command over the bundled sources, a sound one of one's own and a broken one."""
    for name in [name for name in os.environ if name.startswith("CANHBAO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "own"
    own.mkdir()
    sound = {"slug": "mau", "name": "Mẫu", "body": "portal", "platform": "listing", "homepage": "https://mau.example/"}
    (own / "mau.yml").write_text(json.dumps({**sound, "listings": ["https://mau.example/tin"]}), encoding="utf-8")
    (own / "hong.yml").write_text("slug: hong\nname: Hỏng\n", encoding="utf-8")
    (tmp_path / "canhbao.toml").write_text('sources = ["own"]\n', encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(app, ["sources", "check", *arguments])


def test_a_named_source_is_checked_and_no_other(check: Any) -> None:
    done = check("mau", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"sound": 1, "issues": []}


def test_a_named_file_that_is_broken_is_told(check: Any) -> None:
    done = check("hong")
    assert done.exit_code == 3
    assert "hong" in done.output
    assert "0 nguồn tốt" in done.output
    assert check("hong", "mau").exit_code == 3


def test_without_a_name_every_file_is_checked(check: Any) -> None:
    done = check("--json")
    assert done.exit_code == 3
    answer = json.loads(done.stdout)
    assert answer["sound"] > 200
    assert [issue["source"] for issue in answer["issues"]] == ["hong"]


def test_an_unknown_name_is_an_error_that_names_the_nearest(check: Any) -> None:
    done = check("nghean-portl")
    assert done.exit_code == 2
    assert "nghean-portal" in done.output
    assert check("khong-co-gi-giong-the-nay").exit_code == 2


def test_a_province_narrows_what_is_checked(check: Any) -> None:
    some = json.loads(check("--province", "Nghệ An", "--json").stdout)
    assert 0 < some["sound"] < 50
    assert some["issues"] == []
