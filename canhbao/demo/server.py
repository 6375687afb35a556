"""Serves the sample sites on loopback: a free port each, with ETag, Last-Modified and 304, and a count of requests.

The addresses of a site name a port of its own, always the same: the ids of its pages, which come from addresses, do not
depend on the ports that happen to be free. Whoever asks must be told on which port it listens.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from canhbao.demo.content import articles
from canhbao.demo.sites import SITES, Site, build
from crawler.model import payload_digest

FIRST_PORT = 18611  # in the addresses of the first site; the others follow in the order of SITES


class SiteServer(ThreadingHTTPServer):
    """One site on a free port. `named` is the port in its addresses, `requests` counts answers by path."""

    daemon_threads = True
    site: Site

    def __init__(self, named: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.named = named
        self.requests: Counter[str] = Counter()


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.requests[self.path] += 1
        resource = self.server.site.paths.get(self.path)
        if resource is None:
            self._answer(HTTPStatus.NOT_FOUND, b"<h1>404</h1>", "text/html; charset=utf-8", {})
            return
        tag = f'"{payload_digest(resource.body)[:16]}"'
        headers = {"ETag": tag, "Last-Modified": format_datetime(resource.modified.astimezone(UTC), usegmt=True)}
        if self.headers.get("If-None-Match") == tag:
            self._answer(HTTPStatus.NOT_MODIFIED, b"", resource.content_type, headers)
        else:
            self._answer(HTTPStatus.OK, resource.body, resource.content_type, headers)

    def _answer(self, status: HTTPStatus, body: bytes, media: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The demo's terminal shows the crawl, not the sites' access log."""


@contextmanager
def serve_sites(today: date) -> Iterator[dict[str, SiteServer]]:
    """Serve the six sites as of a day; yields the servers by name, stops them at the end."""
    everything = articles(today)
    servers: dict[str, SiteServer] = {}
    try:
        for offset, name in enumerate(SITES):
            server = SiteServer(FIRST_PORT + offset)
            servers[name] = server
            base = f"http://127.0.0.1:{server.named}"
            server.site = build(name, base, [article for article in everything if article.site == name])
            Thread(target=server.serve_forever, name=f"site-{name}", daemon=True).start()
        yield servers
    finally:
        for server in servers.values():
            server.shutdown()
            server.server_close()
