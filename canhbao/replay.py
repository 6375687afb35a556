"""Replay: every archived article is read and understood anew, and the index is fed. The web is not touched."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from canhbao.config import Config
from canhbao.feeding import Fed, feed
from canhbao.sink import OutboxSink
from canhbao.workspace import all_sources
from crawler.archive import Archive, DamagedRecord
from crawler.understanding import understand_page


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """Pages replayed, their outcomes, the sentences of damaged records, and what reached the engine."""

    pages: int
    outcomes: dict[str, int]
    damaged: tuple[str, ...]
    fed: Fed

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "pages": self.pages,
            "outcomes": self.outcomes,
            "damaged": list(self.damaged),
            "indexed": self.fed.indexed,
            "waiting": self.fed.waiting,
        }


def replay(config: Config, source: str | None = None, on_page: Callable[[], None] | None = None) -> ReplayReport:
    """Understand the newest good revision of every article again. A damaged record is named; the others go on."""
    known, _ = all_sources(config)
    archive = Archive(config.data)
    sink = OutboxSink(config)
    outcomes: Counter[str] = Counter()
    damaged = []
    try:
        for row in list(archive.ledger.articles(source)):
            try:
                page, attachments = archive.page(row), archive.attachments(row.page_id)
            except DamagedRecord as error:
                damaged.append(f"{row.url}: bản lưu hỏng ({error}). The archived record is damaged: fetch it again.")
                continue
            publisher = known.get(row.source)
            understood = understand_page(page, attachments, publisher)
            outcomes[understood.outcome.value] += 1
            if understood.advisory is not None:
                sink.put(understood.advisory, publisher)
            if on_page:
                on_page()
    finally:
        sink.close()
        archive.close()
    return ReplayReport(sum(outcomes.values()), dict(outcomes), tuple(damaged), feed(config))
