"""The ledger: it remembers before it fetches, settles once, and balances to the page."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive.ledger import Archived, Ledger
from crawler.archive.records import Position
from crawler.archive.schema import RobotsRules
from crawler.model import Balance, ConfigurationError, Issue, Outcome, Readings, page_id, payload_digest

START = datetime(2026, 3, 6, tzinfo=UTC)
URL = "http://mau.gov.vn/a/1"
PAGE = page_id(URL)


class Clock:
    def __init__(self):
        self.now = START.timestamp()

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(tmp_path, clock):
    value = Ledger(tmp_path, "run-1", "mau", clock=clock)
    yield value
    value.close()


def archived(clock, url=URL, body=b"mot", status=200, role="article", offset=0):
    moment = datetime.fromtimestamp(clock.now, UTC)
    position = Position("x.warc.gz", offset, 10)
    page = page_id(url)
    return Archived(page, payload_digest(body), url, role, status, "text/html", "", '"e"', "", "", moment, position)


def test_a_discovered_address_is_pending_before_it_is_fetched(ledger, tmp_path):
    assert ledger.discover(URL, "mau").fetch
    other = Ledger(tmp_path)  # another process, after a crash
    assert [row.url for row in other.pending("mau")] == [URL]
    other.close()
    assert ledger.balance("run-1").pending == 1


def test_an_archived_page_is_unsettled_until_it_is_settled(ledger, clock):
    ledger.discover(URL, "mau")
    ledger.record(archived(clock), "mau")
    assert [row.page_id for row in ledger.unsettled("mau")] == [PAGE]
    ledger.settle(PAGE, payload_digest(b"mot"), Outcome.ADVISORY, warns=True)
    assert ledger.unsettled() == []
    balance = ledger.balance("run-1", "mau")
    assert (balance.seen, balance.advisories, balance.warnings, balance.is_even) == (1, 1, 1, True)


def test_an_article_is_due_again_by_its_age_or_when_its_listing_changes(ledger, clock):
    ledger.discover(URL, "mau", listed_title="Cũ")
    ledger.record(archived(clock), "mau")
    ledger.settle(PAGE, payload_digest(b"mot"), Outcome.ADVISORY)
    assert not ledger.discover(URL, "mau", listed_title="Cũ").fetch
    assert ledger.discover(URL, "mau", listed_title="Mới").fetch
    clock.now += timedelta(hours=7).total_seconds()
    assert ledger.discover(URL, "mau", listed_title="Mới").fetch
    clock.now += timedelta(days=40).total_seconds()
    ledger.record(archived(clock), "mau")
    ledger.settle(PAGE, payload_digest(b"mot"), Outcome.ADVISORY)
    clock.now += timedelta(days=5).total_seconds()
    assert not ledger.discover(URL, "mau").fetch, "an old article is asked for rarely"


def test_another_source_that_lists_the_page_does_not_fetch_it_again(ledger, tmp_path, clock):
    ledger.discover(URL, "mau")
    other = Ledger(tmp_path, "run-2", "khac", clock=clock)
    assert not other.discover(URL, "khac").fetch
    assert other.balance("run-2").duplicate == 1
    other.close()


def test_an_unchanged_page_keeps_its_outcome_and_counts_as_unchanged_in_the_run(ledger, tmp_path, clock):
    ledger.discover(URL, "mau")
    ledger.record(archived(clock), "mau")
    ledger.settle(PAGE, payload_digest(b"mot"), Outcome.ADVISORY, warns=True)
    clock.now += 86400
    second = Ledger(tmp_path, "run-2", "mau", clock=clock)
    second.discover(URL, "mau")
    second.settle(PAGE, payload_digest(b"mot"), Outcome.UNCHANGED)
    assert second.balance("run-2").unchanged == 1
    assert second.balance(None).advisories == 1
    assert second.balance(None).warnings == 1, "what warned still warns"
    second.close()


def test_a_payload_that_comes_back_is_settled_anew(ledger, clock):
    ledger.discover(URL, "mau")
    for number, body in enumerate((b"mot", b"hai", b"mot")):
        ledger.record(archived(clock, body=body, offset=number * 10), "mau")
        assert [row.revision for row in ledger.unsettled()] == [payload_digest(body)]
        ledger.settle(PAGE, payload_digest(body), Outcome.ADVISORY)
    assert ledger.newest(PAGE).revision == payload_digest(b"mot")


def test_a_payload_that_is_seen_again_stays_as_it_was_settled(ledger, clock):
    ledger.discover(URL, "mau")
    ledger.record(archived(clock), "mau")
    ledger.settle(PAGE, payload_digest(b"mot"), Outcome.ADVISORY)
    clock.now += 86400
    ledger.record(archived(clock, offset=10), "mau")
    assert ledger.revision_row(PAGE, payload_digest(b"mot")).outcome is Outcome.ADVISORY
    assert [row.position.offset for row in ledger.records()] == [0, 10]


def test_an_edited_page_was_first_fetched_when_its_first_good_revision_was(ledger, clock):
    ledger.discover(URL, "mau")
    ledger.record(archived(clock, body=b"khong co", status=404), "mau")
    clock.now += 3600
    ledger.record(archived(clock, body=b"mot", offset=10), "mau")
    clock.now += 86400
    ledger.record(archived(clock, body=b"hai", offset=20), "mau")
    assert ledger.first_fetches([PAGE, "0" * 16]) == {PAGE: START + timedelta(hours=1)}


def test_the_same_payload_at_another_address_of_the_source_is_a_duplicate(ledger, clock):
    second = URL + "?ban=in"
    ledger.discover(URL, "mau")
    ledger.discover(second, "mau")
    ledger.record(archived(clock), "mau")
    ledger.record(archived(clock, second, offset=10), "mau")
    assert ledger.duplicate_of(page_id(second), payload_digest(b"mot"), "mau") == PAGE
    assert ledger.duplicate_of(page_id(second), payload_digest(b"mot"), "khac") is None


def test_a_page_that_fails_run_after_run_is_rejected_in_the_end(ledger, tmp_path, clock):
    ledger.discover(URL, "mau")
    for _ in range(4):
        ledger.postpone(PAGE, "DownloadTimeoutError")
        assert ledger.balance("run-1").pending == 1
    ledger.postpone(PAGE, "DownloadTimeoutError")
    assert ledger.balance("run-1").rejected == {"DownloadTimeoutError": 1}


def test_one_file_may_hang_on_several_articles(ledger, clock):
    file, other = "http://mau.gov.vn/f.pdf", "http://mau.gov.vn/a/2"
    ledger.discover(file, "mau", "attachment")
    ledger.record(archived(clock, file, b"pdf", role="attachment"), "mau")
    for parent in (PAGE, page_id(other)):
        ledger.link(parent, page_id(file))
        ledger.link(parent, page_id(file))
        assert [row.url for row in ledger.attachments(parent)] == [file]


def test_a_host_that_asked_for_peace_is_left_alone_by_the_next_run_too(ledger, tmp_path, clock):
    assert ledger.back_off("mau.gov.vn", 120, "http_429") == 120
    again = Ledger(tmp_path, "run-2", "mau", clock=clock)
    assert again.host_wait("mau.gov.vn") == 120
    assert again.back_off("mau.gov.vn", 10 * 365 * 86400, "http_503") == 6 * 3600
    again.resume_host("mau.gov.vn")
    assert again.host_wait("mau.gov.vn") == 6 * 3600, "an answer that was under way does not end the peace"
    clock.now += 6 * 3600
    again.resume_host("mau.gov.vn")
    assert again.back_off("mau.gov.vn", 0, "http_503") == 5
    again.close()


def test_robots_rules_are_kept_for_a_day(ledger, clock):
    rules = RobotsRules(allow_all=False, body=b"Disallow: /")
    ledger.keep_robots("http://mau.gov.vn", rules)
    assert ledger.robots("http://mau.gov.vn", 86400) == rules
    assert ledger.robots("https://mau.gov.vn", 86400) is None
    clock.now += 86401
    assert ledger.robots("http://mau.gov.vn", 86400) is None


def summary_text(tmp_path):
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        text = db.execute("SELECT summary FROM runs").fetchone()[0]
    db.close()
    return text


KEPT = (
    '{"reason": "finished", "limited": false, "balance": {"seen": 3, "unchanged": 0, "duplicate": 0, "not_relevant": 0, '
    '"advisories": 2, "quarantined": 0, "gone": 0, "pending": 0, "rejected": {"http_403": 1}, "warnings": 1, '
    '"attachments": 0}, "readings": {"documents": 2, "filled": {"title": 2}, "methods": {"nukeviet": 2}, "newest": '
    '"2026-03-05T07:30:00+00:00"}, "issues": [{"source": "mau", "kind": "drop", "message": "Ít bài.", "remedy": "", '
    '"url": ""}]}'
)
"""A run's summary as every release since the first writes it."""


def finished(ledger, **changes):
    told = {
        "reason": "finished",
        "limited": False,
        "balance": Balance(seen=3, advisories=2, rejected={"http_403": 1}, warnings=1),
        "readings": Readings(2, {"title": 2}, {"nukeviet": 2}, datetime(2026, 3, 5, 7, 30, tzinfo=UTC)),
        "issues": (Issue("mau", "drop", "Ít bài."),),
    }
    return ledger.finish_run(**{**told, **changes})


def test_a_run_is_read_back_as_it_was_entered(ledger, tmp_path, clock):
    clock.now += 90.25
    run = finished(ledger)
    assert (run.run_id, run.source, run.started) == ("run-1", "mau", START)
    assert run.finished == START + timedelta(seconds=90.25)
    assert ledger.runs("mau") == [run]
    assert ledger.runs("khac") == []


def test_the_form_of_a_summary_in_the_ledger_does_not_change(ledger, tmp_path):
    finished(ledger)
    assert summary_text(tmp_path) == KEPT


def test_a_summary_of_the_first_release_is_read_with_defaults(ledger, tmp_path):
    first = (
        '{"reason": "finished", "balance": {"seen": 3, "advisories": 2}, "issues": [{"source": "mau", "kind": "tls", '
        '"message": "Lỗi."}]}'
    )
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute("UPDATE runs SET finished=?, summary=?", (START.timestamp(), first))
    db.close()
    (run,) = ledger.runs()
    assert (run.balance, run.readings, run.is_whole) == (Balance(seen=3, advisories=2), Readings(), True)
    assert run.issues == (Issue("mau", "tls", "Lỗi."),)


def test_a_run_that_was_killed_is_not_finished_and_says_nothing(ledger):
    (run,) = ledger.runs()
    assert (run.finished, run.reason, run.is_whole, run.balance) == (None, "", False, Balance())


@pytest.mark.parametrize(
    ("changes", "whole"), [({}, True), ({"limited": True}, False), ({"reason": "disk_full"}, False)]
)
def test_only_a_run_that_ended_by_itself_without_limits_is_held_against_others(ledger, changes, whole):
    assert finished(ledger, **changes).is_whole is whole
    (kept,) = ledger.runs()
    assert kept.is_whole is whole


def test_a_ledger_that_is_no_database_is_named_with_the_remedy(tmp_path):
    (tmp_path / "ledger.sqlite").write_bytes(b"khong phai so cai" * 100)
    with pytest.raises(ConfigurationError, match=r"ledger\.sqlite"):
        Ledger(tmp_path)


def test_a_ledger_of_a_newer_release_is_refused(tmp_path):
    Ledger(tmp_path).close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(ConfigurationError, match="newer release"):
        Ledger(tmp_path)


OUTCOMES = st.sampled_from([Outcome.ADVISORY, Outcome.NOT_RELEVANT, Outcome.QUARANTINED, Outcome.DUPLICATE])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["discover", "record", "settle", "unchanged", "refuse", "postpone", "pending", "run"]),
        st.integers(0, 3),
        st.integers(0, 2),
        OUTCOMES,
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, twice=st.booleans())
def test_any_order_of_steps_balances_and_steps_may_be_repeated(tmp_path_factory, steps, twice):
    folder, clock = tmp_path_factory.mktemp("ledger"), Clock()
    ledger, runs, current = Ledger(folder, "run-0", "mau", clock=clock), 1, {}
    for number, (step, which, version, outcome) in enumerate(steps):
        url = f"http://mau.gov.vn/a/{which}"
        page, body = page_id(url), f"{which}-{version}".encode()
        for _ in range(2 if twice else 1):
            if step == "discover":
                ledger.discover(url, "mau")
            elif step == "record" and ledger.page_row(page):
                ledger.record(archived(clock, url, body, offset=number), "mau")
                current[page] = payload_digest(body)
            elif step == "settle" and page in current:
                ledger.settle(page, current[page], outcome)
            elif step == "unchanged" and page in current:
                ledger.settle(page, current[page], Outcome.UNCHANGED)
            elif step == "refuse":
                ledger.refuse(page, "http_403")
            elif step == "postpone":
                ledger.postpone(page, "timeout")
            elif step == "pending":
                ledger.pending("mau")
        if step == "run":
            ledger.close()
            clock.now += 86400
            ledger, runs = Ledger(folder, f"run-{runs}", "mau", clock=clock), runs + 1
    for run in (None, *(f"run-{number}" for number in range(runs))):
        balance = ledger.balance(run, "mau")
        assert balance.is_even, (run, balance)
    assert ledger.balance(None).seen <= 4
    ledger.close()
