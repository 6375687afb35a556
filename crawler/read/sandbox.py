"""Runs the parsers of untrusted files in confined children; the main process never dies of a file.

In: a format and bytes. Out: page texts, or a named outcome. A child has no network where the system allows that, 1 GiB
of address space, 30 s of processor time and an empty environment; it is killed with its helpers after the deadline.
A sandbox keeps one parent of children (crawler.read.worker), since loading the parsers costs more than most files.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

from crawler.read.file_text import FileText, file_text_from_json
from crawler.read.outcomes import ReadOutcome
from crawler.read.sniff import Format
from crawler.read.worker import CPU_SECONDS

MAX_BYTES = 64 * 1024 * 1024
DEADLINE_SECONDS = 120
_ENVIRONMENT = ("PATH", "LANG", "TESSDATA_PREFIX", "PYTHONPATH", "VIRTUAL_ENV")


class Sandbox:
    """Parses files in confined children. Its process is started for the first file, and again when it is gone.

    One serves all threads. Whoever makes it closes it, best with `with`; a file after that starts the process again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._owner = 0

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def parse(self, kind: Format, body: bytes, *, deadline: float = DEADLINE_SECONDS) -> FileText:
        """Parse one file in a child; `deadline` in seconds. Never raises for what the file does."""
        if not body:
            return FileText(ReadOutcome.EMPTY)
        if len(body) > MAX_BYTES:
            return FileText(ReadOutcome.TOO_BIG)
        started = time.monotonic()
        child = 0
        reply = bytearray()
        with self._connect() as connection:
            connection.settimeout(deadline)
            try:
                child = int(_line(connection))
                head = json.dumps({"kind": kind.value, "length": len(body)}).encode() + b"\n"
                connection.sendall(head + body)
                while chunk := _receive(connection, started + deadline):
                    reply += chunk
            except TimeoutError:
                _kill(child)
                return FileText(ReadOutcome.TIMEOUT)
            except (OSError, ValueError) as error:  # the child died while it was spoken to
                return FileText(ReadOutcome.CRASHED, detail=str(error))
        if not reply:
            late = time.monotonic() - started >= CPU_SECONDS
            return FileText(ReadOutcome.TIMEOUT if late else ReadOutcome.CRASHED)
        try:
            return file_text_from_json(json.loads(reply))
        except ValueError:
            return FileText(ReadOutcome.CRASHED, detail="the answer broke off")

    def close(self) -> None:
        """Let the process go; it ends when our end of the socket does."""
        with self._lock:
            if self._control is not None and self._owner == os.getpid():
                self._control.close()
            self._control = None

    def _connect(self) -> socket.socket:
        """A connection to a new child."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            for attempt in (1, 2):
                if self._control is None or self._owner != os.getpid():
                    self._control, self._owner = _start(), os.getpid()
                try:
                    socket.send_fds(self._control, [b"x"], [theirs.fileno()])
                    break
                except OSError:
                    self._control = None
                    if attempt == 2:
                        ours.close()
                        raise
        return ours


def _start() -> socket.socket:
    """The process that forks the children, as our end of its socket."""
    ours, theirs = socket.socketpair()
    environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
    with theirs:
        subprocess.Popen(  # noqa: S603 - our own interpreter and module; files come in by a socket
            [sys.executable, "-m", "crawler.read.worker", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**environment, "OMP_THREAD_LIMIT": "1"},
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        ).returncode = 0  # it ends with our end of the socket; nobody waits for it
    return ours


def _line(connection: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        char = connection.recv(1)
        if not char:
            break
        line += char
    return line


def _receive(connection: socket.socket, until: float) -> bytes:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)
    return connection.recv(1 << 20)


def _kill(child: int) -> None:
    """The child with its helpers; it leads a session of its own."""
    if child:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
