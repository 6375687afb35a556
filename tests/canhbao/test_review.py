"""`canhbao review`: new scams are seen before they have a name, and an analyst's word stays through every rebuild."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

HEAD = "Công an tỉnh Nghệ An cảnh báo thủ đoạn lừa đảo mới."
CHARGER = [
    f"{HEAD}\n\nCác đối tượng mời chào lắp trạm sạc xe điện tại nhà với giá ưu đãi, dụ chủ nhà đưa tiền cọc rồi cắt liên lạc. "
    f"Nhiều hộ ở {where} dính bẫy lừa đảo trạm sạc xe điện. Người dân cần cảnh giác."
    for where in ("huyện Diễn Châu", "thành phố Vinh", "huyện Yên Thành")
]
TREES = [
    f"{HEAD}\n\nKẻ gian rao cây cảnh bonsai cổ thụ trăm tuổi, đánh tráo bằng cây ghép keo rồi lừa đảo người chơi cây ở {where}. "
    "Cây bonsai ghép keo héo sau ít ngày. Người dân cần cảnh giác."
    for where in ("huyện Đô Lương", "huyện Nam Đàn")
]
KNOWN = f"{HEAD}\n\nCác đối tượng giả danh nhân viên điện lực gọi điện dọa cắt điện, yêu cầu chuyển tiền. Người dân cần cảnh giác."


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, canhbao: Any) -> Path:
    """A data folder with five unknown scams and a known one."""
    base = tmp_path_factory.mktemp("review")
    (base / "files").mkdir()
    for number, text in enumerate([*CHARGER, *TREES, KNOWN]):
        (base / "files" / f"{number}.txt").write_text(text, encoding="utf-8")
    done = canhbao("add", str(base / "files"), "--json", data=base / "data")
    assert json.loads(done.stdout)["indexed"] == 6, done.stderr
    return base / "data"


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(filled, tmp_path / "data"))


def queue(canhbao: Any, data: Path, **extra: str) -> dict[str, Any]:
    done = canhbao("review", "--json", data=data, **extra)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_unknown_scams_are_clustered_by_their_words_and_known_ones_are_not_there(data: Path, canhbao: Any) -> None:
    told = queue(canhbao, data)
    assert told["waiting"] == 5
    assert [len(cluster["members"]) for cluster in told["clusters"]] == [3, 2]
    assert any("trạm sạc" in word for word in told["clusters"][0]["words"]), told["clusters"][0]["words"]
    assert any("cây" in word for word in told["clusters"][1]["words"]), told["clusters"][1]["words"]
    shown = canhbao("review", data=data).stdout
    assert told["clusters"][0]["members"][0]["id"] in shown


def test_a_label_needs_words_of_the_document_and_stays_through_a_rebuild(data: Path, canhbao: Any) -> None:
    identifier = queue(canhbao, data)["clusters"][1]["members"][0]["id"]
    refused = canhbao(
        "review", "label", identifier, "online_shopping_nondelivery", "--quote", "không có câu này", data=data
    )
    assert refused.returncode == 2
    assert "no label without evidence" in refused.stderr
    tactic = "online_shopping_nondelivery"
    assert canhbao("review", "label", identifier, tactic, "--quote", "cây ghép keo", data=data).returncode == 0
    for _ in range(2):
        record = json.loads(canhbao("show", identifier, "--json", data=data).stdout)
        (label,) = record["advisory"]["tactics"]
        assert label["code"] == tactic
        assert label["evidence"][0]["quote"].lower() == "cây ghép keo"
        assert label["evidence"][0]["rule"] == "analyst"
        assert identifier not in json.dumps(queue(canhbao, data))
        assert canhbao("index", "rebuild", data=data).returncode == 0
    row = json.loads(canhbao("review", "export", data=data).stdout)
    assert (row["id"], row["tactics"]) == (identifier, [tactic])
    gold = data.parent / "labels.jsonl"
    gold.write_text(json.dumps(row) + "\n", encoding="utf-8")
    measured = json.loads(canhbao("evaluate", str(gold), "--json", data=data).stdout)
    assert measured["fields"]["tactics"]["missed"] == 1, "the rules do not know what the analyst knows"


def test_what_is_dismissed_leaves_the_queue_without_a_tactic(data: Path, canhbao: Any) -> None:
    identifier = queue(canhbao, data)["clusters"][1]["members"][0]["id"]
    assert canhbao("review", "dismiss", identifier, data=data).returncode == 0
    assert queue(canhbao, data)["waiting"] == 4
    record = json.loads(canhbao("show", identifier, "--json", data=data).stdout)
    assert record["tactics"] == ["other_unspecified"]


NEW = [
    *(
        "review",
        "tactic",
        "ev_charger_deposit",
        "--family",
        "commerce",
        "--vi",
        "Lừa lắp trạm sạc",
        "--en",
        "EV charger deposit",
    ),
    *("--definition", "A deposit for a charger that never comes.", "--pattern", "lắp .. trạm sạc"),
    *("--negative", "Thành phố khánh thành mười trạm sạc."),
]


def test_a_cluster_becomes_a_tactic_of_ones_own(data: Path, canhbao: Any) -> None:
    own = data.parent / "thu-doan.yml"
    done = canhbao(*NEW, "--positive", "Chúng mời lắp trạm sạc rồi lừa cọc.", data=data, CANHBAO_TACTICS=str(own))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 4, "three waiting advisories got the new tactic"
    assert queue(canhbao, data, CANHBAO_TACTICS=str(own))["waiting"] == 2
    found = canhbao("search", "--tactic", "ev_charger_deposit", "--json", data=data, CANHBAO_TACTICS=str(own))
    assert json.loads(found.stdout)["total"] == 3
    again = canhbao(*NEW, "--positive", "Chúng mời lắp trạm sạc.", data=data, CANHBAO_TACTICS=str(own))
    assert again.returncode == 2
    assert "exists" in again.stderr


def test_a_tactic_whose_example_does_not_show_it_is_refused_and_not_written(data: Path, canhbao: Any) -> None:
    own = data.parent / "thu-doan.yml"
    done = canhbao(*NEW, "--positive", "Chúng bán cây cảnh.", data=data, CANHBAO_TACTICS=str(own))
    assert done.returncode == 2
    assert "ev_charger_deposit" in done.stderr
    assert not own.exists()
    assert list(data.parent.glob("*.new")) == []


def test_without_a_file_of_ones_own_the_remedy_is_named(data: Path, canhbao: Any) -> None:
    done = canhbao(*NEW, "--positive", "Chúng mời lắp trạm sạc.", data=data)
    assert done.returncode == 2
    assert "CANHBAO_TACTICS" in done.stderr


@pytest.mark.parametrize("arguments", [["label", "0" * 16, "power_utility", "--quote", "x"], ["dismiss", "0" * 16]])
def test_an_unknown_advisory_is_named(data: Path, canhbao: Any, arguments: list[str]) -> None:
    done = canhbao("review", *arguments, data=data)
    assert done.returncode == 2
    assert "0" * 16 in done.stderr
