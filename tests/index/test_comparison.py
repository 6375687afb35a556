"""Trends compared: counts, changes and rates against a naive reading; a gap is never a zero; maps count once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.model import ConfigurationError
from index.engine import Engine
from index.record import Record
from index.requests import Filters, TrendRequest
from index.trends.comparison import compare, window_asked
from index.trends.observation import belonging, observe
from index.trends.report import report
from index.trends.windows import Window, windows_of

TODAY = date(2026, 3, 20)
SETTINGS = settings(
    max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def on(day: str, number: int, make: Any, **changes: Any) -> Record:
    made: Record = make(number, published=f"{day}T03:00:00+00:00", published_day=day, **changes)
    return made


def request(*by: Any, **changes: Any) -> TrendRequest:
    return TrendRequest(by=by, count="advisories", filters=Filters(**changes))


def test_three_windows_give_counts_and_changes(engine: Engine, make: Any) -> None:
    days = ["2026-02-03", "2026-02-10", "2026-02-17", "2026-01-05", "2026-01-31", "2025-02-28", "2026-03-01"]
    engine.put([on(day, number, make, tactics=["utility_bill"]) for number, day in enumerate(days)])
    found = compare(engine, request("tactic"), today=TODAY)
    assert found.windows.now == Window(date(2026, 2, 1), date(2026, 2, 28))
    (row,) = found.rows
    assert row.before is not None
    assert row.last_year is not None
    assert (row.now.count, row.before.count, row.last_year.count) == (3, 2, 1)
    assert row.since_before is not None
    assert (row.since_before.absolute, row.since_before.relative) == (1, 0.5)
    assert row.since_last_year is not None
    assert (row.since_last_year.absolute, row.since_last_year.relative) == (2, 2.0)


def test_a_base_of_zero_has_no_relative_change_and_an_unobserved_one_has_none_at_all(engine: Engine, make: Any) -> None:
    engine.put(
        [
            on("2026-02-03", 1, make, tactics=["utility_bill"]),
            on("2026-01-05", 2, make, kind="crime_court", is_advisory=False),
        ]
    )
    (row,) = compare(engine, request("tactic"), today=TODAY).rows
    assert row.before is not None
    assert row.before.count == 0
    assert row.since_before is not None
    assert (row.since_before.absolute, row.since_before.relative, row.since_before.rate) == (1, None, None)
    assert row.last_year is not None
    assert (row.last_year.count, row.last_year.watch.own, row.last_year.rate) == (None, 0, None)
    assert row.since_last_year is not None
    assert (row.since_last_year.absolute, row.since_last_year.relative) == (None, None)


def test_what_is_gone_falls_to_zero_where_somebody_looked(engine: Engine, make: Any) -> None:
    engine.put(
        [
            on("2026-01-05", 1, make, tactics=["utility_bill"]),
            on("2026-02-05", 2, make, tactics=["tax_impersonation"]),
        ]
    )
    rows = {row.keys[0]: row for row in compare(engine, request("tactic"), today=TODAY).rows}
    gone = rows["utility_bill"]
    assert gone.now.count == 0
    assert gone.since_before is not None
    assert (gone.since_before.absolute, gone.since_before.relative) == (-1, -1.0)


def test_twice_the_sources_with_twice_the_warnings_is_no_higher_rate(engine: Engine, make: Any) -> None:
    """Weeks of 2 and 9 February against 5 and 12 January: one source then, two sources now, one warning each a week."""
    records = []
    for source, days in {
        "mau-a": ("2026-01-05", "2026-01-12", "2026-02-02", "2026-02-09"),
        "mau-b": ("2026-02-03", "2026-02-10"),
    }.items():
        records += [on(day, len(records) + k, make, source=source, tactics=["x"]) for k, day in enumerate(days)]
    engine.put(records)
    asked = request("tactic", since=date(2026, 2, 2), until=date(2026, 2, 15))
    (row,) = compare(engine, asked, today=TODAY, bases=("previous",)).rows
    assert (row.now.watch.watching, row.now.watch.source_weeks, row.now.rate) == (2, 4.0, 100.0)
    assert row.now.per_source == 2.0
    assert row.before is not None
    assert row.before.count is None
    assert row.last_year is None
    asked = request("tactic", since=date(2026, 2, 1), until=date(2026, 2, 28))
    (row,) = compare(engine, asked, today=TODAY, bases=("previous",)).rows
    assert row.since_before is not None
    assert (row.since_before.absolute, row.since_before.relative, row.since_before.rate) == (2, 1.0, 0.0)


def test_a_week_at_the_edge_of_a_window_weighs_its_share(engine: Engine, make: Any) -> None:
    engine.put([on("2026-02-28", 1, make, tactics=["x"])])
    asked = request("tactic", since=date(2026, 2, 27), until=date(2026, 3, 5))
    (row,) = compare(engine, asked, today=TODAY).rows
    assert row.now.watch.source_weeks == pytest.approx(3 / 7)
    assert row.now.watch.coverage == pytest.approx(3 / 7)


def test_a_window_that_is_not_over_is_compared_up_to_the_same_day(engine: Engine, make: Any) -> None:
    days = ["2026-03-10", "2026-02-10", "2026-02-25", "2025-03-19", "2025-03-21"]
    engine.put([on(day, number, make, tactics=["x"]) for number, day in enumerate(days)])
    asked = request("tactic", since=date(2026, 3, 1), until=date(2026, 3, 31))
    found = compare(engine, asked, today=TODAY)
    assert found.windows.partial
    (row,) = found.rows
    assert [m.count for m in (row.now, row.before, row.last_year) if m] == [1, 1, 1]


def test_a_province_without_a_source_of_its_own_is_a_gap_and_not_a_zero(engine: Engine, make: Any) -> None:
    """Two provinces were warned in January; in February only one of them still has a source that publishes."""
    places = {"Nghệ An": "mau-nghean", "Cà Mau": "mau-camau"}
    records = []
    for number, (name, source) in enumerate(places.items()):
        records.append(on("2026-01-05", number, make, source=source, source_province=name, provinces_2025=[name]))
    records.append(on("2026-02-05", 8, make, source="mau-nghean", source_province="Nghệ An"))
    records.append(on("2026-02-05", 9, make, source="mau-quocgia"))
    engine.put(records)
    rows = {row.keys[0]: row for row in compare(engine, request("province"), today=TODAY).rows}
    assert (rows["Nghệ An"].now.count, rows["Nghệ An"].now.watch.watching) == (0, 2)
    assert (rows["Cà Mau"].now.count, rows["Cà Mau"].now.rate) == (None, None)
    assert rows["Cà Mau"].since_before is not None
    assert rows["Cà Mau"].since_before.absolute is None


def test_a_national_source_that_names_a_province_is_counted_and_divided_by(engine: Engine, make: Any) -> None:
    engine.put([on("2026-02-05", 1, make, source="mau-quocgia", provinces_2025=["Cà Mau"])])
    (row,) = compare(engine, request("province"), today=TODAY).rows
    assert (row.now.count, row.now.watch.own, row.now.watch.watching, row.now.per_source) == (1, 0, 1, 1.0)


def test_a_filter_by_province_has_the_same_observers_as_its_row(engine: Engine, make: Any) -> None:
    engine.put(
        [
            on("2026-02-05", 1, make, source="a", source_province="Cà Mau", provinces_2025=["Cà Mau"], tactics=["x"]),
            on("2026-02-05", 2, make, source="b", source_province="Nghệ An"),
            on("2026-02-05", 3, make, source="c"),
        ]
    )
    (row,) = compare(engine, request("province"), today=TODAY).rows
    (narrowed,) = compare(engine, request("tactic", province=("ca mau",)), today=TODAY).rows
    assert row.now.watch == narrowed.now.watch
    assert row.now.watch.watching == 2


def test_on_the_old_map_a_source_belongs_to_each_province_that_was_joined(engine: Engine, make: Any) -> None:
    engine.put([on("2026-02-05", 1, make, source="a", source_province="Đà Nẵng")])
    asked = request("province", old_provinces=True)
    seen = observe(engine, asked, "month", belonging(engine, asked))
    february = date(2026, 2, 1)
    assert [seen.own((name,), february) for name in ("Đà Nẵng", "Quảng Nam", "Nghệ An")] == [1, 1, 0]


def test_a_source_that_names_its_old_province_belongs_to_that_one(engine: Engine, make: Any) -> None:
    engine.put([on("2026-02-05", 1, make, source="a", source_province="Đà Nẵng", source_province_old="Quảng Nam")])
    asked = request("province", old_provinces=True)
    seen = observe(engine, asked, "month", belonging(engine, asked))
    assert [seen.own((name,), date(2026, 2, 1)) for name in ("Đà Nẵng", "Quảng Nam")] == [0, 1]


def test_a_source_and_a_body_are_observed_by_themselves(engine: Engine, make: Any) -> None:
    engine.put(
        [
            on("2026-01-05", 1, make, source="a", body="portal"),
            on("2026-02-05", 2, make, source="b", body="police"),
        ]
    )
    rows = {row.keys[0]: row for row in compare(engine, request("source"), today=TODAY).rows}
    assert (rows["a"].now.count, rows["b"].now.watch.watching) == (None, 1)
    rows = {row.keys[0]: row for row in compare(engine, request("body"), today=TODAY).rows}
    assert (rows["portal"].now.count, rows["police"].now.watch.watching) == (None, 1)


def test_a_series_tells_zeros_from_gaps_key_by_key(engine: Engine, make: Any) -> None:
    engine.put(
        [
            on("2026-01-05", 1, make, source="a", source_province="Cà Mau", provinces_2025=["Cà Mau"]),
            on("2026-02-05", 2, make, source="b", source_province="Nghệ An", provinces_2025=["Nghệ An"]),
            on("2026-02-05", 3, make, source="a", source_province="Cà Mau"),
        ]
    )
    made = report(engine, request("province"), today=TODAY)
    assert {(keys[0], period.month if period else 0): count for keys, period, count in made.grid()} == {
        ("Cà Mau", 1): 1,
        ("Cà Mau", 2): 0,
        ("Cà Mau", 3): None,
        ("Nghệ An", 1): None,
        ("Nghệ An", 2): 1,
        ("Nghệ An", 3): None,
    }, "March is not over, and nobody has published in it: it is a gap, and no end of the series"
    assert made.rate(("Nghệ An",), date(2026, 2, 1)) == 1.0
    assert made.rate(("Nghệ An",), date(2026, 1, 1)) is None


def test_two_old_provinces_that_are_one_now_count_once_on_the_new_map(engine: Engine, make: Any) -> None:
    record = on("2025-06-05", 1, make, provinces=["Quảng Nam", "Đà Nẵng"], provinces_2025=["Đà Nẵng"])
    engine.put([record])
    new = report(engine, request("province"), today=TODAY)
    old = report(engine, request("province", old_provinces=True), today=TODAY)
    assert new.counts == {("Đà Nẵng",): {date(2025, 6, 1): 1}}
    assert old.counts == {("Đà Nẵng",): {date(2025, 6, 1): 1}, ("Quảng Nam",): {date(2025, 6, 1): 1}}
    assert new.result.total == old.result.total == 1


def test_what_a_map_leaves_out_is_reported(engine: Engine, make: Any) -> None:
    engine.put(
        [
            on("2025-08-05", 1, make, provinces=[], provinces_2025=["Đà Nẵng"]),
            on("2025-08-05", 2, make, nationwide=True),
            on("2025-08-05", 3, make),
            on("2025-08-05", 4, make, provinces=["Nghệ An"], provinces_2025=["Nghệ An"]),
            on("2025-08-05", 5, make, kind="crime_court", is_advisory=False),
            make(6, published=None, published_day=None),
        ]
    )
    old = report(engine, request("province", old_provinces=True), today=TODAY).unplaced
    new = report(engine, request("province"), today=TODAY).unplaced
    assert old is not None
    assert new is not None
    assert (old.documents, old.nationwide, old.on_other_map) == (3, 1, 1)
    assert (new.documents, new.nationwide, new.on_other_map) == (2, 1, 0)
    issuers = report(engine, request("issuer", "tactic"), today=TODAY).unplaced
    assert issuers is not None
    assert (issuers.dimension, issuers.documents) == ("issuer", 4)
    assert report(engine, request("tactic"), today=TODAY).unplaced is None
    narrowed = report(engine, request("province", since=date(2025, 9, 1)), today=TODAY).unplaced
    assert narrowed is not None
    assert narrowed.documents == 0


def test_a_window_without_a_first_day_is_refused_and_without_a_last_one_ends_today() -> None:
    with pytest.raises(ConfigurationError, match="first day"):
        window_asked(request("tactic", until=date(2026, 3, 1)), TODAY)
    assert window_asked(request("tactic", since=date(2026, 3, 3)), TODAY) == Window(date(2026, 3, 3), TODAY)
    assert window_asked(request("tactic"), TODAY, last=3) == Window(date(2025, 12, 1), date(2026, 2, 28))
    timeless = replace(request("tactic"), interval=None)
    assert window_asked(timeless, TODAY) == Window(date(2026, 2, 1), date(2026, 2, 28))


@SETTINGS
@given(
    st.dates(date(2025, 5, 1), date(2025, 9, 10)),
    st.integers(0, 60),
    st.sampled_from([("tactic",), ("province",), ("province", "tactic"), ("source",)]),
    st.booleans(),
    st.booleans(),
)
def test_a_comparison_counts_what_reading_every_record_counts(
    filled: Engine, corpus: list[Record], since: date, length: int, by: tuple[str, ...], old: bool, stories: bool
) -> None:
    asked = TrendRequest(
        by=by,  # type: ignore[arg-type]
        count="stories" if stories else "advisories",
        filters=Filters(since=since, until=since + timedelta(days=length), old_provinces=old),
    )
    today = date(2025, 8, 15)
    found = compare(filled, asked, today=today)
    windows = windows_of(Window(since, since + timedelta(days=length)), today)
    fields = {"province": "provinces" if old else "provinces_2025", "tactic": "tactics", "source": "source"}
    for name, window in (("now", windows.now), ("before", windows.before), ("last_year", windows.last_year)):
        days = [rec for rec in corpus if rec.published_day and within(rec, window)]
        sources = {rec.source for rec in days}
        expected: dict[tuple[str, ...], set[str]] = {}
        for rec in days:
            for keys in keys_of(rec, [fields[dimension] for dimension in by]):
                if rec.is_advisory:
                    expected.setdefault(keys, set()).add(rec.story_id if stories else rec.advisory_id)
        for row in found.rows:
            measure = getattr(row, name)
            assert (measure.count or 0) == len(expected.pop(row.keys, ()))
            watch = measure.watch
            assert watch.own <= watch.watching
            assert 0 <= watch.coverage <= 1
            assert watch.source_weeks <= watch.watching * (window.days / 7) + 1e-9
            looked = row.keys[0] in sources if by == ("source",) else bool(sources)
            if "province" not in by:
                assert (measure.count is None) == (not looked)
                assert (measure.rate is None) == (not looked)
        assert expected == {}


def within(rec: Record, window: Window) -> bool:
    return rec.published_day is not None and window.since <= rec.published_day <= window.until


def keys_of(rec: Record, fields: list[str]) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [()]
    for field in fields:
        told = getattr(rec, field)
        values = told if isinstance(told, tuple) else [told]
        keys = [(*before, value) for before in keys for value in values]
    return keys
