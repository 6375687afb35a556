"""The query language: small, safe, and helpful where it does not understand."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import ConfigurationError
from index.finding.search import province_name
from index.language.days import period_of
from index.language.query import FIELDS, MAX_CHARACTERS, And, Field, Not, Or, QueryError, Words, parse
from index.language.values import CLOSED, known_values, resolve_value


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", None),
        ("  ", None),
        ("lừa", Words("lừa")),
        ("lừa đảo", And((Words("lừa"), Words("đảo")))),
        ('"lừa đảo"', Words("lừa đảo", phrase=True)),
        ("-thuế", Not(Words("thuế"))),
        ("thuế OR điện", Or((Words("thuế"), Words("điện")))),
        ('province:"Nghệ An" thuế', And((Field("province", "Nghệ An"), Words("thuế")))),
        ("TACTIC:tax_impersonation", Field("tactic", "tax_impersonation")),
        ("https://x.example/a", Words("https://x.example/a")),
        ("!!! ...", None),
        ("or", Words("or")),
        ("(giả OR mạo) thuế", And((Or((Words("giả"), Words("mạo"))), Words("thuế")))),
        ("-(thuế OR điện)", Not(Or((Words("thuế"), Words("điện"))))),
        ("()", None),
        ("((thuế))", Words("thuế")),
        ('"a)"', Words("a)", phrase=True)),
        ("tinh:vinh", Field("province", "vinh")),
        ('Tỉnh:"Nghệ An"', Field("province", "Nghệ An")),
        ("thủđoạn:sextortion_images", Field("tactic", "sextortion_images")),
        ("-nguon:mau", Not(Field("source", "mau"))),
        ("Nguồn: Báo", And((Words("Nguồn:"), Words("Báo")))),  # pasted text, not a field
        ("12:30", Words("12:30")),
        (unicodedata.normalize("NFD", "tỉnh:Huế"), Field("province", "Huế")),
    ],
)
def test_what_is_understood(typed: str, tree: object) -> None:
    assert parse(typed) == tree


@pytest.mark.parametrize(
    ("typed", "message", "position"),
    [
        ('thuế "lừa', "not closed", 5),
        ("colour:red", "There is no field 'colour'", 0),
        ("tactic:", "", None),
        ('province:""', "needs a value", 0),
        ("OR thuế", "needs something before", 0),
        ("thuế OR", "needs something after", 7),
        ("a " * 21, "at most 20 parts", 40),
        ("tatic:x", "did you mean 'tactic:'", 0),
        ("lừa tactic: thuế", "the value follows at once", 4),
        ("tactic:(a OR b)", "tactic:a OR tactic:b", 0),
        ("thuế (điện", "A bracket has no partner", 5),
        ("thuế) điện", "A bracket has no partner", 4),
        ("(thuế OR )", "needs something after", 9),
        ("(OR thuế)", "needs something before", 1),
        ("((((x))))", "at most 3 deep", 3),
        ("x" * (MAX_CHARACTERS + 1), "at most 256", MAX_CHARACTERS),
    ],
)
def test_what_is_not_gets_a_helpful_sentence_and_the_place(typed: str, message: str, position: int | None) -> None:
    if position is None:
        assert parse(typed) == Words("tactic:")  # nothing was asked of the field yet: it is a word being typed
        return
    with pytest.raises(QueryError, match=message) as caught:
        parse(typed)
    assert caught.value.position == position


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["(", ")", "-", '"', "OR", " ", "a", "tactic:", "tinh:x", ":"]), max_size=40).map(
        "".join
    )
)
def test_any_text_is_a_query_or_a_query_error(typed: str) -> None:
    try:
        parse(typed)
    except QueryError as error:
        said = (str(error), error.position)
        assert 0 <= said[1] <= len(typed) + 1


def test_every_name_of_a_field_is_its_own_and_plain() -> None:
    names = [name for field, others in FIELDS.items() for name in (field, *others)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[a-z]+", name) for name in names)
    assert all(parse(f"{name}:x") == Field(field, "x") for field, others in FIELDS.items() for name in (field, *others))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("date:2026-03-06", date(2026, 3, 6), date(2026, 3, 6)),
        ("date:06/03/2026", date(2026, 3, 6), date(2026, 3, 6)),
        ("ngày:6-3-2026", date(2026, 3, 6), date(2026, 3, 6)),
        ("date:2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("date:02/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("date:2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("date:2026-03-01..2026-03-31", date(2026, 3, 1), date(2026, 3, 31)),
        ("date:1/3/2026..4/2026", date(2026, 3, 1), date(2026, 4, 30)),
        ("date:2026-03..", date(2026, 3, 1), None),
        ("date:..03/2026", None, date(2026, 3, 31)),
        ("since:2026-03", date(2026, 3, 1), None),
        ("từ:06/03/2026", date(2026, 3, 6), None),
        ("until:2026-02", None, date(2026, 2, 28)),
        ("den:2026", None, date(2026, 12, 31)),
    ],
)
def test_days_are_written_as_people_write_them(typed: str, first: date | None, last: date | None) -> None:
    node = parse(typed)
    assert isinstance(node, Field)
    assert period_of(node.value, node.name) == (first, last)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("date", "31/02/2026", "write 2026-03-06, 06/03/2026"),
        ("date", "03/06/26", "day first"),
        ("date", "hôm qua", "'hôm qua' is no day"),
        ("date", "..", "is no day"),
        ("date", "2026-05..2026-03", "swap its days"),
        ("since", "2026-03..2026-04", "is no day"),
        ("until", "0000", "is no day"),
    ],
)
def test_what_is_no_day_is_told(field: str, value: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        period_of(value, field)


@given(st.dates(), st.sampled_from(["{d.year:04}-{d.month:02}-{d.day:02}", "{d.day}/{d.month}/{d.year:04}"]))
def test_every_day_is_read_back(day: date, form: str) -> None:
    assert period_of(form.format(d=day), "date") == (day, day)


@given(st.text(alphabet="0123456789/-. ", max_size=25))
def test_any_digits_are_days_or_a_sentence(value: str) -> None:
    try:
        low, high = period_of(value, "date")
    except ConfigurationError:
        return
    assert low is None or high is None or low <= high


@pytest.mark.parametrize(
    ("field", "value", "ids"),
    [
        ("tactic", "tax_impersonation", ("tax_impersonation",)),
        ("tactic", "TAX impersonation", ("tax_impersonation",)),
        ("tactic", "giả danh thuế", ("tax_impersonation",)),
        ("tactic", "dien luc", ("power_utility",)),
        ("kind", "crime_court", ("crime_court",)),
        ("body", "Newspaper", ("newspaper",)),
        ("impersonated", "công an", ("police",)),
        ("channel", "zalo", ("zalo",)),
    ],
)
def test_values_of_closed_fields_are_ids_or_names(field: str, value: str, ids: tuple[str, ...]) -> None:
    assert resolve_value(field, value) == ids


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("tactic", "tax_impersonations", "write one of tax_impersonation"),
        ("tactic", "giả", "may mean .* more words"),
        ("tactic", "???", "There is no"),
        ("kind", "cảnh báo", "advisory.*incident_only"),
        ("body", "baochi", "newspaper"),
        ("channel", "zallo", "write one of zalo"),
        ("impersonated", "polise", "police"),
    ],
)
def test_a_wrong_value_is_told_with_what_is_near(field: str, value: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        resolve_value(field, value)


def test_every_id_and_every_name_of_a_closed_field_is_known_by_itself() -> None:
    for field in CLOSED:
        for key, names in known_values(field).items():
            assert resolve_value(field, key) == (key,)
            for name in names:
                assert key in resolve_value(field, name)


@pytest.mark.parametrize(
    ("typed", "old", "message"),
    [
        ("Nghê Am", False, "34 provinces; did you mean Nghệ An"),
        ("quangnamm", True, "63 .* did you mean Quảng Nam"),
        ("xyz", False, "write it as 'Nghệ An'"),
    ],
)
def test_a_province_that_is_none_is_told_with_what_is_near(typed: str, old: bool, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        province_name(typed, old)
