"""Decisions of analysts: a label needs words that still stand in the document."""

import os
from pathlib import Path

import pytest

from canhbao.analyst.decisions import Decision, decided, load_decisions, record_decision
from crawler.extract import understand
from crawler.model import Advisory, ConfigurationError, Document


def advisory(text: str, title: str = "Cảnh báo lừa đảo mới") -> Advisory:
    return understand(Document("p", "r", "s", "", title, "", text, None, None, "vi", "test"))


TEXT = "Kẻ gian lừa đảo bằng cách đánh tráo cây cảnh. Người dân cần cảnh giác."


def test_the_last_decision_counts(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    record_decision(path, Decision("a", "power_utility", "điện", "2026-03-01"))
    record_decision(path, Decision("a", "", "", "2026-03-02"))
    assert load_decisions(path)["a"].tactic == ""
    assert load_decisions(tmp_path / "none.jsonl") == {}


def test_a_line_that_is_no_decision_is_named(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text('{"advisory_id": "a", "tactic": "", "quote": "", "day": ""}\n{"other": 1}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="Line 2"):
        load_decisions(path)


@pytest.mark.parametrize(("quote", "field"), [("ĐÁNH TRÁO cây cảnh", "text"), ("lừa đảo mới", "title")])
def test_the_quote_is_found_in_text_and_title(quote: str, field: str) -> None:
    given = advisory(TEXT)
    label = decided(
        given, {given.advisory_id: Decision(given.advisory_id, "fixer_bribe_service", quote, "2026-03-01")}
    ).tactics[0]
    document = given.document
    finding = label.evidence[0]
    assert (label.code, finding.field) == ("fixer_bribe_service", field)
    assert (document.title if field == "title" else document.text)[finding.start : finding.end] == finding.quote


def test_a_decision_about_words_that_are_gone_is_not_applied() -> None:
    given = advisory("Kẻ gian lừa đảo. Người dân cần cảnh giác.")
    decision = Decision(given.advisory_id, "fixer_bribe_service", "đánh tráo cây cảnh", "2026-03-01")
    assert decided(given, {given.advisory_id: decision}) == given


def test_a_decision_is_on_the_disk_when_it_is_told_as_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[tuple[str, int]] = []
    sync = os.fsync

    def recorded(descriptor: int) -> None:
        synced.append((os.readlink(f"/proc/self/fd/{descriptor}"), os.fstat(descriptor).st_size))
        sync(descriptor)

    monkeypatch.setattr("os.fsync", recorded)
    path = tmp_path / "decisions.jsonl"
    record_decision(path, Decision("a", "", "", "2026-03-02"))
    assert (str(path), path.stat().st_size) in synced
    assert str(tmp_path) in [name for name, _ in synced], "a new file's name is lost with the power"
