"""Why a request ends without a page for the spider: named, so that the ledger can say it.

In: nothing. Out: two exceptions that Scrapy treats as ignored requests (no error is logged), and the page a request
is about. Knows no rule.
"""

from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from crawler.archive.urls import canonical_url
from crawler.items import PageRole
from crawler.model import page_id


class Refusal(IgnoreRequest):
    """A request that must not be sent. `reason` is a slug; `final` False leaves the page pending for a later run."""

    def __init__(self, reason: str, message: str, *, final: bool) -> None:
        super().__init__(message)
        self.reason = reason
        self.final = final


class PageSettled(IgnoreRequest):
    """The page has its outcome already (unchanged, duplicate, gone, rejected): there is nothing to parse."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def role_of(request: Any) -> PageRole:
    """What a request is for; a request that does not say is a listing."""
    return PageRole(request.meta.get("role", PageRole.LISTING))


def asked_url(request: Any) -> str:
    """The address that was asked for first, before redirects: it names the page."""
    return str(request.meta.setdefault("asked_url", request.url))


def asked_page(request: Any) -> str:
    """The page_id of the address that was asked for. Raises ValueError if it is not http(s)."""
    return page_id(canonical_url(asked_url(request)))


def host_key(url: str) -> str:
    """The name under which a host is left alone: host, and port on loopback test sites."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()
