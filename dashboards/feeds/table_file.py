"""A table as a file that a browser saves and a spreadsheet opens."""

from collections.abc import Iterable, Sequence
from typing import Any

from starlette.responses import Response

from dashboards.feeds.spreadsheet import csv_text


def table_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """CSV with a byte order mark, which spreadsheets need for Vietnamese."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + csv_text(header, rows), media_type="text/csv; charset=utf-8", headers=disposition)
