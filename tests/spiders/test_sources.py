"""The registry of sources: complete, honest about what is known, and readable by every part that uses it."""

from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import spiders
from crawler.model import Source
from crawler.source_files import load_source, load_sources
from crawler.vocab.units import provinces_34, provinces_63
from spiders.platforms import PLATFORMS

FOLDER = Path(spiders.__file__).parent / "sources"
FILES = sorted(FOLDER.rglob("*.yml"))
SOURCES = {path: load_source(path) for path in FILES}


def registry() -> list[Source]:
    return list(SOURCES.values())


def test_every_file_is_sound_and_named_after_its_source() -> None:
    sources, issues = load_sources([FOLDER])
    assert issues == []
    assert len(sources) == len(FILES) > 200
    assert [path for path, source in SOURCES.items() if path.stem != source.slug] == []


def test_every_province_has_its_portal_its_police_and_its_newspaper() -> None:
    bodies = defaultdict(set)
    for source in registry():
        bodies[source.province].add(str(source.body))
    for province in provinces_34():
        assert {"portal", "police", "newspaper"} <= bodies[province.name], province.name


def test_a_source_lies_in_the_folder_of_its_province() -> None:
    slugs = {province.name: province.slug for province in provinces_34()}
    for path, source in SOURCES.items():
        assert path.parent.name == (slugs[source.province] if source.province else "national"), path


def test_merged_provinces_keep_their_old_hosts_under_the_new_province() -> None:
    old = {province.name: province for province in provinces_63()}
    kept = [source for source in registry() if source.province_old]
    assert {source.province_old for source in kept if str(source.body) == "portal"} == set(old) - {
        p.name for p in provinces_34()
    } - {"Thừa Thiên Huế"}
    assert all(source.province_old != source.province for source in kept)


def test_fifteen_national_newspapers_and_the_national_bodies() -> None:
    national = [source for source in registry() if not source.province]
    assert sum(str(source.body) == "newspaper" for source in national) >= 15
    assert {"bocongan", "a05", "ais-archive", "bokhcn", "thue", "bhxh", "evn", "ncsc", "dichvucong"} <= {
        source.slug for source in national
    }


def test_every_source_says_where_its_facts_come_from_and_none_claims_more_than_that() -> None:
    for source in registry():
        assert source.evidence.strip(), source.slug
        assert source.confirmed != "live", (
            f"{source.slug}: nobody has seen it live; `sources check --live` records that apart"
        )


def test_every_source_has_somewhere_to_look_and_a_platform_that_exists() -> None:
    for source in registry():
        assert source.platform in PLATFORMS, source.slug
        assert source.feeds or source.sitemaps or source.listings, source.slug


def test_a_source_whose_articles_have_no_known_form_follows_cued_links_alone() -> None:
    """Else the whole portal would be fetched, page by page."""
    for source in registry():
        form = source.article_pattern or PLATFORMS[source.platform].rules.article  # type: ignore[attr-defined]
        assert form or source.follow == "cued" or source.platform in ("wordpress", "drupal"), source.slug


def test_lists_stay_on_the_hosts_of_their_source() -> None:
    for source in registry():
        hosts = {urlsplit(source.homepage).hostname, *source.hosts}
        for url in (*source.feeds, *source.sitemaps, *source.listings):
            assert urlsplit(url).hostname in hosts, f"{source.slug}: {url}"
            assert url.startswith("https://")


def test_two_enabled_sources_never_share_a_host() -> None:
    hosts = Counter(urlsplit(source.homepage).hostname for source in registry() if source.enabled)
    assert [host for host, count in hosts.items() if count > 1] == []
