"""What the commands work on: the engine, the outbox, the archive and the sources of one configuration."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import spiders
from canhbao.config import Config
from canhbao.confirmations import confirmed, load_confirmations
from crawler.model import ConfigurationError, Issue, Source
from crawler.source_files import load_sources
from index.engine import Engine
from index.engines import open_engine
from index.engines.elastic.access import Layout
from index.secret import secret

BUNDLED_SOURCES = Path(spiders.__file__).parent / "sources"


@contextmanager
def engine_of(config: Config, *, readonly: bool = False) -> Iterator[Engine]:
    """The configured engine, closed at the end.

    Raises ConfigurationError for an unknown address and EngineUnavailable if it does not answer.
    """
    secret("ELASTICSEARCH_API_KEY", os.environ)  # an open secret file is refused before anything is sent
    engine = open_engine(config.index, config.data, readonly=readonly, layout=Layout(config.shards, config.replicas))
    try:
        yield engine
    finally:
        engine.close()


def source_directories(config: Config) -> list[Path]:
    """Directories of source files: the bundled ones, then the configured ones."""
    return [BUNDLED_SOURCES, *config.sources]


def all_sources(config: Config) -> tuple[dict[str, Source], list[Issue]]:
    """Every readable source by slug, and an issue for each file that is broken. What probes found is applied."""
    for directory in config.sources:
        if not directory.is_dir():
            raise ConfigurationError(
                f"Không có thư mục nguồn {directory}. There is no folder of sources {directory}: mend 'sources' in "
                "canhbao.toml."
            )
    sources, issues = load_sources(source_directories(config))
    seen = confirmed(sources, load_confirmations(config.data))
    return {source.slug: source for source in seen}, issues
