"""Archive first: every response is a synced WARC record and a ledger row before anything parses it.

In: requests with meta role, source, listed_title, listed_published, parent. Out: responses with meta['page'], or
PageSettled where there is nothing to parse (unchanged, duplicate, gone, a wall). An article that was archived by a
run that then died is served from the archive, without the web. Knows no text.
"""

import logging
import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.asyncio import call_later
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.response import response_status_message

from crawler.archive import Archive, Capture, DamagedRecord, DiskFull, RevisionRow
from crawler.extensions import DISK_FULL, archive_of, page_gone, page_settled
from crawler.items import PageRole
from crawler.middlewares.refusals import PageSettled, Refusal, asked_page, asked_url, role_of
from crawler.middlewares.softblocks import recognise
from crawler.model import Outcome, Source, payload_digest

logger = logging.getLogger(__name__)

_GONE = frozenset({404, 410})


class ArchiveMiddleware:
    """Writes what comes, serves what is there, settles what needs no parsing."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._archive: Archive = archive_of(crawler)
        self._ledger = self._archive.ledger
        self._source: Source = crawler.spidercls.source
        self._stopping = False

    @classmethod
    def from_crawler(cls, crawler: Any) -> "ArchiveMiddleware":
        """Scrapy's way to build a middleware."""
        return cls(crawler)

    # -- requests -------------------------------------------------------------------------------------------------

    def process_request(self, request: Any) -> Any:
        """Serve an archived, unsettled page; else ask only for what changed."""
        page, role, meta = asked_page(request), role_of(request), request.meta
        meta["requested"] = datetime.now(UTC)
        row = self._ledger.page_row(page)
        hangs_anew = role is PageRole.ATTACHMENT and meta.get("parent") and self._ledger.link(meta["parent"], page)
        if row is None:
            self._ledger.discover(
                asked_url(request),
                self._source.slug,
                role,
                listed_title=meta.get("listed_title"),
                listed_published=meta.get("listed_published"),
                parent=meta.get("parent"),
            )
            return None
        newest = self._ledger.newest(page)
        if newest is None or newest.status != 200:
            return None
        if self._is_waiting(role, newest, meta.get("parent")):
            if hangs_anew:
                self._archive.hangs_on(asked_url(request), role, meta["parent"])
            return self._serve(request, newest)
        if row.outcome is not Outcome.PENDING and not meta.get("redirect_times"):
            if newest.etag:
                request.headers.setdefault("If-None-Match", newest.etag)
            if newest.last_modified:
                request.headers.setdefault("If-Modified-Since", newest.last_modified)
        return None

    def _is_waiting(self, role: PageRole, newest: RevisionRow, article: str | None) -> bool:
        """Archived in this run, or by one that died before the page was settled: no need to ask the server again."""
        if role is PageRole.ARTICLE:
            row = self._ledger.page_row(newest.page_id)
            return row is not None and row.outcome is Outcome.PENDING
        if role is not PageRole.ATTACHMENT:
            return False
        if newest.fetched >= self._archive.opened:
            return True
        parent = self._ledger.newest(article) if article else None
        return parent is not None and newest.fetched >= parent.fetched

    def _serve(self, request: Any, row: RevisionRow) -> Any:
        try:
            page = self._archive.page(row)
        except DamagedRecord as error:
            logger.error("archived page is damaged, fetched again: %s", error)
            return None
        request.meta["page"] = page
        headers = Headers(page.headers)
        cls = responsetypes.from_args(headers=headers, url=page.url, body=page.body)
        return cls(
            url=page.url, status=page.status, headers=headers, body=page.body, request=request, flags=["archived"]
        )

    # -- responses ------------------------------------------------------------------------------------------------

    def process_response(self, request: Any, response: Any) -> Any:
        """Archive, then settle or hand on."""
        if "archived" in response.flags:
            return response
        try:
            return self._take(request, response)
        except DiskFull as error:
            self._stop(str(error))
            raise PageSettled(DISK_FULL) from error

    def _take(self, request: Any, response: Any) -> Any:
        page, role = asked_page(request), role_of(request)
        capture = capture_of(request, response)
        if response.status == 304:
            return self._not_modified(request, capture, page, role)
        if capture.truncated:
            return self._truncated(request, capture, page, role)
        if response.status != 200:
            return self._not_ok(request, response, capture, page, role)
        if role is PageRole.ARTICLE:
            reason = recognise(capture.body, _content_type(capture), asked_url(request), response.url)
            if reason:
                if reason == "soft_404" and self._ledger.last_good(page):
                    return self._gone(request, capture, page)
                self._store(request, capture, role, outcome=Outcome.REJECTED, reason=reason)
                self._ledger.refuse(page, reason)
                raise self._settled(page, Outcome.REJECTED, reason)
        row, newest = self._ledger.page_row(page), self._ledger.newest(page)
        digest = payload_digest(capture.body)
        if newest is not None and newest.revision == digest and row is not None and row.outcome is not Outcome.PENDING:
            return self._same(request, response, capture, role, newest)
        twin = role is PageRole.ARTICLE and self._ledger.duplicate_of(page, digest, self._source.slug)
        self._store(request, capture, role, revision=True, outcome=Outcome.DUPLICATE if twin else None)
        if twin:
            self._ledger.settle(page, digest, Outcome.DUPLICATE)
            raise self._settled(page, Outcome.DUPLICATE, "")
        return self._hand_on(request, response, page, digest)

    def _hand_on(self, request: Any, response: Any, page: str, revision: str) -> Any:
        row = self._ledger.revision_row(page, revision)
        if row is None:
            raise LookupError(f"the ledger lost revision {revision} of {page}")
        request.meta["page"] = self._archive.page(row)
        return response

    def _store(
        self,
        request: Any,
        capture: Capture,
        role: PageRole,
        *,
        revision: bool = False,
        outcome: Outcome | None = None,
        reason: str = "",
    ) -> None:
        url, parent = asked_url(request), request.meta.get("parent")
        self._archive.store(
            capture, url=url, role=role, revision=revision, parent=parent, outcome=outcome, reason=reason
        )

    def _same(self, request: Any, response: Any, capture: Capture, role: PageRole, newest: RevisionRow) -> Any:
        """The payload is the one that is archived: an article is unchanged, anything else is handed on."""
        self._archive.unchanged(capture, url=asked_url(request), role=role, newest=newest, reason="same_payload")
        if role is PageRole.ARTICLE:
            raise self._settled(newest.page_id, Outcome.UNCHANGED, "same_payload")
        return self._hand_on(request, response, newest.page_id, newest.revision)

    def _not_modified(self, request: Any, capture: Capture, page: str, role: PageRole) -> Any:
        newest = self._ledger.newest(page)
        if newest is None:
            self._archive.postpone(asked_url(request), role, "http_304")
            raise self._settled(page, Outcome.PENDING, "http_304")
        self._archive.unchanged(capture, url=asked_url(request), role=role, newest=newest, reason="not_modified")
        if role is PageRole.ARTICLE:
            raise self._settled(page, Outcome.UNCHANGED, "not_modified")
        served = self._serve(request, newest)
        if served is None:
            raise Refusal("damaged_record", f"the archived {request.url} is damaged", final=False)
        return served

    def _truncated(self, request: Any, capture: Capture, page: str, role: PageRole) -> Any:
        """A torn body is kept as evidence, never read as whole; tried again now and in later runs."""
        self._store(request, capture, role)
        again = get_retry_request(request, spider=self._crawler.spider, reason="truncated")
        if again is not None:
            return again
        self._archive.postpone(asked_url(request), role, "truncated")
        raise self._settled(page, Outcome.PENDING, "truncated")

    def _not_ok(self, request: Any, response: Any, capture: Capture, page: str, role: PageRole) -> Any:
        status = response.status
        if role is PageRole.ARTICLE and status in _GONE and self._ledger.newest(page) is not None:
            return self._gone(request, capture, page)
        empty = 200 < status < 300 and role in (PageRole.ARTICLE, PageRole.ATTACHMENT)  # no content, or a part of it
        if not empty and (role is PageRole.ROBOTS or status < 400 or status >= 500 or status == 429):
            self._store(request, capture, role)
            return response
        reason = f"http_{status}"
        counted = role in (PageRole.ARTICLE, PageRole.ATTACHMENT)
        self._store(request, capture, role, outcome=Outcome.REJECTED if counted else None, reason=reason)
        if counted:
            self._ledger.refuse(page, reason)
            raise self._settled(page, Outcome.REJECTED, reason)
        return response

    def _gone(self, request: Any, capture: Capture, page: str) -> Any:
        """A removed page adds a gone revision; its last good one stays searchable, labelled."""
        row = self._ledger.page_row(page)
        if row is not None and row.outcome is Outcome.GONE:
            self._archive.still_gone(asked_url(request), row)
            raise self._settled(page, Outcome.UNCHANGED, "gone")
        if capture.status == 200:
            capture = replace(capture, status=404, reason="Not Found (soft)")
        self._store(request, capture, PageRole.ARTICLE, revision=True, outcome=Outcome.GONE)
        digest = payload_digest(capture.body)
        self._crawler.signals.send_catch_log(page_gone, page_id=page, revision=digest, source=self._source)
        raise PageSettled("gone")

    # -- failures -------------------------------------------------------------------------------------------------

    def process_exception(self, request: Any, exception: Exception) -> None:
        """Enter a refusal; other failures are the back-off's."""
        try:
            page = asked_page(request)
        except ValueError:
            return
        if isinstance(exception, Refusal):
            if self._ledger.page_row(page) is None:
                self._ledger.discover(asked_url(request), self._source.slug, role_of(request))
            if exception.final:
                self._archive.refuse(asked_url(request), role_of(request), exception.reason)
                self._settled(page, Outcome.REJECTED, exception.reason)
            else:
                self._archive.postpone(asked_url(request), role_of(request), exception.reason, counts=False)
        elif isinstance(exception, DownloadCancelledError):
            self._archive.refuse(asked_url(request), role_of(request), "too_large")
            raise self._settled(page, Outcome.REJECTED, "too_large")

    def _settled(self, page: str, outcome: Outcome, reason: str) -> PageSettled:
        self._crawler.signals.send_catch_log(page_settled, page_id=page, outcome=outcome, reason=reason)
        return PageSettled(reason or outcome.value)

    def _stop(self, message: str) -> None:
        if not self._stopping:
            self._stopping = True
            logger.critical("%s", message)
            call_later(0, self._close)

    def _close(self) -> None:
        deferred_from_coro(self._crawler.engine.close_spider_async(reason=DISK_FULL))


class DecompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's decompression; a bomb is settled as rejected (too_large), a broken stream as such."""

    def __init__(self, *args: Any, crawler: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, crawler=crawler, **kwargs)
        self._crawler = crawler

    def process_response(self, request: Any, response: Any, spider: Any = None) -> Any:
        """Decode the body within its limit."""
        if "archived" in response.flags:
            return response
        if is_cut(response):
            response = response.replace(flags=[*response.flags, "dataloss"])
        cause: Exception
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            reason, cause = "too_large", error
        except (OSError, EOFError, zlib.error, struct.error) as error:  # not what its header says
            reason, cause = "broken_encoding", error
        archive_of(self._crawler).refuse(asked_url(request), role_of(request), reason)
        raise PageSettled(reason) from cause


def is_cut(response: Response) -> bool:
    """Whether a gzip stream breaks off: Scrapy gives what came before the end as if it were whole."""
    codings = b",".join(response.headers.getlist("Content-Encoding")).lower()
    if codings.strip() not in (b"gzip", b"x-gzip") or response.body[:2] != b"\x1f\x8b":
        return False
    inflater, rest = zlib.decompressobj(31), response.body
    try:
        while rest and not inflater.eof:
            inflater.decompress(rest, 1 << 20)
            rest = inflater.unconsumed_tail
    except zlib.error:
        return False  # a wrong checksum, or worse: decoding will tell
    return not inflater.eof


def capture_of(request: Any, response: Response) -> Capture:
    """A response as it goes into the archive."""
    raw = ((name, value) for name, values in response.headers.items() for value in values)
    headers = tuple((_text(name), _text(value)) for name, value in raw)
    return Capture(
        url=response.url,
        status=response.status,
        reason=response_status_message(response.status).partition(" ")[2],
        headers=headers,
        body=response.body,
        fetched_at=datetime.now(UTC),
        address=str(response.ip_address or ""),
        truncated="disconnect" if "dataloss" in response.flags else "",
        requested_at=request.meta.get("requested"),
    )


def _text(header: bytes) -> str:
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("latin-1")


def _content_type(capture: Capture) -> str:
    return next((value for name, value in capture.headers if name.lower() == "content-type"), "")
