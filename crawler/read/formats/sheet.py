"""Spreadsheets (XLSX, XLS, ODS) to text, a page for each sheet, cells joined by ' | '. Runs inside the worker only."""

import datetime
import io
from typing import Any

import python_calamine

from crawler.read.file_text import FileText
from crawler.read.formats.word import refusal
from crawler.read.outcomes import ReadOutcome
from crawler.text.legacy import modern
from crawler.text.unicode import clean

MAX_ROWS = 20_000
MAX_SHEETS = 50


def read_sheet(body: bytes) -> FileText:
    """The cells of every visible sheet that has any."""
    if body.startswith(b"PK") and (refused := refusal(body)) is not None:
        return refused
    try:
        book = python_calamine.load_workbook(io.BytesIO(body))
    except python_calamine.PasswordError as error:
        return FileText(ReadOutcome.ENCRYPTED, detail=str(error))
    except python_calamine.CalamineError as error:
        return FileText(ReadOutcome.CORRUPT, detail=str(error))
    pages, labels, flags = [], [], []
    for sheet in book.sheets_metadata[:MAX_SHEETS]:
        if sheet.visible is not python_calamine.SheetVisibleEnum.Visible:
            continue
        try:
            rows = book.get_sheet_by_name(sheet.name).to_python(nrows=MAX_ROWS)
        except python_calamine.CalamineError:
            flags.append("pages_left_out")
            continue
        lines = (" | ".join(filter(None, map(_cell, row))) for row in rows)
        text, converted = modern("\n".join(line for line in lines if line))
        if text:
            flags += converted
            pages.append(text)
            labels.append(f"trang tính {clean(sheet.name)}")
    if not pages:
        return FileText(ReadOutcome.NO_TEXT, flags=tuple(flags))
    return FileText(ReadOutcome.TEXT, tuple(pages), labels=tuple(labels), flags=tuple(flags))


def _cell(value: Any) -> str:
    """A whole number without '.0' (accounts and telephones are numbers in many lists), a date day first."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.strftime("%d/%m/%Y %H:%M" if value.time() != datetime.time() else "%d/%m/%Y")
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return " ".join(str(value).split())
