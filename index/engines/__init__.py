"""The engines. Only this folder imports tantivy and elasticsearch."""

from pathlib import Path
from urllib.parse import urlsplit

from crawler.model import ConfigurationError
from index.engine import Engine


def open_engine(address: str, data: Path, *, readonly: bool = False) -> Engine:
    """The engine of an address: 'embedded', or the http(s) URL of Elasticsearch.

    Raises ConfigurationError for an address that is neither, EngineUnavailable if it does not answer.
    """
    if address == "embedded":
        from index.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(data / "index", readonly=readonly)
    if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname:
        from index.engines.elastic import ElasticEngine

        return ElasticEngine(address, readonly=readonly)
    raise ConfigurationError(
        f"Không hiểu địa chỉ máy tìm kiếm '{address}'. The engine address '{address}' is unknown: set CANHBAO_INDEX to "
        "'embedded' or to the URL of Elasticsearch, such as https://search.example:9200."
    )
