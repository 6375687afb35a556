"""Advisories and documents as plain JSON and back: the form of the outbox, the index and exports."""

from typing import Any

from pydantic import TypeAdapter

from crawler.model.advisory import Advisory
from crawler.model.document import Document

_ADVISORY = TypeAdapter(Advisory)
_DOCUMENT = TypeAdapter(Document)


def advisory_to_json(advisory: Advisory) -> dict[str, Any]:
    """JSON-ready dictionary with every field; dates as ISO 8601 UTC."""
    result: dict[str, Any] = _ADVISORY.dump_python(advisory, mode="json")
    return result


def advisory_from_json(value: dict[str, Any]) -> Advisory:
    """The inverse of advisory_to_json. Raises pydantic.ValidationError if a field is missing or wrong."""
    return _ADVISORY.validate_python(value, strict=False)


def document_to_json(document: Document) -> dict[str, Any]:
    """JSON-ready dictionary with every field."""
    result: dict[str, Any] = _DOCUMENT.dump_python(document, mode="json")
    return result


def document_from_json(value: dict[str, Any]) -> Document:
    """The inverse of document_to_json."""
    return _DOCUMENT.validate_python(value, strict=False)
