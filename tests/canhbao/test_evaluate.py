"""Scoring against gold labels: counts by hand, intervals over stories, and fields that a row does not label."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canhbao.analyst.evaluate import Counts, evaluate, stories_of
from canhbao.analyst.evaluation_report import report_json, report_lines

EMPTY: dict[str, Any] = {
    "kind": "advisory", "is_advisory": True, "tactics": [], "affected": [], "issuer": [], "nationwide": False,
    "impersonated": [], "channels": [], "actions": [], "indicators": [], "losses": [], "kind_evidence": [], "facet_evidence": {},
}  # fmt: skip


def row(identifier: str, text: str = "", **labels: Any) -> dict[str, Any]:
    return {"id": identifier, "title": "", "text": text or f"bài {identifier}", **labels}


def answer(tactics: list[str], **labels: Any) -> dict[str, Any]:
    evidence = [{"quote": "lừa", "start": 0, "end": 3, "rule": "r"}]
    return {**EMPTY, "tactics": [{"id": code, "score": 1.0, "evidence": evidence} for code in tactics], **labels}


def test_counts_per_field_and_per_class_are_those_of_a_hand_count() -> None:
    gold = [row("1", tactics=["a", "b"], kind="advisory"), row("2", tactics=["a"], kind="crime_court")]
    report = evaluate(gold, {"1": answer(["a", "c"]), "2": answer([])}, resamples=50)
    assert report.scores["tactics"].counts == Counts(hits=1, extra=1, missed=2)
    assert report.classes["tactics"] == {"a": Counts(1, 0, 1), "b": Counts(0, 0, 1), "c": Counts(0, 1, 0)}
    assert report.tactics_macro_f1 == pytest.approx((2 / 3 + 0) / 2)
    assert report.confusion == {"advisory": {"advisory": 1}, "crime_court": {"advisory": 1}}
    assert report.scores["primary_tactic"].counts == Counts(1, 1, 1)
    assert any("+c “lừa” [r]" in error for mistake in report.mistakes for error in mistake.errors)
    assert any(line.strip().startswith("a ") for line in report_lines(report, by_class=True))


def test_a_field_that_a_row_does_not_label_is_not_scored() -> None:
    report = evaluate([row("1", tactics=["a"])], {"1": answer(["a"])}, resamples=10)
    assert set(report.scores) == {"tactics", "primary_tactic"}
    assert json.dumps(report_json(report))


def place(province: str, rule: str) -> dict[str, Any]:
    return {"province": province, "province_2025": province, "evidence": [{"quote": province, "rule": rule}]}


def test_right_and_wrong_places_are_counted_by_the_rule_that_read_them() -> None:
    gold = [row("1", affected=["Nghệ An"], issuer=[]), row("2", affected=["Lai Châu"], issuer=["Lai Châu"])]
    predicted = {
        "1": answer([], affected=[place("Nghệ An", "cue"), place("Sơn La", "at_place")]),
        "2": answer([], affected=[place("Hà Nội", "at_place")], issuer=[place("Lai Châu", "office")]),
    }
    report = evaluate(gold, predicted, resamples=10)
    assert report.rules["affected"] == {"cue": Counts(1), "at_place": Counts(0, 2)}
    assert report_json(report)["errors_by_rule"]["issuer"] == {"office": {"right": 1, "wrong": 0}}
    shown = [line.split() for line in report_lines(report)]
    assert shown.index(["at_place", "2", "0"]) < shown.index(["cue", "0", "1"]), "the worst rule first"


LONG = " ".join(f"tiếng{n}" for n in range(60))


def test_copies_of_one_story_are_resampled_together() -> None:
    copies = [row(str(n), text=LONG, tactics=["a"]) for n in range(9)] + [row("x", tactics=["a"])]
    assert len(set(stories_of(copies))) == 2
    predicted = {str(n): answer(["a"]) for n in range(9)} | {"x": answer(["b"])}
    score = evaluate(copies, predicted, resamples=200).scores["tactics"]
    assert (score.low, score.high) == (0.0, 1.0), "two stories, one right and one wrong"


def test_a_named_story_goes_before_the_words() -> None:
    assert stories_of([row("1", story="s"), row("2", text=LONG), row("3", text=LONG), row("4", story="s")]) == [
        0,
        1,
        1,
        0,
    ]


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_f1_is_the_harmonic_mean(hits: int, extra: int, missed: int) -> None:
    counts = Counts(hits, extra, missed)
    if hits:
        assert counts.f1 == pytest.approx(2 / (1 / counts.precision + 1 / counts.recall))
    assert 0 <= counts.f1 <= 1


def test_a_broken_gold_line_is_named(tmp_path: Path, canhbao: Any) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "1", "text": "x", "tactics": []}\n{"id": "2"}\n', encoding="utf-8")
    done = canhbao("evaluate", str(gold), data=tmp_path / "data")
    assert done.returncode == 2
    assert "Line 2" in done.stderr


def test_a_place_counts_on_the_map_that_the_gold_row_uses() -> None:
    """Labels name the 63 unless the text uses the later map: 'đặc khu Phú Quốc, tỉnh An Giang'."""
    found = {
        "province": "Kiên Giang",
        "province_2025": "An Giang",
        "evidence": [{"quote": "Phú Quốc", "rule": "at_place"}],
    }
    gold = [row("1", affected=["An Giang"]), row("2", affected=["Kiên Giang"]), row("3", affected=["Cà Mau"])]
    predicted = {identifier: answer([], affected=[found]) for identifier in ("1", "2", "3")}
    report = evaluate(gold, predicted, resamples=10)
    assert report.scores["affected"].counts == Counts(hits=2, extra=1, missed=1)
    assert report.rules["affected"] == {"at_place": Counts(2, 1)}
