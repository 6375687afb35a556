"""The JSON and CSV twins of a list of indicators. Values are plain, for programs: what people read is defanged by the views."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from index.indicators.listing import IndicatorList, ListedIndicator

_HEADER = (
    "type", "value", "key", "role", "state", "imitates", "owner", "confidence", "first_seen", "last_seen", "publications", "stories",
    "provinces", "sources", "documents", "why",
)  # fmt: skip


def list_json(found: IndicatorList) -> dict[str, Any]:
    """How many match, and those listed."""
    return {"found": found.found, "indicators": [indicator_json(item) for item in found.indicators]}


def indicator_json(item: ListedIndicator) -> dict[str, Any]:
    """One indicator with its evidence."""
    one = item.record
    return {
        "type": one.type,
        "value": item.value,
        "key": one.key,
        "role": str(one.role),
        "state": str(one.state),
        "imitates": one.imitates,
        "owner": item.owner,
        "confidence": one.confidence,
        "first_seen": one.first_seen.isoformat(),
        "last_seen": one.last_seen.isoformat(),
        "publications": one.publications,
        "stories": list(one.stories),
        "provinces": list(one.provinces),
        "provinces_old": list(one.provinces_old),
        "sources": list(one.sources),
        "documents": list(one.deciding),
        "evidence": [asdict(proof) for proof in item.proofs],
        "why": one.why,
    }


def list_table(found: IndicatorList) -> tuple[tuple[str, ...], Iterator[list[Any]]]:
    """A header and a row for each."""
    return _HEADER, ([row[name] for name in _HEADER] for row in map(indicator_json, found.indicators))
