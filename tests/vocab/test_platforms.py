"""Who publishes is known: every newspaper of the registry, so that none is ever taken for a scammer's page."""

from pathlib import Path
from urllib.parse import urlsplit

from crawler.model import Body
from crawler.source_files import load_sources
from crawler.text.addresses import registered_domain
from crawler.vocab.addresses import load_platforms

REGISTRY = Path(__file__).resolve().parents[2] / "spiders" / "sources"


def newspapers() -> dict[str, str]:
    """The registered domain of each newspaper of the registry, by slug."""
    sources, _ = load_sources([REGISTRY])
    papers = [source for source in sources if source.body is Body.NEWSPAPER]
    hosts = {source.slug: urlsplit(str(source.homepage)).hostname or "" for source in papers}
    return {slug: registered_domain(host.removeprefix("www.")) for slug, host in hosts.items()}


def test_every_newspaper_of_the_registry_is_a_publisher() -> None:
    known = load_platforms()
    assert len(newspapers()) > 20
    missing = {
        slug: host for slug, host in newspapers().items() if not (known.is_publisher(host) or host.endswith(".gov.vn"))
    }
    assert missing == {}, "add their hosts to `publishers` in crawler/vocab/platforms.yml"
