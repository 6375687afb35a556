"""What a list tells of a document in JSON: the record without its long parts."""

from typing import Any

from index.record import Record, record_json

_LEFT_OUT = ("text", "indicators")


def summary(record: Record) -> dict[str, Any]:
    """The record's values as a list carries them."""
    return {key: value for key, value in record_json(record).items() if key not in _LEFT_OUT}
