"""Search: a request becomes a plan, an engine finds, facets are counted, matches are marked on the original text."""

from dataclasses import replace

from crawler.model import ConfigurationError
from crawler.vocab.units import resolve_province
from index.engine import Bucket, Dimension, Engine, Filters, Hit, Record, SearchRequest, SearchResult
from index.fields import dimension_field
from index.highlight import matched_spans, pieces, snippet
from index.plan import AllOf, plan, positive_phrases
from index.query import parse

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
    facets: dict[str, tuple[Bucket, ...]] = {
        dimension: _facet(engine, AllOf((plan(node, filters, province_name, dimension),)), dimension, filters)
        for dimension in request.facets
    }
    return SearchResult(found.total, hits, facets)


def _facet(engine: Engine, condition: AllOf, dimension: Dimension, filters: Filters) -> tuple[Bucket, ...]:
    return engine.buckets(condition, dimension_field(dimension, filters.old_provinces), FACET_SIZE)


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
