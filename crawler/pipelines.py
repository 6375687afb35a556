"""From a spider's PageItem to the sink: read, extract, hand over, settle.

In: PageItem. Out: advisories in the sink named by CANHBAO_SINK and an outcome in the ledger, written only after the
sink has accepted. A document that cannot be understood is quarantined with its reason; the others go on.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from scrapy.exceptions import DropItem
from scrapy.utils.misc import load_object

from crawler.archive import Archive, DamagedRecord
from crawler.extensions import archive_of, document_read, page_gone, page_settled
from crawler.extract.trying import tried_vocabulary
from crawler.items import PageItem
from crawler.model import Advisory, ConfigurationError, Document, DocumentQuarantined, Outcome, Source
from crawler.preparing import prepare
from crawler.shared import shared_of
from crawler.understanding import extract_document, judge, read_page, understand_page
from crawler.vocab.vocabulary import Vocabulary

logger = logging.getLogger(__name__)


class Sink(Protocol):
    """Accepts understood documents durably; a document may come twice."""

    def put(self, advisory: Advisory, source: Source | None) -> None:
        """Accept one advisory; durable on return."""

    def close(self) -> None:
        """Release the sink."""


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """An item between reading and extracting."""

    item: PageItem
    document: Document


@dataclass(frozen=True, slots=True)
class AdvisoryItem:
    """An item between extracting and the sink."""

    item: PageItem
    advisory: Advisory


class _Settling:
    """Settles outcomes and tells whoever listens (progress bars)."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._archive: Archive = archive_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "_Settling":
        """Scrapy's way to build a pipeline."""
        return cls(crawler)

    def _settle(self, item: PageItem, outcome: Outcome, reason: str = "", *, warns: bool = False) -> None:
        page = item.page
        self._archive.ledger.settle(page.page_id, page.revision, outcome, reason, warns=warns)
        self._crawler.signals.send_catch_log(page_settled, page_id=page.page_id, outcome=outcome, reason=reason)

    def _quarantine(self, item: PageItem, error: DocumentQuarantined) -> DropItem:
        self._settle(item, Outcome.QUARANTINED, error.outcome)
        logger.warning("quarantined (%s): %s", error.outcome, error)
        return DropItem(f"quarantined: {error.outcome}", log_level="DEBUG")


class ReadPipeline(_Settling):
    """PageItem -> DocumentItem."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._sandbox = shared_of(crawler).sandbox

    async def process_item(self, item: Any) -> DocumentItem:
        """Read the page in a thread, so that a long file does not stall other downloads."""
        if not isinstance(item, PageItem):
            raise TypeError(f"a spider must yield PageItem, not {type(item).__name__}")
        try:
            document = await asyncio.to_thread(read_page, item.page, item.attachments, item.source, self._sandbox)
        except DocumentQuarantined as error:
            raise self._quarantine(item, error) from error
        self._crawler.signals.send_catch_log(document_read, document=document)
        return DocumentItem(item, document)


def vocabulary_of(settings: Any) -> Vocabulary:
    """The vocabulary of a crawl (CANHBAO_TACTICS), tried. Raises ConfigurationError if a team's own file is unsound."""
    own = settings.get("CANHBAO_TACTICS")
    return tried_vocabulary(Path(own) if own else None)


class ExtractPipeline(_Settling):
    """DocumentItem -> AdvisoryItem."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._vocabulary = vocabulary_of(crawler.settings)
        prepare(self._vocabulary)  # no page is read before every pipeline stands

    async def process_item(self, item: DocumentItem) -> AdvisoryItem:
        """Understand the document; what is unrelated ends here as not_relevant."""
        try:
            advisory = await asyncio.to_thread(extract_document, item.document, item.item.source, self._vocabulary)
        except DocumentQuarantined as error:
            raise self._quarantine(item.item, error) from error
        understood = judge(advisory)
        if understood.advisory is None:
            self._settle(item.item, understood.outcome)
            raise DropItem("not relevant", log_level="DEBUG")
        return AdvisoryItem(item.item, understood.advisory)


class SinkPipeline(_Settling):
    """AdvisoryItem -> sink, then the ledger. Also re-issues the advisory of a page that is gone, flagged 'gone'."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        dotted = crawler.settings.get("CANHBAO_SINK")
        if not dotted:
            raise ConfigurationError("CANHBAO_SINK chưa đặt. The setting CANHBAO_SINK must name a sink (dotted path).")
        self._vocabulary = vocabulary_of(crawler.settings)
        self._sandbox = shared_of(crawler).sandbox
        self._sink: Sink = load_object(dotted)(crawler.settings)
        crawler.signals.connect(self.put_gone, signal=page_gone)

    def process_item(self, item: AdvisoryItem) -> PageItem:
        """Hand over, then settle: a crash in between repeats the hand-over, and loses nothing."""
        self._sink.put(item.advisory, item.item.source)
        self._settle(item.item, Outcome.ADVISORY, warns=item.advisory.is_advisory)
        return item.item

    def put_gone(self, page_id: str, revision: str, source: Source) -> None:
        """The page answers 404 or 410: its last advisory stays searchable, labelled."""
        ledger = self._archive.ledger
        row = ledger.last_good(page_id)
        if row is not None:
            try:
                page, attachments = self._archive.page(row), self._archive.attachments(page_id)
                understood = understand_page(page, attachments, source, self._vocabulary, self._sandbox)
            except DamagedRecord as error:
                logger.error("the archived revision of a gone page is damaged: %s", error)
            else:
                if understood.advisory is not None:
                    advisory = understood.advisory
                    self._sink.put(replace(advisory, flags=(*advisory.flags, "gone")), source)
        ledger.settle(page_id, revision, Outcome.GONE)
        self._crawler.signals.send_catch_log(page_settled, page_id=page_id, outcome=Outcome.GONE, reason="")

    def close_spider(self) -> None:
        """Release the sink."""
        self._sink.close()
