"""The XML of Word (DOCX, and WordML of 2003) to lines: paragraphs, tables, text boxes and content controls in their order.

In: an element of lxml under the transitional names. Out: the lines that a person sees: hidden runs, deleted text and codes
of fields are left out. Runs inside the worker only.
"""

from collections.abc import Callable, Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says the same as its Choice
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_UNSEEN = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", _FALLBACK))
_OFF = ("0", "false", "off")
Other = Callable[[str], list[str]]


def lines_of(parent: Any, other: Other | None = None) -> Iterator[str]:
    """Lines of a body, head, cell, text box or content control; `other` reads a part that is taken in as a whole."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield "".join(_runs(child))
            yield from (line for box in _boxes(child) for line in lines_of(box, other))
        elif child.tag == f"{_W}tbl":
            yield from _rows(child, other)
        elif child.tag == f"{_W}altChunk":
            yield from other(str(child.get(f"{_R}id"))) if other is not None else ()
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from lines_of(child, other)


def _runs(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag != f"{_W}txbxContent" and isinstance(child.tag, str) and not _is_unseen(child):
            yield from _runs(child)


def _is_unseen(child: Any) -> bool:
    """Left out by its kind, or a run that is set to be hidden."""
    if child.tag in _UNSEEN:
        return True
    marks = child.find(f"{_W}rPr") if child.tag == f"{_W}r" else None
    hidden = marks.find(f"{_W}vanish") if marks is not None else None
    return hidden is not None and str(hidden.get(f"{_W}val", "1")).lower() not in _OFF


def _boxes(node: Any) -> Iterator[Any]:
    for child in node:
        if child.tag == f"{_W}txbxContent":
            yield child
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from _boxes(child)


def _rows(table: Any, other: Other | None) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl"), None) is not table:
            continue  # a row of a table inside a cell: its cell gives it
        cells = ["\n".join(lines_of(cell, other)).strip() for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
        filled = [cell for cell in cells if cell]
        # A dispatch's head is a table of two columns: each column reads on its own.
        yield ("\n" if any("\n" in cell for cell in filled) or len(filled) <= 2 else " | ").join(filled)


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tr"), None)
