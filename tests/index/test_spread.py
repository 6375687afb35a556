"""How a warning spread is told from its records: who was first, what followed, which provinces it reached and when."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from crawler.model import Lag, Relation
from index.record import Record
from index.stories.spread import history, in_order, lag, relation, story_from

Make = Callable[..., Record]
MORNING = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam
TEXT = " ".join(f"lời cảnh báo số {number} của cơ quan công an gửi người dân" for number in range(40))
CHANGED = " ".join("sửa" if number % 14 == 3 else word for number, word in enumerate(TEXT.split()))


def at(hours: float, *, exact: bool = True) -> dict[str, Any]:
    moment = MORNING + timedelta(hours=hours)
    if not exact:
        moment = moment.replace(hour=0) - timedelta(hours=7)  # midnight in Vietnam
    day = (moment + timedelta(hours=7)).date().isoformat()
    return {
        "published": moment.isoformat(),
        "published_day": day,
        "published_precision": "minute" if exact else "day",
        "text": TEXT,
    }


UNDATED = {"published": None, "published_day": None, "published_precision": None, "text": TEXT}
POLICE = {"body": "police", "source_province": "Nghệ An", "source": "nghean-ca"}
NEWSPAPER = {"body": "newspaper", "source": "bao-mau"}
FROM_NGHE_AN = {"issuer_provinces": ["Nghệ An"], "issuer_provinces_2025": ["Nghệ An"]}
FROM_HA_TINH = {"issuer_provinces": ["Hà Tĩnh"], "issuer_provinces_2025": ["Hà Tĩnh"]}
FROM_BOTH = {"issuer_provinces": ["Hà Tĩnh", "Nghệ An"], "issuer_provinces_2025": ["Hà Tĩnh", "Nghệ An"]}


def seen(days: float) -> dict[str, str]:
    return {"first_seen": (MORNING + timedelta(days=days)).isoformat()}


def ids(records: list[Record]) -> list[str]:
    return [record.advisory_id[-1] for record in records]


# -- order -----------------------------------------------------------------------------------------------------------


def test_the_minute_decides_where_all_of_a_day_give_it(make: Make) -> None:
    members = [make(1, **at(3), **POLICE), make(2, **at(1), **NEWSPAPER), make(3, **at(2), **POLICE)]
    for order in permutations(members):
        assert ids(in_order(order)) == ["2", "3", "1"]


def test_on_a_day_without_minutes_an_authority_comes_before_who_reports_on_it(make: Make) -> None:
    members = [make(1, **at(1), **NEWSPAPER, **seen(0)), make(2, **at(2, exact=False), **POLICE, **seen(5))]
    for order in permutations(members):
        assert ids(in_order(order)) == ["2", "1"]


def test_among_equals_of_one_day_what_was_seen_first_and_then_the_smaller_id_comes_first(make: Make) -> None:
    dates = at(0, exact=False)
    members = [make(1, **dates, **seen(2)), make(2, **dates, **seen(1)), make(3, **dates, **seen(1))]
    for order in permutations(members):
        assert ids(in_order(order)) == ["2", "3", "1"]


@pytest.mark.parametrize("vague", [UNDATED, {**at(-2000), "published_precision": "month"}], ids=["undated", "a month"])
def test_without_a_day_nobody_is_first_while_another_has_one(make: Make, vague: dict[str, Any]) -> None:
    members = [make(1, **vague, **seen(-9)), make(2, **at(900))]
    assert ids(in_order(record for record in members)) == ["2", "1"]
    assert story_from("s", [make(1, **vague)]).first_published is None


# -- lag and relation ------------------------------------------------------------------------------------------------


def test_a_lag_has_hours_only_where_both_give_the_minute(make: Make) -> None:
    first = make(1, **at(0))
    assert lag(first, make(2, **at(31.5))) == Lag(1, 31.5)
    assert lag(first, make(2, **at(31.5, exact=False))) == Lag(1)
    assert lag(first, make(2, **UNDATED)) is None


def test_a_lag_counts_days_in_vietnam(make: Make) -> None:
    assert lag(make(1, **at(15.5)), make(2, **at(16.5))) == Lag(1, 1.0)  # 23:30 and 00:30 there, one day in UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(TEXT, Relation.COPY, id="the same"),
        pytest.param(f"Theo tin từ cổng tỉnh. {TEXT}", Relation.COPY, id="a line more"),
        pytest.param(TEXT[: len(TEXT) // 2], Relation.SHORTENED, id="half of it"),
        pytest.param(CHANGED, Relation.EDIT, id="words changed"),
    ],
)
def test_a_publication_is_a_copy_an_edit_or_shortened_by_its_words(make: Make, text: str, expected: Relation) -> None:
    first = make(1, **{**at(0), **POLICE, **FROM_NGHE_AN})
    later = make(2, **{**at(9), **NEWSPAPER, **FROM_NGHE_AN, "text": text})
    assert relation(first, later)[0] is expected


def test_the_authority_of_another_province_that_warns_reissues(make: Make) -> None:
    first = make(1, **at(0), **POLICE, **FROM_NGHE_AN)
    own = {"body": "police", "source_province": "Hà Tĩnh", "source": "hatinh-ca"}
    assert relation(first, make(2, **at(9), **own, **FROM_HA_TINH))[0] is Relation.REISSUE
    assert relation(first, make(2, **at(9), **own, **FROM_BOTH))[0] is Relation.REISSUE, "it names whose it passes on"
    assert relation(first, make(2, **at(9), **NEWSPAPER, **FROM_HA_TINH))[0] is Relation.REISSUE, "and is reported on"


def test_who_publishes_the_warning_of_the_first_issuer_makes_a_copy_wherever_that_is(make: Make) -> None:
    first = make(1, **at(0), **POLICE, **FROM_NGHE_AN)
    portal = {"body": "portal", "source_province": "Hà Tĩnh", "source": "hatinh-cong"}
    assert relation(first, make(2, **at(9), **portal, **FROM_NGHE_AN))[0] is Relation.COPY
    assert relation(first, make(2, **at(9), **NEWSPAPER))[0] is Relation.COPY, "nobody is named as issuer"
    assert relation(first, make(2, **at(9), **NEWSPAPER, **FROM_BOTH))[0] is Relation.COPY, "a report names both"


def test_two_authorities_of_old_that_are_one_province_now_are_two_issuers(make: Make) -> None:
    first = make(1, **at(0), issuer_provinces=["Đà Nẵng"], issuer_provinces_2025=["Đà Nẵng"])
    later = make(2, **at(9), issuer_provinces=["Quảng Nam"], issuer_provinces_2025=["Đà Nẵng"])
    assert relation(first, later)[0] is Relation.REISSUE


# -- the story -------------------------------------------------------------------------------------------------------


def test_a_story_tells_its_first_issuer_its_counts_and_the_provinces_in_order(make: Make) -> None:
    story = story_from(
        "s",
        [
            make(3, **at(50), **NEWSPAPER, provinces=["Hà Giang"], provinces_2025=["Tuyên Quang"]),
            make(1, **at(0), **POLICE, **FROM_NGHE_AN, provinces=["Nghệ An"], provinces_2025=["Nghệ An"]),
            make(2, **at(26), body="portal", source="hatinh-cong", source_province="Hà Tĩnh", **FROM_NGHE_AN),
            make(4, **UNDATED, **NEWSPAPER, provinces=["Quảng Nam"], provinces_2025=["Đà Nẵng"]),
        ],
    )
    assert [publication.advisory_id[-1] for publication in story.publications] == ["1", "2", "3", "4"]
    assert [publication.relation for publication in story.publications] == [Relation.FIRST] + [Relation.COPY] * 3
    assert (story.first[-1], story.issuers, story.sources) == ("1", ("Nghệ An",), 3)
    assert [(r.province, r.how, r.lag) for r in story.reached] == [
        ("Nghệ An", "issued", Lag(0, 0.0)),
        ("Hà Tĩnh", "published", Lag(1, 26.0)),
        ("Tuyên Quang", "named", Lag(2, 50.0)),
        ("Đà Nẵng", "named", None),
    ]
    assert [r.province for r in story.reached_old] == ["Nghệ An", "Hà Tĩnh", "Hà Giang", "Quảng Nam"]
    assert story.first_published == MORNING
    assert story.last_published == MORNING + timedelta(hours=50)


# -- what was known when ---------------------------------------------------------------------------------------------


def test_a_late_arrival_that_was_published_earlier_changes_the_first_issuer_and_that_is_told(make: Make) -> None:
    members = [
        make(1, **at(48), **NEWSPAPER, **seen(2)),
        make(2, **at(60), **NEWSPAPER, **seen(3)),
        make(3, **at(0), **POLICE, **seen(7)),
    ]
    for order in permutations(members):
        told = history(order)
        assert [(entry.first[-1], entry.before[-1:], entry.learnt - MORNING) for entry in told] == [
            ("1", "", timedelta(days=2)),
            ("3", "1", timedelta(days=7)),
        ]
    assert story_from("s", members).first[-1] == story_from("s", members).history[-1].first[-1] == "3"


def test_a_late_arrival_that_was_published_later_changes_nothing(make: Make) -> None:
    assert len(history([make(1, **at(0), **seen(0)), make(2, **at(9), **seen(4))])) == 1


def test_the_order_in_which_one_round_of_the_crawl_read_its_pages_is_no_history(make: Make) -> None:
    members = [make(number, **at(100 - number), **seen(9 + number / 1000)) for number in range(1, 8)]
    (entry,) = history(members)
    assert entry.first[-1] == "7"
    assert entry.before == ""


def test_an_undated_document_is_first_until_a_dated_one_is_known(make: Make) -> None:
    told = history([make(1, **UNDATED, **seen(0)), make(2, **at(0), **seen(3))])
    assert [(entry.first[-1], entry.before[-1:]) for entry in told] == [("1", ""), ("2", "1")]
