"""Where understood documents go: analysts' decisions are applied, then the outbox feeds the engine from there."""

from pathlib import Path
from typing import Any

from canhbao.analyst.decisions import decided, load_decisions
from canhbao.config import Config
from crawler.model import Advisory, Source
from index.outbox import Outbox


class OutboxSink:
    """Accepts understood documents durably: crawls (through the setting CANHBAO_SINK), files and replays hand over here."""

    def __init__(self, config: Config) -> None:
        self._decisions = load_decisions(config.decisions)
        self._outbox = Outbox(config.data)

    def put(self, advisory: Advisory, source: Source | None) -> None:
        """Queue one advisory; durable on return, may be repeated."""
        self._outbox.put(decided(advisory, self._decisions), source)

    def close(self) -> None:
        """Release the queue."""
        self._outbox.close()


def outbox_sink(settings: Any) -> OutboxSink:
    """Build the sink from Scrapy settings (CANHBAO_DATA)."""
    return OutboxSink(Config(data=Path(settings["CANHBAO_DATA"])))
