"""Which words of the original text a query hit, and the snippet around them. Works on any engine's stored text.

In: NFC text, and groups of variants (index.finding.plan.positive_phrases): what was asked for, each with its synonyms. The text
is folded and looked through from its beginning in blocks, no further than until a passage holds all that was asked for.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from crawler.text.unicode import fold, match_form
from index.language.synonyms import Variant
from index.requests import Piece

SNIPPET_CHARACTERS = 240
MAX_SCAN = 200_000  # characters that are looked through at most
_BLOCK = 1500
_OVERLAP = 300  # longer than any phrase of a query with the blanks between its words
_LEAD = 40  # characters shown before the first match

Groups = Sequence[tuple[Variant, ...]]
Mark = tuple[int, int, int]  # start, end, number of the group


@lru_cache(maxsize=512)
def _pattern(tokens: tuple[str, ...]) -> tuple[re.Pattern[str], bool]:
    """Finds the folded tokens side by side; whether what stands before must still be looked at.

    A pattern that begins with letters is searched several times faster than one that begins with a boundary, but stops
    in the middle of words: worth it unless the letters are few.
    """
    body = r"\W+".join(map(re.escape, tokens)) + r"(?!\w)"
    unsure = len(tokens[0]) > 2
    return re.compile(body if unsure else rf"(?<!\w){body}"), unsure


def _found(form: str, text: str, offset: int, variant: Variant, group: int) -> Iterator[Mark]:
    """Marks of a variant in `form`, the folded text from `offset` on."""
    pattern, unsure = _pattern(tuple(map(fold, variant.tokens)) if variant.exact else variant.tokens)
    match = pattern.search(form)
    while match is not None:
        start, end = match.span()
        if unsure and start > 0 and (form[start - 1].isalnum() or form[start - 1] == "_"):
            match = pattern.search(form, start + 1)
            continue
        shown = text[offset + start : offset + end] if variant.exact else ""
        if not variant.exact or tuple(re.findall(r"\w+", match_form(shown))) == variant.tokens:
            yield offset + start, offset + end, group
        match = pattern.search(form, start + 1)


def _blocks(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, folded text[start:end]) of blocks that end between words and begin within the one before."""
    before, start = "", 0
    last = min(len(text), MAX_SCAN)
    while start < last:
        end = min(last, start + (_BLOCK if start == 0 else 4 * _BLOCK))
        if end < len(text):
            cut = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
            end = cut if cut > start else end
        form = before + fold(text[start:end])
        yield start - len(before), end, form
        before, start = form[-_OVERLAP:], end


def _marks(text: str, groups: Groups, size: int = 0) -> tuple[list[Mark], int]:
    """Marks in order, and where the best window of `size` begins: then only as far as one that holds every group."""
    marks: list[Mark] = []
    first = 0
    for start, end, form in _blocks(text) if any(groups) else ():
        fresh = [
            mark
            for number, group in enumerate(groups)
            for variant in group
            for mark in _found(form, text, start, variant, number)
        ]
        if fresh:
            marks = sorted({*marks, *fresh})
            if size:
                first, held = _best_window(marks, size, end)
                if held == len(groups):
                    break
    return marks, first


def _best_window(marks: Sequence[Mark], size: int, end: int) -> tuple[int, int]:
    """Start of the first mark of the best window that ends before `end`, and how many groups it holds.

    Best is most groups, then most marks, then first.
    """
    best = (0, 0, 0)  # groups, marks, start
    held: dict[int, int] = {}
    behind = 0
    for number, (first, _, group) in enumerate(marks):
        if number > 0 and first + size > end + _OVERLAP:
            break
        while behind < len(marks) and marks[behind][1] <= first + size - _LEAD:
            held[marks[behind][2]] = held.get(marks[behind][2], 0) + 1
            behind += 1
        if (len(held), behind - number) > best[:2]:
            best = (len(held), behind - number, first)
        if behind > number:
            held[group] -= 1
            if not held[group]:
                del held[group]
        else:
            behind = number + 1  # a mark longer than the window
    return best[2], best[0]


def _merged(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Spans in order; those that overlap, or have one character between them, are one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in marks:
        if spans and start <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def matched_spans(text: str, groups: Groups) -> list[tuple[int, int]]:
    """Offsets in NFC `text` of everything that a variant of a group hits; what touches is merged."""
    return _merged(_marks(text, groups)[0])


def pieces(text: str, marks: Sequence[tuple[int, int]], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """`text[start:end]` cut into matched and unmatched runs."""
    end = len(text) if end is None else end
    result, position = [], start
    for first, last in marks[max(0, bisect_right(marks, (start, 0)) - 1) :]:
        if last <= start:
            continue
        if first >= end:
            break
        first, last = max(first, start), min(last, end)
        if first > position:
            result.append(Piece(text[position:first], False))
        result.append(Piece(text[first:last], True))
        position = last
    if position < end:
        result.append(Piece(text[position:end], False))
    return tuple(result)


def snippet(text: str, groups: Groups, size: int = SNIPPET_CHARACTERS) -> tuple[Piece, ...]:
    """The window of about `size` characters that holds most of what was asked for, cut at words; else the beginning."""
    found, first = _marks(text, groups, size)
    start = max(0, first - _LEAD) if first > 60 else 0
    if start > 0:
        start = text.rfind(" ", max(0, start - 100), start) + 1 or start
    end = min(len(text), start + size)
    marks = _merged(found)
    if end < len(text):
        cut = text.rfind(" ", start + size // 2, end)
        end = cut if cut > 0 and all(not before < cut < after for before, after in marks) else end
    flat = text[start:end].replace("\n", " ").replace("\t", " ")
    shown = tuple(
        Piece(_single_spaces(piece.text), piece.match)
        for piece in pieces(flat, [(a - start, b - start) for a, b in marks if b > start and a < end])
        if piece.text
    )
    head = (Piece("… ", False),) if start > 0 else ()
    tail = (Piece(" …", False),) if end < len(text) else ()
    return (*head, *shown, *tail)


def _single_spaces(text: str) -> str:
    words = " ".join(text.split())
    return (" " if text[:1] == " " else "") + words + (" " if words and text[-1:] == " " else "")
