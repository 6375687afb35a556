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
from collections.abc import Callable, Mapping

from crawler.read.file_text import FileText, file_text_to_json
from crawler.read.outcomes import ReadOutcome
from crawler.read.sniff import Format

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


def readers() -> Mapping[str, Callable[[bytes], FileText]]:
    """The reader of each format; each names its own outcomes. Asked for in the worker alone: it loads every parser."""
    from crawler.read.formats import bundle, pdf, scan, sheet, word

    return {
        Format.PDF: pdf.read_pdf,
        Format.DOCX: word.read_docx,
        Format.DOC: word.read_doc,
        Format.RTF: word.read_rtf,
        Format.WORDML: word.read_wordml,
        Format.SHEET: sheet.read_sheet,
        Format.IMAGE: scan.read_image,
        Format.BUNDLE: bundle.read_bundle,
    }


def parse(table: Mapping[str, Callable[[bytes], FileText]], kind: str, body: bytes) -> FileText:
    """What the format's reader makes of the bytes, or the outcome of a parser that raised."""
    reader = table.get(kind)
    if reader is None:
        return FileText(ReadOutcome.UNSUPPORTED)
    try:
        return reader(body)
    except MemoryError:
        return FileText(ReadOutcome.TOO_BIG, detail="memory")
    except Exception as error:  # a parser may raise anything on a damaged file; the outcome says which
        return FileText(ReadOutcome.CRASHED, detail=f"{type(error).__name__}: {error}")


def serve_one(connection: socket.socket, table: Mapping[str, Callable[[bytes], FileText]]) -> None:
    """The whole life of a child."""
    os.setsid()
    with connection, connection.makefile("rb") as requests:
        connection.sendall(f"{os.getpid()}\n".encode())
        head = json.loads(requests.readline())
        body = requests.read(head["length"])
        confine()
        result = parse(table, head["kind"], body)
        connection.sendall(json.dumps(file_text_to_json(result)).encode("utf-8", errors="replace"))


def main() -> None:
    """Wait for connections until the parent is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    leave_the_network()
    table = readers()  # loaded once, for every child to come
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        word_from_parent, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not word_from_parent:
            return
        if os.fork() == 0:
            status = 1
            try:
                control.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                serve_one(socket.socket(fileno=descriptors[0]), table)
                status = 0
            finally:
                os._exit(status)
        os.close(descriptors[0])


if __name__ == "__main__":
    main()
