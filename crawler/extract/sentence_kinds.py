"""What each sentence of a document does: title, heading, lead, method, case, advice, boilerplate, related links.

In: the joined title and text of `Context`, its passages. Out: sentences in order with their kind. Which words tell it is
said in passages.yml; code are the forms of lines (headings, bullets, what ends without a stop) and what goes on from line to
line. Later steps take evidence for a tactic from title, heading, lead, method, case and other sentences only: advice
('không bấm link lạ') would make every warning a warning of phishing.
"""

import re
from dataclasses import dataclass

from crawler.extract.rows.passages import Passages
from crawler.model import SentenceKind
from crawler.text.sentences import split_sentences

_HEADING_WORDS = 22
_LEAD_SENTENCES = 2
_SHORT, _HEADLINE = 160, 200
"""Characters of a recipient in a list, of the headline of another article."""

_LETTER_DATE = re.compile(r"^\W*[\w ]{2,24}, ngày\s*\d* ?tháng\s*\d* năm \d{4}\s*$")
"""'Hà Nội, ngày 5 tháng 3 năm 2024' and nothing else: a form of a whole line, not words in it."""
_TERMINAL = re.compile(r"[.!?…;,:][\"'”’»)\]*_]*$")
_BULLET = re.compile(r"[-–—•▪●+*]\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence [start, end) of Context.full with what it does."""

    start: int
    end: int
    kind: SentenceKind


def classify_sentences(full: str, match: str, body_start: int, passages: Passages) -> tuple[Sentence, ...]:
    """Sentences of `full` (`match` is its match form) in order. Those before `body_start` are the title."""
    sentences: list[Sentence] = []
    title_end = len(full[: max(0, body_start)].rstrip())
    if title_end:
        sentences.append(Sentence(len(full) - len(full.lstrip()), title_end, SentenceKind.TITLE))
    walk = _Walk(full, match, passages)
    for start, end in split_sentences(full[body_start:]):
        sentences.append(
            Sentence(start + body_start, end + body_start, walk.kind(start + body_start, end + body_start))
        )
    return tuple(sentences) or (Sentence(0, len(full), SentenceKind.OTHER),)


class _Walk:
    """The kinds of the body's sentences, one after the other: some lists and tails depend on what came before."""

    def __init__(self, full: str, match: str, passages: Passages) -> None:
        self._full = full
        self._match = match
        self._passages = passages
        self._lead_left = _LEAD_SENTENCES
        self._in_list = False
        self._in_related = False

    def kind(self, start: int, end: int) -> SentenceKind:
        passages, text = self._passages, self._match[start:end]
        tail = self._tail(text, start, end)
        if tail is not None:
            return tail
        if passages.opens("boilerplate", start, end) or _LETTER_DATE.match(text):
            return SentenceKind.BOILERPLATE
        if passages.opens("subject", start, end):
            return SentenceKind.HEADING
        advice = self._is_advice(start, end)
        plainly = advice and passages.opens("imperative", start, end)
        if self._is_heading(text, start, end):
            return SentenceKind.ADVICE if plainly else SentenceKind.HEADING
        if self._lead_left > 0:
            self._lead_left -= 1
            if not plainly:
                return SentenceKind.LEAD
        if advice:
            return SentenceKind.ADVICE
        if passages.first("case", start, end):
            return SentenceKind.CASE
        return SentenceKind.METHOD if passages.first("method", start, end) else SentenceKind.OTHER

    def _tail(self, text: str, start: int, end: int) -> SentenceKind | None:
        """Recipients after 'Nơi nhận' or 'Kính gửi'; headlines after 'Tin liên quan'."""
        if self._passages.opens("recipients", start, end):
            self._in_list = True
            return SentenceKind.BOILERPLATE
        if self._in_list:
            if _BULLET.match(text) and len(text) < _SHORT:
                return SentenceKind.BOILERPLATE
            self._in_list = False
        if len(text) < _HEADLINE and self._starts_line(start) and self._passages.opens("related_head", start, end):
            self._in_related = True
            return SentenceKind.RELATED
        if self._in_related:
            if not _TERMINAL.search(text) and len(text) < _HEADLINE:
                return SentenceKind.RELATED
            self._in_related = False
        return None

    def _starts_line(self, start: int) -> bool:
        return start == 0 or self._full[start - 1] == "\n"

    def _is_heading(self, text: str, start: int, end: int) -> bool:
        """A short line of its own without a final stop."""
        after = self._full[end : end + 1]
        alone = self._starts_line(start) and after in ("", "\n")
        return alone and not _TERMINAL.search(text) and text.count(" ") < _HEADING_WORDS and not _BULLET.match(text)

    def _is_advice(self, start: int, end: int) -> bool:
        found = self._passages.first("advice", start, end)
        if not found:
            return False
        # 'đối tượng yêu cầu nạn nhân không được tắt máy': the scammer speaks, not the adviser.
        script = self._passages.first("villain", start, found[0])
        return not (script and self._passages.first("orders", script[1], found[1]))
