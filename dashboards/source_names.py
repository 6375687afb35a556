"""Sources as the index knows them: which there are, and the names that their documents carry."""

from collections.abc import Iterable

from index.engine import Engine
from index.finding.search import search
from index.language.conditions import Everything
from index.requests import Bucket, Filters, SearchRequest


def all_sources(engine: Engine) -> tuple[Bucket, ...]:
    """Every source with the number of its documents of all kinds, most first."""
    facts = engine.facts()
    return facts.buckets(facts.mask(Everything()), "source", 10_000)


def source_names(engine: Engine, slugs: Iterable[str]) -> dict[str, str]:
    """Names by slug; a source without a document is named by its slug."""
    names = {}
    for slug in slugs:
        hits = search(engine, SearchRequest(limit=1, filters=Filters(source=(slug,), advisories_only=False))).hits
        names[slug] = hits[0].record.source_name if hits else slug
    return names
