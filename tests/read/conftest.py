"""Pages and files for reading, and how far two texts are apart."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler.model import Document, Page, page_id, payload_digest
from crawler.read.pages import read as read_page
from crawler.read.sandbox import Sandbox

SAMPLES = Path(__file__).parent / "samples"
FETCHED = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def page(body: bytes | str, name: str = "bai.html", media: str = "", **changes: Any) -> Page:
    """A page as the archive gives it; `name` ends its address."""
    data = body.encode() if isinstance(body, str) else body
    url = changes.pop("url", f"https://www.example.gov.vn/{name}")
    told: dict[str, Any] = {
        "page_id": page_id(url), "revision": payload_digest(data), "url": url, "canonical_url": url, "source": "mau", "status": 200,
        "content_type": media, "headers": (), "body": data, "fetched_at": FETCHED, "filename": "" if name.endswith(".html") else name,
    }  # fmt: skip
    return Page(**{**told, **changes})


def plain(text: str) -> str:
    """NFC with every run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def character_error(found: str, truth: str) -> float:
    """Levenshtein distance over the length of the truth, white space evened out."""
    one, other = plain(found), plain(truth)
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1] / max(1, len(other))


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all files."""
    with Sandbox() as made:
        yield made


Read = Callable[..., Document]


@pytest.fixture(scope="session")
def read(sandbox: Sandbox) -> Read:
    """`crawler.read.pages.read` with that sandbox: for tests that read files."""
    return partial(read_page, sandbox=sandbox)


@pytest.fixture(scope="session")
def truth() -> str:
    """What samples/dispatch.* say."""
    return (SAMPLES / "dispatch.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def hostile() -> Path:
    """The folder of files that break software; skipped where it is not beside the repository."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "hostile"
    if not folder.is_dir():
        pytest.skip(f"the hostile files are not at {folder}")
    return folder
