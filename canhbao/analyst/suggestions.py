"""Suggestions of a tactic for the queue of the unknown, by a small linear model; shown apart, never a label by itself.

In: an advisory. Out: the likeliest tactics, each with the words that speak most for it. One logistic regression a
tactic with an L1 penalty over the presence of words and pairs of words (scikit-learn); what is shipped are its few
non-zero weights as JSON, so that reading it needs no scikit-learn. `train` made it; docs/decisions/0006 measures it.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from crawler.model import Advisory, ConfigurationError, Document, Finding, SentenceKind
from crawler.text.unicode import match_form
from crawler.vocab.tactics import FALLBACK

RULE = "linear_model"
LIKELY = 0.8
_TEXT = 3000  # characters of the text that are read; the method stands there
_EVIDENCE = 3
_LEAST = 15  # positives that a tactic needs, as in the taxonomy (section 6)
_STRENGTH = 0.3  # C of scikit-learn: by the share of right first guesses on labelled articles
_RARE, _COMMON = 4, 0.4  # documents, and share of documents, that a feature must and may be in
_DIGITS = 3  # decimals of a weight that are kept: enough, and the file is the same wherever it is made
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A likely tactic; `probability` in [0, 1] is the model's, `evidence` the words that spoke most for it."""

    tactic: str
    probability: float
    evidence: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights by feature and tactic; `articles` were read to make it."""

    articles: int
    bias: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]


@cache
def load_model() -> LinearModel:
    """The model that is shipped."""
    return model_of(json.loads(files("canhbao.analyst").joinpath("suggestions.json").read_text(encoding="utf-8")))


def model_of(data: Mapping[str, Any]) -> LinearModel:
    """A model from its JSON."""
    return LinearModel(int(data["articles"]), data["bias"], data["weights"])


def suggest(advisory: Advisory, model: LinearModel | None = None) -> tuple[Suggestion, ...]:
    """Tactics that are at least LIKELY, likeliest first."""
    model = model or load_model()
    spans = _features(advisory.document)
    present = [feature for feature in spans if feature in model.weights]
    found = []
    for tactic, bias in model.bias.items():
        speaking = {feature: model.weights[feature][tactic] for feature in present if tactic in model.weights[feature]}
        probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, bias + sum(speaking.values())))))
        if probability >= LIKELY:
            best = sorted(speaking, key=lambda feature: (-speaking[feature], feature))[:_EVIDENCE]
            evidence = tuple(
                _finding(advisory.document, tactic, *spans[feature], round(speaking[feature], 2))
                for feature in best
                if speaking[feature] > 0
            )
            found.append(Suggestion(tactic, round(probability, 3), evidence))
    return tuple(sorted(found, key=lambda item: (-item.probability, item.tactic)))


def _finding(document: Document, code: str, field: str, start: int, end: int, weight: float) -> Finding:
    text = document.title if field == "title" else document.text
    kind = SentenceKind.TITLE if field == "title" else SentenceKind.OTHER
    return Finding(code, text[start:end], start, end, RULE, kind, weight, field)


def _features(document: Document) -> dict[str, tuple[str, int, int]]:
    """Words and pairs of neighbours of the title and the first text, with where each stands first."""
    spans: dict[str, tuple[str, int, int]] = {}
    for field, text in (("title", document.title), ("text", document.text[:_TEXT])):
        words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(match_form(text))]
        for word, start, end in words:
            spans.setdefault(word, (field, start, end))
        for (first, start, _), (second, _, end) in pairwise(words):
            spans.setdefault(f"{first} {second}", (field, start, end))
    return spans


def train(advisories: Sequence[Advisory], labels: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
    """The model of understood articles as JSON. Tactics are those of the rules, or of `labels` by advisory id.

    Learning from the rules lets words that only stand beside their cues speak too. Raises ConfigurationError where no
    tactic has enough articles.
    """
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    given = labels or {}
    tactics = [set(given.get(a.advisory_id, [label.code for label in a.tactics])) - {FALLBACK} for a in advisories]
    counts = {code: sum(code in row for row in tactics) for code in sorted(set().union(*tactics))}
    learnt = [code for code, count in counts.items() if count >= _LEAST]
    if not learnt:
        raise ConfigurationError(
            f"Quá ít bài để học. Too few articles to learn from: no tactic has {_LEAST}; give more articles."
        )
    vectorizer = CountVectorizer(analyzer=_list, binary=True, min_df=_RARE, max_df=_COMMON)
    matrix = vectorizer.fit_transform([list(_features(a.document)) for a in advisories])
    names = vectorizer.get_feature_names_out()
    bias: dict[str, float] = {}
    weights: dict[str, dict[str, float]] = {}
    for code in learnt:
        fitted = LogisticRegression(
            C=_STRENGTH, l1_ratio=1.0, class_weight="balanced", solver="liblinear", max_iter=500, random_state=7
        ).fit(matrix, [code in row for row in tactics])
        bias[code] = round(float(fitted.intercept_[0]), _DIGITS)
        for name, weight in zip(names, fitted.coef_[0], strict=True):
            if abs(weight) >= 10**-_DIGITS:
                weights.setdefault(str(name), {})[code] = round(float(weight), _DIGITS)
    return {"articles": len(advisories), "bias": bias, "weights": dict(sorted(weights.items()))}


def _list(features: list[str]) -> list[str]:
    return features
