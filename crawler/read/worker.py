"""The child that parses one file: bytes on standard input, JSON on standard output. Run by crawler.read.sandbox only."""

import ctypes
import json
import resource
import sys
from typing import Any

from crawler.read.outcomes import ReadOutcome

_MEMORY_BYTES = 2 * 1024**3
_CPU_SECONDS = 60
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def confine() -> None:
    """Limits of memory, time and files; a network namespace of its own where the kernel allows one."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024**2, 256 * 1024**2))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)  # unprivileged; refused on some systems, then rlimits must do


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
    if kind == "image":
        from crawler.read.scan import read_image

        return read_image(body)
    return answer(ReadOutcome.UNSUPPORTED)


def answer(
    outcome: ReadOutcome,
    pages: list[str] | None = None,
    *,
    confidence: float | None = None,
    title: str = "",
    detail: str = "",
) -> dict[str, Any]:
    """The JSON that the sandbox reads."""
    return {
        "outcome": outcome.value,
        "pages": pages or [],
        "confidence": confidence,
        "title": title,
        "detail": detail[:300],
    }


def main() -> None:
    """Entry point of the child."""
    body = sys.stdin.buffer.read()
    confine()
    try:
        result = parse(sys.argv[1], body)
    except MemoryError:
        result = answer(ReadOutcome.TOO_BIG, detail="memory")
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
