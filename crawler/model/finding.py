"""Evidence: a quote with its offsets, its rule and the kind of its sentence."""

from dataclasses import dataclass
from enum import StrEnum


class SentenceKind(StrEnum):
    """What a sentence does in a warning; advice and boilerplate are never evidence for a tactic."""

    TITLE = "title"
    HEADING = "heading"
    LEAD = "lead"
    METHOD = "method"
    CASE = "case"
    ADVICE = "advice"
    BOILERPLATE = "boilerplate"
    RELATED = "related"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence for one label. `start` and `end` are offsets into Document.text, or Document.title if field='title'.

    The quote is exactly that slice. No label without one.
    """

    code: str
    quote: str
    start: int
    end: int
    rule: str
    sentence: SentenceKind = SentenceKind.OTHER
    weight: float = 1.0
    field: str = "text"
