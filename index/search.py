"""Search: a request becomes a plan, an engine finds, facets are counted, matches are marked on the original text."""

from dataclasses import replace

from crawler.model import ConfigurationError
from crawler.vocab.units import resolve_province
from index.engine import Bucket, Dimension, Engine, Filters, Hit, Record, SearchRequest, SearchResult
from index.facts import NotCounted
from index.fields import dimension_field
from index.highlight import matched_spans, pieces, snippet
from index.plan import Condition, plan, positive_phrases
from index.query import Node, parse

FACET_SIZE = 100
MAX_OFFSET = 10_000


def search(engine: Engine, request: SearchRequest) -> SearchResult:
    """Answer a request. Raises QueryError or ConfigurationError for what cannot be asked, EngineUnavailable."""
    if not 0 <= request.limit <= 100 or not 0 <= request.offset <= MAX_OFFSET:
        raise ConfigurationError(
            f"Trang ngoài giới hạn (limit {request.limit}, offset {request.offset}). A page is at most 100 documents, up "
            f"to offset {MAX_OFFSET}: narrow the search instead."
        )
    node = parse(request.query)
    filters = resolve_filters(request.filters)
    condition = plan(node, filters, province_name)
    sort = "date" if request.sort == "relevance" and node is None else request.sort
    found = engine.find(condition, sort=sort, limit=request.limit, offset=request.offset)
    phrases = list(dict.fromkeys(positive_phrases(node)))
    hits = tuple(_hit(score, record, phrases) for score, record in found.page)
    return SearchResult(found.total, hits, _facets(engine, request, node, filters))


def _facets(
    engine: Engine, request: SearchRequest, node: Node | None, filters: Filters
) -> dict[str, tuple[Bucket, ...]]:
    """Counts of the asked dimensions. Those with no filter of their own share one condition, and one pass of the engine."""
    alike: dict[Dimension | None, list[Dimension]] = {}
    for dimension in request.facets:
        alike.setdefault(dimension if getattr(filters, dimension) else None, []).append(dimension)
    found: dict[str, tuple[Bucket, ...]] = {}
    for left_out, dimensions in alike.items():
        fields = {dimension: dimension_field(dimension, filters.old_provinces) for dimension in dimensions}
        counts = _count(engine, plan(node, filters, province_name, left_out), list(fields.values()))
        found |= {dimension: counts[field] for dimension, field in fields.items()}
    return {dimension: found[dimension] for dimension in request.facets}


def _count(engine: Engine, condition: Condition, fields: list[str]) -> dict[str, tuple[Bucket, ...]]:
    """From the columns where they know all that is asked, else from the engine."""
    facts = engine.facts()
    try:
        mask = facts.mask(condition)
    except NotCounted:
        return engine.buckets(condition, fields, FACET_SIZE)
    return {field: facts.buckets(mask, field, FACET_SIZE) for field in fields}


def _hit(score: float, record: Record, phrases: list[tuple[str, ...]]) -> Hit:
    title = str(record["title"])
    return Hit(
        advisory_id=str(record["advisory_id"]),
        score=score,
        record=record,
        title=pieces(title, matched_spans(title, phrases)),
        snippet=snippet(str(record["text"]), phrases),
    )


def province_name(value: str, old: bool) -> str:
    """The short name of a province as people write it. Raises ConfigurationError naming the value."""
    name = resolve_province(value, old=old)
    if name is None:
        which = "63 (before July 2025)" if old else "34"
        raise ConfigurationError(
            f"Không có tỉnh, thành phố nào tên '{value}'. '{value}' is none of the {which} provinces; write it as "
            "'Nghệ An' or 'nghe an'."
        )
    return name


def resolve_filters(filters: Filters) -> Filters:
    """Filters with the provinces by their official short names."""
    return replace(
        filters,
        province=tuple(province_name(value, filters.old_provinces) for value in filters.province),
        issuer=tuple(province_name(value, filters.old_provinces) for value in filters.issuer),
    )
