"""The tactics of a document, each with its evidence.

In: the cues of a document. Out: labels, primary first. Knows no place and no kind. Advice, boilerplate and related
links are no evidence; a sentence with a negative cue, a denial or a supposition is none either (taxonomy, section 6).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from crawler.extract.labels.cues import Cues
from crawler.extract.patterns import Hit
from crawler.model import Finding, Label, SentenceKind
from crawler.vocab.tactics import FALLBACK, Tactic
from crawler.vocab.vocabulary import Vocabulary

_STRONG, _REQUIRE, _WEAK = 1.0, 1.0, 0.4
_ASSIGN_AT = 1.4
_SENTENCE_CAP = 2.0
_LIST_LENGTH = 3  # a sentence below the lead that names so many tactics lists them in passing
_LIST_FACTOR = 0.3
_SHARE_OF_FIRST = 0.3  # a tactic far below the first is context
_EVIDENCE_LIMIT = 6
_ROUNDUP = 4
_PHISHING, _SMS = "phishing_website", "brandname_sms_bts"
_OWN_GROUND = 2.8

_FACTOR = {
    SentenceKind.TITLE: 2.0,
    SentenceKind.HEADING: 2.0,
    SentenceKind.LEAD: 1.5,
    SentenceKind.ADVICE: 0.0,
    SentenceKind.BOILERPLATE: 0.0,
    SentenceKind.RELATED: 0.0,
}
_PROMINENT = frozenset({SentenceKind.TITLE, SentenceKind.HEADING, SentenceKind.LEAD})


@dataclass
class _Evidence:
    """What speaks for one tactic in one document."""

    tactic: Tactic
    sentences: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    bearing: set[int] = field(default_factory=set)
    hits: list[tuple[str, Hit, float]] = field(default_factory=list)
    prominent: bool = False

    def add(self, rule: str, hit: Hit, weight: float, factor: float) -> None:
        self.sentences[hit.sentence] = min(_SENTENCE_CAP * factor, self.sentences[hit.sentence] + weight * factor)
        self.hits.append((rule, hit, weight * factor))

    @property
    def generic(self) -> bool:
        """phishing_website always is; a brandname message where only its groups hit ('tin nhắn … giả … link')."""
        strong = any("/strong/" in rule for rule, _, _ in self.hits)
        return self.tactic.id == _PHISHING or (self.tactic.id == _SMS and not strong)

    @property
    def score(self) -> float:
        return sum(self.sentences.values())


def find_tactics(cues: Cues) -> tuple[Label, ...]:
    """Labels of the tactics found, highest score first, ties by first offset, generic ones last; may be empty."""
    silent = {hit.sentence for rule in ("kind/denial", "kind/hypothetical") for hit in cues.of(rule)}
    factors = [_FACTOR.get(sentence.kind, 1.0) for sentence in cues.context.sentences]
    every = rules_of(cues.vocabulary)
    assigned = _assigned(cues, every, silent, factors)
    if not assigned:
        alone = [replace(rules, strong=rules.generic) for rules in every if rules.generic]
        assigned = _assigned(cues, alone, silent, factors)
    if not assigned:
        return ()
    least = _SHARE_OF_FIRST * max(e.score for e in assigned)
    assigned.sort(key=lambda e: (e.generic, -e.score, min(hit.start for _, hit, _ in e.hits)))
    return tuple(_label(cues, e) for e in assigned if e.score >= least)


def _assigned(cues: Cues, every: Iterable["_Rules"], silent: set[int], factors: list[float]) -> list[_Evidence]:
    """What reaches the score of a label, without generic tactics that others cover."""
    found = [evidence for rules in every if (evidence := _evidence(cues, rules, silent, factors))]
    _discount_lists(cues, found)
    return _without_covered_generic([e for e in found if e.score >= _ASSIGN_AT or (e.prominent and e.score >= _STRONG)])


def is_roundup(tactics: Iterable[Label]) -> bool:
    """Whether four tactics or more have their own heading."""
    headed = [label for label in tactics if any(f.sentence is SentenceKind.HEADING for f in label.evidence)]
    return len(headed) >= _ROUNDUP


def fallback(cues: Cues) -> tuple[Label, ...]:
    """The label of a warning without a known tactic, with the words that speak of a scam; empty without such words."""
    hits = cues.in_main_event("kind/scam") or cues.of("kind/scam")
    findings = tuple(cues.context.finding(FALLBACK, hit.start, hit.end, "kind/scam") for hit in hits[:3])
    return (Label(FALLBACK, 1.0, findings),) if findings else ()


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rule ids of a tactic."""

    tactic: Tactic
    strong: tuple[str, ...]
    generic: tuple[str, ...]
    weak: tuple[str, ...]
    require: tuple[str, ...]
    negative: str


@lru_cache(maxsize=2)
def rules_of(vocabulary: Vocabulary) -> tuple[_Rules, ...]:
    """The rules of the tactics of a vocabulary."""
    rules = []
    for tactic in vocabulary.tactics.tactics:
        base, cues = f"tactic/{tactic.id}", tactic.cues
        strong, generic, weak, require = (
            tuple(f"{base}/{name}/{number}" for number in range(len(group)))
            for name, group in (
                ("strong", cues.strong),
                ("generic", cues.generic),
                ("weak", cues.weak),
                ("require", cues.require),
            )
        )
        rules.append(_Rules(tactic, strong, generic, weak, require, f"{base}/negative"))
    return tuple(rules)


def _evidence(cues: Cues, rules: _Rules, silent: set[int], factors: list[float]) -> _Evidence | None:
    """What speaks for a tactic; None where nothing but weak cues does."""
    strong = [rule for rule in rules.strong if rule in cues.hits]
    required = bool(rules.require) and all(rule in cues.hits for rule in rules.require)
    if not strong and not required:
        return None
    silent = silent.union(hit.sentence for hit in cues.of(rules.negative))
    evidence = _Evidence(rules.tactic)
    for rule in strong:
        for hit in _once_a_sentence(cues.of(rule), silent, factors):
            evidence.add(rule, hit, _STRONG, factors[hit.sentence])
            evidence.bearing.add(hit.sentence)
            evidence.prominent = evidence.prominent or factors[hit.sentence] > 1
    if required:
        _add_required(cues, rules, silent, factors, evidence)
    if not evidence.bearing:
        return None
    for rule in rules.weak:
        for hit in _once_a_sentence(cues.of(rule), silent, factors)[:2]:
            evidence.add(rule, hit, _WEAK, factors[hit.sentence])
    return evidence


def _once_a_sentence(hits: list[Hit], silent: set[int], factors: list[float]) -> list[Hit]:
    """The first hit of each sentence that may be evidence."""
    first: dict[int, Hit] = {}
    for hit in hits:
        if hit.sentence not in first and hit.sentence not in silent and factors[hit.sentence]:
            first[hit.sentence] = hit
    return list(first.values())


def _add_required(cues: Cues, rules: _Rules, silent: set[int], factors: list[float], evidence: _Evidence) -> None:
    """One point where every group of `require` hits within the window, at the sentences where the window begins."""
    groups = [(rule, _once_a_sentence(cues.of(rule), silent, factors)) for rule in rules.require]
    if not all(hits for _, hits in groups):
        return
    window = rules.tactic.cues.window
    last = -window
    for start in sorted({hit.sentence for _, hits in groups for hit in hits}):
        if start < last + window:
            continue
        chosen = []
        for rule, hits in groups:
            hit = next((hit for hit in hits if start <= hit.sentence < start + window), None)
            if hit is None:
                break
            chosen.append((rule, hit))
        if len(chosen) < len(groups):
            continue
        last = start
        factor = min(factors[hit.sentence] for _, hit in chosen)
        for rule, hit in chosen:
            evidence.add(rule, hit, _REQUIRE / len(chosen), factor)
            evidence.bearing.add(hit.sentence)


def _discount_lists(cues: Cues, found: list[_Evidence]) -> None:
    """A long list of scams in one sentence is context, unless the tactic shows elsewhere too."""
    naming: dict[int, int] = defaultdict(int)
    for evidence in found:
        for sentence in {hit.sentence for rule, hit, _ in evidence.hits if "/strong/" in rule}:
            naming[sentence] += 1
    for evidence in found:
        for sentence in evidence.sentences:
            prominent = cues.context.sentences[sentence].kind in _PROMINENT
            if naming[sentence] >= _LIST_LENGTH + prominent:
                evidence.sentences[sentence] *= _LIST_FACTOR


def _without_covered_generic(assigned: list[_Evidence]) -> list[_Evidence]:
    """A generic tactic only stays if it bears much that no more specific tactic bears."""
    specific = [e for e in assigned if not e.generic]
    covered = {sentence for e in specific for sentence in e.bearing}
    kept = []
    for evidence in assigned:
        own = sum(score for s, score in evidence.sentences.items() if s in evidence.bearing - covered)
        if not evidence.generic or not specific or own >= _OWN_GROUND:
            kept.append(evidence)
    return kept


def _label(cues: Cues, evidence: _Evidence) -> Label:
    code = evidence.tactic.id
    chosen = sorted(evidence.hits, key=lambda item: (-item[2], item[1].start))[:_EVIDENCE_LIMIT]
    chosen.sort(key=lambda item: item[1].start)
    findings: list[Finding] = [
        cues.context.finding(code, hit.start, hit.end, rule, round(weight, 2)) for rule, hit, weight in chosen
    ]
    return Label(code, round(evidence.score, 2), tuple(findings))
