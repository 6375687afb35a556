"""How a cluster is reached: its nodes, the API key, whom TLS trusts, and how an index is laid out on it.

In: the setting CANHBAO_INDEX and an environment. Out: one checked `Access`. Nothing is sent from here. Certificates are
always verified, and plain HTTP stays on this machine.
"""

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from crawler.model import ConfigurationError
from index.secret import secret


@dataclass(frozen=True, slots=True)
class Layout:
    """Of a new index. `replicas` None: one copy more wherever the cluster has two data nodes, none on a single one."""

    shards: int = 1
    replicas: int | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """`nodes` are the URLs of one cluster's nodes; `trusted` is the TLS context, None where all nodes are plain HTTP."""

    nodes: tuple[str, ...]
    api_key: str | None = field(default=None, repr=False)
    trusted: ssl.SSLContext | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The nodes, for messages."""
        return ", ".join(self.nodes)


def access_of(address: str, environ: Mapping[str, str]) -> Access:
    """The access to the nodes of `address`, URLs separated by commas.

    Raises ConfigurationError for an address, a key file or a CA file that cannot be used.
    """
    nodes = tuple(dict.fromkeys(_node(part.strip()) for part in address.split(",") if part.strip()))
    if not nodes:
        raise ConfigurationError(_unknown(address))
    secure = any(node.startswith("https:") for node in nodes)
    return Access(nodes, secret("ELASTICSEARCH_API_KEY", environ), trusted_by(environ) if secure else None)


def is_address(address: str) -> bool:
    """Whether this looks like Elasticsearch: the first part is an http(s) URL."""
    return address.strip().startswith(("http://", "https://"))


def _node(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigurationError(_unknown(url)) from error
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(
            f"Không ghi mật khẩu trong địa chỉ {parts.hostname}. A password in the address of {parts.hostname} is refused: "
            "take it out of CANHBAO_INDEX and set ELASTICSEARCH_API_KEY or ELASTICSEARCH_API_KEY_FILE."
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or port == 0:
        raise ConfigurationError(_unknown(url))
    if parts.scheme == "http":
        _refuse_plain_http(parts)
    return url.rstrip("/")


def _unknown(url: str) -> str:
    return (
        f"Không hiểu địa chỉ Elasticsearch '{url}'. The address '{url}' of Elasticsearch is unknown: set CANHBAO_INDEX to "
        "the URL of a node, or to several separated by commas, such as https://a.example:9200,https://b.example:9200."
    )


def _refuse_plain_http(parts: SplitResult) -> None:
    host = parts.hostname or ""
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    if not loopback:
        raise ConfigurationError(
            f"Không gửi dữ liệu qua HTTP trần tới {host}. Plain HTTP to {host} is refused: use https://, or a tunnel "
            "that ends on this machine."
        )


def trusted_by(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Whom TLS trusts: the CA of ELASTICSEARCH_CA_FILE alone, or else this machine's authorities.

    Raises ConfigurationError for a file that is missing or holds no certificate.
    """
    file = environ.get("ELASTICSEARCH_CA_FILE") or None
    try:
        context = ssl.create_default_context(cafile=Path(file) if file else None)
    except OSError as error:  # ssl.SSLError is one: no certificate in the file
        why = error.strerror or str(error)
        raise ConfigurationError(
            f"Không đọc được chứng chỉ CA {file}: {why}. Cannot use {file}, named by ELASTICSEARCH_CA_FILE: point it to "
            "the PEM file of the authority that signed the cluster's certificates."
        ) from error
    if file:
        # Elasticsearch's own tool makes authorities whose basic constraints are not critical, which the strict reading
        # of RFC 5280 (the default from Python 3.13 on) refuses. Chain, dates and host names are verified as ever.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context
