"""Every file that is known to break software ends in a named outcome, soon, and the main process lives."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from crawler.model import DocumentQuarantined
from crawler.read.outcomes import ReadOutcome

from .conftest import Read, page

SETS = ["bombs", "feeds", "html", "office", "pdf", "robots", "sitemaps", "strings", "urls", "vietnamese", "warc", "xml"]
SECONDS = 60  # for one file, two at a time; the slowest took 9


def ending(read: Read, path: Path) -> tuple[str, str, float]:
    started = time.monotonic()
    try:
        document = read(page(path.read_bytes(), path.name))
    except DocumentQuarantined as quarantined:
        return path.name, quarantined.outcome, time.monotonic() - started
    assert document.text.strip()
    assert "\x00" not in document.text
    return path.name, ReadOutcome.TEXT, time.monotonic() - started


@pytest.mark.spread
@pytest.mark.parametrize("folder", SETS)
def test_every_hostile_file_ends_in_a_named_outcome(read: Read, hostile: Path, folder: str) -> None:
    files = [path for path in sorted((hostile / folder).rglob("*")) if path.is_file() and path.name != "MANIFEST.tsv"]
    assert files
    with ThreadPoolExecutor(2) as pool:
        endings = list(pool.map(partial(ending, read), files))
    assert {outcome for _, outcome, _ in endings} <= {str(outcome) for outcome in ReadOutcome}
    assert not [
        (name, outcome) for name, outcome, _ in endings if outcome in (ReadOutcome.CRASHED, ReadOutcome.TIMEOUT)
    ]
    assert not [(name, seconds) for name, _, seconds in endings if seconds > SECONDS]


def test_bombs_are_refused_before_they_are_opened(read: Read, hostile: Path) -> None:
    for name in ("zipbomb_200m.docx", "zip_slip.docx"):
        assert ending(read, hostile / "bombs" / name)[1] == ReadOutcome.BOMB


def test_what_is_locked_is_called_locked(read: Read, hostile: Path) -> None:
    files = (hostile / "office").iterdir()
    locked = [path for path in files if "encrypted" in path.name or re.search(r"(?<!no_)password", path.name)]
    assert len(locked) >= 3
    assert {ending(read, path)[1] for path in locked} == {ReadOutcome.ENCRYPTED}
