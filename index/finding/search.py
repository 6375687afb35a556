"""Search: a request becomes a plan, an engine finds, facets are counted, matches are marked on the original text."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from difflib import get_close_matches

from crawler.model import ConfigurationError
from crawler.vocab.units import provinces_34, provinces_63, resolve_province
from crawler.vocab.vocabulary import Vocabulary
from index.columns.facts import NotCounted
from index.engine import Engine
from index.fields import dimension_field
from index.finding.cursor import position_of, read_token, token_of
from index.finding.highlight import matched_spans, pieces, snippet
from index.finding.plan import plan, positive_phrases
from index.language.analysis import folded_tokens
from index.language.conditions import Condition
from index.language.query import Node, parse
from index.language.synonyms import Variant
from index.record import Record
from index.requests import Bucket, Dimension, Filters, Found, Hit, Position, SearchRequest, SearchResult, Sort

FACET_SIZE = 100
MAX_OFFSET = 10_000
_COUNTERS = ThreadPoolExecutor(4, thread_name_prefix="facets")  # facets are counted while the page is found


def search(engine: Engine, request: SearchRequest, vocabulary: Vocabulary | None = None) -> SearchResult:
    """Answer a request; the query's tactics and facets are those of the vocabulary (None: the bundled one).

    Raises QueryError or ConfigurationError for what cannot be asked, EngineUnavailable.
    """
    node = parse(request.query)
    filters = resolve_filters(request.filters)
    condition = plan(node, filters, province_name, vocabulary=vocabulary)
    phrases = list(dict.fromkeys(positive_phrases(node)))
    sort: Sort = request.sort
    if sort == "relevance" and not phrases:
        sort = "date"  # nothing tells one from another but its day
    offset, after = _start(request, filters, sort)
    counting = _COUNTERS.submit(_facets, engine, request, node, filters, vocabulary) if request.facets else None
    found = engine.find(condition, sort=sort, limit=request.limit, offset=offset, after=after)
    hits = tuple(_hit(score, record, phrases) for score, record in found.page)
    facets = counting.result() if counting else {}
    more = len(hits) == request.limit > 0 and (after is not None or offset + len(hits) < found.total)
    return SearchResult(found.total, hits, facets, next=_next(request, filters, sort, offset, found) if more else "")


def _start(request: SearchRequest, filters: Filters, sort: Sort) -> tuple[int, Position | None]:
    """Where the page begins: at an offset, or after a position. Raises ConfigurationError beyond the limits."""
    place = read_token(request.after, request.query, filters, sort) if request.after else request.offset
    if request.after and request.offset:
        raise ConfigurationError(
            f"Chỉ dùng một: after hoặc offset {request.offset}. A page begins after a token or at an offset, not both."
        )
    if not 0 <= request.limit <= 100 or (isinstance(place, int) and place < 0):
        raise ConfigurationError(
            f"Trang ngoài giới hạn (limit {request.limit}, offset {request.offset}). A page has 0 to 100 documents and "
            "begins at an offset of 0 or more."
        )
    if isinstance(place, Position):
        return 0, place
    if place + request.limit > MAX_OFFSET:
        raise ConfigurationError(
            f"Chỉ xem được {MAX_OFFSET} kết quả đầu theo cách này (offset {place}, limit {request.limit}). Only the first "
            f"{MAX_OFFSET} results can be reached by offset or relevance: narrow the search, or sort by date or "
            "first_seen and follow `next`, which has no end."
        )
    return place, None


def _next(request: SearchRequest, filters: Filters, sort: Sort, offset: int, found: Found) -> str:
    place = offset + len(found.page) if sort == "relevance" else position_of(found.page[-1][1], sort)
    return token_of(request.query, filters, sort, place)


def _facets(
    engine: Engine, request: SearchRequest, node: Node | None, filters: Filters, vocabulary: Vocabulary | None
) -> dict[str, tuple[Bucket, ...]]:
    """Counts of the asked dimensions. Those with no filter of their own share one condition, and one pass of the engine."""
    alike: dict[Dimension | None, list[Dimension]] = {}
    for dimension in request.facets:
        alike.setdefault(dimension if filters.values(dimension) else None, []).append(dimension)
    found: dict[str, tuple[Bucket, ...]] = {}
    for left_out, dimensions in alike.items():
        fields = {dimension: dimension_field(dimension, filters.old_provinces) for dimension in dimensions}
        condition = plan(node, filters, province_name, left_out, vocabulary)
        counts = _count(engine, condition, list(fields.values()))
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


def _hit(score: float, record: Record, phrases: list[tuple[Variant, ...]]) -> Hit:
    title = record.title
    return Hit(
        advisory_id=record.advisory_id,
        score=score,
        record=record,
        title=pieces(title, matched_spans(title, phrases)),
        snippet=snippet(record.text, phrases),
    )


def province_name(value: str, old: bool) -> str:
    """The short name of a province as people write it. Raises ConfigurationError naming the value."""
    name = resolve_province(value, old=old)
    if name is None:
        which = "63 (before July 2025)" if old else "34"
        names = {province.slug: province.name for province in (provinces_63() if old else provinces_34())}
        near = [names[slug] for slug in get_close_matches("".join(folded_tokens(value)), names, 3, 0.6)]
        raise ConfigurationError(
            f"Không có tỉnh, thành phố nào tên '{value}'. '{value}' is none of the {which} provinces; "
            + (f"did you mean {' or '.join(near)}?" if near else "write it as 'Nghệ An' or 'nghe an'.")
        )
    return name


def resolve_filters(filters: Filters) -> Filters:
    """Filters with the provinces by their official short names."""
    return replace(
        filters,
        province=tuple(province_name(value, filters.old_provinces) for value in filters.province),
        issuer=tuple(province_name(value, filters.old_provinces) for value in filters.issuer),
    )
