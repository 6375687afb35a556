"""Advisories wait while an engine is away, and arrive in order, none lost and none doubled."""

from collections.abc import Iterator
from dataclasses import replace
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


# -- what is put while it drains -------------------------------------------------------------------------------------


def edited(number: int) -> Advisory:
    return advisory(number, advisory(number).document.text + " Bản đã sửa.")


class Meanwhile:
    """An engine during whose first `put` a crawl of another process puts a newer state."""

    def __init__(self, inner: EmbeddedEngine, data: Path, newer: Advisory) -> None:
        self._inner, self._data, self._newer = inner, data, newer
        self.batches: list[list[str]] = []

    def put(self, records: Any) -> PutResult:
        self.batches.append([record.title for record in records])
        if len(self.batches) == 1:
            crawl = Outbox(self._data)
            crawl.put(self._newer)
            crawl.close()
        return self._inner.put(records)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.mark.parametrize("waiting", [[1], [1, 2], [2, 1]])
def test_a_newer_state_that_is_put_while_the_older_is_sent_arrives_too(
    outbox: Outbox, engine: EmbeddedEngine, tmp_path: Path, waiting: list[int]
) -> None:
    for number in waiting:
        outbox.put(advisory(number))
    racing = Meanwhile(engine, tmp_path, edited(1))
    result = outbox.drain(racing)  # type: ignore[arg-type]
    assert racing.batches == [[f"Cảnh báo số {number}" for number in waiting], ["Cảnh báo số 1"]]
    assert (result.waiting, outbox.waiting()) == (0, 0)
    assert search(engine, SearchRequest(query='"bản đã sửa"')).total == 1
    assert engine.count(Everything()) == len(waiting)


def test_a_document_that_was_refused_may_come_back_in_a_newer_state(
    outbox: Outbox, engine: EmbeddedEngine, tmp_path: Path
) -> None:
    class Picky(Meanwhile):
        def put(self, records: Any) -> PutResult:
            done = super().put(records)
            first = len(self.batches) == 1
            return PutResult((), {records[0].advisory_id: "poison"}) if first else done

    outbox.put(advisory(1))
    result = outbox.drain(Picky(engine, tmp_path, edited(1)))  # type: ignore[arg-type]
    assert list(result.refused.values()) == ["poison"]
    assert (result.indexed, result.waiting) == (1, 0), "the newer state was not sent"


def test_batches_go_in_the_order_of_arrival_and_an_edit_goes_to_the_end(
    outbox: Outbox, engine: EmbeddedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.outbox.BATCH", 2)
    for number in (3, 1, 2, 4):
        outbox.put(advisory(number))
    outbox.put(edited(3))
    watching = Meanwhile(engine, tmp_path, advisory(5))
    outbox.drain(watching)  # type: ignore[arg-type]
    assert watching.batches == [
        ["Cảnh báo số 1", "Cảnh báo số 2"],
        ["Cảnh báo số 4", "Cảnh báo số 3"],
        ["Cảnh báo số 5"],
    ]


def test_an_edit_keeps_the_moment_at_which_its_page_was_first_seen(outbox: Outbox, engine: EmbeddedEngine) -> None:
    first = advisory(1)
    later = replace(
        first.document, text=first.document.text + " Bản đã sửa.", fetched_at=datetime(2026, 4, 9, tzinfo=UTC)
    )
    for state in (first, understand(later)):
        outbox.put(state)
        outbox.drain(engine)
    (hit,) = search(engine, SearchRequest()).hits
    assert "Bản đã sửa" in hit.record.text
    assert hit.record.first_seen == datetime(2026, 3, 1, tzinfo=UTC)
