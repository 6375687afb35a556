"""The crawl's sink: advisories go into the outbox, from where the engine is fed. Joins crawler and index."""

from pathlib import Path
from typing import Any

from crawler.model import Advisory, Source
from index.outbox import Outbox


class OutboxSink:
    """Accepts understood documents durably; used by the crawl through the setting CANHBAO_SINK."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def put(self, advisory: Advisory, source: Source | None) -> None:
        """Queue one advisory; durable on return, may be repeated."""
        self._outbox.put(advisory, source)

    def close(self) -> None:
        """Release the queue."""
        self._outbox.close()


def outbox_sink(settings: Any) -> OutboxSink:
    """Build the sink from Scrapy settings (CANHBAO_DATA)."""
    return OutboxSink(Outbox(Path(settings["CANHBAO_DATA"])))
