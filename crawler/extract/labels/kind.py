"""What kind of document this is, by ordered rules; each decision has its evidence.

In: the cues of a document and its tactics. Out: the kind, the findings that decided it and whether it advises. The
order is that of the taxonomy (section 4): unrelated, debunk, official_dispatch, crime_court, policy_event, advisory,
incident_advice, incident_only. The title and the first two sentences decide the main event. docs/kinds.md tells each
rule with examples.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from crawler.extract.labels.cues import Cues
from crawler.extract.labels.signs import Sign, Signs, sentences_of
from crawler.model import AdvisoryKind, Finding, Label, SentenceKind

_EVIDENCE_LIMIT = 4
_HINTS = 2  # sentences with advice that may stand in any report, before they count as a directive
_BELOW_LEAD = 3  # sentences below the lead where the charge of a criminal case may stand
_LIVE_SENTENCES = 2  # where title and lead are silent: sentences that speak of a scam,
_LIVE_SCORE = 4.0  # and what a tactic must reach: so much,
_DENSE_SCORE, _DENSE_SHARE = 2.5, 0.15  # or so much where such a share of all sentences speaks of a scam,
_PROMINENT_SCORE = 2.0  # or so much where it shows in the lead all the same
_LONG = 8  # sentences of a text that would name what the deceiver gains, if anyone did
_CASE_OPENING = 8  # sentences below the lead in which a report without a directive tells of the arrest
_CLEAR = frozenset({"headline", "alarm", "directive", "warns"})  # a hint or an alert may stand in any report
_PROMINENT = frozenset({SentenceKind.TITLE, SentenceKind.LEAD})


@dataclass(frozen=True, slots=True)
class KindDecision:
    """The kind with its evidence. `has_advice`: a directive to the public stands in the text."""

    kind: AdvisoryKind
    evidence: tuple[Finding, ...]
    has_advice: bool


def decide_kind(cues: Cues, tactics: tuple[Label, ...]) -> KindDecision:
    """The first rule that holds decides."""
    text = _Text(Signs(cues), tactics)
    for kind, rule in _RULES:
        signs = rule(text)
        if signs is not None:
            return KindDecision(kind, _findings(cues, kind, signs), bool(text.directives))
    only = AdvisoryKind.INCIDENT_ONLY
    return KindDecision(only, _findings(cues, only, text.signs.in_main_event("scam") or text.signs.of("scam")), False)


@dataclass(frozen=True)
class _Text:
    """A document as the rules see it."""

    signs: Signs
    tactics: tuple[Label, ...]

    @cached_property
    def directives(self) -> list[Sign]:
        """Directives to the public.

        In the title by its own cues, an alarm among them where the title names a scam; 'Sở … cảnh báo' in the lead or
        beside a scam; hints in the lead or in two sentences.
        """
        signs, lead = self.signs, self.signs.cues.main_event
        scam = sentences_of(signs.of("scam"))
        hints = signs.of("hint")
        if len(sentences_of(hints)) < _HINTS:
            hints = signs.in_main_event("hint")
        alarms = [sign for sign in signs.in_title("alarm") if sign.hit.sentence in scam]
        warns = [sign for sign in signs.of("warns") if sign.hit.sentence in scam or sign.hit.sentence in lead]
        alerts = signs.in_main_event("alert")
        return signs.in_title("headline") + alarms + signs.of("directive") + warns + alerts + hints

    @cached_property
    def crime(self) -> list[Sign]:
        """An arrest, an indictment or a trial in title or lead; words of the scammer's script do not count."""
        signs = self.signs
        script = sentences_of(signs.in_main_event("crime_script"))
        found = [sign for sign in signs.in_main_event("crime") if sign.hit.sentence not in script]
        if signs.in_title("policy") and not sentences_of(found) & signs.titles:
            return []  # 'Hai nước ký thỏa thuận trấn áp lừa đảo', though the lead tells of raids
        return found

    @cached_property
    def charge(self) -> list[Sign]:
        """The charge of fraud in the opening of a criminal case."""
        return self.signs.in_opening("charge", _BELOW_LEAD) if self.crime else []

    @property
    def spoken_of(self) -> bool:
        """A scam without doubt in the lead, or in two sentences: 'một cú lừa lịch sử' tells of none."""
        core = self.signs.of("core")
        return bool(self.signs.in_main_event("core")) or len(sentences_of(core)) >= _LIVE_SENTENCES

    @property
    def told_at_length(self) -> bool:
        """A tactic shows in title or lead, or much of the text speaks of a scam, though the lead may not."""
        if not self.tactics:
            return False
        first = self.tactics[0]
        prominent = any(f.sentence in _PROMINENT for f in first.evidence if "/strong/" in f.rule)
        if prominent and first.score >= _PROMINENT_SCORE:
            return True
        spoken = len(sentences_of(self.signs.of("scam")))
        dense = first.score >= _DENSE_SCORE and spoken >= _DENSE_SHARE * self.signs.length
        return spoken >= _LIVE_SENTENCES and (first.score >= _LIVE_SCORE or dense)

    @property
    def in_passing(self) -> bool:
        """The title names no scam and nothing else does but a few sentences: neither a tactic, a crime nor a directive."""
        if self.tactics or self.crime or self.directives or self.signs.in_title("scam"):
            return False
        return len(sentences_of(self.signs.of("scam"))) < _DENSE_SHARE * self.signs.length


def _unrelated(text: _Text) -> list[Sign] | None:
    """No live scam topic: nothing in title and lead, and next to nothing below. Evidence may be empty here."""
    signs = text.signs
    fiction = signs.in_main_event("fiction")
    if fiction and not text.directives and not text.crime:
        return fiction  # 'Phim Việt về lừa đảo ra rạp'; an actor who is arrested is none
    politics = signs.in_title("politics")
    scam_told = signs.in_title("scam") and (text.tactics or text.crime)
    if politics and not scam_told and not signs.in_title("headline"):
        return politics
    gain = signs.of("deception")
    if not gain and (not text.tactics or signs.length >= _LONG):
        return []
    other = signs.in_main_event("other_crime")
    if text.charge and (signs.in_title("scam") or not sentences_of(other) & signs.titles):
        return None
    if not text.tactics and not text.spoken_of:
        return []
    if text.in_passing:
        return []
    if signs.in_main_event("scam") or (text.tactics and signs.in_opening("charge", _BELOW_LEAD)):
        return other if other and not signs.in_main_event("deceived_public") else None
    return None if text.told_at_length and not other else other


def _debunk(text: _Text) -> list[Sign] | None:
    return text.signs.in_main_event("debunk") or None


def _dispatch(text: _Text) -> list[Sign] | None:
    """A document with the head of a công văn or its form in the text, or the news that one was sent."""
    cues = text.signs.cues
    if cues.context.document.dispatch is not None:
        return text.signs.of("scam") or None
    form = [Sign("dispatch", hit) for hit in cues.hits.get("kind/dispatch", [])]
    kinds = {cues.context.match[sign.hit.start : sign.hit.end] for sign in form}
    if {"v/v", "kính gửi"} <= kinds or {"kính gửi", "nơi nhận"} <= kinds:
        return form
    signs = text.signs
    warning = signs.in_title("headline")
    told = sentences_of(signs.in_main_event("scam" if warning or signs.in_title("scam") else "core"))
    if warning and signs.in_title("scam"):
        told |= set(signs.cues.main_event)
    return [
        sign for sign in signs.in_main_event("sent") if sign.hit.sentence in told - sentences_of(text.crime)
    ] or None


def _crime(text: _Text) -> list[Sign] | None:
    return text.crime or None


def _policy(text: _Text) -> list[Sign] | None:
    """A meeting, campaign, law or statistic in the lead, and neither a method with a directive nor a warning headline."""
    signs = text.signs
    clear = any(sign.group in _CLEAR for sign in text.directives)
    headed = signs.in_title("scam") and (signs.in_title("headline") or signs.in_title("alarm"))
    if (text.tactics and clear) or (headed and not signs.in_title("policy")):
        return None
    return signs.in_main_event("policy") or None


def _advisory(text: _Text) -> list[Sign] | None:
    """A method in use with a directive, unless the main event is one person's case."""
    signs = text.signs
    one = signs.in_title("case") or (signs.in_main_event("case") and not signs.in_main_event("many"))
    return None if one and not signs.in_title("headline") else _incident_advice(text)


def _incident_advice(text: _Text) -> list[Sign] | None:
    """A case with a directive. Where no tactic is known the directive must insist."""
    return text.directives if text.directives and (text.tactics or _insists(text)) else None


def _insists(text: _Text) -> bool:
    """A directive in title or lead, or two of which one is more than a hint: 'Sở khuyến cáo người dân cần cảnh giác'."""
    if any(sign.hit.sentence in text.signs.cues.main_event for sign in text.directives):
        return True
    apart = 0
    end = -1
    for sign in sorted(text.directives, key=lambda sign: sign.hit):
        apart += sign.hit.start >= end
        end = max(end, sign.hit.end)
    return apart >= _HINTS and any(sign.group != "hint" for sign in text.directives)


def _crime_below(text: _Text) -> list[Sign] | None:
    """A report without any directive that tells of the arrest right below its lead, or twice soon after."""
    if text.directives:
        return None
    near = text.signs.in_opening("crime", _BELOW_LEAD)
    soon = text.signs.in_opening("crime", _CASE_OPENING)
    return near or (soon if len(sentences_of(soon)) >= _HINTS else None)


_RULES: tuple[tuple[AdvisoryKind, Callable[[_Text], list[Sign] | None]], ...] = (
    (AdvisoryKind.UNRELATED, _unrelated),
    (AdvisoryKind.DEBUNK, _debunk),
    (AdvisoryKind.OFFICIAL_DISPATCH, _dispatch),
    (AdvisoryKind.CRIME_COURT, _crime),
    (AdvisoryKind.POLICY_EVENT, _policy),
    (AdvisoryKind.ADVISORY, _advisory),
    (AdvisoryKind.INCIDENT_ADVICE, _incident_advice),
    (AdvisoryKind.CRIME_COURT, _crime_below),
)


def _findings(cues: Cues, kind: AdvisoryKind, signs: Iterable[Sign]) -> tuple[Finding, ...]:
    """The first signs as evidence; their rule ids are `kind/<kind>/<group of cues>`."""
    ordered = sorted(signs, key=lambda sign: (sign.hit.start, -sign.hit.end))[:_EVIDENCE_LIMIT]
    return tuple(
        cues.context.finding(kind.value, sign.hit.start, sign.hit.end, f"kind/{kind.value}/{sign.group}")
        for sign in ordered
    )
