"""Sources as spiders: the readable ones work, each broken file is one clear sentence."""

import subprocess
import sys
from pathlib import Path

import pytest
from scrapy import Spider
from scrapy.settings import Settings

from crawler.loader import SourceLoader, spider_class
from crawler.model import ConfigurationError
from crawler.settings import build_settings
from crawler.shared import Shared
from crawler.source_files import load_sources

GOOD = """
slug: {slug}
name: Mẫu
body: portal
platform: plain
homepage: https://mau.gov.vn/
politeness: {{delay: 7}}
"""


class Plain(Spider):
    name = "plain"


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("slug: [", "mend its YAML"),
        ("", "holds no fields"),
        ("- a", "holds no fields"),
        (b"\xff\xfe\x00", "cannot be read"),
        (GOOD.format(slug="X Y"), "slug"),
        (GOOD.format(slug="hong").replace("body: portal", "body: pizzeria"), "body"),
        (GOOD.format(slug="hong") + "tuy_chon: 1\n", "tuy_chon"),
        ("!!python/object/apply:os.system ['true']", "cannot be read"),
    ],
)
def test_a_broken_file_is_named_with_its_fault_and_stops_no_other(tmp_path, text, named):
    write(tmp_path, "a/tot.yml", GOOD.format(slug="tot"))
    write(tmp_path, "b/hong.yml", text)
    sources, issues = load_sources([tmp_path])
    assert [source.slug for source in sources] == ["tot"]
    assert [issue.kind for issue in issues] == ["source_file_broken"]
    assert "hong.yml" in issues[0].message
    assert named in issues[0].message


def test_a_slug_that_two_files_claim_is_an_issue(tmp_path):
    write(tmp_path, "a/mot.yml", GOOD.format(slug="mot"))
    write(tmp_path, "b/mot.yml", GOOD.format(slug="mot"))
    sources, issues = load_sources([tmp_path])
    assert (len(sources), [issue.kind for issue in issues]) == (1, ["source_repeated"])


def test_a_spider_has_the_politeness_and_the_name_of_its_source(tmp_path):
    write(tmp_path, "mot.yml", GOOD.format(slug="mot"))
    write(tmp_path, "nghi.yml", GOOD.format(slug="nghi") + "enabled: false\n")
    loader = SourceLoader([tmp_path], {"plain": Plain})
    assert loader.list() == ["mot"]
    spider = loader.load("mot")
    assert (spider.name, spider.source.slug, spider.custom_settings["DOWNLOAD_DELAY"]) == ("mot", "mot", 7.0)
    assert spider.custom_settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    with pytest.raises(KeyError):
        loader.load("khong-co")


def test_an_unknown_platform_is_named_with_the_known_ones(tmp_path):
    write(tmp_path, "mot.yml", GOOD.format(slug="mot").replace("plain", "la"))
    sources, _ = load_sources([tmp_path])
    with pytest.raises(ConfigurationError, match=r"'la'.*one of: plain"):
        spider_class(sources[0], {"plain": Plain}, Shared())


def test_settings_are_closed_by_default(tmp_path):
    settings = build_settings(tmp_path, sources_dirs=[tmp_path], sink="x.y", contact="mailto:a@mau.vn")
    assert isinstance(settings, Settings)
    for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "HTTPPROXY_ENABLED", "COOKIES_ENABLED"):
        assert settings.getbool(name) is False, name
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings.getint("DOWNLOAD_MAXSIZE") == 32 << 20
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings["CANHBAO_LOOPBACK_PORTS"] == ()
    assert all(settings["DOWNLOAD_HANDLERS"][scheme] is None for scheme in ("file", "ftp", "s3", "data"))
    assert settings["USER_AGENT"].endswith("(+mailto:a@mau.vn)")


def test_scrapy_list_prints_the_bundled_sources():
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    sources, _ = load_sources([root / "spiders" / "sources"])
    assert done.stdout.split() == [source.slug for source in sources if source.enabled]
