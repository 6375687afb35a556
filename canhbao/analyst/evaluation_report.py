"""The report of `canhbao evaluate`, for readers and for programs.

In: a Report. Out: lines of text, or what JSON can hold. Pure.
"""

from dataclasses import asdict
from typing import Any

from canhbao.analyst.evaluate import Counts, Report


def report_json(report: Report) -> dict[str, Any]:
    """The report for programs."""
    return {
        "articles": report.articles,
        "stories": report.stories,
        "fields": {
            name: {
                **_numbers(score.counts),
                "f1_low": round(score.low, 4),
                "f1_high": round(score.high, 4),
            }
            for name, score in report.scores.items()
        },
        **{name: {code: _numbers(c) for code, c in classes.items()} for name, classes in report.classes.items()},
        "tactics_macro_f1": round(report.tactics_macro_f1, 4),
        "confusion": report.confusion,
        "errors_by_rule": {
            name: {rule: {"right": c.hits, "wrong": c.extra} for rule, c in _worst_first(rules)}
            for name, rules in report.rules.items()
        },
        "mistakes": [asdict(mistake) for mistake in report.mistakes],
    }


def _numbers(c: Counts) -> dict[str, Any]:
    return {**asdict(c), "precision": round(c.precision, 4), "recall": round(c.recall, 4), "f1": round(c.f1, 4)}


def report_lines(report: Report, *, by_class: bool = False) -> list[str]:
    """The report as text; `by_class` adds a table of every value of every classed field."""
    lines = [
        f"{report.articles} bài · articles, {report.stories} tin · stories",
        "",
        f"{'field':16} {'P':>6} {'R':>6} {'F1':>6}  95 %           hits extra missed",
    ]
    for name, score in report.scores.items():
        c = score.counts
        lines.append(
            f"{name:16} {c.precision:6.3f} {c.recall:6.3f} {c.f1:6.3f}  [{score.low:.3f}, {score.high:.3f}] "
            f"{c.hits:5d} {c.extra:5d} {c.missed:6d}"
        )
    lines += ["", f"tactics macro-F1 {report.tactics_macro_f1:.3f}", "", "kinds (gold -> predicted)"]
    for kind, row in report.confusion.items():
        lines.append(f"  {kind:18} " + ", ".join(f"{got} {n}" for got, n in sorted(row.items(), key=lambda x: -x[1])))
    lines += _rule_lines(report)
    for name, classes in report.classes.items() if by_class else ():
        lines += ["", f"{name:32} {'P':>6} {'R':>6} {'F1':>6}  hits extra missed"]
        for code, c in sorted(classes.items(), key=lambda item: (-item[1].hits - item[1].missed, item[0])):
            lines.append(
                f"  {code:30} {c.precision:6.3f} {c.recall:6.3f} {c.f1:6.3f} {c.hits:5d} {c.extra:5d} {c.missed:6d}"
            )
    for mistake in report.mistakes:
        lines += ["", f"{mistake.identifier} {mistake.title[:90]}", *(f"    {error}" for error in mistake.errors)]
    return lines


def _worst_first(rules: dict[str, Counts]) -> list[tuple[str, Counts]]:
    return sorted(rules.items(), key=lambda item: (-item[1].extra, -item[1].hits, item[0]))


def _rule_lines(report: Report) -> list[str]:
    """Which rule is to be mended first."""
    lines: list[str] = []
    for name, rules in report.rules.items():
        lines += ["", f"{name}: lỗi theo quy tắc · errors by rule     wrong right"]
        lines += [f"  {rule:42} {c.extra:5d} {c.hits:5d}" for rule, c in _worst_first(rules)]
    return lines
