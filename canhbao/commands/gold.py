"""Labelled articles: JSONL that people keep, read row by row."""

import json
from pathlib import Path
from typing import Any

from canhbao.commands.annotate import InputLine
from crawler.model import ConfigurationError


def gold_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of one file, each with an id and a text. Raises ConfigurationError naming the file and the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"Không đọc được {path}: {error}. Cannot read the gold file {path}.") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise ConfigurationError(
                f"{path} dòng {number} không phải JSON: {error.msg}. Line {number} of {path} is not JSON."
            ) from error
        if not isinstance(row, dict) or not row.get("id") or not isinstance(row.get("text"), str):
            raise ConfigurationError(f"{path} dòng {number} thiếu 'id' hoặc 'text'. Line {number} lacks id or text.")
        rows.append(row)
    if not rows:
        raise ConfigurationError(f"{path} không có dòng nào. The gold file {path} is empty.")
    return rows


def as_input(row: dict[str, Any]) -> InputLine:
    """The row without its labels, as `annotate` takes it."""
    return InputLine.model_validate(
        {key: row.get(key) or "" for key in ("id", "title", "text", "url", "published", "source")}
    )
