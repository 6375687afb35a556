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


def test_following_next_lists_every_result_once_and_it_is_named_for_people_too(data: Path, canhbao: Any) -> None:
    first = json.loads(canhbao("search", "thuế", "--sort", "date", "--limit", "2", "--json", data=data).stdout)
    shown = canhbao("search", "thuế", "--sort", "date", "--limit", "2", data=data).stdout
    assert shown.split("--after ")[1].split()[0] == first["next"]
    rest = canhbao("search", "thuế", "--sort", "date", "--after", first["next"], "--json", data=data)
    second = json.loads(rest.stdout)
    assert (first["total"], second["total"], second.get("next")) == (3, 3, None)
    assert len({hit["id"] for hit in (*first["hits"], *second["hits"])}) == 3


def test_a_wrong_token_is_wrong_usage(data: Path, canhbao: Any) -> None:
    done = canhbao("search", "thuế", "--after", "abc", data=data)
    assert done.returncode == 2
    assert "take `next` from the page before" in done.stderr
