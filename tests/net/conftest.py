"""A net of sites on loopback, each on an address of its own, in all platforms, each with its own faults.

Sites are made from the platforms' samples (tests/spiders/samples): a list with links, and articles with our own text.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.model import Source

SAMPLES = Path(__file__).parents[1] / "spiders" / "samples"
PLATFORMS = sorted(path.stem for path in SAMPLES.glob("*.yml"))
FAULTS = ("none", "etag", "slow", "busy", "no_robots", "chunked")
TITLE = "Cảnh báo thủ đoạn giả danh nhân viên điện lực"
BODY = "Các đối tượng gọi điện tự xưng là nhân viên điện lực"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A killed crawler's broken connections are no news."""


@dataclass
class NetSite:
    """One site: `articles` maps a path to (title, text) in the order of its list."""

    number: int
    platform: str
    fault: str
    articles: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    most: int = 0
    latency: float = 0.004

    def __post_init__(self) -> None:
        self.told = yaml.safe_load((SAMPLES / f"{self.platform}.yml").read_text(encoding="utf-8"))
        self.list_html = (SAMPLES / f"{self.platform}.list.html").read_text(encoding="utf-8")
        self.article_html = (SAMPLES / f"{self.platform}.article.html").read_text(encoding="utf-8")
        self.slug = f"net-{self.number:02d}-{self.platform}"
        self._lock, self._now, self._busy = threading.Lock(), 0, self.fault == "busy"

    def plant(self, count: int) -> None:
        """Add articles, newest first in the list; every third does not warn."""
        fresh = {}
        for _ in range(count):
            number = len(self.articles) + len(fresh) + 1
            if number % 3:
                fresh[self.path(number)] = (
                    f"{TITLE} lần {number} ở trang {self.number}",
                    f"Vụ việc thứ {number} của trang {self.number}. ",
                )
            else:
                fresh[self.path(number)] = (f"Khai mạc hội chợ lần {number} ở trang {self.number}", "")
        self.articles = {**fresh, **self.articles}

    def path(self, number: int) -> str:
        first = self.told["links"][0].replace("gia-danh-dien-luc", f"bai-so-{number}")
        return (
            re.sub(r"(\d{3,})(?!.*\d{3})", lambda m: f"{int(m[1]) + number:0{len(m[1])}d}", first)
            if self.platform != "yyyymm"
            else first
        )

    def warnings(self) -> set[str]:
        return {title for title, text in self.articles.values() if text}

    def list_page(self) -> str:
        (anchor,) = re.findall(
            rf'<a[^>]*href="{re.escape(self.told["links"][0].replace("&", "&amp;"))}"[^>]*>[^<]*</a>', self.list_html
        )
        made = [
            anchor.replace(self.told["links"][0].replace("&", "&amp;"), path.replace("&", "&amp;")).replace(
                TITLE, title
            )
            for path, (title, _) in self.articles.items()
        ]
        page = self.list_html.replace(anchor, "\n".join(made))
        for other in self.told["links"][1:]:  # the sample's second article is not of this net
            page = re.sub(rf'<a[^>]*href="{re.escape(other)}"[^>]*>[^<]*</a>', "", page)
        return re.sub(
            r'<a[^>]*(?:class="[^"]*(?:next|page-link)[^"]*"|rel="next")[^>]*>.*?</a>|<li class="pager.*?</li>',
            "",
            page,
        )

    def article_page(self, path: str) -> str:
        title, text = self.articles[path]
        page = self.article_html.replace(TITLE, title)
        if not text:
            page = re.sub(
                r"<p>Các đối tượng.*?</p>", "<p>Hội chợ có một trăm gian hàng nông sản của bà con trong vùng.</p>", page
            )
            page = re.sub(r"<p>Khi nạn nhân.*?</p>", "<p>Ban tổ chức mời nhân dân đến tham quan và mua sắm.</p>", page)
            return page.replace(
                "Công an tỉnh vừa ra khuyến cáo về một thủ đoạn lừa đảo mới nhắm vào các hộ dùng điện.",
                "Hội chợ mở cửa cả tuần.",
            )
        return page.replace(BODY, text + BODY)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of a GET."""
        if self.fault == "forbidden_403" and path != "/robots.txt":
            return 403, {}, b"<h1>Forbidden</h1>"
        if path == "/robots.txt":
            if self.fault == "robots_500":
                return 500, {}, b""
            if self.fault == "robots_deny":
                return 200, {}, b"User-agent: *\nDisallow: /\n"
            return (404, {}, b"") if self.fault == "no_robots" else (200, {}, b"User-agent: *\nDisallow: /admin/\n")
        if path == self.told["list"]:
            if self._busy:
                self._busy = False
                return 503, {"Retry-After": "1"}, b"busy"
            if self.fault == "captcha":
                return 200, {}, b"<html><title>Captcha</title><body>verify you are human: captcha</body></html>"
            return (
                200,
                {},
                b"<html><body><p>Giao dien moi</p></body></html>"
                if self.fault == "redesigned"
                else self.list_page().encode(),
            )
        if path in self.articles:
            return 200, {}, self.article_page(path).encode()
        return 404, {}, b"<html><title>404</title></html>"

    def serve(self) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                with site._lock:
                    site._now += 1
                    site.most = max(site.most, site._now)
                try:
                    time.sleep(0.2 if site.fault == "slow" else site.latency)
                    status, headers, body = site.answer(self.path)
                    if status == 200 and site.fault == "etag":
                        tag = f'"{sha256(body).hexdigest()[:16]}"'
                        headers = {**headers, "ETag": tag}
                        if self.headers.get("If-None-Match") == tag:
                            status, body = 304, b""
                    with site._lock:
                        site.answers[self.path, status] += 1
                        site._now -= 1  # before the first byte: the client cannot know of the end earlier
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                    if site.fault == "chunked" and body:
                        self.send_header("Transfer-Encoding", "chunked")
                        self.end_headers()
                        for start in range(0, len(body), 500):
                            piece = body[start : start + 500]
                            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                        self.wfile.write(b"0\r\n\r\n")
                    else:
                        self.send_header("Content-Length", str(len(body)))
                        self.end_headers()
                        self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *args: Any) -> None:
                pass

        self.server = _Server((f"127.0.1.{self.number + 1}", 0), Handler)
        self.base = f"http://{self.server.server_address[0]}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        if self.fault == "refused":
            self.server.shutdown()
            self.server.server_close()

    def source(self) -> Source:
        return Source(
            slug=self.slug, name=f"Trang mẫu {self.number}", body="portal", platform=self.platform, homepage=f"{self.base}/", listings=(self.base + self.told["list"],),
            follow="articles", article_pattern=r"\.aspx$" if self.platform == "listing" else "", politeness={"delay": 0, "budget": 100}, expect={"minimum_items": 1, "filled": ("title", "text")},
        )  # fmt: skip

    def asked(self, status: int | None = None) -> Counter[str]:
        """How often each article was answered."""
        found: Counter[str] = Counter()
        for (path, code), count in self.answers.items():
            if path in self.articles and (status is None or code == status):
                found[path] += count
        return found


def make_net(count: int, articles: int, faults: tuple[str, ...] = FAULTS, latency: float = 0.004) -> list[NetSite]:
    sites = [
        NetSite(
            number, PLATFORMS[number % len(PLATFORMS)], faults[number // len(PLATFORMS) % len(faults)], latency=latency
        )
        for number in range(count)
    ]
    for site in sites:
        site.plant(articles)
        site.serve()
    return sites


def stop(sites: list[NetSite]) -> None:
    for site in sites:
        if site.fault != "refused":
            site.server.shutdown()
            site.server.server_close()


def write_sources(folder: Path, sites: list[NetSite]) -> list[Source]:
    folder.mkdir(exist_ok=True)
    sources = [site.source() for site in sites]
    for source in sources:
        (folder / f"{source.slug}.yml").write_text(
            yaml.safe_dump(source.model_dump(mode="json"), allow_unicode=True), encoding="utf-8"
        )
    return sources


def ports(sites: list[NetSite]) -> tuple[int, ...]:
    return tuple(int(site.base.rpartition(":")[2]) for site in sites)


@pytest.fixture(scope="session")
def build_net() -> Iterator[Any]:
    """make_net(count, articles, faults), stopped at the end of the session."""
    made: list[NetSite] = []

    def build(*args: Any, **values: Any) -> list[NetSite]:
        sites = make_net(*args, **values)
        made.extend(sites)
        return sites

    build.write_sources, build.ports = write_sources, ports  # type: ignore[attr-defined]
    yield build
    stop(made)
