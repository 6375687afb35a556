"""Why a list could not be had, in the words of `canhbao sources health`.

In: Twisted's failure of a request for a feed, sitemap or listing. Out: its kind, detail and remedy, or None where
nothing is wrong. Knows no platform.
"""

from dataclasses import dataclass
from typing import Any

from scrapy.spidermiddlewares.httperror import HttpError

from crawler.health import BLOCKED_REASONS
from crawler.middlewares.refusals import PageSettled, Refusal

PASSING = frozenset({"disk_full", "http_304"})  # settled for this run alone
_BLOCKED_STATUS = frozenset({401, 403, 407, 429, 451})
_TLS_MARKS = ("ssl", "tls", "certificate", "handshake")


@dataclass(frozen=True, slots=True)
class ListFailure:
    """`kind` is one of blocked, robots, tls, unreachable, source_changed."""

    kind: str
    detail: str
    remedy: str


_REMEDIES = {
    "blocked": "Giảm tần suất hoặc hỏi chủ trang. Slow down, or ask the site's owner.",
    "robots": "Dùng nguồn khác. Take another source.",
    "tls": "Báo chủ trang; nếu biết rõ lỗi, đặt `tls:`. Tell the owner; if the fault is known, set `tls: intermediates` "
    "(a chain that is not whole) or `tls: tolerate`.",
    "unreachable": "Thử lại lượt sau; kiểm tra tên miền. It is tried again in the next run; check the host's name.",
    "source_changed": "Mở trang danh mục, sửa địa chỉ. Open the site and mend the list's address.",
}


def list_failure(failure: Any) -> ListFailure | None:
    """The failure's name; None for a list that was settled before (unchanged, or not due)."""
    error = failure.value
    if isinstance(error, PageSettled):
        if error.reason.startswith("http_5") or error.reason == "truncated":
            return _named("unreachable", error.reason)
        return _named("blocked", error.reason) if error.reason in BLOCKED_REASONS else None
    if isinstance(error, Refusal):
        kinds = {"robots": "robots", "backoff": "blocked", "robots_unreachable": "unreachable"}
        return _named(kinds.get(error.reason, "source_changed"), f"{error.reason}: {error}")
    if isinstance(error, HttpError):
        status = int(error.response.status)
        kind = "blocked" if status in _BLOCKED_STATUS else "unreachable" if status >= 500 else "source_changed"
        return _named(kind, f"HTTP {status}")
    said = f"{type(error).__name__}: {error} {getattr(error, 'reasons', '')}"
    kind = "tls" if any(mark in said.lower() for mark in _TLS_MARKS) else "unreachable"
    return _named(kind, " ".join(said.split())[:200])


def is_final(failure: Any, found: ListFailure | None) -> bool:
    """Whether asking for the list again is in vain; what may pass is carried on by the next run."""
    if found is None:
        return not (isinstance(failure.value, PageSettled) and failure.value.reason in PASSING)
    return found.kind not in ("unreachable", "blocked")


def _named(kind: str, detail: str) -> ListFailure:
    return ListFailure(kind, detail, _REMEDIES[kind])
