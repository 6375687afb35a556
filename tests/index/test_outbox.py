"""Advisories wait while an engine is away, and arrive in order, none lost and none doubled."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import understand
from crawler.model import Advisory, Document, EngineUnavailable
from index.engines.embedded.engine import EmbeddedEngine
from index.finding.search import search
from index.language.conditions import Everything
from index.outbox import BATCH, Outbox
from index.requests import PutResult, SearchRequest

TEXT = "Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế số {n} gọi điện yêu cầu cài ứng dụng để chiếm đoạt tài sản."


def advisory(number: int, text: str = "") -> Advisory:
    body = text or TEXT.format(n=number) + f" Vụ việc riêng mang số {number} được nêu ở văn bản {number * 7919}." * 5
    return understand(
        Document(
            f"{number:016x}",
            f"{number:064x}",
            "mau",
            f"https://mau.example/{number}",
            f"Cảnh báo số {number}",
            "",
            body,
            None,
            None,
            "vi",
            "test",
            fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
    )


class Failing:
    """An engine whose `put` fails at a given call, before or after it has stored."""

    def __init__(self, inner: EmbeddedEngine, fails_at: int, *, stored: bool) -> None:
        self._inner, self._fails_at, self._stored, self.calls = inner, fails_at, stored, 0

    def put(self, records: Any) -> PutResult:
        self.calls += 1
        if self.calls != self._fails_at:
            return self._inner.put(records)
        if self._stored:
            self._inner.put(records)  # it has them, but the acknowledgement is lost
        raise EngineUnavailable("away")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    made = Outbox(tmp_path)
    yield made
    made.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine(tmp_path / "index")
    yield made
    made.close()


@pytest.mark.parametrize("stored", [False, True])
def test_a_failure_between_batches_loses_and_doubles_nothing(
    outbox: Outbox, engine: EmbeddedEngine, stored: bool
) -> None:
    total = BATCH + 30
    for number in range(total):
        outbox.put(advisory(number))
    with pytest.raises(EngineUnavailable):
        outbox.drain(Failing(engine, 2, stored=stored))  # type: ignore[arg-type]
    assert outbox.waiting() == 30
    assert outbox.drain(engine).waiting == 0
    assert engine.count(Everything()) == total


def test_a_newer_state_replaces_the_one_that_waits(outbox: Outbox, engine: EmbeddedEngine) -> None:
    outbox.put(advisory(1))
    outbox.put(advisory(1, TEXT.format(n=1) + " Bản đã sửa."))
    assert outbox.waiting() == 1
    outbox.drain(engine)
    assert search(engine, SearchRequest(query='"bản đã sửa"')).total == 1


def test_what_waits_outlives_the_process(tmp_path: Path, engine: EmbeddedEngine) -> None:
    first = Outbox(tmp_path)
    first.put(advisory(1))
    first.close()
    second = Outbox(tmp_path)
    assert second.drain(engine).indexed == 1
    second.close()


def test_a_document_that_the_engine_refuses_is_set_apart_and_the_others_go_on(
    outbox: Outbox, engine: EmbeddedEngine
) -> None:
    class Picky(Failing):
        def put(self, records: Any) -> PutResult:
            good = [record for record in records if record.title != "Cảnh báo số 2"]
            kept = self._inner.put(good)
            return PutResult(kept.accepted, {record.advisory_id: "poison" for record in records if record not in good})

    for number in (1, 2, 3):
        outbox.put(advisory(number))
    result = outbox.drain(Picky(engine, 0, stored=False))  # type: ignore[arg-type]
    assert result.indexed == 2
    assert list(outbox.refused().values()) == ["poison"]
    assert outbox.waiting() == 0


def test_copies_are_one_story_and_separate_warnings_of_one_tactic_are_not(
    outbox: Outbox, engine: EmbeddedEngine
) -> None:
    same = (
        TEXT.format(n=1)
        + " Người dân xã Hưng Nguyên nhận được cuộc gọi từ số lạ, đối tượng đọc đúng mã số thuế rồi gửi đường dẫn. " * 3
    )
    other = (
        "Công an tỉnh Lạng Sơn khuyến cáo: gần đây xuất hiện người tự xưng cán bộ thuế đến từng hộ kinh doanh phát tờ rơi có mã QR, quét vào sẽ bị rút sạch tiền trong tài khoản ngân hàng. "
        * 2
    )
    for number, text in ((1, same), (2, "Theo Cổng thông tin tỉnh: " + same), (3, other)):
        outbox.put(advisory(number, text))
    outbox.drain(engine)
    stories = {hit.record.title: hit.record.story_id for hit in search(engine, SearchRequest()).hits}
    assert stories["Cảnh báo số 1"] == stories["Cảnh báo số 2"]
    assert stories["Cảnh báo số 3"] != stories["Cảnh báo số 1"]
