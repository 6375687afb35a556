"""A gate on loopback, before or instead of a node, that answers as scripted: the faults of networks and clusters."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from index.engines.elastic.engine import ElasticEngine
from index.engines.elastic.generations import mapping

INFO = {"name": "gate", "cluster_name": "gate", "version": {"number": "9.4.3"}, "tagline": "You Know, for Search"}
MIME = "application/vnd.elasticsearch+json;compatible-with=9"


@dataclass(frozen=True)
class Answer:
    """One scripted answer. `lost`: the connection is cut instead of it, after the request was `done` or before."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False
    done: bool = False


def refusal(status: int, kind: str, reason: str = "") -> dict[str, Any]:
    return {
        "error": {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]},
        "status": status,
    }


class Gate:
    """`plan` answers the next requests whose path contains a word; all others go to `node`, or to a small store here.

    `bulks` holds the ids of each bulk request in order, `keys` the Authorization headers, `stored` the ids of the store.
    """

    def __init__(self, node: str = "", context: ssl.SSLContext | None = None) -> None:
        self.node, self.bulks, self.sizes, self.keys = node, [], [], []
        self.paths: list[str] = []
        self.connections: list[socket.socket] = []
        self.stored: dict[str, Any] = {}
        self.rules: list[Callable[[str, bytes], Answer | None]] = []
        self._planned: list[tuple[str, Answer]] = []
        self._lock = threading.Lock()
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                gate.handle(self)

            do_POST = do_PUT = do_HEAD = do_DELETE = do_GET

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self) -> tuple[Any, Any]:
                accepted = super().get_request()
                gate.connections.append(accepted[0])
                return accepted

            def handle_error(self, *_: Any) -> None:
                """Refused handshakes and cut connections are what the tests are about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.server.server_address[1]}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def kill(self) -> None:
        """As a killed process: nothing listens, and every connection is cut."""
        self.server.server_close()
        for connection in self.connections:
            with suppress(OSError):  # closed already
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def plan(self, word: str, *answers: Answer) -> None:
        self._planned += [(word, answer) for answer in answers]

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("content-length") or 0))
        with self._lock:
            self.keys.append(request.headers.get("authorization"))
            self.paths.append(f"{request.command} {urlsplit(request.path).path}")
            if "_bulk" in request.path:
                lines = [json.loads(line) for line in body.split(b"\n") if line]
                self.bulks.append([line["index"]["_id"] for line in lines if set(line) == {"index"}])
                self.sizes.append(len(body))
            planned = next((pair for pair in self._planned if pair[0] in request.path), None)
            if planned:
                self._planned.remove(planned)
        answer = planned[1] if planned else self._ruled(request.path, body)
        if answer is None or answer.done:
            answer = (self._forward if self.node else self._store)(request, body) if answer is None else answer
            if answer.done:
                (self._forward if self.node else self._store)(request, body)
        self._send(request, answer)

    def _ruled(self, path: str, body: bytes) -> Answer | None:
        return next((answer for rule in self.rules if (answer := rule(path, body))), None)

    def _send(self, request: BaseHTTPRequestHandler, answer: Answer) -> None:
        request.close_connection = answer.lost
        if answer.lost:
            return
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        request.send_response(answer.status)
        headers = {"X-Elastic-Product": "Elasticsearch", "Content-Type": MIME, **answer.headers}
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        connection = http.client.HTTPConnection(str(urlsplit(self.node).netloc), timeout=60)
        kept = {key: value for key, value in request.headers.items() if key.lower() in ("content-type", "accept")}
        connection.request(request.command, request.path, body, kept)
        answer = connection.getresponse()
        made = Answer(answer.status, answer.read(), {"Content-Type": answer.headers.get("content-type", MIME)})
        connection.close()
        return made

    def _store(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        """Just enough of a node to write to."""
        if "_bulk" in request.path:
            lines = [json.loads(line) for line in body.split(b"\n") if line]
            with self._lock:
                self.stored.update({a["index"]["_id"]: d for a, d in zip(lines[::2], lines[1::2], strict=True)})
            ids = [line["index"]["_id"] for line in lines[::2]]
            return Answer(body={"errors": False, "items": [{"index": {"_id": each, "status": 201}} for each in ids]})
        if "_mapping" in request.path:
            return Answer(body={"gate-v1-first": {"mappings": mapping()}})
        if "_alias" in request.path:
            return Answer(body={"gate-v1-first": {"aliases": {"gate": {}}}})
        return Answer(body=INFO)


@pytest.fixture
def answer() -> type[Answer]:
    return Answer


@pytest.fixture
def refuse() -> Any:
    return refusal


@pytest.fixture
def gates() -> Iterator[Callable[..., Gate]]:
    """Opens gates; all are closed at the end."""
    opened: list[Gate] = []

    def open_gate(node: str = "", context: ssl.SSLContext | None = None) -> Gate:
        opened.append(Gate(node, context))
        return opened[-1]

    yield open_gate
    for gate in opened:
        gate.close()


@pytest.fixture
def gate(gates: Callable[..., Gate]) -> Gate:
    """One instead of a node."""
    return gates()


@pytest.fixture
def pauses() -> list[float]:
    """Seconds that engines of this test would have waited; nobody waits."""
    return []


@pytest.fixture
def connect(pauses: list[float]) -> Iterator[Callable[..., ElasticEngine]]:
    """Opens engines that note their pauses; all are closed at the end."""
    opened: list[ElasticEngine] = []

    def connect_to(address: str, **options: Any) -> ElasticEngine:
        options = {"alias": "gate", "environ": {}, "pause": pauses.append, **options}
        opened.append(ElasticEngine(address, **options))
        return opened[-1]

    yield connect_to
    for engine in opened:
        engine.close()
