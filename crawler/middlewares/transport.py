"""The last step before the wire: one request at a time to a host and its address, and peace where it was asked for.

In: requests from any source of this process. Out: Scrapy's own HTTP transport, after the wait. Knows no rule but the
ledger's. Scrapy's slots are per source and, without a delay, start everything that waits (seen in 2.19): this queue is
what the promise of one at a time rests on.
"""

import asyncio
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawler.archive import Ledger
from crawler.extensions import archive_of
from crawler.middlewares.certificates import FILE_NAME, CompletedChains
from crawler.middlewares.refusals import Refusal, host_key
from crawler.model import TlsPolicy


class HostQueues:
    """A lock for each machine: hosts that resolve to the same address share one."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._machines: dict[str, str] = {}

    async def lock(self, url: str) -> asyncio.Lock:
        """The lock of the machine behind an address; by name where the name has no answer."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host not in self._machines:
            self._machines[host] = await _machine(host)
        return self._locks.setdefault(self._machines[host], asyncio.Lock())


@cache
def host_queues() -> HostQueues:
    """The queues of this process: politeness is owed by all sources together."""
    return HostQueues()


async def _machine(host: str) -> str:
    """The first of a host's addresses. Only a name for the queue: what is connected to is checked elsewhere."""
    try:
        answers = await asyncio.get_running_loop().getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return host
    return min((str(answer[4][0]) for answer in answers), default=host)


class PatientHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler that asks a machine one thing at a time and waits out its back-off."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._ledger: Ledger = archive_of(crawler).ledger
        self._max_wait = crawler.settings.getfloat("CANHBAO_MAX_WAIT")
        if crawler.spidercls.source.tls is TlsPolicy.INTERMEDIATES:
            completed: Any = CompletedChains(Path(crawler.settings["CANHBAO_DATA"]) / FILE_NAME)
            self._contextFactory = completed

    async def download_request(self, request: Any) -> Any:
        """Send the request. Raises Refusal (the page stays pending) if the wait is longer than CANHBAO_MAX_WAIT."""
        async with await host_queues().lock(request.url):
            while (wait := self._ledger.host_wait(host_key(request.url))) > 0:
                if wait > self._max_wait:
                    raise too_long(request.url, wait)
                await asyncio.sleep(min(wait, 5.0))
            return await super().download_request(request)


def too_long(url: str, wait: float) -> Refusal:
    """The refusal for a host that wants to be left alone for longer than a run can wait."""
    return Refusal("backoff", f"{host_key(url)} asked to be left alone for {wait:.0f} s", final=False)
