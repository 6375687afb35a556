"""What a list tells of a document in JSON: the record without its long parts."""

from typing import Any

from index.requests import Record

_LEFT_OUT = ("text", "indicators")


def summary(record: Record) -> dict[str, Any]:
    """The record's values as a list carries them."""
    return {key: value for key, value in record.items() if key not in _LEFT_OUT}
