"""What kind of document this is, by ordered rules; each decision has its evidence.

In: the cues of a document and its tactics. Out: the kind, the findings that decided it and whether it advises. The
order is that of the taxonomy (section 4): unrelated, debunk, official_dispatch, crime_court, policy_event, advisory,
incident_advice, incident_only. The title and the first two sentences decide the main event.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.extract.cues import Cues
from crawler.extract.patterns import Hit
from crawler.model import AdvisoryKind, Finding, Label, SentenceKind

_EVIDENCE_LIMIT = 4
_HINTS = 2  # sentences with advice that may stand in any report, before they count as a directive
_LIVE_SCORE = 2.5  # what a tactic must reach, and in how many sentences a scam is spoken of, when the lead is silent
_LIVE_SENTENCES = 2
_PROMINENT = frozenset({SentenceKind.TITLE, SentenceKind.LEAD})


@dataclass(frozen=True, slots=True)
class KindDecision:
    """The kind with its evidence. `has_advice`: a directive to the public stands in the text."""

    kind: AdvisoryKind
    evidence: tuple[Finding, ...]
    has_advice: bool


def decide_kind(cues: Cues, tactics: tuple[Label, ...]) -> KindDecision:
    """The first rule that holds decides."""
    directives = _directives(cues)
    for kind, rule in (
        (AdvisoryKind.UNRELATED, _unrelated(cues, tactics)),
        (AdvisoryKind.DEBUNK, _debunk(cues)),
        (AdvisoryKind.OFFICIAL_DISPATCH, _dispatch(cues)),
        (AdvisoryKind.CRIME_COURT, _crime(cues)),
        (AdvisoryKind.POLICY_EVENT, _policy(cues, tactics)),
        (AdvisoryKind.ADVISORY, _advisory(cues, tactics, directives)),
        (AdvisoryKind.INCIDENT_ADVICE, _incident_advice(cues, tactics, directives)),
    ):
        if rule is not None and (rule or kind is AdvisoryKind.UNRELATED):
            return KindDecision(kind, _findings(cues, kind, rule), bool(directives))
    return KindDecision(
        AdvisoryKind.INCIDENT_ONLY, _findings(cues, AdvisoryKind.INCIDENT_ONLY, cues.of("kind/scam")), False
    )


def _directives(cues: Cues) -> list[Hit]:
    """Directives to the public: in the title by its own cues, elsewhere in advice and directive words."""
    sentences = cues.context.sentences
    title = [hit for hit in cues.of("kind/headline") if sentences[hit.sentence].kind is SentenceKind.TITLE]
    hints = cues.of("kind/hint")
    return title + cues.of("kind/directive") + (hints if len({hit.sentence for hit in hints}) >= _HINTS else [])


def _unrelated(cues: Cues, tactics: tuple[Label, ...]) -> list[Hit] | None:
    """No live scam topic: nothing in title and lead, and next to nothing below. Evidence may be empty here."""
    fiction = cues.in_main_event("kind/fiction")
    if fiction and not _directives(cues) and not _crime(cues):
        return fiction  # 'Phim Việt về lừa đảo ra rạp'; an actor who is arrested is none
    main = cues.in_main_event("kind/scam")
    if not tactics and not (cues.of("kind/deception") and _is_spoken_of(cues)):
        return []
    other = cues.in_main_event("kind/other_crime")
    if main and not (other and not cues.in_main_event("kind/deceived_public")):
        return None
    if main:
        return other
    spoken = {hit.sentence for hit in cues.of("kind/scam")}
    if tactics and not other:
        prominent = any(f.sentence in _PROMINENT for f in tactics[0].evidence if "/strong/" in f.rule)
        if prominent or (tactics[0].score >= _LIVE_SCORE and len(spoken) >= _LIVE_SENTENCES):
            return None
    return other


def _is_spoken_of(cues: Cues) -> bool:
    """A scam without doubt in the lead, or in two sentences: 'một cú lừa lịch sử' tells of none."""
    spoken = {hit.sentence for hit in cues.of("kind/core")}
    return bool(cues.in_main_event("kind/core")) or len(spoken) >= _LIVE_SENTENCES


def _debunk(cues: Cues) -> list[Hit]:
    return cues.in_main_event("kind/debunk")


def _dispatch(cues: Cues) -> list[Hit]:
    """A document with the head of a công văn or its form in the text, or the news that one was sent."""
    form = cues.hits.get("kind/dispatch", [])
    text = cues.context.match
    kinds = {text[hit.start : hit.end] for hit in form}
    if cues.context.document.dispatch is not None:
        return cues.of("kind/scam")
    if {"v/v", "kính gửi"} <= kinds or {"kính gửi", "nơi nhận"} <= kinds:
        return form
    sent = {hit.sentence: hit for hit in cues.in_main_event("kind/sent")}
    scam = {hit.sentence for hit in cues.in_main_event("kind/scam")}
    return [hit for sentence, hit in sent.items() if sentence in scam]


def _crime(cues: Cues) -> list[Hit]:
    """An arrest, an indictment or a trial is the main event; words of the scammer's script do not count."""
    script = {hit.sentence for hit in cues.in_main_event("kind/crime_script")}
    hits = [hit for hit in cues.in_main_event("kind/crime") if hit.sentence not in script]
    title = {n for n, sentence in enumerate(cues.context.sentences) if sentence.kind is SentenceKind.TITLE}
    if any(hit.sentence in title for hit in cues.of("kind/policy")) and not any(hit.sentence in title for hit in hits):
        return []  # 'Hai nước ký thỏa thuận trấn áp lừa đảo', though the lead tells of raids
    return hits


def _policy(cues: Cues, tactics: tuple[Label, ...]) -> list[Hit]:
    """A meeting, campaign, law or statistic in the lead, and no method described."""
    hits = cues.in_main_event("kind/policy")
    return hits if hits and not tactics else []


def _advisory(cues: Cues, tactics: tuple[Label, ...], directives: list[Hit]) -> list[Hit]:
    """A method in use with a directive, unless the main event is one person's case.

    Where no tactic is known, title and lead must both speak of a scam without doubt and warn.
    """
    sentences = cues.context.sentences
    headline = [hit for hit in directives if sentences[hit.sentence].kind is SentenceKind.TITLE]
    if not tactics:
        warned = any(hit.sentence in cues.main_event for hit in directives)
        return directives if warned and cues.in_main_event("kind/core") else []
    return directives if headline or not cues.in_main_event("kind/case") else []


def _incident_advice(cues: Cues, tactics: tuple[Label, ...], directives: list[Hit]) -> list[Hit]:
    """A case with a directive. Where no tactic is known the directive must stand in two sentences."""
    return directives if tactics or len({hit.sentence for hit in directives}) >= _HINTS else []


def _findings(cues: Cues, kind: AdvisoryKind, hits: Iterable[Hit]) -> tuple[Finding, ...]:
    ordered = sorted(hits, key=lambda hit: (hit.start, -hit.end))[:_EVIDENCE_LIMIT]
    return tuple(cues.context.finding(kind.value, hit.start, hit.end, f"kind/{kind.value}") for hit in ordered)
