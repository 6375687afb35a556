"""What every extractor sees: one string with its match form, its sentences and their kinds.

`full` is the title, a blank line and the document's text. Extractors work with offsets into `full`; `finding` turns
them into offsets of Document.title or Document.text, so that a quote is always a slice of the original.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from crawler.extract.rows.passages import Passages
from crawler.extract.sentence_kinds import Sentence, classify_sentences
from crawler.model import Document, Finding, Source
from crawler.text.abbreviations import undotted
from crawler.text.unicode import fold, match_form

_GAP = "\n\n"


@dataclass(frozen=True)
class Context:
    """A document prepared for extraction. `source` is None for a text that came from nowhere in particular."""

    document: Document
    source: Source | None = None

    @cached_property
    def full(self) -> str:
        """Title, blank line, text."""
        return self.document.title + _GAP + self.document.text

    @cached_property
    def body_start(self) -> int:
        """Offset in `full` where Document.text begins."""
        return len(self.document.title) + len(_GAP)

    @cached_property
    def match(self) -> str:
        """`full` in match form (lower case, one tone placement); same length."""
        return match_form(self.full)

    @cached_property
    def undotted(self) -> str:
        """`match` without the dots of abbreviations, which end no clause; same length."""
        return undotted(self.match)

    @cached_property
    def passages(self) -> Passages:
        """Where the passages of passages.yml stand in `full`."""
        return Passages(self.undotted, self.full)

    @cached_property
    def folded(self) -> str:
        """`full` without diacritics; same length."""
        return fold(self.full)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences in order, each with its kind; the title is the first (unless empty)."""
        return classify_sentences(self.full, self.match, self.body_start, self.passages)

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds an offset of `full` (the one before it, in white space)."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]

    def sentence_index(self, offset: int) -> int:
        """The position in `sentences` of sentence_at(offset)."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def in_title(self) -> Iterator[Sentence]:
        """The title's sentences."""
        return (s for s in self.sentences if s.end <= self.body_start)

    def finding(self, code: str, start: int, end: int, rule: str, weight: float = 1.0) -> Finding:
        """Evidence at [start, end) of `full`. Raises ValueError if it crosses from the title into the text."""
        kind = self.sentence_at(start).kind
        if start >= self.body_start:
            shift, field = self.body_start, "text"
        elif end <= len(self.document.title):
            shift, field = 0, "title"
        else:
            raise ValueError(f"evidence {start}-{end} of rule {rule} crosses from the title into the text")
        return Finding(code, self.full[start:end], start - shift, end - shift, rule, kind, weight, field)
