"""A list that could not be had is named for what it is."""

import pytest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionRefusedError, DNSLookupError
from twisted.python.failure import Failure

from crawler.middlewares.refusals import PageSettled, Refusal
from spiders.failures import list_failure


def http(status: int) -> HttpError:
    return HttpError(Response("https://mau.example/rss", status=status), "not allowed")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (http(403), "blocked"),
        (http(429), "blocked"),
        (http(404), "source_changed"),
        (http(410), "source_changed"),
        (http(502), "unreachable"),
        (Refusal("robots", "forbidden", final=True), "robots"),
        (Refusal("robots_unreachable", "x", final=False), "unreachable"),
        (Refusal("backoff", "x", final=False), "blocked"),
        (DNSLookupError("no such host"), "unreachable"),
        (ConnectionRefusedError(), "unreachable"),
        (PageSettled("captcha"), "blocked"),
        (OSError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired"), "tls"),
    ],
)
def test_kinds(error: Exception, kind: str) -> None:
    found = list_failure(Failure(error))
    assert found is not None
    assert found.kind == kind
    assert found.remedy


def test_a_list_that_did_not_change_is_no_failure() -> None:
    assert list_failure(Failure(PageSettled("unchanged"))) is None
