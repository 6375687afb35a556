"""Which words of the original text a query hit, and the snippet around them. Works on any engine's stored text."""

from collections.abc import Iterable, Sequence

from crawler.text.unicode import fold
from index.analysis import spans
from index.engine import Piece

SNIPPET_CHARACTERS = 240


def matched_spans(text: str, phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Offsets in NFC `text` of every run of tokens that equals one of the folded phrases; overlaps are merged."""
    wanted: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        if phrase:
            wanted.setdefault(phrase[0], []).append(phrase)
    if not wanted:
        return []
    form = fold(text)
    places = spans(form)
    tokens = [form[start:end] for start, end in places]
    found: list[tuple[int, int]] = []
    for i, token in enumerate(tokens):
        for phrase in wanted.get(token, ()):
            if tuple(tokens[i : i + len(phrase)]) == phrase:
                start, end = places[i][0], places[i + len(phrase) - 1][1]
                if found and start <= found[-1][1] + 1:
                    found[-1] = (found[-1][0], max(end, found[-1][1]))
                else:
                    found.append((start, end))
    return found


def pieces(text: str, marks: Sequence[tuple[int, int]], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """`text[start:end]` cut into matched and unmatched runs."""
    end = len(text) if end is None else end
    result, position = [], start
    for first, last in marks:
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        if first > position:
            result.append(Piece(text[position:first], False))
        result.append(Piece(text[first:last], True))
        position = last
    if position < end:
        result.append(Piece(text[position:end], False))
    return tuple(result)


def snippet(text: str, phrases: Iterable[tuple[str, ...]], size: int = SNIPPET_CHARACTERS) -> tuple[Piece, ...]:
    """The window of about `size` characters that holds most matches (the beginning where none), cut at words."""
    marks = matched_spans(text, phrases)
    start = _best_start(marks, size)
    if start > 0:
        start = text.rfind(" ", 0, start) + 1 or start
    end = min(len(text), start + size)
    if end < len(text):
        cut = text.rfind(" ", start + size // 2, end)
        end = cut if cut > 0 and all(not first < cut < last for first, last in marks) else end
    shown = _inside(text, marks, start, end)
    head = (Piece("… ", False),) if start > 0 else ()
    tail = (Piece(" …", False),) if end < len(text) else ()
    return (*head, *shown, *tail)


def _inside(text: str, marks: Sequence[tuple[int, int]], start: int, end: int) -> tuple[Piece, ...]:
    flat = text.replace("\n", " ").replace("\t", " ")
    return tuple(
        Piece(_single_spaces(piece.text), piece.match) for piece in pieces(flat, marks, start, end) if piece.text
    )


def _single_spaces(text: str) -> str:
    words = " ".join(text.split())
    return (" " if text[:1] == " " else "") + words + (" " if words and text[-1:] == " " else "")


def _best_start(marks: Sequence[tuple[int, int]], size: int) -> int:
    if not marks:
        return 0
    best, best_count, j = 0, 0, 0
    for i, (first, _) in enumerate(marks):
        j = max(j, i)
        while j < len(marks) and marks[j][1] <= first + size - 40:
            j += 1
        if j - i > best_count:
            best, best_count = first, j - i
    return max(0, best - 40) if best > 60 else 0
