"""The process that parses untrusted files: it loads the parsers once, then forks a confined child for every file.

Run by crawler.read.sandbox only, with the number of a Unix socket on which it is handed one connection per file. On a
connection the child says its process id, reads a line of JSON (kind, length, deadline) and the bytes, and answers JSON.
"""

import ctypes
import json
import os
import resource
import signal
import socket
import sys
from typing import Any

from crawler.read.outcomes import ReadOutcome

MEMORY_BYTES = 1024**3  # of address space; resident memory stayed under 512 MB on every hostile file
CPU_SECONDS = 30
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def leave_the_network() -> bool:
    """Enter a network namespace without any interface, where the kernel allows it. Returns whether it did."""
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def confine() -> None:
    """Limits of memory, processor time and files; a session of its own, so that helpers die with the child."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024**2, 256 * 1024**2))


def parse(kind: str, body: bytes) -> dict[str, Any]:
    """Dispatch to the format's reader; each names its own outcomes."""
    if kind == "pdf":
        from crawler.read.pdf import read_pdf

        return read_pdf(body)
    if kind == "docx":
        from crawler.read.word import read_docx

        return read_docx(body)
    if kind == "doc":
        from crawler.read.word import read_doc

        return read_doc(body)
    if kind == "rtf":
        from crawler.read.word import read_rtf

        return read_rtf(body)
    if kind == "sheet":
        from crawler.read.sheet import read_sheet

        return read_sheet(body)
    if kind == "image":
        from crawler.read.scan import read_image

        return read_image(body)
    if kind == "bundle":
        from crawler.read.bundle import read_bundle

        return read_bundle(body)
    return answer(ReadOutcome.UNSUPPORTED)


def answer(
    outcome: ReadOutcome,
    pages: list[str] | None = None,
    *,
    labels: list[str] | None = None,
    confidence: float | None = None,
    title: str = "",
    detail: str = "",
    flags: list[str] | None = None,
    members: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """The JSON that the sandbox reads. `members` are {name, data (base64)} of a bundle."""
    return {
        "outcome": outcome.value,
        "pages": pages or [],
        "labels": labels or [],
        "confidence": confidence,
        "title": title[:300],
        "detail": detail[:300],
        "flags": flags or [],
        "members": members or [],
    }


def serve_one(connection: socket.socket) -> None:
    """The whole life of a child."""
    os.setsid()
    with connection, connection.makefile("rb") as requests:
        connection.sendall(f"{os.getpid()}\n".encode())
        head = json.loads(requests.readline())
        body = requests.read(head["length"])
        confine()
        try:
            result = parse(head["kind"], body)
        except MemoryError:
            result = answer(ReadOutcome.TOO_BIG, detail="memory")
        except Exception as error:  # a parser may raise anything on a damaged file; the outcome says which
            result = answer(ReadOutcome.CRASHED, detail=f"{type(error).__name__}: {error}")
        connection.sendall(json.dumps(result).encode("utf-8", errors="replace"))


def main() -> None:
    """Wait for connections until the parent is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    leave_the_network()
    from crawler.read import bundle, pdf, scan, sheet, word

    loaded = (bundle, pdf, scan, sheet, word)  # once, for every child to come
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        word_from_parent, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not word_from_parent or not loaded:
            return
        if os.fork() == 0:
            status = 1
            try:
                control.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                serve_one(socket.socket(fileno=descriptors[0]))
                status = 0
            finally:
                os._exit(status)
        os.close(descriptors[0])


if __name__ == "__main__":
    main()
