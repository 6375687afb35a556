"""The text of an advisory cut where evidence begins and ends, so that a page can mark it without any script."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from crawler.model import Advisory, Finding


@dataclass(frozen=True, slots=True)
class Mark:
    """One label's claim on a stretch of text: `group` colours it, `anchor` is the target of the label's link."""

    group: str
    code: str
    anchor: str
    rule: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of original text with the marks on it; `anchors` are those that begin here."""

    text: str
    marks: tuple[Mark, ...]
    anchors: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The text as a page shows it: an address that is not known to be official has no plain dot or '@' left to follow."""
        if not any(mark.group in _DOUBTED and _is_address(mark.code) for mark in self.marks):
            return self.text
        plain = self.text.replace("[.]", ".").replace("http://", "hxxp://").replace("https://", "hxxps://")
        return plain.replace(".", "[.]").replace("@", "[at]")


_DOUBTED = ("indicator-scam", "indicator-disputed", "indicator-unknown")


def _is_address(value: str) -> bool:
    return "." in value and any(char.isalpha() for char in value)


def findings(advisory: Advisory) -> Iterator[tuple[str, str, Finding]]:
    """(group, code, evidence) of everything that the page lists."""
    for label in advisory.tactics:
        for finding in label.evidence:
            yield "tactic", label.code, finding
    for place in advisory.places:
        for finding in place.evidence:
            yield "place", f"{place.role}-{place.name}", finding
    for group in ("impersonated", "channels", "actions", "lures", "pretexts", "targets"):
        for label in getattr(advisory, group):
            for finding in label.evidence:
                yield "facet", label.code, finding
    for item in advisory.indicators:
        for finding in item.evidence:
            yield f"indicator-{item.role}", item.value, finding
    for loss in advisory.losses:
        for finding in loss.evidence:
            yield "loss", str(loss.vnd), finding
    for finding in advisory.kind_evidence:
        yield "kind", str(advisory.kind), finding


def anchor_of(finding: Finding) -> str:
    """The id of the place where a piece of evidence begins."""
    return f"e-{finding.field}-{finding.start}-{finding.end}"


def segments(advisory: Advisory, field: str) -> list[Segment]:
    """The title or the text in stretches of equal marks, in order; together they are the original."""
    text = advisory.document.title if field == "title" else advisory.document.text
    spans = [
        (finding.start, finding.end, Mark(group, code, anchor_of(finding), finding.rule))
        for group, code, finding in findings(advisory)
        if finding.field == field and 0 <= finding.start < finding.end <= len(text)
    ]
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    result = []
    seen: set[str] = set()
    for start, end in pairwise(cuts):
        marks = tuple(mark for s, e, mark in spans if s <= start and end <= e)
        anchors = tuple(dict.fromkeys(m.anchor for s, _, m in spans if s == start and m.anchor not in seen))
        seen.update(anchors)
        result.append(Segment(text[start:end], marks, anchors))
    return result
