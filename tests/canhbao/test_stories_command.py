"""`canhbao stories` lists what spread and shows how; a rebuild tells the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from canhbao.config import Config
from canhbao.run.replay import rebuild
from index.engines import open_engine
from index.language.conditions import Everything

Demo = tuple[Path, dict[str, Any]]
TEXT = (
    "Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế gọi điện cho hộ kinh doanh, yêu cầu cài ứng dụng eTax giả mạo qua trang "
    "etax-nghean.top rồi rút sạch tiền trong tài khoản. Công an tỉnh khuyến cáo người dân tuyệt đối không làm theo.\n"
)


def asked(canhbao: Any, data: Path, *arguments: str) -> Any:
    done = canhbao("stories", *arguments, "--json", data=data)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_largest_story_comes_first_and_tells_how_it_spread(demo: Demo, canhbao: Any) -> None:
    data, _ = demo
    listed = asked(canhbao, data, "--limit", "5")["stories"]
    sizes = [story["publications"] for story in listed]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] >= 5
    told = asked(canhbao, data, listed[0]["story_id"])
    assert told["publications_count"] == sizes[0]
    assert told["publications"][0]["relation"] == "first"
    days = [place["lag_days"] for place in told["provinces"]]
    assert len(days) >= 4
    assert days == sorted(days)
    shown = canhbao("stories", listed[0]["story_id"], data=data).stdout
    assert told["first"]["title"] in shown
    assert "first issuer" not in shown
    assert all(place["province"] in shown for place in told["provinces"])


def test_filters_choose_publications_of_a_province_and_a_period(demo: Demo, canhbao: Any) -> None:
    data, _ = demo
    for story in asked(canhbao, data, "--province", "lang son", "--sort", "newest", "--limit", "100")["stories"]:
        assert "Lạng Sơn" in story["provinces"]
    assert asked(canhbao, data, "--since", "2999-01-01") == {"found": 0, "read": 0, "matching": 0, "stories": []}


@pytest.mark.parametrize("arguments", [("khong-co",), ("--sort", "x"), ("--province", "Atlantis")])
def test_what_does_not_exist_is_named_in_one_sentence(demo: Demo, canhbao: Any, arguments: tuple[str, ...]) -> None:
    done = canhbao("stories", *arguments, data=demo[0])
    assert done.returncode == 2
    assert arguments[-1] in done.stderr
    assert "Traceback" not in done.stderr


def seen_and_stories(data: Path) -> list[tuple[str, str, str]]:
    engine = open_engine("embedded", data, readonly=True)
    found = [record for _, record in engine.find(Everything(), sort="date", limit=10, offset=0).page]
    engine.close()
    return sorted((record.advisory_id, record.story_id, record.first_seen) for record in found)


def test_a_rebuild_tells_the_same(tmp_path: Path, canhbao: Any) -> None:
    data, files = tmp_path / "data", (tmp_path / "a.txt", tmp_path / "b.txt")
    for path, text in zip(files, (TEXT, "Theo báo.\n" + TEXT), strict=True):
        path.write_text(text, encoding="utf-8")
        assert canhbao("add", str(path), "--json", data=data).returncode == 0
    before = seen_and_stories(data)
    assert len(before) == 2
    assert before[0][1] == before[1][1]
    assert rebuild(Config(data=data)).documents_after == 2
    assert seen_and_stories(data) == before
