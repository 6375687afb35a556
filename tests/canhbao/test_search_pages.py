"""Pages of a search by token: on the command line, as a program reads them."""

import json
from pathlib import Path
from typing import Any

import pytest

TEXT = "Ngày {day}/3/2026, Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế. Người dân cần cảnh giác."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, canhbao: Any) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for day in (1, 2, 3):
        (folder / f"{day}.txt").write_text(TEXT.format(day=day), encoding="utf-8")
    assert canhbao("add", *(str(folder / f"{day}.txt") for day in (1, 2, 3)), data=folder / "data").returncode == 0
    return folder / "data"


@pytest.mark.parametrize("sort", ["relevance", "date", "first_seen"])
def test_following_next_lists_every_result_once(data: Path, canhbao: Any, sort: str) -> None:
    found, after = [], []
    for _ in range(3):
        done = canhbao("search", "thuế", "--sort", sort, "--limit", "1", *after, "--json", data=data)
        answer = json.loads(done.stdout)
        found += [hit["id"] for hit in answer["hits"]]
        assert answer["total"] == 3
        after = ["--after", answer.get("next", "")]
    assert len(set(found)) == 3


def test_the_next_page_is_named_for_people_too(data: Path, canhbao: Any) -> None:
    shown = canhbao("search", "thuế", "--limit", "2", data=data).stdout
    token = shown.split("--after ")[1].split()[0]
    assert "1. " in canhbao("search", "thuế", "--limit", "2", "--after", token, data=data).stdout


def test_a_wrong_token_is_wrong_usage(data: Path, canhbao: Any) -> None:
    done = canhbao("search", "thuế", "--after", "abc", data=data)
    assert done.returncode == 2
    assert "take `next` from the page before" in done.stderr
