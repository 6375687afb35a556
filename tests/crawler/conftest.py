"""A real web server on loopback that counts, and crawls in a child process with the real settings."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

HERE = Path(__file__).parent

WARNING = (
    "Công an tỉnh Nghệ An cảnh báo người dân về thủ đoạn giả danh cán bộ thuế gọi điện thoại yêu cầu cài đặt ứng dụng "
    "giả mạo để chiếm đoạt tài sản. Các đối tượng lừa đảo hướng dẫn nạn nhân tải phần mềm lạ, sau đó chiếm quyền điều "
    "khiển điện thoại và chuyển hết tiền trong tài khoản ngân hàng. Người dân cần nâng cao cảnh giác, không làm theo "
    "yêu cầu của người lạ và trình báo ngay cho cơ quan công an nơi gần nhất khi phát hiện dấu hiệu nghi vấn."
)


def article(number, extra=""):
    """The body of an article of our own, each different."""
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Cảnh báo lừa đảo số {number}</title></head><body>"
        f"<h1>Cảnh báo lừa đảo số {number}</h1><article><p>{WARNING}</p><p>Vụ việc thứ {number} xảy ra trong tháng. "
        f"{WARNING}</p>{extra}</article></body></html>"
    )


class Server(ThreadingHTTPServer):
    """A killed crawler's broken connections are no news."""

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Site:
    """Routes of one server: path -> (status, headers, body) or a callable(handler). Everything asked is in `log`."""

    def __init__(self):
        self.routes = {}
        self.log = []
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                with site._lock:
                    site._now += 1
                    site.most = max(site.most, site._now)
                    site.log.append((time.monotonic(), self.path, dict(self.headers)))
                try:
                    site.answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with site._lock:
                        site._now -= 1

            def log_message(self, *args):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def answer(self, handler):
        route = self.routes.get(handler.path, (404, {}, "<html><title>404</title></html>"))
        if callable(route):
            route = route(handler)
            if route is None:
                return
        status, headers, body = route
        body = body if isinstance(body, bytes) else body.encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", "Content-Length": len(body), **headers}.items():
            handler.send_header(name, str(value))
        handler.end_headers()
        handler.wfile.write(body)

    def articles(self, count, extra=""):
        """A listing at / of `count` articles at /a/<n>."""
        links = "".join(f"<a class=article href='/a/{n}'>Cảnh báo lừa đảo số {n}</a> " for n in range(count))
        self.routes["/"] = (200, {}, f"<html><body>{links}</body></html>")
        for n in range(count):
            self.routes[f"/a/{n}"] = (200, {}, article(n, extra))
        return self

    def paths(self):
        return [path for _, path, _ in self.log]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site():
    """One server."""
    value = Site()
    yield value
    value.close()


class Crawl:
    """Runs the crawl of the sources in a child process; one, 'mau', lists `site` at /."""

    def __init__(self, folder, site):
        self.data = folder / "data"
        self.sources = folder / "sources"
        self.sources.mkdir()
        self.ports = [site.port]
        self.site = site
        self.write(slug="mau")

    def write(self, slug, site=None, **fields):
        site = site or self.site
        self.ports = sorted({*self.ports, site.port})
        value = {
            "slug": slug,
            "name": "Mẫu",
            "body": "portal",
            "platform": "plain",
            "homepage": site.base + "/",
            "listings": [site.base + "/"],
            "politeness": {"delay": 0},
            **fields,
        }
        (self.sources / f"{slug}.yml").write_text(json.dumps(value), encoding="utf-8")

    def start(self, **overrides):
        order = {"data": str(self.data), "sources": str(self.sources), "ports": self.ports, "overrides": overrides}
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join((str(HERE), os.environ.get("PYTHONPATH", "")))}
        return subprocess.Popen(
            [sys.executable, str(HERE / "plain_site.py"), json.dumps(order)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ,
            text=True,
        )

    def run(self, **overrides):
        """The run as a dictionary (by source if there are several); `log` is what was logged."""
        child = self.start(**overrides)
        try:
            out, log = child.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            raise
        assert child.returncode == 0, log
        self.log = log
        runs = {run["source"]: run for run in json.loads(out.splitlines()[-1])}
        return runs if len(runs) > 1 else next(iter(runs.values()))

    def kill_after(self, requests, seconds, **overrides):
        """Start a crawl and kill -9 it, `seconds` after its n-th request; True if it was still running."""
        goal = len(self.site.log) + requests
        child = self.start(**overrides)
        deadline = time.monotonic() + 30
        while len(self.site.log) < goal and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(seconds)
        running = child.poll() is None
        if running:
            os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        return running

    def sunk(self):
        path = self.data / "sink.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]


@pytest.fixture
def crawl(tmp_path, site):
    """A crawl of the one server."""
    return Crawl(tmp_path, site)


@pytest.fixture
def new_site():
    """Makes servers, closed at the end."""
    sites = []

    def make():
        sites.append(Site())
        return sites[-1]

    yield make
    for one in sites:
        one.close()
