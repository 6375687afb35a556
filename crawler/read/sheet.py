"""Spreadsheets (XLSX, XLS, ODS) to text, a page for each sheet, cells joined by ' | '. Runs inside the worker only."""

import datetime
import io
from typing import Any

import python_calamine

from crawler.read.outcomes import ReadOutcome
from crawler.read.word import refusal
from crawler.read.worker import answer
from crawler.text.legacy import modern
from crawler.text.unicode import clean

MAX_ROWS = 20_000
MAX_SHEETS = 50


def read_sheet(body: bytes) -> dict[str, Any]:
    """The cells of every visible sheet that has any."""
    if body.startswith(b"PK") and (refused := refusal(body)) is not None:
        return refused
    try:
        book = python_calamine.load_workbook(io.BytesIO(body))
    except python_calamine.PasswordError as error:
        return answer(ReadOutcome.ENCRYPTED, detail=str(error))
    except python_calamine.CalamineError as error:
        return answer(ReadOutcome.CORRUPT, detail=str(error))
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
        return answer(ReadOutcome.NO_TEXT, flags=flags)
    return answer(ReadOutcome.TEXT, pages, labels=labels, flags=flags)


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
