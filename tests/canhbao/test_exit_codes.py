"""A timer tells failures apart by the exit code: 2 usage, 3 partly, 4 unavailable with the work kept, 5 already running."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from canhbao.cli import app
from canhbao.commands.balance import finish
from canhbao.failures import exit_code
from canhbao.run.feeding import Fed
from crawler.archive.store import run_lock
from crawler.model import (
    Balance,
    ConfigurationError,
    DocumentQuarantined,
    EngineUnavailable,
    Issue,
    SourceChanged,
)

BROKEN = Issue("mau", "source_changed", "mau: no article in the list.")
AWAY = Fed(waiting=3, trouble="The engine does not answer.")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command in this process, on a folder of its own."""
    for name in [name for name in os.environ if name.startswith("CANHBAO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, **more: CliRunner().invoke(app, [str(argument) for argument in arguments], **more)


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (ConfigurationError("a setting is wrong"), 2),
        (SourceChanged("the site has changed"), 3),
        (DocumentQuarantined("the file is damaged", "damaged"), 3),
        (EngineUnavailable("the engine is away"), 4),
        (ValueError("a bug"), None),
    ],
)
def test_each_named_failure_has_its_code_and_a_bug_has_none(failure: Exception, code: int | None) -> None:
    assert exit_code(failure) == code


@pytest.mark.parametrize(
    ("issues", "fed", "code"),
    [
        ((BROKEN,), Fed(), 3),
        ((), Fed(refused={"0" * 16: "poison"}), 3),
        ((), AWAY, 4),
        ((BROKEN,), AWAY, 4),
    ],
    ids=["an issue", "a refused document", "the engine is away", "both: the engine first"],
)
def test_a_crawl_that_did_not_go_well_ends_with_its_code(issues: tuple[Issue, ...], fed: Fed, code: int) -> None:
    with pytest.raises(typer.Exit) as ended:
        finish(Balance(), issues, fed, {})
    assert ended.value.exit_code == code


def test_a_crawl_that_went_well_ends_without_one() -> None:
    assert finish(Balance(), (), Fed(indexed=2), {}) is None  # type: ignore[func-returns-value]


def test_a_wrong_question_ends_with_2(run: Any) -> None:
    assert run("search", "x", "--since", "hôm qua").exit_code == 2


def test_a_crawl_beside_another_ends_with_5_and_asks_no_site(run: Any, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    source = {"slug": "mau", "name": "Mẫu", "body": "portal", "platform": "listing", "homepage": "http://127.0.0.1:9/"}
    (tmp_path / "own" / "mau.yml").write_text(json.dumps(source), encoding="utf-8")
    (tmp_path / "canhbao.toml").write_text('sources = ["own"]\n', encoding="utf-8")
    held = run_lock(tmp_path / "data", "crawl")
    assert held is not None
    done = run("crawl", "mau")
    os.close(held)
    assert done.exit_code == 5, done.output
    assert "Another crawl is running" in done.output
    assert not (tmp_path / "data" / "ledger.sqlite").exists()


def test_a_stream_with_a_line_that_was_skipped_ends_with_3(run: Any) -> None:
    good = json.dumps({"id": "1", "text": "Công an tỉnh Nghệ An cảnh báo thủ đoạn lừa đảo."})
    assert run("annotate", input=f"{good}\n").exit_code == 0
    assert run("annotate", input=f"{good}\n{{no json\n").exit_code == 3
