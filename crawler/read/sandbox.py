"""Runs the parsers of untrusted files in a child process with limits; the main process never dies of a file.

In: a format and bytes. Out: page texts, or a named outcome. The child has no network where the system allows that,
2 GiB of memory, 60 s of processor time and an empty environment; it is killed with its children after the deadline.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass

from crawler.read.outcomes import ReadOutcome
from crawler.read.sniff import Format

MAX_BYTES = 64 * 1024 * 1024
DEADLINE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file gave: `pages` are texts of its pages (one for a format without pages).

    `confidence` is the mean word confidence of OCR in [0, 1], None where no OCR took part. `title` is the file's own.
    """

    outcome: ReadOutcome
    pages: tuple[str, ...] = ()
    confidence: float | None = None
    title: str = ""
    detail: str = ""


def parse_file(kind: Format, body: bytes, *, deadline: float = DEADLINE_SECONDS) -> FileText:
    """Parse one file in a child. Never raises for what the file does."""
    if not body:
        return FileText(ReadOutcome.EMPTY)
    if len(body) > MAX_BYTES:
        return FileText(ReadOutcome.TOO_BIG)
    environment = {
        key: os.environ[key] for key in ("PATH", "LANG", "TESSDATA_PREFIX", "PYTHONPATH") if key in os.environ
    }
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, the file comes in by a pipe
        [sys.executable, "-m", "crawler.read.worker", kind.value],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment, "OMP_THREAD_LIMIT": "1"},
        start_new_session=True,
    )
    try:
        out, errors = child.communicate(body, timeout=deadline)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return FileText(ReadOutcome.TIMEOUT)
    if child.returncode != 0:
        if child.returncode == -signal.SIGXCPU:
            return FileText(ReadOutcome.TIMEOUT)
        return FileText(ReadOutcome.CRASHED, detail=errors.decode(errors="replace").strip()[-300:])
    answer = json.loads(out)
    return FileText(
        outcome=ReadOutcome(answer["outcome"]),
        pages=tuple(answer["pages"]),
        confidence=answer["confidence"],
        title=answer["title"],
        detail=answer["detail"],
    )
