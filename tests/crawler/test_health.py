"""Quiet, broken and blocked are different; a drop is told only where chance does not explain it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.health import HealthState, chance_of_at_most, health_of, health_to_json, run_issues, state_of
from crawler.model import Balance, Body, DateMethod, DateValue, Document, Issue, Readings, RunSummary, Source

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SOURCE = Source(
    slug="mau",
    name="Mẫu",
    body=Body.PORTAL,
    platform="nukeviet",
    homepage="https://mau.example/",
    expect={"minimum_items": 2, "filled": ("title", "published")},
)


def kinds(
    balance: Balance, readings: Readings | None = None, before: tuple[int, ...] = (), limited: bool = False
) -> list[str]:
    return [issue.kind for issue in run_issues(SOURCE, balance, readings or Readings(), before, limited=limited)]


def readings(documents: int, titles: int, dates: int, method: str = "nukeviet") -> Readings:
    return Readings(documents, {"title": titles, "published": dates}, {method: documents})


def test_a_usual_run_says_nothing() -> None:
    assert kinds(Balance(seen=20, unchanged=20), before=(21, 19, 20)) == []


def test_fewer_than_the_minimum_is_a_changed_source() -> None:
    assert kinds(Balance(seen=1, unchanged=1)) == ["source_changed"]


@pytest.mark.parametrize(("seen", "expected"), [(30, []), (22, []), (10, ["drop"])])
def test_a_drop_is_told_where_chance_does_not_explain_it(seen: int, expected: list[str]) -> None:
    assert kinds(Balance(seen=seen, unchanged=seen), before=(30, 31, 29, 30)) == expected


def test_a_drop_needs_a_history_and_a_whole_run() -> None:
    assert kinds(Balance(seen=5, unchanged=5), before=(30, 30)) == []
    assert kinds(Balance(seen=5, unchanged=5), before=(30, 30, 30), limited=True) == []


def test_one_bad_run_of_the_past_does_not_move_what_is_usual() -> None:
    assert kinds(Balance(seen=10, unchanged=10), before=(30, 2, 30, 31, 30)) == ["drop"]


def test_blocked_and_forbidden_pages_are_told_apart() -> None:
    assert kinds(Balance(seen=10, unchanged=2, rejected={"captcha": 8})) == ["blocked"]
    assert kinds(Balance(seen=10, unchanged=2, rejected={"robots": 8})) == ["robots"]
    assert kinds(Balance(seen=10, unchanged=9, rejected={"robots": 1})) == []


def test_fields_that_went_empty_and_a_layout_that_no_longer_fits() -> None:
    balance = Balance(seen=10, advisories=10)
    assert kinds(balance, readings(10, 10, 10)) == []
    assert kinds(balance, readings(10, 10, 3)) == ["fields_missing"]
    assert kinds(balance, readings(10, 10, 10, "trafilatura")) == ["layout_changed"]
    assert kinds(balance, readings(4, 0, 0, "trafilatura")) == []  # too few to judge


def run(day: int, seen: int = 20, newest: datetime | None = None, issues: tuple[str, ...] = ()) -> RunSummary:
    started = NOW - timedelta(days=day)
    return RunSummary(
        "run",
        "mau",
        started,
        finished=started + timedelta(minutes=5),
        reason="finished",
        balance=Balance(seen=seen),
        readings=Readings(2, {"title": 2, "published": 1}, {}, newest),
        issues=tuple(Issue("mau", kind, kind) for kind in issues),
    )


def test_a_source_that_was_never_crawled() -> None:
    assert health_of("mau", [], NOW).state is HealthState.NEVER


def test_a_source_is_as_its_last_run_was() -> None:
    assert health_of("mau", [run(0, issues=("tls",)), run(1)], NOW).state is HealthState.TLS
    found = health_of("mau", [run(0, newest=NOW), run(1, issues=("tls",))], NOW)
    assert found.state is HealthState.OK
    assert found.filled == {"title": 1.0, "published": 0.5}
    assert found.last_new == NOW


def test_a_run_that_was_killed_says_nothing_about_its_source() -> None:
    killed = RunSummary("run", "mau", NOW)
    assert health_of("mau", [killed], NOW).state is HealthState.NEVER
    assert health_of("mau", [killed, run(1, issues=("tls",))], NOW).state is HealthState.TLS


def test_a_source_for_programs_has_its_last_run_in_seconds_and_its_last_news_as_text() -> None:
    told = health_to_json(health_of("mau", [run(0, newest=NOW)], NOW))
    assert (told["last_run"], told["last_new"], told["state"]) == (1795478400.0, "2026-11-24T00:00:00+00:00", "ok")


def document(title: str = "", author: str = "", day: int | None = None, layout: str = "nukeviet") -> Document:
    date = None if day is None else DateValue(NOW - timedelta(days=day), "x", DateMethod.VISIBLE, "day")
    return Document("p", "r", "mau", "u", title, "", "Chữ", date, None, "vi", layout, author=author)


def test_readings_count_what_is_filled_by_which_method_and_keep_the_newest_date() -> None:
    found = Readings().plus(document("Tin", day=5)).plus(document("Tin", "An", day=2)).plus(document(layout="pdf"))
    assert found.documents == 3
    assert found.filled == {"title": 2, "published": 2, "text": 3, "author": 1}
    assert found.methods == {"nukeviet": 2, "pdf": 1}
    assert found.newest == NOW - timedelta(days=2)


def test_what_keeps_us_out_comes_before_what_looks_changed_because_of_it() -> None:
    assert state_of(["source_changed", "robots"]) is HealthState.ROBOTS
    assert state_of(["source_changed", "blocked"]) is HealthState.BLOCKED
    assert state_of(["source_changed"]) is HealthState.BROKEN
    assert state_of([]) is HealthState.OK


def test_quiet_is_silence_much_longer_than_its_own_habit() -> None:
    daily = [run(day, newest=NOW - timedelta(days=day)) for day in range(10, 20)]
    monthly = [run(day, newest=NOW - timedelta(days=day)) for day in (10, 40, 70)]
    assert health_of("mau", daily, NOW).state is HealthState.QUIET
    assert health_of("mau", monthly, NOW).state is HealthState.OK


def test_the_chance_of_few_is_that_of_poisson() -> None:
    assert chance_of_at_most(0, 2.0) == pytest.approx(0.1353352832)
    assert chance_of_at_most(3, 4.0) == pytest.approx(0.4334701203)


@given(st.integers(0, 200), st.floats(0.1, 300))
def test_a_chance_is_a_chance(seen: int, mean: float) -> None:
    assert 0 <= chance_of_at_most(seen, mean) <= 1 + 1e-9
