"""The query language: small, safe, and helpful where it does not understand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import MAX_CHARACTERS, And, Field, Not, Or, QueryError, Words, parse


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


@given(st.text(max_size=300))
def test_any_text_is_a_query_or_a_query_error(typed: str) -> None:
    try:
        parse(typed)
    except QueryError as error:
        said = (str(error), error.position)
        assert 0 <= said[1] <= len(typed) + 1
