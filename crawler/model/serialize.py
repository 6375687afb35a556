"""Advisories and documents as plain JSON and back: the form of the outbox, the index and exports."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from crawler.model.advisory import Advisory
from crawler.model.document import Document


@cache
def _advisories() -> TypeAdapter[Advisory]:
    """Made when the first advisory passes: most commands start without one, and it takes as long as all other types."""
    return TypeAdapter(Advisory)


@cache
def _documents() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def advisory_to_json(advisory: Advisory) -> dict[str, Any]:
    """JSON-ready dictionary with every field; dates as ISO 8601 UTC."""
    result: dict[str, Any] = _advisories().dump_python(advisory, mode="json")
    return result


def advisory_from_json(value: dict[str, Any]) -> Advisory:
    """The inverse of advisory_to_json. Raises pydantic.ValidationError if a field is missing or wrong."""
    return _advisories().validate_python(value, strict=False)


def document_to_json(document: Document) -> dict[str, Any]:
    """JSON-ready dictionary with every field."""
    result: dict[str, Any] = _documents().dump_python(document, mode="json")
    return result


def document_from_json(value: dict[str, Any]) -> Document:
    """The inverse of document_to_json."""
    return _documents().validate_python(value, strict=False)
