"""The filters of a search are spelled once: commands, addresses, saved files and the index read one table."""

from datetime import date
from typing import get_args

import pytest

from canhbao.commands.filters import filters_of
from crawler.model import AdvisoryKind
from crawler.vocab.vocabulary import bundled_vocabulary
from dashboards import parameters
from dashboards.state import State, state_of
from index.fields import dimension_field
from index.finding.plan import plan_filters
from index.language.conditions import AnyTerm
from index.requests import NARROWED, Dimension, Filters, filters_from_json, filters_json

CHOSEN = {name: (f"{name} một", f"{name} hai") for name in NARROWED}
ALL = Filters(**CHOSEN, since=date(2026, 1, 2), until=date(2026, 3, 4), old_provinces=True, advisories_only=False)  # type: ignore[arg-type]


def test_every_dimension_can_be_narrowed_and_nothing_else() -> None:
    assert set(NARROWED) == set(get_args(Dimension))


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("name", NARROWED)
def test_each_filter_asks_the_field_that_its_dimension_counts(name: Dimension, old: bool) -> None:
    wanted = Filters(**{name: ("giá trị",)}, old_provinces=old, advisories_only=False)  # type: ignore[arg-type]
    assert plan_filters(wanted) == [AnyTerm(dimension_field(name, old), ("giá trị",))]
    assert plan_filters(wanted, leave_out=name) == []


def test_filters_come_back_from_their_json_form() -> None:
    assert filters_from_json(filters_json(ALL)) == ALL
    assert filters_from_json(filters_json(Filters())) == filters_from_json({}) == Filters()


def test_a_filter_that_a_file_spells_wrongly_is_refused() -> None:
    with pytest.raises(TypeError):
        filters_from_json({"provinces": ["Nghệ An"]})


def test_an_address_holds_every_filter() -> None:
    state = State().changed(**CHOSEN, since=ALL.since, until=ALL.until, old=True, everything=True)
    assert state.filters == ALL
    query = dict.fromkeys(name for name, _ in state.chosen)
    assert tuple(query) == NARROWED
    assert tuple(known.name for known in parameters.FILTERS if known.many) == NARROWED


def test_an_address_is_read_as_it_was_written() -> None:
    pairs = [*((name, value) for name, values in CHOSEN.items() for value in values)]
    pairs += [("since", "2026-01-02"), ("until", "2026-03-04"), ("old", "1"), ("all", "1")]
    assert state_of(pairs).filters == ALL


def test_options_that_a_command_does_not_have_narrow_nothing() -> None:
    assert filters_of(bundled_vocabulary(), {"query": ["thuế"], "limit": 5}) == Filters()


def test_options_become_filters_and_closed_values_ids() -> None:
    options = {
        "province": ["nghe an"],
        "kind": ["Advisory"],
        "tactic": None,
        "since": "01/2026",
        "until": "02/2026",
        "everything": True,
    }
    assert filters_of(bundled_vocabulary(), options) == Filters(
        province=("nghe an",),
        kind=(str(AdvisoryKind.ADVISORY),),
        since=date(2026, 1, 1),
        until=date(2026, 2, 28),
        advisories_only=False,
    )
