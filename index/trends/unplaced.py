"""What a map does not show: documents that match and name no province on the asked map.

In: an engine and a trend request. Out: Unplaced. A commune since July 2025 that joins communes of several old provinces has
a province among the 34 and none among the 63; a nationwide warning has none on either map. Neither is lost silently.
"""

from dataclasses import dataclass

from index.engine import Engine
from index.finding.plan import placed, plan
from index.finding.search import province_name, resolve_filters
from index.language.conditions import AllOf, AnyTerm, NoneOf
from index.requests import Dimension, Filters, TrendRequest


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Dated documents (not stories) that match and are in no province of the asked map.

    `nationwide` of them say that the whole country is warned; `on_other_map` are placed among the 34 where the 63 are
    asked, or the other way round.
    """

    dimension: Dimension
    documents: int
    nationwide: int
    on_other_map: int


def unplaced(engine: Engine, request: TrendRequest) -> Unplaced | None:
    """What the trend's provinces leave out; None if no dimension is a province or an issuer. Raises like `trends`."""
    dimension = next((name for name in request.by if name in ("province", "issuer")), None)
    if dimension is None:
        return None
    filters = resolve_filters(request.filters)
    old = filters.old_provinces
    facts = engine.facts()
    missing = facts.mask(AllOf((plan(None, filters, province_name), NoneOf(placed(dimension, old))))) & facts.dated
    nationwide = facts.mask(AnyTerm("nationwide", ("true",)))
    return Unplaced(
        dimension,
        facts.count(missing, stories=False),
        facts.count(missing & nationwide, stories=False),
        facts.count(missing & facts.mask(placed(dimension, not old)), stories=False),
    )


def without_province(engine: Engine, filters: Filters) -> Unplaced:
    """The same for a map of affected provinces."""
    found = unplaced(engine, TrendRequest(by=("province",), interval=None, count="advisories", filters=filters))
    assert found is not None  # noqa: S101 - the dimension is a province
    return found
