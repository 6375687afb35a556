"""Back-off per host that outlives a run, retries, and redirects that end.

In: answers and failures. Out: waits, retries, pages left pending for a later run. 429 and 503 are obeyed with their
Retry-After (seconds or a date, RFC 9110 section 10.2.3), at most 6 h, for the whole host.
"""

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as ScrapyRedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler.extensions import archive_of
from crawler.items import PageRole
from crawler.middlewares.refusals import PageSettled, asked_url, host_key, role_of
from crawler.middlewares.transport import too_long

logger = logging.getLogger(__name__)

MAX_RETRY_AFTER = 6 * 3600.0
_BUSY = frozenset({429, 503})
_COUNTED = (PageRole.ARTICLE, PageRole.ATTACHMENT)


def retry_after(value: str, now: datetime) -> float:
    """Seconds that a Retry-After header asks for, in [0, 6 h]; 0 for garbage, for the past and for no header."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:12]), MAX_RETRY_AFTER))
    try:
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max(0.0, (date - now).total_seconds()), MAX_RETRY_AFTER)


class BackoffMiddleware(RetryMiddleware):
    """Waits for a host that asked for it; retries what failed; leaves the rest pending."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._archive = archive_of(crawler)
        self._ledger = self._archive.ledger
        self._max_wait = crawler.settings.getfloat("CANHBAO_MAX_WAIT")

    @classmethod
    def from_crawler(cls, crawler: Any) -> "BackoffMiddleware":
        """Scrapy's way to build a middleware."""
        return cls(crawler)

    def process_request(self, request: Any) -> None:
        """Raise Refusal (the page stays pending) for a long back-off; a short one is waited out in the queue."""
        wait = self._ledger.host_wait(host_key(request.url))
        if wait > self._max_wait:
            raise too_long(request.url, wait)

    def process_response(self, request: Any, response: Any, spider: Any = None) -> Any:
        """A busy or broken server is left alone for a while, then tried again."""
        if "archived" in response.flags:
            return response
        host = host_key(request.url)
        if response.status < 500 and response.status not in _BUSY:
            self._ledger.resume_host(host)
            return response
        if response.status in _BUSY:
            header = response.headers.get("Retry-After", b"").decode("latin-1")
            self._ledger.back_off(host, retry_after(header, datetime.now(UTC)), f"http_{response.status}")
        again = self._retry(request, f"http_{response.status}")
        if again is not None:
            return again
        return self._give_up(request, f"http_{response.status}", response)

    def process_exception(self, request: Any, exception: Exception, spider: Any = None) -> Any:
        """Retry what may pass; else leave the page pending with the failure's name."""
        if isinstance(exception, IgnoreRequest):
            return None
        again = super().process_exception(request, exception)
        if again is None:
            name = type(exception).__name__
            self._ledger.back_off(host_key(request.url), 0.0, name)
            self._archive.postpone(asked_url(request), role_of(request), name)
        return again

    def _give_up(self, request: Any, reason: str, response: Any) -> Any:
        self._archive.postpone(asked_url(request), role_of(request), reason)
        if role_of(request) is PageRole.ROBOTS:
            return response
        raise PageSettled(reason)


class RedirectMiddleware(ScrapyRedirectMiddleware):
    """Scrapy's redirects, at most REDIRECT_MAX_TIMES, never dropped as already seen, a loop settled by name."""

    def process_response(self, request: Any, response: Any, spider: Any = None) -> Any:
        """Follow, or settle the page as rejected (redirect_loop; bad_redirect for no target, or one that is not http)."""
        try:
            result: Any = super().process_response(request, response)
        except IgnoreRequest as error:
            archive_of(self.crawler).refuse(asked_url(request), role_of(request), "redirect_loop")
            raise PageSettled("redirect_loop") from error
        except ValueError:  # a target that is no address
            result = response
        if result is response and 300 <= response.status < 400 and role_of(request) in _COUNTED:
            archive_of(self.crawler).refuse(asked_url(request), role_of(request), "bad_redirect")
            raise PageSettled("bad_redirect")
        if result is not response:
            result.dont_filter = True
        return result
