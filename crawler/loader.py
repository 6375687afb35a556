"""Sources as Scrapy spiders: YAML files of facts, each bound to the class of its platform.

In: directories of YAML files (setting CANHBAO_SOURCES) and a registry of platforms (setting CANHBAO_PLATFORMS). Out:
`scrapy list` and `scrapy crawl <slug>`. Knows no platform by name.
"""

import importlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.archive.urls import host_of
from crawler.model import ConfigurationError, Source, TlsPolicy
from crawler.shared import Shared
from crawler.source_files import load_sources


def spider_class(source: Source, platforms: Mapping[str, type[Spider]], shared: Shared) -> type[Spider]:
    """The platform's class bound to a source and to what it shares with others, with its politeness and TLS policy.

    Raises ConfigurationError if no platform has that name.
    """
    base = platforms.get(source.platform)
    if base is None:
        raise ConfigurationError(
            f"Nguồn '{source.slug}': không có nền tảng '{source.platform}'. platform: must be one of: "
            f"{', '.join(sorted(platforms))}."
        )
    settings = {
        **(base.custom_settings or {}),
        "DOWNLOAD_DELAY": source.politeness.delay,
        "AUTOTHROTTLE_START_DELAY": source.politeness.delay,
        "AUTOTHROTTLE_ENABLED": source.politeness.delay > 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": source.tls is not TlsPolicy.TOLERATE,
    }
    bound = {"name": source.slug, "source": source, "shared": shared, "custom_settings": settings}
    return type(base.__name__, (base,), bound)


def load_platforms(dotted: str) -> Mapping[str, type[Spider]]:
    """The registry of platforms: mapping PLATFORMS of the named package. Raises ConfigurationError if there is none."""
    module = importlib.import_module(dotted)
    platforms = getattr(module, "PLATFORMS", None)
    if not isinstance(platforms, Mapping):
        raise ConfigurationError(f"Gói {dotted} không có PLATFORMS. The package {dotted} has no mapping PLATFORMS.")
    return platforms


class SourceLoader:
    """Scrapy's SPIDER_LOADER_CLASS over the source files. `shared` is what all spiders of this loader share."""

    def __init__(self, directories: Iterable[Path], platforms: Mapping[str, type[Spider]]) -> None:
        sources, self.issues = load_sources(directories)
        self._sources = {source.slug: source for source in sources}
        self._platforms = platforms
        self.shared = Shared()

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> "SourceLoader":
        """Build from CANHBAO_SOURCES and CANHBAO_PLATFORMS."""
        directories = [Path(path) for path in settings.getlist("CANHBAO_SOURCES")]
        return cls(directories, load_platforms(settings["CANHBAO_PLATFORMS"]))

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of a source. Raises KeyError for an unknown slug, ConfigurationError for an unknown platform."""
        try:
            source = self._sources[spider_name]
        except KeyError:
            raise KeyError(f"Spider not found: {spider_name}") from None
        return spider_class(source, self._platforms, self.shared)

    def list(self) -> list[str]:
        """The slugs of the enabled sources."""
        return [slug for slug, source in self._sources.items() if source.enabled]

    def find_by_request(self, request: Request) -> Sequence[str]:
        """The slugs whose hosts hold the request's address."""
        host = host_of(request.url)
        return [slug for slug, source in self._sources.items() if host in (*source.hosts, host_of(source.homepage))]
