"""What every engine promises (index.engine.Engine), on each of them."""

import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest

from index.engine import Engine
from index.finding.search import search
from index.language.conditions import Everything
from index.requests import Filters, SearchRequest


def ids(engine: Engine, query: str, **filters: Any) -> list[str]:
    return [hit.advisory_id[-1] for hit in search(engine, SearchRequest(query=query, filters=Filters(**filters))).hits]


def test_putting_twice_replaces_and_deleting_forgets(engine: Engine, make: Any) -> None:
    engine.put([make(1, title="cũ"), make(2, title="khác")])
    engine.put([make(1, title="mới")])
    assert engine.count(Everything()) == 2
    assert ids(engine, "cu") == []
    assert ids(engine, "moi") == ["1"]
    engine.delete(["0" * 15 + "1", "unknown"])
    assert engine.count(Everything()) == 1
    assert engine.get("0" * 15 + "1") is None


def test_two_states_of_one_document_in_one_batch_leave_the_last(engine: Engine, make: Any) -> None:
    engine.put([make(1, title="một"), make(1, title="hai")])
    assert engine.count(Everything()) == 1
    assert ids(engine, "hai") == ["1"]


def test_a_record_comes_back_whole(engine: Engine, make: Any) -> None:
    record = make(
        1, title="Cảnh báo", text="Nội dung", advisory={"kind": "advisory", "tactics": [1, 2]}, bands=["01ab"]
    )
    engine.put([record])
    assert engine.get("0" * 15 + "1") == record
    assert engine.get_many(["x", "0" * 15 + "1"]) == [record]


def test_records_come_in_the_order_asked_each_once(engine: Engine, make: Any) -> None:
    first, second, third = (make(number) for number in (1, 2, 3))
    engine.put([first, second, third])
    asked = [third.advisory_id, first.advisory_id, "", "x" * 300, third.advisory_id]
    assert engine.get_many(asked) == [third, first]


def test_the_status_tells_when_the_newest_was_indexed(engine: Engine, make: Any) -> None:
    assert engine.status().updated is None
    seen = {1: "2025-06-01T03:00:00+00:00", 2: "2025-06-02T03:00:00+00:00"}
    engine.put([make(n, first_seen=at, indexed_at=at.replace("T03", "T09")) for n, at in seen.items()])
    assert engine.status().updated == datetime(2025, 6, 2, 9, tzinfo=UTC)


def test_an_empty_engine_answers(engine: Engine) -> None:
    assert search(engine, SearchRequest(query="lua dao", facets=("province",))).total == 0
    assert engine.status().documents == 0
    assert engine.get("x") is None


@pytest.mark.parametrize(
    "typed", ["hoà bình", "hòa bình", "hoa binh", "HOÀ BÌNH", unicodedata.normalize("NFD", "hòa bình"), '"hòa bình"']
)
def test_a_word_is_found_however_it_is_typed(engine: Engine, make: Any, typed: str) -> None:
    engine.put([make(1, text="người dân Hoà Bình"), make(2, text="người dân Thái Bình")])
    assert ids(engine, typed) == ["1"]


def test_an_accented_query_ranks_exact_matches_first(engine: Engine, make: Any) -> None:
    engine.put([make(1, text="thu tiền của dân"), make(2, text="thú rừng được thả"), make(3, text="thư rác gửi tới")])
    assert ids(engine, "thư")[0] == "3"
    assert set(ids(engine, "thu")) == {"1", "2", "3"}


def test_exact_accents_come_first_however_often_and_prominently_others_stand(engine: Engine, make: Any) -> None:
    engine.put(
        [
            make(1, title="Thu tiền", text="thu tiền, thu phí, thu tiền " * 5, published="2026-03-02T00:00:00+00:00"),
            make(
                2, title="Cảnh báo", text="Người dân nhận được một lá thư lạ. " + "Xin mọi người hết sức lưu ý. " * 30
            ),
            make(3, title="Lua dao", text="lua dao lua dao"),
            make(4, title="Khác", text="Kẻ lừa lấy tiền. " + "Không rõ ai. " * 30 + "Tỉ lệ đảo ngược."),
            make(5, title="Lừa dao", text="lừa dao"),
        ]
    )
    assert ids(engine, "thư") == ["2", "1"]
    assert ids(engine, "lừa đảo") == ["4", "5", "3"]  # all of it, some of it, none of it with its accents


def test_what_was_typed_comes_before_its_synonyms(engine: Engine, make: Any) -> None:
    engine.put([make(1, title="mạo danh"), make(2, title="giả mạo"), make(3, title="giả danh")])
    assert ids(engine, "giả danh")[0] == "3"
    assert ids(engine, "mao danh")[0] == "1"


def test_synonyms_of_impersonation_find_each_other(engine: Engine, make: Any) -> None:
    engine.put(
        [make(1, text="giả danh công an"), make(2, text="mạo danh công an"), make(3, text="tuyển cộng tác viên")]
    )
    assert set(ids(engine, "giả danh")) == {"1", "2"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lua -thue", ["1"]),
        ('"lua dao" OR dien', ["1", "3"]),
        ('province:"nghe an"', ["1"]),
        ("tactic:tax_impersonation", ["2"]),
        ("has:attachment", ["3"]),
        ("indicator:vneid-gov[.]top", ["3"]),
    ],
)
def test_the_grammar(engine: Engine, make: Any, typed: str, found: list[str]) -> None:
    engine.put(
        [
            make(1, text="lừa đảo", provinces_2025=["Nghệ An"]),
            make(2, text="lừa thuế", tactics=["tax_impersonation"]),
            make(3, text="điện lực", has_attachment=True, indicators=["scam", "scam/domain:vneid-gov.top"]),
        ]
    )
    assert sorted(ids(engine, typed)) == found


def test_both_maps_can_be_asked(engine: Engine, make: Any) -> None:
    engine.put([make(1, provinces=["Quảng Nam"], provinces_2025=["Đà Nẵng"])])
    assert ids(engine, "", province=("Đà Nẵng",)) == ["1"]
    assert ids(engine, "", province=("Quảng Nam",), old_provinces=True) == ["1"]
    assert ids(engine, "", province=("da nang",), old_provinces=True) == []


def test_matches_are_marked_on_the_original_text(engine: Engine, make: Any) -> None:
    engine.put([make(1, title="LỪA ĐẢO qua mạng", text="Chiêu lừa đảo mới.")])
    (hit,) = search(engine, SearchRequest(query="lua dao")).hits
    assert [piece.text for piece in hit.title if piece.match] == ["LỪA ĐẢO"]
    assert "".join(piece.text for piece in hit.title) == "LỪA ĐẢO qua mạng"
    assert [piece.text for piece in hit.snippet if piece.match] == ["lừa đảo"]


def test_candidates_share_a_band_most_shared_first(engine: Engine, make: Any) -> None:
    engine.put([make(1, bands=["a", "b"]), make(2, bands=["b", "c", "d"]), make(3, bands=["x"])])
    assert [record.advisory_id[-1] for record in engine.candidates(["b", "c", "d"], 10)] == ["2", "1"]
    assert engine.candidates([], 10) == []


def test_members_of_a_story_come_by_publication_undated_last(engine: Engine, make: Any) -> None:
    engine.put(
        [
            make(1, story_id="s", published=None, published_day=None),
            make(2, story_id="s", published="2025-06-02T00:00:00+00:00"),
            make(3, story_id="s", published="2025-06-01T00:00:00+00:00"),
            make(4, story_id="t"),
        ]
    )
    assert [record.advisory_id[-1] for record in engine.story_members("s")] == ["3", "2", "1"]


def test_a_poison_word_of_any_length_neither_fails_nor_vanishes(engine: Engine, make: Any) -> None:
    result = engine.put([make(1, title="ngắn", text="x" * 70_000 + " lừa"), make(2, title="bình thường")])
    assert len(result.accepted) + len(result.refused) == 2
    assert ids(engine, "binh thuong") == ["2"]
    if not result.refused:
        assert ids(engine, "lua") == ["1"]
