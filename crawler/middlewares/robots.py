"""robots.txt by RFC 9309: 4xx allows, 5xx and the unreachable forbid; per scheme and host; cached for a day.

In: every request but those for robots.txt. Out: Refusal where the rules forbid it. Rules are kept in the ledger's
database, at most 500 KiB of them are read, and they are decoded leniently: a file that is not UTF-8 is no licence.
"""

import asyncio
import logging
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request

from crawler.archive.schema import RobotsRules
from crawler.extensions import archive_of
from crawler.items import PageRole
from crawler.middlewares.refusals import Refusal, role_of

logger = logging.getLogger(__name__)

PRODUCT = "Canhbao"
MAX_BYTES = 500 * 1024
MAX_AGE = 24 * 3600.0


class RobotsMiddleware:
    """Asks an origin's rules once and obeys them."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._ledger = archive_of(crawler).ledger
        self._rules: dict[str, Any] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> "RobotsMiddleware":
        """Scrapy's way to build a middleware."""
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        """Raise Refusal if the rules forbid the address, or could not be had."""
        if role_of(request) is PageRole.ROBOTS:
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._rules:
                self._rules[origin] = await self._load(origin)
        rules = self._rules[origin]
        if rules is None:
            raise Refusal("robots_unreachable", f"robots.txt of {origin} could not be had: no fetch", final=False)
        if not rules.can_fetch(request.url, PRODUCT):
            raise Refusal("robots", f"forbidden by robots.txt: {request.url}", final=True)

    async def _load(self, origin: str) -> Any:
        """The rules of an origin, or None where they forbid everything because they could not be had."""
        cached = self._ledger.robots(origin, MAX_AGE)
        if cached is None:
            cached = await self._fetch(origin)
            if cached is None:
                return None
            self._ledger.keep_robots(origin, cached)
        return Protego.parse("" if cached.allow_all else decode(cached.body))

    async def _fetch(self, origin: str) -> RobotsRules | None:
        meta = {"role": PageRole.ROBOTS, "download_maxsize": 4 * MAX_BYTES}
        request = Request(f"{origin}/robots.txt", meta=meta, dont_filter=True, priority=1000)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # whatever kept us from the rules, the answer is the same: no fetch
            logger.warning("robots.txt of %s is unreachable: %s", origin, error)
            return None
        if response.status == 429 or response.status >= 500 or 300 <= response.status < 400:
            return None
        if response.status >= 400:
            return RobotsRules(allow_all=True, body=b"")
        if response.body.lstrip()[:1] == b"<":
            logger.warning("robots.txt of %s is a web page: it holds no rules", origin)
        return RobotsRules(allow_all=False, body=response.body[:MAX_BYTES])


def decode(body: bytes) -> str:
    """The text of a robots file: UTF-8 (with or without a mark), UTF-16 with a mark, else Latin-1; NUL dropped."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace").replace("\x00", "")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    return text.replace("\x00", "")
