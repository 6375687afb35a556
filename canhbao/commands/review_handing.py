"""Advisories that a review changed, into the outbox and the engine."""

from canhbao.config import Config
from canhbao.run.feeding import feed
from canhbao.run.sink import OutboxSink
from canhbao.workspace import all_sources
from crawler.model import Advisory, EngineUnavailable


def hand_over(config: Config, advisories: list[Advisory]) -> None:
    """Queue them and feed the engine. Raises EngineUnavailable if it is away: they wait in the outbox."""
    sources, _ = all_sources(config)
    sink = OutboxSink(config)
    try:
        for advisory in advisories:
            sink.put(advisory, sources.get(advisory.document.source))
    finally:
        sink.close()
    fed = feed(config)
    if fed.trouble:
        raise EngineUnavailable(fed.trouble)
