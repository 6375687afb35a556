"""CSV that spreadsheets open and do not run. In: a header and rows of values. Out: text (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> str:
    """A CSV cell that no spreadsheet runs: a leading formula character gets an apostrophe (OWASP, CSV injection).

    Numbers are written as they are; a fraction to four places.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(round(value, 4))
    text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    text = text.replace("\r", " ").replace("\n", " ").replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The whole file, lines ending in CRLF."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return stream.getvalue()
