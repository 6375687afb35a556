"""The facets of a document: who is impersonated, through which channel, what is asked, promised or threatened, to whom.

In: the cues of a document. Out: labels per facet in order of first evidence. A value is impersonated only as the object
of a verb of impersonation or as a claimed identity; the warning's own issuer is not.
"""

import re
from dataclasses import dataclass

from crawler.extract.labels.cues import Cues
from crawler.extract.patterns import Hit, words_between
from crawler.model import Label, SentenceKind

_REACH = 8  # words between the verb of impersonation and its object, or between two objects of a list
_EVIDENCE_LIMIT = 4
_ACTOR = re.compile(r"\b(?:đối tượng|kẻ (?:gian|xấu|lừa đảo|lạ))\b[^.,;]*")
_NOUN = re.compile(
    r"\b(?:biên lai|hóa đơn|bill|lệnh|giao dịch|thông báo|màn hình|ảnh chụp|dịch vụ|hạn mức|nội dung|thời gian|lịch sử|chứng từ|điện) $"
)
_ACTOR_REACH = 25
_TELLING = frozenset(
    {SentenceKind.TITLE, SentenceKind.HEADING, SentenceKind.LEAD, SentenceKind.METHOD, SentenceKind.CASE}
)
_BREAKS = frozenset(
    [
        "để",
        "gọi",
        "nhắn",
        "lừa",
        "chiếm",
        "yêu",
        "thông",
        "cảnh",
        "khuyến",
        "đến",
        "cho",
        "rồi",
        "nhằm",
        "đã",
        "gửi",
        "lợi",
        "dụ",
        "đe",
        "trên",
        "qua",
    ]
)
"""Words that end the object of an impersonation: what follows belongs to another clause."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Labels per facet."""

    impersonated: tuple[Label, ...]
    channels: tuple[Label, ...]
    actions: tuple[Label, ...]
    lures: tuple[Label, ...]
    pretexts: tuple[Label, ...]
    targets: tuple[Label, ...]


NO_FACETS = Facets((), (), (), (), (), ())


def find_facets(cues: Cues) -> Facets:
    """The facets of a document; each label has evidence."""
    return Facets(
        impersonated=_labels(cues, "impersonated", _impersonated(cues)),
        channels=_labels(cues, "channel", _told(cues, "channel")),
        actions=_labels(cues, "requested_action", _told(cues, "requested_action")),
        lures=_labels(cues, "lure_threat", _told(cues, "lure_threat")),
        pretexts=_labels(cues, "pretext_event", _told(cues, "pretext_event")),
        targets=_labels(cues, "target_group", _told(cues, "target_group")),
    )


def _told(cues: Cues, facet: str) -> dict[str, list[Hit]]:
    """Hits per value in sentences that tell of the scam: no advice, no sentence in which nobody asks or deceives."""
    telling = _telling(cues)
    told = {}
    for value in cues.vocabulary.facets.facets[facet].values:
        hits = [
            hit
            for hit in cues.of(f"facet/{facet}/{value}")
            if hit.sentence in telling and not _is_noun(cues, facet, hit)
        ]
        if hits:
            told[value] = hits
    return told


def _is_noun(cues: Cues, facet: str, hit: Hit) -> bool:
    """'biên lai chuyển tiền', 'hạn mức chuyển tiền': nobody is asked to do it."""
    left = cues.context.match[max(0, hit.start - 24) : hit.start]
    return facet == "requested_action" and bool(_NOUN.search(left))


def _telling(cues: Cues) -> set[int]:
    """Sentences that tell of the scam; one of no kind does so with a demand in it or right after one that tells."""
    demanding = {hit.sentence for hit in cues.of("facet/demand")}
    telling: set[int] = set()
    for number, sentence in enumerate(cues.context.sentences):
        follows = number in demanding or number - 1 in telling
        if sentence.kind in _TELLING or (sentence.kind is SentenceKind.OTHER and follows):
            telling.add(number)
    return telling


def _impersonated(cues: Cues) -> dict[str, list[Hit]]:
    """Hits per value that stand as the object of a verb of impersonation."""
    verbs: dict[int, list[Hit]] = {}
    for verb in cues.of("facet/imp"):
        if cues.context.sentences[verb.sentence].kind is not SentenceKind.ADVICE or _has_actor(cues, verb):
            verbs.setdefault(verb.sentence, []).append(verb)
    if not verbs:
        return {}
    candidates: dict[int, list[tuple[Hit, str]]] = {}
    for value in cues.vocabulary.facets.facets["impersonated"].values:
        for hit in cues.hits.get(f"facet/impersonated/{value}", ()):
            if hit.sentence in verbs:
                candidates.setdefault(hit.sentence, []).append((hit, value))
    found: dict[str, list[Hit]] = {}
    for sentence, values in candidates.items():
        values.sort(key=lambda item: (item[0].start, -item[0].end))
        for verb in verbs[sentence]:
            _collect(cues.context.match, verb, values, found)
    return found


def _has_actor(cues: Cues, verb: Hit) -> bool:
    """Whether a scammer stands right before the verb: then advice tells of the scam too."""
    return bool(_ACTOR.search(cues.context.match, max(0, verb.start - _ACTOR_REACH), verb.start))


def _collect(text: str, verb: Hit, values: list[tuple[Hit, str]], found: dict[str, list[Hit]]) -> None:
    """Walk from the verb along its list of objects: each within reach of the one before, no other clause between."""
    reached, inside = verb.end, verb.start
    for hit, value in values:
        if hit.end <= verb.end and hit.start > verb.start:
            found.setdefault(value, []).append(hit)  # 'giả công an' holds its object
            continue
        if hit.start < max(inside, verb.end):
            continue
        between = text[reached : hit.start] if hit.start > reached else ""
        if words_between(text, reached, hit.start) > _REACH or _BREAKS.intersection(between.split()):
            break
        found.setdefault(value, []).append(hit)
        reached = max(reached, hit.end)


def _labels(cues: Cues, facet: str, hits: dict[str, list[Hit]]) -> tuple[Label, ...]:
    labels = []
    for value, group in hits.items():
        once = {hit.start: hit for hit in reversed(group)}
        chosen = [once[start] for start in sorted(once)][:_EVIDENCE_LIMIT]
        rule = f"facet/{facet}/{value}"
        findings = tuple(cues.context.finding(value, hit.start, hit.end, rule) for hit in chosen)
        labels.append(Label(value, float(len(once)), findings))
    labels.sort(key=lambda label: (label.evidence[0].field != "title", label.evidence[0].start))
    return tuple(labels)
