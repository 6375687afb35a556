"""`canhbao index rebuild`: a fresh index from the archive, compared, in use in one step; nothing waits in vain."""

import json
from pathlib import Path
from typing import Any

import pytest

from canhbao.config import Config
from canhbao.run.feeding import feed, index_lock
from canhbao.run.replay import rebuild
from crawler.archive import Archive
from crawler.model import EngineUnavailable, Outcome
from index.engines import open_engine
from index.language.conditions import Everything

TEXT = """Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế.

Thời gian gần đây, trên địa bàn tỉnh Nghệ An xuất hiện các đối tượng giả danh cán bộ thuế gọi điện cho hộ kinh doanh, yêu cầu cài
ứng dụng eTax giả mạo. Công an tỉnh khuyến cáo người dân tuyệt đối không làm theo.
"""
OTHER = TEXT.replace("cán bộ thuế", "nhân viên điện lực").replace("ứng dụng eTax giả mạo", "nộp tiền điện")


@pytest.fixture
def data(tmp_path: Path, canhbao: Any) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    done = canhbao("add", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--json", data=tmp_path / "data")
    assert json.loads(done.stdout)["indexed"] == 2, done.stderr
    return tmp_path / "data"


def documents(data: Path) -> int:
    engine = open_engine("embedded", data, readonly=True)
    count = engine.count(Everything())
    engine.close()
    return count


def test_an_index_that_lost_documents_is_whole_again_and_the_cells_that_moved_are_named(
    data: Path, canhbao: Any
) -> None:
    engine = open_engine("embedded", data)
    engine.clear()
    engine.close()
    compared = json.loads(canhbao("index", "rebuild", "--compare", "--json", data=data).stdout)
    assert (compared["documents_before"], compared["documents_after"], compared["published"]) == (0, 2, False)
    assert {(m["province"], m["tactic"], m["before"], m["after"]) for m in compared["moved"]} == set(), (
        "undated: in no cell"
    )
    assert documents(data) == 0
    done = canhbao("index", "rebuild", data=data)
    assert done.returncode == 0, done.stderr
    assert "0 → 2" in done.stdout
    assert documents(data) == 2


def test_a_page_that_is_gone_stays_searchable_and_labelled_after_a_rebuild(data: Path) -> None:
    archive = Archive(data)
    row = next(iter(archive.ledger.articles()))
    archive.ledger.settle(row.page_id, row.revision, Outcome.ADVISORY)
    archive.ledger._db.execute("UPDATE pages SET outcome='gone', revision='0' WHERE page_id=?", (row.page_id,))
    archive.close()
    report = rebuild(Config(data=data))
    assert report.documents_after == 2
    engine = open_engine("embedded", data, readonly=True)
    flags = [record.flags for _, record in engine.find(Everything(), sort="date", limit=10, offset=0).page]
    engine.close()
    assert sorted("gone" in each for each in flags) == [False, True]


def test_what_is_fed_during_a_rebuild_waits_and_arrives_after(data: Path, canhbao: Any) -> None:
    (data.parent / "c.txt").write_text(TEXT.replace("Nghệ An", "Hà Tĩnh"), encoding="utf-8")
    with index_lock(data, shared=False) as free:
        assert free
        done = canhbao("add", str(data.parent / "c.txt"), "--json", data=data)
        assert done.returncode == 4
        assert "being rebuilt" in done.stderr
        assert json.loads(done.stdout)["waiting"] == 1
    assert rebuild(Config(data=data)).documents_after == 3
    assert feed(Config(data=data)).waiting == 0
    assert documents(data) == 3


def test_a_rebuild_does_not_start_while_the_index_is_written(data: Path) -> None:
    with index_lock(data, shared=True) as free:
        assert free
        with pytest.raises(EngineUnavailable, match="being written"):
            rebuild(Config(data=data))


def test_a_rebuild_that_fails_leaves_the_index_in_use(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("canhbao.run.replay.compare", fail)
    with pytest.raises(RuntimeError):
        rebuild(Config(data=data))
    assert documents(data) == 2
    assert len([path for path in (data / "index").iterdir() if path.is_dir()]) == 1
