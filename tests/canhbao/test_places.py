"""`canhbao places` explains a reading: every name, what it could be, what was decided and why."""

import json
from pathlib import Path
from typing import Any

TEXT = "Công an tỉnh Nghệ An cảnh báo: nạn nhân trú tại huyện Châu Thành bị lừa; ông Nguyễn An Giang cho biết."


def explained(canhbao: Any, data: Path, text: str, *more: str) -> dict[str, Any]:
    done = canhbao("places", text, "--json", *more, data=data)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_each_name_has_its_options_its_decision_and_its_rule(tmp_path: Path, canhbao: Any) -> None:
    readings = {r["written"]: r for r in explained(canhbao, tmp_path / "d", TEXT)["readings"]}
    assert readings["Nghệ An"]["role"] == "issuer"
    assert readings["Nghệ An"]["province_2025"] == "Nghệ An"
    assert TEXT[readings["Nghệ An"]["start"] : readings["Nghệ An"]["end"]] == "Nghệ An"
    assert "An Giang" not in readings, "a person's name was read as a province"


def test_a_name_of_ten_districts_is_left_open_and_says_so(tmp_path: Path, canhbao: Any) -> None:
    (reading,) = explained(canhbao, tmp_path / "d", "Nạn nhân trú tại huyện Châu Thành.")["readings"]
    assert reading["decision"] == ""
    assert "ambiguous" in reading["rule"]
    assert len(reading["options"]) >= 10


def test_an_old_province_is_shown_with_the_new_one(tmp_path: Path, canhbao: Any) -> None:
    told = explained(canhbao, tmp_path / "d", "Trên địa bàn tỉnh Quảng Nam xuất hiện đối tượng giả danh cán bộ.")
    assert told["affected"] == ["Đà Nẵng"]
    assert told["affected_by"] == {"Đà Nẵng": "affected_cue"}
    done = canhbao("places", "Trên địa bàn tỉnh Quảng Nam xuất hiện đối tượng giả danh.", data=tmp_path / "d")
    assert "→ Đà Nẵng" in done.stdout


def test_nothing_to_read_is_wrong_usage(tmp_path: Path, canhbao: Any) -> None:
    done = canhbao("places", "  ", data=tmp_path / "d")
    assert done.returncode == 2
    assert "There is no text" in done.stderr
