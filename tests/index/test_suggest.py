"""Completions while typing, and another spelling where a query found nothing."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.unicode import fold
from index.engine import Engine
from index.finding.suggest import complete, completions, did_you_mean, search_or_correct
from index.language.query import QueryError, parse
from index.requests import Filters, SearchRequest


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("nghe", 'province:"Nghệ An"'),
        ("NGHỆ A", 'province:"Nghệ An"'),
        ("vneid", "tactic:digital_id_public_service_app"),
        ("điện l", "tactic:power_utility"),
        ("dien luc", "tactic:power_utility"),
        ("deep", "tactic:deepfake_call"),
        ("bao ngh", "source:baonghean"),
    ],
)
def test_what_is_typed_is_completed_without_accents_and_within_names(typed: str, query: str) -> None:
    assert query in {item.query for item in complete(typed, sources={"baonghean": "Báo Nghệ An"})}


def test_old_provinces_are_offered_on_the_old_map_only() -> None:
    assert not [item for item in complete("quang nam") if item.kind == "province"]
    assert [item.query for item in complete("quang nam", old_provinces=True)] == ['province:"Quảng Nam"']


@pytest.mark.parametrize(
    ("typed", "query", "label"),
    [
        ("dien ch", '"Diễn Châu"', "Diễn Châu (huyện/xã, Nghệ An)"),
        ("hoang sa", '"Hoàng Sa"', "Hoàng Sa"),
        ("Hồng Hà", '"Hồng Hà"', "Hồng Hà"),
    ],
)
def test_districts_and_communes_are_offered_as_words(typed: str, query: str, label: str) -> None:
    places = {item.query: item.label for item in complete(typed) if item.kind == "place"}
    assert places[query].startswith(label)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("lua dao nghe a", 'lua dao province:"Nghệ An"'),
        ('"việc nhẹ" OR điện lực', '"việc nhẹ" OR tactic:power_utility'),
        ("tactic:tax_impersonation nghe", 'tactic:tax_impersonation province:"Nghệ An"'),
    ],
)
def test_the_last_words_are_completed_where_the_whole_is_not(typed: str, query: str) -> None:
    assert query in {item.query for item in complete(typed)}
    assert parse(query) is not None


def test_an_open_quotation_is_not_completed_inside() -> None:
    assert complete('"lua dao nghe') == ()


def test_places_take_no_room_from_provinces_and_need_three_letters() -> None:
    assert complete("nghe")[0].query == 'province:"Nghệ An"'
    assert not [item for item in complete("di") if item.kind == "place"]
    several = next(item for item in complete("châu thành") if item.query == '"Châu Thành"')
    assert re.fullmatch(r"Châu Thành \(\d+ nơi\)", several.label)


def test_what_begins_with_the_words_comes_first_and_the_list_is_short() -> None:
    found = complete("giả")
    assert 0 < len(found) <= 8
    assert fold(found[0].label).startswith("gia")
    assert complete("") == ()
    assert complete("xyzzy") == ()


def test_every_completion_is_a_query_that_is_understood() -> None:
    for item in completions(sources={"baonghean": "Báo Nghệ An"}):
        assert parse(item.query) is not None


@given(st.text(max_size=30))
def test_anything_may_be_typed(typed: str) -> None:
    assert len(complete(typed)) <= 8


@pytest.fixture
def warnings(engine: Engine, make: Any) -> Engine:
    engine.put(
        [
            make(1, title="Giả danh nhân viên điện lực", text="Đối tượng lừa đảo dọa cắt điện, yêu cầu chuyển khoản."),
            make(2, title="Cảnh giác bẫy tuyển cộng tác viên", text="Việc nhẹ lương cao, nạp tiền làm nhiệm vụ."),
        ]
    )
    return engine


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lua dap", "lua dao"),
        ("lừa đạp", "lừa đảo"),
        ("chuyen khuan", "chuyen khoan"),
        ("cat diem", "cat dien"),
        ("cộng tác vien tuyeen", "cộng tác vien tuyển"),
    ],
)
def test_a_query_that_finds_nothing_gets_one_that_does(warnings: Engine, typed: str, meant: str) -> None:
    result = search_or_correct(warnings, SearchRequest(typed))
    assert result.total == 0
    assert result.did_you_mean == meant
    assert search_or_correct(warnings, SearchRequest(meant)).total == 1


def test_a_query_that_finds_something_is_left_alone(warnings: Engine) -> None:
    assert search_or_correct(warnings, SearchRequest("lua dao")).did_you_mean == ""


@pytest.mark.parametrize("typed", ["tactic:tax_impersonation tactic", "lua " + "x" * 200 + " dap", '("lua dap"', "a:b"])
def test_a_correction_that_would_be_no_query_is_not_offered(warnings: Engine, typed: str) -> None:
    try:
        parse(typed)
    except QueryError:
        with pytest.raises(QueryError):
            search_or_correct(warnings, SearchRequest(typed))
        return
    offered = search_or_correct(warnings, SearchRequest(typed)).did_you_mean
    assert not offered or search_or_correct(warnings, SearchRequest(offered)).total > 0


def test_the_filters_stay_and_what_nothing_fits_gets_no_answer(warnings: Engine) -> None:
    assert did_you_mean(warnings, SearchRequest("lua dap", Filters(tactic=("romance_trust",)))) == ""
    assert did_you_mean(warnings, SearchRequest("zzzzzz qqqqqq")) == ""
    assert did_you_mean(warnings, SearchRequest("")) == ""


def test_a_source_that_is_misspelt_gets_the_nearest_one_with_documents(warnings: Engine, make: Any) -> None:
    warnings.put([make(3, title="Lừa đảo", source="baonghean")])
    assert (
        search_or_correct(warnings, SearchRequest("lừa đảo source:baonghe")).did_you_mean == "lừa đảo source:baonghean"
    )
    assert search_or_correct(warnings, SearchRequest("source:xyz")).did_you_mean == ""
    assert search_or_correct(warnings, SearchRequest("zzzz source:baonghean")).did_you_mean == ""
