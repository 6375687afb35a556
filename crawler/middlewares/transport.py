"""The last step before the wire: a host that asked for peace is left alone, also by requests that queue already.

In: requests in their host's queue. Out: Scrapy's own HTTP transport, after the wait. Knows no rule but the ledger's.
"""

import asyncio
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawler.archive import Ledger
from crawler.extensions import archive_of
from crawler.middlewares.refusals import Refusal, host_key


class PatientHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler that waits out a back-off while it holds the host's only slot."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._ledger: Ledger = archive_of(crawler).ledger
        self._max_wait = crawler.settings.getfloat("CANHBAO_MAX_WAIT")

    async def download_request(self, request: Any) -> Any:
        """Send the request. Raises Refusal (the page stays pending) if the wait is longer than CANHBAO_MAX_WAIT."""
        while (wait := self._ledger.host_wait(host_key(request.url))) > 0:
            if wait > self._max_wait:
                raise too_long(request.url, wait)
            await asyncio.sleep(min(wait, 5.0))
        return await super().download_request(request)


def too_long(url: str, wait: float) -> Refusal:
    """The refusal for a host that wants to be left alone for longer than a run can wait."""
    return Refusal("backoff", f"{host_key(url)} asked to be left alone for {wait:.0f} s", final=False)
