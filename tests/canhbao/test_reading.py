"""Who only reads makes nothing, needs no right to write, and is told "nothing here" and "lost" apart from 0."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from canhbao.cli import app
from canhbao.holdings import DEMO_MARK

TEXT = """Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế.

Thời gian gần đây, trên địa bàn tỉnh Nghệ An xuất hiện các đối tượng giả danh cán bộ thuế gọi điện cho hộ kinh doanh, yêu cầu cài
ứng dụng eTax giả mạo. Công an tỉnh khuyến cáo người dân tuyệt đối không làm theo.
"""
OF_DATA = (
    ("search", "lua dao"),
    ("trends",),
    ("stories",),
    ("indicators",),
    ("searches",),
    ("review", "--json"),
    ("review", "export"),
    ("index", "status"),
    ("verify",),
    ("sources", "health"),
)
READING = (*OF_DATA, ("doctor",), ("sources", "list"), ("places", "Công an Nghệ An cảnh báo"), ("tactics",))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, canhbao: Any) -> Path:
    """A working folder whose data hold one document; shared by tests that change nothing."""
    home = tmp_path_factory.mktemp("filled")
    (home / "a.txt").write_text(TEXT, encoding="utf-8")
    done = canhbao("add", str(home / "a.txt"), "--json", data=home / "data")
    assert json.loads(done.stdout)["indexed"] == 1, done.stderr
    return home


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A command in this process, in a working folder."""
    for name in [name for name in os.environ if name.startswith("CANHBAO_")]:
        monkeypatch.delenv(name)

    def invoke(home: Path, *arguments: str) -> Any:
        monkeypatch.chdir(home)
        return CliRunner().invoke(app, list(arguments))

    return invoke


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_command_that_reads_changes_no_file(filled: Path, run: Any, command: tuple[str, ...]) -> None:
    before = files(filled)
    done = run(filled, *command)
    assert done.exit_code in (0, 3), done.output  # 3: a source that was never crawled
    assert files(filled) == before


ALL = """
import json, os, sys
from typer.testing import CliRunner
from canhbao.cli import app
print(json.dumps([CliRunner().invoke(app, command).exit_code for command in json.loads(sys.argv[1])]))
"""


def test_every_one_of_them_works_on_a_read_only_folder(filled: Path, run: Any, tmp_path: Path) -> None:
    usual = [run(filled, *command).exit_code for command in READING]
    home = tmp_path / "home"
    shutil.copytree(filled, home)
    asked = [sys.executable, "-c", ALL, json.dumps(READING)]
    if os.geteuid() == 0:  # root may write anything, but on a disk that is mounted to be read
        mount = f"mount --bind '{home}' '{home}' && mount -o remount,bind,ro '{home}' && cd '{home}' && exec \"$@\""
        asked = ["unshare", "--mount", "sh", "-c", mount, "sh", *asked]
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
            pytest.skip("root without the right to mount: nothing here can be made read-only")
    else:
        for path in [home, *home.rglob("*")]:
            path.chmod(path.stat().st_mode & ~0o222)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CANHBAO_")}
    done = subprocess.run(asked, cwd=home, env=environment, capture_output=True, text=True, check=False)
    if os.geteuid() != 0:
        for path in [home, *home.rglob("*")]:
            path.chmod(path.stat().st_mode | 0o200)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == usual


@pytest.mark.parametrize(
    "command", [*OF_DATA, ("show", "x"), ("serve", "--port", "0"), ("replay",), ("index", "rebuild")], ids=" ".join
)
def test_a_mistyped_folder_is_told_with_the_places_where_something_is(
    filled: Path, run: Any, command: tuple[str, ...]
) -> None:
    before = files(filled)
    done = run(filled, "--data", "dta", *command)
    assert done.exit_code == 2, done.output
    assert "There is nothing in dta; there are data in data: run `canhbao --data data …`" in done.output
    assert files(filled) == before


def test_a_folder_beside_the_demo_names_it_and_one_beside_nothing_says_how_to_begin(run: Any, tmp_path: Path) -> None:
    assert "run `canhbao demo`" in run(tmp_path, "search", "x").output
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "data" / "demo" / "warc").mkdir(parents=True)
    (tmp_path / "data" / "demo" / DEMO_MARK).touch()
    assert "data/demo (data/demo is the demo): run `canhbao --data data/demo …`" in run(tmp_path, "search", "x").output


def test_a_folder_called_index_is_not_taken_for_data(run: Any, tmp_path: Path) -> None:
    (tmp_path / "tests/index").mkdir(parents=True)
    done = run(tmp_path, "search", "x")
    assert done.exit_code == 2
    assert "there are data in" not in done.output


def test_doctor_finds_nothing_broken_where_nothing_is_yet(run: Any, tmp_path: Path) -> None:
    checks = json.loads(run(tmp_path, "doctor", "--json").stdout)
    assert next(check["level"] for check in checks if check["name"] == "index") == "lacking"
    assert list(tmp_path.iterdir()) == []


def test_who_begins_a_folder_beside_another_one_is_told(filled: Path, run: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(filled, home)
    assert (
        "A new data folder dta begins; there are data in data already"
        in run(home, "--data", "dta", "add", "a.txt").output
    )
    assert "new data folder" not in run(home, "add", "a.txt").output


@pytest.mark.parametrize("lost", ["index", "index/*/meta.json", "index/*/facts.sqlite"])
def test_a_lost_index_is_no_answer_of_0_and_its_advice_works(filled: Path, run: Any, tmp_path: Path, lost: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(filled, home)
    right = run(home, "search", "lua dao", "--json").stdout
    for path in list((home / "data").glob(lost)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for command in (("search", "lua dao"), ("trends",), ("index", "status"), ("serve", "--port", "0"))[:3]:
        done = run(home, *command)
        assert done.exit_code == 4, (command, done.output)
        assert "canhbao index rebuild" in done.output
    assert run(home, "verify").exit_code == 3
    mended = run(home, "index", "rebuild")
    assert mended.exit_code == 0, mended.output
    again = json.loads(run(home, "search", "lua dao", "--json").stdout)
    assert [hit["id"] for hit in again["hits"]] == [hit["id"] for hit in json.loads(right)["hits"]]
    assert run(home, "verify").exit_code == 0


def test_a_rebuild_stops_where_a_file_of_the_archive_is_missing_unless_it_is_asked_for(
    filled: Path, run: Any, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(filled, home)
    for path in (home / "data" / "warc").glob("*.warc.gz"):
        path.unlink()
    done = run(home, "index", "rebuild")
    assert done.exit_code == 3
    assert "canhbao index rebuild --accept-loss" in done.output
    assert run(home, "search", "lua dao").exit_code == 0
    asked = run(home, "index", "rebuild", "--accept-loss")
    assert asked.exit_code == 3
    assert "1 → 0" in asked.output
