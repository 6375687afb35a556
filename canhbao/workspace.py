"""What the commands work on: the engine, the outbox, the archive and the sources of one configuration.

Whoever reads gets an engine that holds what the archive holds: "nothing here" and a lost index are told, not answered with 0.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import spiders
from canhbao.config import Config
from canhbao.confirmations import confirmed, load_confirmations
from canhbao.holdings import archived_documents, has_lost_its_ledger, refuse_nothing
from crawler.model import ConfigurationError, EngineUnavailable, Issue, Source
from crawler.source_files import load_sources
from index.engine import DAMAGE_SHOWS_AS, Engine, as_damage
from index.engines import EMBEDDED, open_engine
from index.engines.elastic.access import Layout
from index.language.conditions import Everything
from index.secret import secret

BUNDLED_SOURCES = Path(spiders.__file__).parent / "sources"


@contextmanager
def reading_engine(config: Config) -> Iterator[Engine]:
    """The configured engine for who only reads: nothing is made or written.

    Raises NothingHere if nothing was ever put in the data folder, EngineUnavailable if the engine does not answer, is damaged
    or has lost what the archive holds, ConfigurationError for an unknown address.
    """
    secret("ELASTICSEARCH_API_KEY", os.environ)
    if config.index == EMBEDDED:
        refuse_nothing(config.data)
    with engine_of(config, readonly=True) as engine:
        refuse_emptiness(config, engine)
        yield engine


def refuse_emptiness(config: Config, engine: Engine) -> None:
    """Raises EngineUnavailable if an index is empty while the archive holds documents, NothingHere if there is neither."""
    if engine.count(Everything()):
        return
    refuse_nothing(config.data)
    if has_lost_its_ledger(config.data):
        raise EngineUnavailable(
            f"Chỉ mục trống và kho lưu {config.data} thiếu sổ cái. The index is empty and the archive in {config.data} has lost its "
            "ledger: run `canhbao archive rebuild`."
        )
    if documents := archived_documents(config.data):
        raise EngineUnavailable(
            f"Chỉ mục trống trong khi kho lưu {config.data} có {documents} văn bản. The index is empty while the archive in "
            f"{config.data} holds {documents} documents: run `canhbao index rebuild`."
        )


@contextmanager
def engine_of(config: Config, *, readonly: bool = False) -> Iterator[Engine]:
    """The configured engine as it is, closed at the end.

    Raises ConfigurationError for an unknown address and EngineUnavailable if it does not answer or is damaged.
    """
    secret("ELASTICSEARCH_API_KEY", os.environ)  # an open secret file is refused before anything is sent
    engine = open_engine(config.index, config.data, readonly=readonly, layout=Layout(config.shards, config.replicas))
    try:
        yield engine
    except DAMAGE_SHOWS_AS as error:
        raise as_damage(engine, error) from error
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
