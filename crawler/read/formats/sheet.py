"""Spreadsheets (XLSX, XLS, ODS) to text, a page for each sheet. Runs inside the worker only.

What a person sees is what is read: numbers in the format of their cells (telephones keep their 0), no hidden rows,
columns or sheets. Under a row of heads each value is told with its head: a row alone says nothing of what its numbers are.
"""

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

import python_calamine

from crawler.read.file_text import FileText
from crawler.read.formats.number_forms import shown
from crawler.read.formats.sheet_looks import Looks, looks_of
from crawler.read.formats.strict import transitional
from crawler.read.formats.word import refusal
from crawler.read.outcomes import ReadOutcome
from crawler.text.legacy import modern
from crawler.text.unicode import clean

MAX_ROWS = 20_000
MAX_SHEETS = 50
_EXACT = 2**53  # a number of a sheet is a double: up to here its digits are whole
_HEAD_ROWS = 10  # rows among which the heads of a table stand
_LONGEST_HEAD = 60


def read_sheet(body: bytes) -> FileText:
    """The cells of every visible sheet that has any."""
    if body.startswith(b"PK"):
        if (refused := refusal(body)) is not None:
            return refused
        body = transitional(body)
    try:
        book = python_calamine.load_workbook(io.BytesIO(body))
    except python_calamine.PasswordError as error:
        return FileText(ReadOutcome.ENCRYPTED, detail=str(error))
    except python_calamine.CalamineError as error:
        return FileText(ReadOutcome.CORRUPT, detail=str(error))
    looks = looks_of(body, MAX_ROWS) if body.startswith(b"PK") else {}
    pages, labels, flags = [], [], []
    for sheet in book.sheets_metadata[:MAX_SHEETS]:
        if sheet.visible is not python_calamine.SheetVisibleEnum.Visible:
            continue
        try:
            read = book.get_sheet_by_name(sheet.name)
            rows = read.to_python(nrows=MAX_ROWS)  # from its first filled cell on: an empty area may be vast
        except python_calamine.CalamineError:
            flags.append("pages_left_out")
            continue
        text, converted = modern("\n".join(_lines(_seen(rows, read.start or (0, 0), looks.get(sheet.name, Looks())))))
        if text:
            flags += converted
            pages.append(text)
            labels.append(f"trang tính {clean(sheet.name)}")
    if not pages:
        return FileText(ReadOutcome.NO_TEXT, flags=tuple(flags))
    return FileText(ReadOutcome.TEXT, tuple(pages), labels=tuple(labels), flags=tuple(flags))


def _seen(rows: Iterable[Sequence[Any]], start: tuple[int, int], looks: Looks) -> list[list[str]]:
    """The cells that a person sees, as they are shown; `start` is the place of the first."""
    return [
        [
            _cell(value, looks.codes.get((number, column), ""))
            for column, value in enumerate(row, start[1])
            if column not in looks.columns
        ]
        for number, row in enumerate(rows, start[0])
        if number not in looks.rows
    ]


def _lines(rows: list[list[str]]) -> list[str]:
    """A line for each row; under a row of heads, each cell behind its head."""
    heads: list[str] | None = None
    lines = []
    for number, row in enumerate(rows):
        if heads is None and number < _HEAD_ROWS and _are_heads(row, rows[number + 1 :]):
            heads = row
            lines.append(" | ".join(filter(None, row)))
            continue
        told = heads or []
        cells = [
            f"{told[column]}: {cell}" if column < len(told) and told[column] and _filled(row) > 1 else cell
            for column, cell in enumerate(row)
            if cell
        ]
        lines.append(" | ".join(cells))
    return [line for line in lines if line]


def _are_heads(row: list[str], below: list[list[str]]) -> bool:
    """Two or more short words without a digit each, over a row that has figures under at least one of them."""
    filled = [cell for cell in row if cell]
    if len(filled) < 2 or any(len(cell) > _LONGEST_HEAD or any(map(str.isdigit, cell)) for cell in filled):
        return False
    first = next((other for other in below if _filled(other)), [])
    return any(any(map(str.isdigit, cell)) for cell, head in zip(first, row, strict=False) if head)


def _filled(row: list[str]) -> int:
    return sum(map(bool, row))


def _cell(value: Any, code: str) -> str:
    """What the cell shows; a whole number without '.0' (accounts and telephones are numbers), a date day first."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, int | float) and abs(value) <= _EXACT and float(value).is_integer():
        return shown(value, code) or str(int(value))
    if isinstance(value, datetime.datetime):
        return value.strftime("%d/%m/%Y %H:%M" if value.time() != datetime.time() else "%d/%m/%Y")
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return " ".join(str(value).split())
