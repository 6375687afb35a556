"""The process dies at, or the disk refuses, the n-th operation on ledger, WARC and outbox: the next run loses and doubles nothing.

One small site with a listing of three pages, a feed with a next page and an index of two sitemaps. Crawls are forked from a process
that has imported everything. A sample of the operations by default; every one with `-m walk`.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Ledger
from crawler.archive.verify import verify
from index.engines import open_engine
from index.finding.search import search
from index.requests import Filters, SearchRequest

PROGRAM = """
import errno, os, sqlite3, sys
from pathlib import Path
from canhbao.config import Config
from canhbao.run.crawl import CrawlOptions, crawl
from crawler.archive import Ledger
from crawler.archive.database import Database
from crawler.archive.warc import WarcFile
from crawler.preparing import prepare
from crawler.source_files import load_sources
from crawler.vocab.vocabulary import bundled_vocabulary
from index.outbox import Outbox

folder, port = Path(sys.argv[1]), int(sys.argv[2])
sources, _ = load_sources([folder])
prepare(bundled_vocabulary())
count = 0

def instrument(at, how):
    def counted(function, error):
        def operation(*arguments, **named):
            global count
            count += 1
            if count == at and how == "dies":
                os._exit(137)
            if count == at and how == "fails":
                raise error()
            done = function(*arguments, **named)
            if count == at and how.startswith("dies "):
                os._exit(137)
            return done
        return operation
    if how == "dies with a list opened":
        Ledger.open_list = counted(Ledger.open_list, OSError)
        return
    WarcFile.append = counted(WarcFile.append, lambda: OSError(errno.EIO, "Input/output error"))
    Database._writing = counted(Database._writing, lambda: sqlite3.OperationalError("disk I/O error"))
    Outbox.put = counted(Outbox.put, lambda: sqlite3.OperationalError("disk I/O error"))

for line in sys.stdin:
    data, at, how = line.rstrip().split("|")
    child = os.fork()
    if not child:
        sys.stdout = open(os.devnull, "w")
        instrument(int(at), how)
        code = 0
        try:
            crawl(Config(data=Path(data)), sources, [folder], CrawlOptions(loopback_ports=(port,)))
        except Exception:
            code = 1
        Path(data, "operations.txt").write_text(str(count))
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
WARNING = (
    "Công an tỉnh cảnh báo người dân về thủ đoạn giả danh cán bộ thuế gọi điện thoại yêu cầu cài đặt ứng dụng giả mạo để "
    "chiếm đoạt tài sản. Các đối tượng lừa đảo hướng dẫn nạn nhân tải phần mềm lạ, sau đó chuyển hết tiền trong tài khoản. "
    "Người dân cần nâng cao cảnh giác, không làm theo yêu cầu của người lạ và trình báo ngay cho cơ quan công an nơi gần nhất."
)


def pages(base: str) -> dict[str, tuple[str, str]]:
    """Every address of the site with type and body: ten articles, each named by one list alone."""

    def link(n: int) -> str:
        return f"<a class='a' href='/bai-{n}.html'>Cảnh báo lừa đảo giả danh số {n}</a>"

    def listing(numbers: tuple[int, ...], following: str) -> str:
        more = f"<a rel='next' href='{following}'>sau</a>" if following else ""
        return f"<html><body>{''.join(map(link, numbers))}{more}</body></html>"

    def feed(numbers: tuple[int, ...], following: str) -> str:
        more = f"<link rel='next' href='{base}{following}'/>" if following else ""
        entries = "".join(
            f"<entry><title>Cảnh báo lừa đảo giả danh số {n}</title><link href='{base}/bai-{n}.html'/></entry>"
            for n in numbers
        )
        return f"<feed xmlns='http://www.w3.org/2005/Atom'>{more}{entries}</feed>"

    def sitemap(*numbers: int) -> str:
        return f"<urlset>{''.join(f'<url><loc>{base}/bai-{n}.html</loc></url>' for n in numbers)}</urlset>"

    index = "".join(f"<sitemap><loc>{base}/map-{n}.xml</loc></sitemap>" for n in (1, 2))
    found = {
        "/ds": ("text/html", listing((0, 1), "/ds-2")),
        "/ds-2": ("text/html", listing((2,), "/ds-3")),
        "/ds-3": ("text/html", listing((3, 4), "")),
        "/feed": ("application/atom+xml", feed((5,), "/feed-2")),
        "/feed-2": ("application/atom+xml", feed((6, 7), "")),
        "/map.xml": ("application/xml", f"<sitemapindex>{index}</sitemapindex>"),
        "/map-1.xml": ("application/xml", sitemap(8)),
        "/map-2.xml": ("application/xml", sitemap(9)),
        "/f.rtf": ("application/rtf", r"{\rtf1\ansi Cong van dinh kem ve phong ngua lua dao tren khong gian mang.}"),
    }
    for n in range(10):
        extra = "<p><a href='/f.rtf'>Văn bản kèm theo f.rtf</a></p>" if n == 3 else ""
        found[f"/bai-{n}.html"] = (
            "text/html",
            f"<html><head><title>Cảnh báo số {n}</title></head><body><h1>Cảnh báo lừa đảo số {n}</h1><article>"
            f"<p>Vụ việc thứ {n}. {WARNING}</p>{extra}</article></body></html>",
        )
    return found


class Walk:
    """The site, and crawls of it that go wrong where they are told to."""

    def __init__(self, folder: Path) -> None:
        walk = self
        self.pages: dict[str, tuple[str, str]] = {}
        self.torn = ""  # this page breaks off

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, text = walk.pages.get(self.path, ("text/html", ""))
                body = text.encode()
                self.send_response(200 if self.path in walk.pages else 404)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body) + 100 * (self.path == walk.torn)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a dead crawl's connections are no news
        base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.pages = pages(base)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        sources = folder / "sources"
        sources.mkdir()
        (sources / "mau.yml").write_text(
            f"slug: mau\nname: Mẫu\nbody: portal\nplatform: listing\nhomepage: {base}/\nlistings: [{base}/ds]\n"
            f"feeds: [{base}/feed]\nsitemaps: [{base}/map.xml]\narticle_pattern: 'bai-\\d+'\nselectors: {{links: a.a}}\n"
            "politeness: {delay: 0}\n",
            encoding="utf-8",
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(sources), base.rpartition(":")[2]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip

    def crawl(self, data: Path, at: int = 0, how: str = "") -> int:
        """The exit code of a crawl in which the n-th operation goes wrong."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{data}|{at}|{how}\n".encode())
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    made = Walk(tmp_path_factory.mktemp("walk"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def operations(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many operations a whole crawl of the site takes."""
    data = tmp_path_factory.mktemp("whole") / "data"
    assert walk.crawl(data) == 0
    check(data)
    return int((data / "operations.txt").read_text())


def check(data: Path) -> None:
    engine = open_engine("embedded", data, readonly=True)
    hits = search(engine, SearchRequest(limit=100, filters=Filters(advisories_only=False))).hits
    engine.close()
    assert sorted(hit.record.title for hit in hits) == [f"Cảnh báo lừa đảo số {n}" for n in range(10)]
    assert [hit.record.has_attachment for hit in hits].count(True) == 1
    report = verify(data)
    assert report.is_sound, report.damages
    ledger = Ledger(data)
    balance, left = ledger.balance(), ledger.open_lists("mau")
    ledger.close()
    assert (balance.seen, balance.advisories, balance.pending, balance.is_even) == (10, 10, 0, True)
    assert left == []


def gone_wrong(walk: Walk, data: Path, at: int, how: str) -> float:
    """Let the n-th operation go wrong, then crawl to the end; the seconds that the second crawl took."""
    walk.crawl(data, at, how)
    started = time.monotonic()
    assert walk.crawl(data) == 0
    taken = time.monotonic() - started
    check(data)
    return taken


HOW = ("dies", "dies after", "fails")


@pytest.mark.parametrize("how", HOW)
def test_a_sample_of_operations_that_go_wrong_loses_and_doubles_nothing(
    walk: Walk, operations: int, how: str, tmp_path: Path
) -> None:
    for at in range(5 + 2 * HOW.index(how), operations, operations // 3):
        gone_wrong(walk, tmp_path / str(at), at, how)


@pytest.mark.parametrize("opened", [6])  # three lists are asked for at the start: these are further pages
def test_a_crawl_that_died_between_two_pages_of_a_list_reads_on_to_its_end(
    walk: Walk, operations: int, opened: int, tmp_path: Path
) -> None:
    assert walk.crawl(tmp_path / "data", opened, "dies with a list opened") == 137
    assert walk.crawl(tmp_path / "data") == 0
    check(tmp_path / "data")


@pytest.mark.parametrize("page", ["/ds-2", "/feed-2", "/map-2.xml"])
def test_a_list_is_read_to_its_end_although_all_that_was_seen_of_it_is_known(
    walk: Walk, page: str, tmp_path: Path
) -> None:
    walk.torn = page
    assert walk.crawl(tmp_path / "data") == 0
    walk.torn = ""
    ledger = Ledger(tmp_path / "data")
    (run,) = ledger.runs("mau")
    ledger.close()
    assert run.balance.pending == 0, "the pages before are settled: nothing but the open list tells that there is more"
    assert not run.is_whole
    assert walk.crawl(tmp_path / "data") == 0
    check(tmp_path / "data")


@pytest.mark.walk
@pytest.mark.parametrize("how", HOW)
def test_every_operation_that_goes_wrong_loses_and_doubles_nothing(
    request: pytest.FixtureRequest, walk: Walk, operations: int, how: str, tmp_path: Path
) -> None:
    if "walk" not in request.config.getoption("markexpr"):
        pytest.skip("it takes many minutes: run it with -m walk")
    slowest = max(gone_wrong(walk, tmp_path / str(at), at, how) for at in range(1, operations + 1))
    print(f"{how}: {operations} operations, slowest restart {slowest:.1f} s")
    assert slowest < 10
