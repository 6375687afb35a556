"""robots.txt by RFC 9309: the matrix of answers, each on its own server, in one crawl."""

import asyncio
import json
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from protego import Protego
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import DummyStatsCollector

from crawler.extensions import RunExtension
from crawler.middlewares.backoff import BackoffMiddleware
from crawler.middlewares.refusals import Refusal
from crawler.middlewares.robots import RobotsMiddleware, decode
from crawler.model import Source

# Of the 400 cases of the specification; the others are about agent names with odd characters and stress files.
MET_CASES = 378
NO_A = "User-agent: *\nDisallow: /a/\n"


def hang_up(handler):
    """No answer, the connection is gone."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


# answer of /robots.txt -> what becomes of three articles under /a/
MATRIX = {
    "cho-phep": ((200, {}, "User-agent: *\nAllow: /\n"), "advisories"),
    "cam": ((200, {}, NO_A), "robots"),
    "cam-ten": ((200, {}, "User-agent: Canhbao\nDisallow: /a/\n\nUser-agent: *\nAllow: /"), "robots"),
    "bom": ((200, {}, b"\xef\xbb\xbf" + NO_A.encode()), "robots"),
    "utf16": ((200, {}, NO_A.encode("utf-16")), "robots"),
    "latin": ((200, {}, b"# r\xe8gles\n" + NO_A.encode()), "robots"),
    "nul": ((200, {}, NO_A.encode() + b"\x00\x00"), "robots"),
    "dai": ((200, {}, b"#" + b"x" * 600 * 1024 + b"\n" + NO_A.encode()), "advisories"),
    "html": ((200, {}, "<html><body>Trang chủ</body></html>"), "advisories"),
    "k401": ((401, {}, ""), "advisories"),
    "k403": ((403, {}, ""), "advisories"),
    "k404": ((404, {}, ""), "advisories"),
    "chuyen": ((301, {"Location": "/r2.txt"}, ""), "robots"),
    "k500": ((500, {}, NO_A), "none"),
    "k503": ((503, {"Retry-After": "9000"}, ""), "none"),
    "k429": ((429, {"Retry-After": "9000"}, ""), "none"),
    "treo": (hang_up, "none"),
}


def test_each_answer_has_its_meaning(crawl, new_site):
    (crawl.sources / "mau.yml").unlink()
    for slug, (answer, _) in MATRIX.items():
        site = new_site().articles(3)
        site.routes["/robots.txt"] = answer
        site.routes["/r2.txt"] = (200, {}, NO_A)
        crawl.write(slug, site)
    runs = crawl.run(RETRY_TIMES=1, CANHBAO_MAX_WAIT=0.0)
    for slug, (_, expected) in MATRIX.items():
        balance = runs[slug]["balance"]
        if expected == "none":  # not even the listing may be asked for
            assert balance["seen"] == 0, slug
        elif expected == "robots":
            assert balance["rejected"] == {"robots": 3}, slug
        else:
            assert balance["advisories"] == 3, slug


def test_the_cases_of_the_specification_are_met_but_for_the_known_deviations():
    path = Path(__file__).resolve().parents[3] / "shared" / "hostile" / "robots" / "google_spec_cases.json"
    if not path.exists():
        pytest.skip("the specification's cases (shared/hostile/robots) are not beside the repository")
    cases = json.loads(path.read_text(encoding="utf-8"))
    met = 0
    for case in cases:
        rules = Protego.parse(decode(case["robotstxt_latin1"].encode("latin-1")))
        met += rules.can_fetch(case["url"], case["agent"]) == (case["expected"] == "ALLOWED")
    assert (met >= MET_CASES, len(cases)) == (True, 400), met


ODD = [b"", b"\xff\xfe", b"\xfe\xff\x00", b"\x00" * 9, b"\xef\xbb\xbf", b"\xc3\x28", b"<html>"]


@pytest.mark.parametrize("body", ODD)
def test_no_bytes_make_the_rules_raise(body):
    assert Protego.parse(decode(body)).can_fetch("http://mau.gov.vn/", "Canhbao")


# -- robots alone: no back-off beside them, and no Retry-After that would hide them ----------------------------------


class Lone:
    """A crawl of nothing but its run: its engine gives one answer for robots.txt, and counts how often it is asked."""

    def __init__(self, data, status, body=NO_A.encode()):
        self.status, self.body, self.asked = status, body, 0
        source = Source(slug="mau", name="Mẫu", body="portal", platform="plain", homepage="http://mau.gov.vn/")
        self.spidercls, self.engine, self.signals = SimpleNamespace(source=source), self, SignalManager(self)
        self.settings = Settings({"CANHBAO_DATA": str(data), "CANHBAO_MINIMUM_FREE_BYTES": 0})
        self.run = RunExtension(self)
        self.robots = RobotsMiddleware(self)
        self.spider, self.stats = SimpleNamespace(crawler=self), DummyStatsCollector(self)

    def get_extension(self, kind):
        return self.run if kind is RunExtension else None

    async def download_async(self, request):
        self.asked += 1
        if self.status is None:
            raise ConnectionError("the host is away")
        return Response(request.url, status=self.status, body=self.body)

    def refusals(self, *paths):
        """(reason, final) for each refused address, None for one that may be asked for; then the run is over."""
        found = [refusal(self.robots, path) for path in paths]
        self.run.archive.close()
        return found


def refusal(middleware, path):
    """(reason, final) of a refused address, None for one that may be asked for."""
    try:
        asyncio.run(middleware.process_request(Request(f"http://mau.gov.vn{path}")))
    except Refusal as error:
        return error.reason, error.final
    return None


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 301, 302, None])
def test_rules_that_could_not_be_had_forbid_everything_for_now_and_are_not_kept(tmp_path, status):
    crawl = Lone(tmp_path, status)
    assert crawl.refusals("/", "/a/1") == [("robots_unreachable", False)] * 2
    assert crawl.asked == 1, "one answer is enough for a run"
    next_run = Lone(tmp_path, 200, b"User-agent: *\nAllow: /\n")
    assert next_run.refusals("/a/1") == [None]
    assert next_run.asked == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_host_without_rules_allows_everything(tmp_path, status):
    assert Lone(tmp_path, status).refusals("/", "/a/1") == [None, None]


def test_what_the_rules_forbid_is_settled_and_the_rest_is_asked_for(tmp_path):
    assert Lone(tmp_path, 200).refusals("/a/1", "/b/1") == [("robots", True), None]
    next_run = Lone(tmp_path, 500)
    assert next_run.refusals("/a/1", "/b/1") == [("robots", True), None]
    assert next_run.asked == 0, "rules are kept for a day"


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_left_alone_also_without_a_retry_after(tmp_path, status):
    crawl = Lone(tmp_path, status)
    asked = Request("http://mau.gov.vn/robots.txt", meta={"role": "robots"})
    BackoffMiddleware(crawl).process_response(asked, Response(asked.url, status=status))
    assert 4 < crawl.run.archive.ledger.host_wait("mau.gov.vn") <= 5
    crawl.run.archive.close()
