"""The engines. Only this folder imports tantivy and elasticsearch."""

from hashlib import blake2b
from pathlib import Path

from crawler.model import ConfigurationError
from index.engine import Engine
from index.engines.elastic.access import Layout, is_address

EMBEDDED = "embedded"


def open_engine(address: str, data: Path, *, readonly: bool = False, layout: Layout = Layout()) -> Engine:
    """The engine of an address: 'embedded', or http(s) URLs of one Elasticsearch cluster, separated by commas.

    `layout` is how an index is made on a cluster; the embedded engine has none.

    Raises ConfigurationError for an address that is neither, EngineUnavailable if it does not answer.
    """
    if address == EMBEDDED:
        from index.engines.embedded.engine import EmbeddedEngine

        return EmbeddedEngine(data / "index", readonly=readonly)
    if is_address(address):
        from index.engines.elastic.engine import ElasticEngine

        place = blake2b(address.encode(), digest_size=8).hexdigest()
        return ElasticEngine(address, readonly=readonly, layout=layout, columns=data / "columns" / place)
    raise ConfigurationError(
        f"Không hiểu địa chỉ máy tìm kiếm '{address}'. The engine address '{address}' is unknown: set CANHBAO_INDEX to "
        "'embedded' or to the URL of Elasticsearch, such as https://search.example:9200."
    )
