"""Saved searches: kept under a name, asked again, with what is new since the last look."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from canhbao.analyst.saved import ask, load_searches, look, remove, save
from crawler.model import ConfigurationError
from crawler.vocab.vocabulary import bundled_vocabulary
from index.engines import open_engine
from index.requests import Filters, SearchRequest

TEXT = "Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế. Người dân cần cảnh giác, tuyệt đối không làm theo."


@pytest.fixture
def data(tmp_path: Path, canhbao: Any) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert canhbao("add", str(tmp_path / "a.txt"), data=tmp_path / "data").returncode == 0
    return tmp_path / "data"


def test_a_search_is_kept_with_its_filters_and_order_but_not_its_page(tmp_path: Path) -> None:
    path = tmp_path / "searches.json"
    filters = Filters(province=("Nghệ An",), since=date(2026, 1, 2), old_provinces=True)
    request = SearchRequest("lừa đảo", filters, sort="date")
    save(path, "nghe-an", replace(request, limit=5, offset=20))
    assert load_searches(path)["nghe-an"].request == request
    remove(path, "nghe-an")
    assert load_searches(path) == {}


def test_what_came_since_the_last_look_is_new(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "searches.json"
    save(path, "thue", SearchRequest("thuế"))
    engine = open_engine("embedded", data, readonly=True)
    assert len(ask(engine, load_searches(path)["thue"], bundled_vocabulary()).new) == 1
    assert len(look(path, engine, "thue", bundled_vocabulary()).new) == 1
    assert ask(engine, load_searches(path)["thue"], bundled_vocabulary()).new == ()
    earlier = datetime.now(UTC) - timedelta(days=1)
    look(path, engine, "thue", bundled_vocabulary(), now=earlier)
    answer = ask(engine, load_searches(path)["thue"], bundled_vocabulary())
    assert (answer.total, len(answer.new)) == (1, 1)
    engine.close()


def test_the_commands_keep_list_show_and_forget(data: Path, canhbao: Any) -> None:
    assert canhbao("search", "thuế", "--save", "thue", data=data).returncode == 0
    (listed,) = json.loads(canhbao("searches", "--json", data=data).stdout)
    assert (listed["name"], listed["total"], len(listed["new"]), listed["looked"]) == ("thue", 1, 1, None)
    assert "giả danh cán bộ" in canhbao("searches", "thue", data=data).stdout
    (again,) = json.loads(canhbao("searches", "--json", data=data).stdout)
    assert again["new"] == []
    assert canhbao("searches", "thue", "--remove", data=data).returncode == 0
    assert json.loads(canhbao("searches", "--json", data=data).stdout) == []
    unknown = canhbao("searches", "thue", data=data)
    assert unknown.returncode == 2
    assert "No search is saved" in unknown.stderr


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 41])
def test_an_unfit_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="name"):
        save(tmp_path / "searches.json", name, SearchRequest("x"))


@pytest.mark.parametrize("damaged", ['{"a": 1}', "[]", "{", '{"a": {"query": "x", "filters": {}, "sort": "best"}}'])
def test_a_damaged_file_is_named(tmp_path: Path, damaged: str) -> None:
    path = tmp_path / "searches.json"
    path.write_text(damaged, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="damaged"):
        load_searches(path)
