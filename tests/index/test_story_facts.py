"""The facts of a warning, and each rule by which they confirm or part two near texts: one example for, one against."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.extract import understand
from crawler.model import Body, Dispatch, Document, Source
from crawler.read.dispatch import find_citations
from index.record import Record, record_of
from index.stories.facts import (
    CaseFacts,
    facts_of,
    have_in_common,
    issuers_of,
    passes_on,
    share_rare_facts,
    significant_digits,
    tell_apart,
    terms_of,
)

Make = Callable[..., Record]
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = (
    "Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế theo Công văn số 045/TCT-TTKT ngày 01/3/2026 của Tổng cục Thuế. "
    "Tại xã Hưng Nguyên, bà H. bị mất 486 triệu đồng qua trang web giả mạo thue-gov-vn.top; ông K. bị mất 500 triệu đồng. "
    "Đối tượng yêu cầu chuyển 2,5 triệu đồng tiền phí. Liên hệ đường dây nóng 0238.3844.123 hoặc truy cập gdt.gov.vn để được hỗ trợ."
)


def record(text: str = TEXT, source: Source | None = None, dispatch: Dispatch | None = None) -> Record:
    document = Document(
        page_id="1" * 16, revision="1" * 64, source="mau", url="https://mau.example/1", title="Cảnh báo", lead="", text=text,
        published=None, modified=None, language="vi", layout="test", dispatch=dispatch, citations=find_citations(text), fetched_at=NOW,
    )  # fmt: skip
    return record_of(understand(document, source), source, story_id="", bands=(), indexed_at=NOW)


def facts(**changes: Any) -> CaseFacts:
    """CaseFacts of Nghệ An's police with a case of its own, changed."""
    base = CaseFacts(
        frozenset({"Nghệ An"}),
        frozenset({"Nghệ An"}),
        traces=frozenset({"domain:thue-gov-vn.top"}),
        amounts=frozenset({486_000_000}),
        units=frozenset({"hưng nguyên, Nghệ An"}),
        warns=True,
    )
    return replace(
        base, **{name: value if isinstance(value, str | bool) else frozenset(value) for name, value in changes.items()}
    )


ELSEWHERE: dict[str, Any] = {
    "issuers": {"Lạng Sơn"},
    "issuers_2025": {"Lạng Sơn"},
    "traces": {"domain:etax.xyz"},
    "amounts": {215_000_000},
    "units": {"lộc bình, Lạng Sơn"},
}


def test_facts_are_what_only_this_warning_says() -> None:
    found = facts_of(record())
    assert found.issuers == found.issuers_2025 == {"Nghệ An"}
    assert found.traces == {"domain:thue-gov-vn.top"}, "no hotline, no official address"
    assert found.amounts == {486_000_000}, "no round amount, no amount that is only demanded"
    assert found.units == {"hưng nguyên, Nghệ An"}
    assert found.cited == {"45/tct-ttkt"}
    assert found.warns
    assert terms_of(found) == ("i:domain:thue-gov-vn.top", "d:45/tct-ttkt")


def test_the_number_of_a_dispatch_is_a_fact_and_a_blank_one_is_not() -> None:
    head = Dispatch("1256", "STTTT-BCVT", "2026-03-01", "Sở", "UBND", "cảnh báo")
    assert facts_of(record(dispatch=head)).reference == "1256/stttt-bcvt"
    assert facts_of(record(dispatch=replace(head, number=""))).reference == ""


def test_an_authority_that_names_no_issuer_is_its_own_and_a_newspaper_is_none(make: Make) -> None:
    for body, expected in (("police", {"Nghệ An"}), ("newspaper", set()), ("ministry", set())):
        assert issuers_of(make(1, body=body, source_province="Nghệ An"), old=False) == expected
    former = make(1, body="police", source_province="Đà Nẵng", source_province_old="Quảng Nam")
    assert (issuers_of(former, old=True), issuers_of(former, old=False)) == ({"Quảng Nam"}, {"Đà Nẵng"})
    named = make(
        1, body="police", source_province="Nghệ An", issuer_provinces_2025=["Hà Tĩnh"], issuer_provinces=["Hà Tĩnh"]
    )
    assert issuers_of(named, old=True) == {"Hà Tĩnh"}


def test_a_record_without_its_advisory_has_no_facts_but_its_issuers(make: Make) -> None:
    assert facts_of(make(1, issuer_provinces=["Nghệ An"], issuer_provinces_2025=["Nghệ An"])) == CaseFacts(
        frozenset({"Nghệ An"}), frozenset({"Nghệ An"}), warns=True
    )


@pytest.mark.parametrize(("vnd", "digits"), [(500_000_000, 1), (486_000_000, 3), (1_200_000_000, 2), (1, 1)])
def test_digits_before_the_zeros_say_how_rare_an_amount_is(vnd: int, digits: int) -> None:
    assert significant_digits(vnd) == digits


# -- two warnings in one form ----------------------------------------------------------------------------------------


def test_other_authorities_with_other_cases_tell_two_warnings() -> None:
    assert tell_apart(facts(), facts(**ELSEWHERE))
    assert not have_in_common(facts(), facts(**ELSEWHERE))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"traces": {"domain:etax.xyz", "domain:thue-gov-vn.top"}}, id="one address in common"),
        pytest.param({"amounts": {486_000_000, 1_250_000}}, id="one amount in common"),
        pytest.param({"units": {"hưng nguyên, Nghệ An", "lộc bình, Lạng Sơn"}}, id="one commune in common"),
        pytest.param(
            {"issuers": {"Nghệ An", "Lạng Sơn"}, "issuers_2025": {"Nghệ An", "Lạng Sơn"}}, id="it names whose it is"
        ),
    ],
)
def test_anything_in_common_makes_them_one(change: dict[str, Any]) -> None:
    other = facts(**{**ELSEWHERE, **change})
    assert not tell_apart(facts(), other)
    assert have_in_common(facts(), other)


def test_other_authorities_are_no_two_warnings_where_one_has_only_places_of_its_own() -> None:
    assert not tell_apart(facts(), facts(**{**ELSEWHERE, "traces": (), "amounts": ()}))


def test_who_issued_must_be_known_of_both() -> None:
    assert not tell_apart(facts(), facts(**{**ELSEWHERE, "issuers": (), "issuers_2025": ()}))


def test_two_old_provinces_that_are_one_now_are_two_authorities() -> None:
    first = facts(issuers={"Quảng Nam"}, issuers_2025={"Đà Nẵng"})
    assert tell_apart(first, facts(**{**ELSEWHERE, "issuers": {"Đà Nẵng"}, "issuers_2025": {"Đà Nẵng"}}))
    assert not tell_apart(first, facts(**{**ELSEWHERE, "issuers": (), "issuers_2025": {"Đà Nẵng"}}))


def test_two_dispatches_of_one_authority_are_two_warnings_where_their_cases_differ() -> None:
    same_issuer = {**ELSEWHERE, "issuers": {"Nghệ An"}, "issuers_2025": {"Nghệ An"}}
    first = facts(reference="100/cat-pa05")
    assert tell_apart(first, facts(**same_issuer, reference="150/cat-pa05"))
    assert not tell_apart(first, facts(**same_issuer)), "one has no number"
    assert not tell_apart(first, facts(reference="150/cat-pa05")), "the case is the same"
    assert not tell_apart(first, facts(**{**same_issuer, "traces": (), "amounts": ()}, reference="150/cat-pa05"))


# -- what is passed on -----------------------------------------------------------------------------------------------


def test_a_dispatch_that_is_cited_or_sent_again_or_cited_by_both_is_passed_on() -> None:
    first = facts(reference="100/cat-pa05", dated="2026-03-01")
    assert passes_on(first, facts(**ELSEWHERE, cited={"100/cat-pa05"}))
    assert passes_on(first, facts(reference="100/cat-pa05"))
    assert passes_on(facts(cited={"9/bca"}), facts(**ELSEWHERE, cited={"9/bca"}))


def test_numbers_that_only_look_alike_are_not_passed_on() -> None:
    first = facts(reference="100/stttt-bcvt", dated="2026-03-01")
    assert not passes_on(first, facts(reference="100/stttt-bcvt", dated="2025-03-01")), "another year"
    assert not passes_on(first, facts(**ELSEWHERE, reference="100/stttt-bcvt")), "another province counts too"
    assert not passes_on(facts(), facts(**ELSEWHERE)), "no number at all"


def test_less_alike_texts_are_confirmed_by_an_address_or_a_dispatch_but_not_by_amounts() -> None:
    bare: dict[str, Any] = {**ELSEWHERE, "traces": (), "amounts": ()}
    assert share_rare_facts(facts(), facts(**{**bare, "traces": {"domain:thue-gov-vn.top"}}))
    assert share_rare_facts(facts(reference="100/cat-pa05"), facts(**bare, cited={"100/cat-pa05"}))
    assert not share_rare_facts(facts(), facts(**{**bare, "amounts": {486_000_000}}))
    assert not share_rare_facts(facts(), facts(warns=False)), "a report of the trial does not warn"


def test_the_portal_of_the_province_is_the_issuer_of_what_names_none() -> None:
    portal = Source(
        slug="mau",
        name="Mẫu",
        body=Body.PORTAL,
        province="Hà Tĩnh",
        platform="nukeviet",
        homepage="https://mau.example/",
    )
    text = "Thời gian qua xuất hiện thủ đoạn giả danh cán bộ thuế lừa đảo chiếm đoạt tài sản của người dân, mọi người cần cảnh giác."
    assert facts_of(record(text, portal)).issuers_2025 == {"Hà Tĩnh"}
    assert facts_of(record(text)).issuers_2025 == frozenset()


def test_a_number_that_was_masked_or_cut_off_confirms_nothing_because_many_share_what_is_left() -> None:
    text = (
        "Đối tượng lừa đảo gọi từ số 0912xxx678 yêu cầu chuyển tiền vào số tài khoản 103876… tại ngân hàng VietinBank."
    )
    assert facts_of(record(text)).traces == frozenset()
    whole = text.replace("0912xxx678", "0912345678").replace("103876…", "103876543210")
    assert facts_of(record(whole)).traces == {"phone:0912345678", "bank_account:103876543210"}
