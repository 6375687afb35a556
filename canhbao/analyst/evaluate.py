"""Scores annotations against gold labels. Pure: no files, no engine.

In: gold rows (see the gold folder's README) and annotations by id. Out: a Report with precision, recall and F1 per field
and per class, counts, bootstrap intervals over stories with a fixed seed, the confusion of kinds, the right and wrong
places by the rule that read them, and the worst errors.
A field that a row does not label is not scored for it.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.vocab.units import resolve_province
from index.stories.near import same_story, shingles

_SEED = 20240306
_PLACES = ("affected", "issuer")
_CLASSED = frozenset({"tactics", "impersonated", "channels", "actions"})


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives and false negatives of one field or class."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.hits + other.hits, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """hits / (hits + extra); 1 where nothing was predicted and nothing was due."""
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else float(not self.missed)

    @property
    def recall(self) -> float:
        """hits / (hits + missed); 1 where nothing was due."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (van Rijsbergen 1979)."""
        total = 2 * self.hits + self.extra + self.missed
        return 2 * self.hits / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """A field's counts and the 95 % bootstrap interval of its F1 (accuracy for single-valued fields)."""

    counts: Counts
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """One article's errors, worst first in the report."""

    identifier: str
    title: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything measured over `articles` articles of `stories` stories. `classes` are counts by field and value.

    `rules` are counts by field and rule: what each rule read right (hits) and wrong (extra); `missed` stays 0, what no
    rule found has none.
    """

    articles: int
    stories: int
    scores: dict[str, Score]
    classes: dict[str, dict[str, Counts]]
    tactics_macro_f1: float
    confusion: dict[str, dict[str, int]]
    rules: dict[str, dict[str, Counts]]
    mistakes: tuple[Mistake, ...] = field(default=())


def evaluate(
    gold: Iterable[Mapping[str, Any]],
    predicted: Mapping[str, Mapping[str, Any]],
    *,
    resamples: int = 1000,
    worst: int = 10,
) -> Report:
    """Score annotations. Raises KeyError for a gold row without an annotation."""
    rows = [(row, predicted[row["id"]]) for row in gold]
    groups = stories_of([row for row, _ in rows])
    per_row = [_row_counts(row, answer) for row, answer in rows]
    names = sorted({name for counts in per_row for name in counts})
    scores = {name: _score([counts.get(name, Counts()) for counts in per_row], groups, resamples) for name in names}
    classes: dict[str, dict[str, Counts]] = defaultdict(lambda: defaultdict(Counts))
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    rules: dict[str, dict[str, Counts]] = {name: defaultdict(Counts) for name in _PLACES}
    for row, answer in rows:
        for name, (due, got) in _sets(row, answer).items():
            if name in _CLASSED:
                for code, counts in _class_counts(due, got).items():
                    classes[name][code] += counts
            if name in _PLACES:
                for value in got:
                    rules[name][_rule_of(answer, name, value)] += Counts(int(value in due), int(value not in due))
        if "kind" in row:
            for code, counts in _class_counts({row["kind"]}, {answer["kind"]}).items():
                classes["kind"][code] += counts
            confusion[row["kind"]][answer["kind"]] += 1
    labelled = [counts.f1 for counts in classes["tactics"].values() if counts.hits + counts.missed]
    mistakes = sorted((m for row, answer in rows if (m := _mistake(row, answer))), key=lambda m: -len(m.errors))
    return Report(
        articles=len(rows),
        stories=len(set(groups)),
        scores=scores,
        classes={name: dict(sorted(counts.items())) for name, counts in sorted(classes.items())},
        tactics_macro_f1=sum(labelled) / len(labelled) if labelled else 1.0,
        confusion={kind: dict(row) for kind, row in sorted(confusion.items())},
        rules={name: dict(counts) for name, counts in rules.items() if counts},
        mistakes=tuple(mistakes[:worst]),
    )


def stories_of(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The number of each row's story: its own `story` where labelled, else rows with near-duplicate texts share one."""
    pieces = [shingles(f"{row.get('title', '')}\n{row['text']}") for row in rows]
    numbers: list[int] = []
    for number, row in enumerate(rows):
        named = row.get("story")
        same = (
            (earlier for earlier in range(number) if rows[earlier].get("story") == named)
            if named
            else (earlier for earlier in range(number) if same_story(pieces[earlier], pieces[number]))
        )
        first = next(same, None)
        numbers.append(number if first is None else numbers[first])
    return numbers


def _score(counts: list[Counts], groups: list[int], resamples: int) -> Score:
    """The interval by resampling whole stories: copies of one story are no independent evidence."""
    total = sum(counts, Counts())
    if not resamples or not counts:
        return Score(total, total.f1, total.f1)
    by_story: dict[int, Counts] = defaultdict(Counts)
    for group, count in zip(groups, counts, strict=True):
        by_story[group] += count
    pool = list(by_story.values())
    chance = random.Random(_SEED)  # noqa: S311 - statistics, not secrets
    values = sorted(sum(chance.choices(pool, k=len(pool)), Counts()).f1 for _ in range(resamples))
    return Score(total, values[int(0.025 * resamples)], values[min(resamples - 1, int(0.975 * resamples))])


def _ids(labels: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(label["id"]) for label in labels}


def _province_names(values: Iterable[str]) -> set[str]:
    return {resolve_province(value, old=True) or value for value in values}


def _sets(row: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, tuple[set[str], set[str]]]:
    """(gold, predicted) per set-valued field; a field that a gold row does not label is left out."""

    def scam(kind: str) -> set[str]:
        return {i["value"] for i in answer["indicators"] if i["type"] == kind and i["role"] == "scam"}

    def provinces(name: str, due: set[str]) -> set[str]:
        """On the map of 63, or as the gold row names it where it uses the later map ('An Giang' for Phú Quốc)."""
        found = [(p["province"] or p["province_2025"], p["province_2025"]) for p in answer[name] if p["province_2025"]]
        return _province_names(later if later in due and old not in due else old for old, later in found)

    def digits(values: Iterable[str]) -> set[str]:
        return {"".join(c for c in str(value) if c.isdigit()) for value in values}

    fields: dict[str, tuple[set[str], set[str]]] = {}
    if "tactics" in row:
        fields["tactics"] = (set(row["tactics"]), _ids(answer["tactics"]))
    for name in ("affected", "issuer"):
        if name in row:
            due = _province_names(row[name])
            fields[name] = (due, provinces(name, due))
    for name in ("impersonated", "channels", "actions"):
        if name in row:
            fields[name] = (set(row[name]), set(answer[name]))
    if "scam_phones" in row:
        fields["scam_phones"] = (digits(row["scam_phones"]), digits(scam("phone")))
    if "scam_domains" in row:
        fields["scam_domains"] = ({d.lower() for d in row["scam_domains"]}, scam("domain"))
    if "scam_accounts" in row:
        fields["scam_accounts"] = (digits(row["scam_accounts"]), digits(scam("bank_account")))
    return fields


def _row_counts(row: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Counts]:
    counts = {name: _set_counts(gold, got) for name, (gold, got) in _sets(row, answer).items()}
    for name in ("is_advisory", "nationwide"):
        if name in row:
            counts[name] = _flag(bool(row[name]), bool(answer[name]))
    if "kind" in row:
        counts["kind"] = _single(row["kind"], answer["kind"])
    if row.get("tactics"):
        primary = answer["tactics"][0]["id"] if answer["tactics"] else ""
        counts["primary_tactic"] = _single(row["tactics"][0], primary)
    if "loss_vnd" in row:
        lost = max((loss["vnd"] for loss in answer["losses"] if loss["role"] == "lost"), default=None)
        gold = row["loss_vnd"]
        counts["loss_vnd"] = _set_counts({str(gold)} if gold else set(), {str(lost)} if lost else set())
    return counts


def _set_counts(gold: set[str], got: set[str]) -> Counts:
    return Counts(len(gold & got), len(got - gold), len(gold - got))


def _flag(gold: bool, got: bool) -> Counts:
    return Counts(int(gold and got), int(got and not gold), int(gold and not got))


def _single(gold: str, got: str) -> Counts:
    """A single-valued field: F1 over rows is its accuracy."""
    return Counts(1) if gold == got else Counts(0, 1, 1)


def _class_counts(gold: set[str], got: set[str]) -> dict[str, Counts]:
    return {
        code: Counts(int(code in gold and code in got), int(code not in gold), int(code not in got))
        for code in gold | got
    }


def _mistake(row: Mapping[str, Any], answer: Mapping[str, Any]) -> Mistake | None:
    errors = []
    if row.get("kind", answer["kind"]) != answer["kind"]:
        errors.append(f"kind: {row['kind']} -> {answer['kind']}{_first(answer['kind_evidence'])}")
    for name, (gold, got) in _sets(row, answer).items():
        errors += [f"{name}: -{value}" for value in sorted(gold - got)]
        errors += [f"{name}: +{value}{_why(answer, name, value)}" for value in sorted(got - gold)]
    return Mistake(str(row["id"]), str(row.get("title", "")), tuple(errors)) if errors else None


def _first(evidence: list[Mapping[str, Any]]) -> str:
    return f" “{' '.join(evidence[0]['quote'].split())[:80]}” [{evidence[0]['rule']}]" if evidence else ""


def _why(answer: Mapping[str, Any], name: str, value: str) -> str:
    """The first evidence of a label that should not be there."""
    if name == "tactics":
        return next((_first(label["evidence"]) for label in answer["tactics"] if label["id"] == value), "")
    if name in ("affected", "issuer"):
        return _first(_place_evidence(answer, name, value))
    return _first(answer["facet_evidence"].get(name, {}).get(value, []))


def _place_evidence(answer: Mapping[str, Any], name: str, value: str) -> list[Mapping[str, Any]]:
    """The evidence of the first place of a field in a province."""
    return next((p["evidence"] for p in answer[name] if value in (p["province"], p["province_2025"])), [])


def _rule_of(answer: Mapping[str, Any], name: str, value: str) -> str:
    evidence = _place_evidence(answer, name, value)
    return str(evidence[0]["rule"]) if evidence else "-"
