"""The last step before the wire: one request at a time to a host and its address, and peace where it was asked for.

In: requests from any source of this process. Out: Scrapy's own HTTP transport, after the wait. Knows no rule but the
ledger's. Scrapy's slots are per source and, without a delay, start everything that waits (seen in 2.19): this queue is
what the promise of one at a time rests on.
"""

import asyncio
from pathlib import Path
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawler.archive import Ledger
from crawler.extensions import archive_of
from crawler.middlewares.certificates import FILE_NAME, CompletedChains
from crawler.middlewares.refusals import Refusal, host_key
from crawler.model import TlsPolicy
from crawler.shared import shared_of


class PatientHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler that asks a machine one thing at a time and waits out its back-off."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._ledger: Ledger = archive_of(crawler).ledger
        self._queues = shared_of(crawler).queues
        self._max_wait = crawler.settings.getfloat("CANHBAO_MAX_WAIT")
        if crawler.spidercls.source.tls is TlsPolicy.INTERMEDIATES:
            completed: Any = CompletedChains(Path(crawler.settings["CANHBAO_DATA"]) / FILE_NAME)
            self._contextFactory = completed

    async def download_request(self, request: Any) -> Any:
        """Send the request. Raises Refusal (the page stays pending) if the wait is longer than CANHBAO_MAX_WAIT."""
        async with await self._queues.lock(request.url):
            while (wait := self._ledger.host_wait(host_key(request.url))) > 0:
                if wait > self._max_wait:
                    raise too_long(request.url, wait)
                await asyncio.sleep(min(wait, 5.0))
            return await super().download_request(request)


def too_long(url: str, wait: float) -> Refusal:
    """The refusal for a host that wants to be left alone for longer than a run can wait."""
    return Refusal("backoff", f"{host_key(url)} asked to be left alone for {wait:.0f} s", final=False)
