"""Sources as Scrapy spiders: YAML files of facts, each bound to the class of its platform.

In: directories of YAML files (setting CANHBAO_SOURCES) and a registry of platforms (setting CANHBAO_PLATFORMS). Out:
`scrapy list`, `scrapy crawl <slug>`, and load_sources() for every other reader. Knows no platform by name.
"""

import importlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError
from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.archive.urls import host_of
from crawler.model import ConfigurationError, Issue, Source, TlsPolicy

SUFFIXES = (".yml", ".yaml")


def load_source(path: Path) -> Source:
    """Read one source file. Raises ConfigurationError naming the file, the field and the remedy."""
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ConfigurationError(
            f"Không đọc được tệp nguồn {path}: {reason}. The source file {path} cannot be read: "
            "mend its YAML at that line."
        ) from error
    if not isinstance(value, dict):
        raise ConfigurationError(
            f"Tệp nguồn {path} không có trường nào. The source file {path} holds no "
            "fields: write `slug: …` and the others."
        )
    try:
        source = Source.model_validate(value)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or '?'}: {fault['msg']}" for fault in error.errors()[:3])
        raise ConfigurationError(
            f"Tệp nguồn {path} sai ở: {faults}. The source file {path} is wrong there: mend these fields."
        ) from error
    return source


def load_sources(directories: Iterable[Path]) -> tuple[list[Source], list[Issue]]:
    """Every readable source of the directories (with subfolders), by slug; broken and repeated files are issues."""
    found: dict[str, Source] = {}
    issues: list[Issue] = []
    for directory in directories:
        for path in sorted(path for path in Path(directory).rglob("*") if path.suffix in SUFFIXES):
            try:
                source = load_source(path)
            except ConfigurationError as error:
                issues.append(Issue(path.stem, "source_file_broken", str(error), f"Sửa tệp. Mend the file {path}."))
                continue
            if source.slug in found:
                message = f"Nguồn '{source.slug}' có hai tệp, bỏ qua {path}. Two files name it; this one is skipped."
                issues.append(
                    Issue(source.slug, "source_repeated", message, f"Đổi slug hoặc xóa. Rename or remove {path}.")
                )
                continue
            found[source.slug] = source
    return [found[slug] for slug in sorted(found)], issues


def spider_class(source: Source, platforms: Mapping[str, type[Spider]]) -> type[Spider]:
    """The platform's class bound to a source, with the source's politeness and TLS policy.

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
    return type(base.__name__, (base,), {"name": source.slug, "source": source, "custom_settings": settings})


def load_platforms(dotted: str) -> Mapping[str, type[Spider]]:
    """The registry of platforms: mapping PLATFORMS of the named package. Raises ConfigurationError if there is none."""
    module = importlib.import_module(dotted)
    platforms = getattr(module, "PLATFORMS", None)
    if not isinstance(platforms, Mapping):
        raise ConfigurationError(f"Gói {dotted} không có PLATFORMS. The package {dotted} has no mapping PLATFORMS.")
    return platforms


class SourceLoader:
    """Scrapy's SPIDER_LOADER_CLASS over the source files."""

    def __init__(self, directories: Iterable[Path], platforms: Mapping[str, type[Spider]]) -> None:
        sources, self.issues = load_sources(directories)
        self._sources = {source.slug: source for source in sources}
        self._platforms = platforms

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
        return spider_class(source, self._platforms)

    def list(self) -> list[str]:
        """The slugs of the enabled sources."""
        return [slug for slug, source in self._sources.items() if source.enabled]

    def find_by_request(self, request: Request) -> Sequence[str]:
        """The slugs whose hosts hold the request's address."""
        host = host_of(request.url)
        return [slug for slug, source in self._sources.items() if host in (*source.hosts, host_of(source.homepage))]
