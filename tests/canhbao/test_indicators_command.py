"""canhbao indicators: a list for people is defanged, one for programs is plain; a correction outlives a rebuild."""

import json
from pathlib import Path
from typing import Any

import pytest

TEXT = (
    "Cảnh báo lừa đảo\n\nCông an tỉnh Nghệ An cảnh báo: đối tượng lập trang web giả mạo vietcombank-vn.top và gọi từ số điện "
    "thoại 0912 345 678, tự xưng nhân viên ngân hàng để chiếm đoạt tài sản."
)


@pytest.fixture(scope="module")
def data(canhbao: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("indicators")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    assert canhbao("add", str(folder / "a.txt"), "--json", data=folder / "data").returncode == 0
    return folder / "data"


def listed(canhbao: Any, data: Path, *options: str) -> dict[str, Any]:
    done = canhbao("indicators", "--json", *options, data=data)
    assert done.returncode == 0, done.stderr
    return {item["key"]: item for item in json.loads(done.stdout)["indicators"]}


def test_the_table_is_defanged_and_json_and_csv_are_plain(canhbao: Any, data: Path) -> None:
    shown = canhbao("indicators", data=data).stdout
    assert "vietcombank-vn[.]top" in shown
    assert "vietcombank-vn.top" not in shown
    assert "2 of 2" in shown
    assert listed(canhbao, data)["vietcombank-vn.top"]["imitates"] == "vietcombank"
    lines = canhbao("indicators", "--csv", "--type", "domain", data=data).stdout.splitlines()
    assert lines[0].startswith("type,value,key,role,state")
    assert [line.split(",")[:5] for line in lines[1:]] == [
        ["domain", "vietcombank-vn.top", "vietcombank-vn.top", "scam", "active"]
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--role", "private"), "--role"), (("--type", "car"), "--type"), (("--brand", "nobody"), "--brand"), (("--json", "--csv"), "--csv")],
)  # fmt: skip
def test_a_wrong_option_is_told(canhbao: Any, data: Path, options: tuple[str, ...], said: str) -> None:
    done = canhbao("indicators", *options, data=data)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_correction_takes_one_back_in_any_form_and_outlives_a_rebuild(canhbao: Any, data: Path) -> None:
    assert canhbao("indicators", "withdraw", "hxxp://vietcombank-vn[.]top/", data=data).returncode == 2  # no reason
    done = canhbao("indicators", "withdraw", "hxxp://vietcombank-vn[.]top/", "--why", "nhầm", data=data)
    assert done.returncode == 0, done.stderr
    assert canhbao("index", "rebuild", data=data).returncode == 0
    assert set(listed(canhbao, data, "--role", "scam")) == {"0912345678"}
    assert listed(canhbao, data)["vietcombank-vn.top"]["state"] == "withdrawn"
    assert canhbao("indicators", "withdraw", "vietcombank-vn.top", "--undo", data=data).returncode == 0
    assert set(listed(canhbao, data, "--role", "scam")) == {"0912345678", "vietcombank-vn.top"}
    assert canhbao("indicators", "withdraw", "khongco24h.top", "--why", "nhầm", data=data).returncode == 2


def test_an_empty_data_folder_is_told_from_one_without_indicators(canhbao: Any, tmp_path: Path) -> None:
    done = canhbao("indicators", "--json", data=tmp_path / "data")
    assert done.returncode == 2
    assert "There is nothing in" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "data").exists()
