"""The run around a crawl: its archive, its summary, its issues, its end when the disk is full.

In: Scrapy's signals. Out: an Archive for each crawler, a RunSummary with an even Balance in the ledger, signals for
progress. What belongs to a crawl is asked for by `run_of` and `archive_of`. Knows no site.
"""

import logging
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.logformatter import LogFormatter

from crawler.archive import Archive
from crawler.archive.provenance import LAYOUTS_URN, Definition, definition_of
from crawler.archive.store import new_run_id
from crawler.health import KEPT_OUT, run_issues
from crawler.items import PageItem
from crawler.model import FINISHED, Document, Issue, Outcome, Readings, RunSummary, Source
from crawler.read.layouts import layouts_file
from crawler.read.outcomes import ReadOutcome

logger = logging.getLogger(__name__)

page_settled = object()  # signal: page_id: str, outcome: Outcome, reason: str
page_gone = object()  # signal: page_id: str, revision: str, source: Source
document_read = object()  # signal: document: Document; a page of this run was read
issue_found = object()  # signal: issue: Issue; middlewares and spiders may send it

DISK_FULL = "disk_full"
ATTACHMENT_MISSING = ReadOutcome.ATTACHMENT_MISSING.value


class BriefLogFormatter(LogFormatter):
    """Scrapy's log lines without the bodies of pages: an item is named by its address."""

    def scraped(self, item: Any, response: Any, spider: Any) -> Any:
        """A settled item."""
        return super().scraped(_name_of(item), response, spider)

    def dropped(self, item: Any, exception: Any, response: Any, spider: Any) -> Any:
        """An item that ended before the sink."""
        return super().dropped(_name_of(item), exception, response, spider)

    def item_error(self, item: Any, exception: Any, response: Any, spider: Any) -> Any:
        """An item that met a bug; its page stays pending."""
        return super().item_error(_name_of(item), exception, response, spider)


def _name_of(item: Any) -> Any:
    inner = getattr(item, "item", item)
    return inner.page.url if isinstance(inner, PageItem) else type(item).__name__


class RunExtension:
    """Owns a crawl's archive, collects its issues, and enters its summary when the spider closes."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._source: Source = crawler.spidercls.source
        self.archive = _archive(crawler.settings, self._source)
        self.summary: RunSummary | None = None
        self._issues: dict[tuple[str, str], Issue] = {}
        self._readings = Readings()
        crawler.signals.connect(self.count_document, signal=document_read)
        crawler.signals.connect(self.count_quarantined, signal=page_settled)
        crawler.signals.connect(self.add_issue, signal=issue_found)
        crawler.signals.connect(self.spider_error, signal=signals.spider_error)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(self.archive.close, signal=signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "RunExtension":
        """Scrapy's way to build an extension."""
        return cls(crawler)

    def count_document(self, document: Document) -> None:
        """Field rates of the run; an article that is only where a file is, without the file, is told."""
        self._readings = self._readings.plus(document)
        if ATTACHMENT_MISSING in document.flags:
            self._tell_missing(document.url)

    def count_quarantined(self, page_id: str, outcome: Outcome, reason: str) -> None:
        """A page of no words at all that refers to a file it did not get."""
        row = self.archive.ledger.page_row(page_id) if reason == ATTACHMENT_MISSING else None
        if row is not None and outcome is Outcome.QUARANTINED:
            self._tell_missing(row.url)

    def _tell_missing(self, url: str) -> None:
        slug = self._source.slug
        message = f"{slug}: {url}: trang dẫn đến tệp không lấy được. The page refers to a file that could not be had."
        self.add_issue(Issue(slug, ATTACHMENT_MISSING, message, "Mở trang gốc. Look at the original.", url))

    def add_issue(self, issue: Issue) -> None:
        """Keep an issue once per kind and address."""
        self._issues.setdefault((issue.kind, issue.url), issue)

    def spider_error(self, failure: Any, response: Any) -> None:
        """A spider's callback raised: the source changed or the spider is wrong; its pages stay pending."""
        self.add_issue(
            Issue(
                self._source.slug,
                "source_changed",
                f"{self._source.slug}: không hiểu được {response.url} ({failure.type.__name__}). The page could not be "
                "followed.",
                "Xem lại bộ chọn trong tệp nguồn. Check the selectors in the source file.",
                response.url,
            )
        )

    def spider_closed(self, reason: str) -> None:
        """Balance the run, judge it against the source's expectations, and enter both."""
        ledger = self.archive.ledger
        balance = ledger.balance(self.archive.run_id, self._source.slug)
        if not balance.is_even:
            raise AssertionError(f"the ledger of {self._source.slug} does not balance: {balance}")
        left_open = bool(ledger.open_lists(self._source.slug))  # a list that was not read to its end proves nothing
        limited = left_open or bool(getattr(self._crawler.spider, "limited", False))
        if reason == FINISHED:
            kept_out = any(issue.kind in KEPT_OUT for issue in self._issues.values())
            before = [run.balance.seen for run in ledger.runs(self._source.slug) if run.is_whole]
            for issue in run_issues(self._source, balance, self._readings, before, limited=limited or kept_out):
                self.add_issue(issue)
        if reason == DISK_FULL:
            self.add_issue(Issue(self._source.slug, DISK_FULL, "Ổ đĩa đầy. The disk is full.", "Free some room."))
        self.summary = ledger.finish_run(
            reason=reason,
            limited=limited,
            balance=balance,
            readings=self._readings,
            issues=tuple(self._issues.values()),
        )
        self.archive.end_run(self.summary)


def _archive(settings: Any, source: Source) -> Archive:
    return Archive(
        Path(settings["CANHBAO_DATA"]),
        run_id=settings.get("CANHBAO_RUN_ID") or new_run_id(),
        source=source.slug,
        rotate_bytes=settings.getint("CANHBAO_WARC_ROTATE_BYTES"),
        minimum_free=settings.getint("CANHBAO_MINIMUM_FREE_BYTES"),
        revisit_floor=settings.getfloat("CANHBAO_REVISIT_FLOOR"),
        in_force=(definition_of(source), Definition(LAYOUTS_URN, "application/yaml", layouts_file())),
    )


def run_of(crawler: Any) -> RunExtension:
    """The run that a crawler belongs to. Raises LookupError if the setting EXTENSIONS has lost it."""
    extension = crawler.get_extension(RunExtension)
    if not isinstance(extension, RunExtension):
        raise LookupError("the setting EXTENSIONS does not name crawler.extensions.RunExtension: no run has an archive")
    return extension


def archive_of(crawler: Any) -> Archive:
    """The archive of a crawler's run, closed when its engine stops."""
    return run_of(crawler).archive
