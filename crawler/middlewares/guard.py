"""The guard: only http(s), only hosts of the source, no credentials, no odd ports, public addresses alone.

In: every request, redirects included. Out: Refusal before anything is sent. Addresses found in warnings are never
fetched, because they are not hosts of the source. The addresses behind a name are checked by GuardedResolver.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import CannotResolveHostError

from crawler.archive.urls import host_of, without_credentials
from crawler.items import PageRole
from crawler.middlewares.addresses import GuardedResolver, is_allowed
from crawler.middlewares.refusals import Refusal, asked_url, role_of
from crawler.model import Source

_MAX_URL = 2048
_ADDRESS = re.compile(r"^(?:[0-9.]+|0x[0-9a-f.x]+|.*:.*)$", re.IGNORECASE)


class GuardMiddleware:
    """Refuses what must not be fetched."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._source: Source = crawler.spidercls.source
        self._hosts = allowed_hosts(self._source)
        self._settings = crawler.settings
        self._loopback_ports = tuple(crawler.settings.get("CANHBAO_LOOPBACK_PORTS") or ())
        self._maxsize = crawler.settings.getint("CANHBAO_ATTACHMENT_MAXSIZE")
        self._timeout = crawler.settings.getfloat("CANHBAO_ATTACHMENT_TIMEOUT")
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "GuardMiddleware":
        """Scrapy's way to build a middleware."""
        return cls(crawler)

    def spider_opened(self) -> None:
        """Fail closed: without the guarded resolver nothing is fetched."""
        from twisted.internet import reactor

        if not isinstance(getattr(reactor, "nameResolver", None), GuardedResolver):
            GuardedResolver.of(self._settings, reactor).install_on_reactor()

    def process_request(self, request: Any) -> None:
        """Raise Refusal, or let the request pass with the limits of its role."""
        asked_url(request)
        reason = self._fault(request.url)
        if reason:
            raise Refusal(reason, f"not fetched ({reason}): {without_credentials(request.url)}", final=True)
        request.meta["source"] = self._source
        if role_of(request) is PageRole.ATTACHMENT:
            request.meta.setdefault("download_maxsize", self._maxsize)
            request.meta.setdefault("download_timeout", self._timeout)

    def process_exception(self, request: Any, exception: Exception) -> None:
        """A lookup that failed because its answers were private has that reason."""
        from twisted.internet import reactor

        refused = getattr(getattr(reactor, "nameResolver", None), "refused", ())
        if isinstance(exception, CannotResolveHostError) and host_of(request.url) in refused:
            raise Refusal("private_address", f"private address behind {request.url}", final=True)

    def _fault(self, url: str) -> str:
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            host = host_of(url)
        except ValueError:
            return "bad_address"
        if parts.scheme not in ("http", "https") or not host:
            return "scheme"
        if len(url) > _MAX_URL or parts.username is not None or parts.password is not None or "\\" in parts.netloc:
            return "bad_address"
        if _ADDRESS.match(host) and not is_allowed(host, port, self._loopback_ports):
            return "private_address"
        if host not in self._hosts and f"{host}:{port}" not in self._hosts:
            return "foreign_host"
        if port < 1024 and port not in (80, 443) and port not in self._loopback_ports:
            return "port"
        return ""


def allowed_hosts(source: Source) -> frozenset[str]:
    """The hosts of a source: homepage and `hosts`, each with and without 'www.'."""
    hosts = {host_of(source.homepage), *(host.strip().lower() for host in source.hosts)} - {""}
    bare = {host.removeprefix("www.") for host in hosts}
    named = {f"www.{host}" for host in bare if not _ADDRESS.match(host)}
    return frozenset(hosts | bare | named)
