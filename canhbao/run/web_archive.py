"""Somebody's WARC: which pages it holds, in the order of the times at which they were captured.

In: a file. Out: good responses, resources and conversions with the time that the record says; each body is read when it is asked
for, so that a big file stays on the disk. Knows no archive of ours.
"""

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.archive import Capture, canonical_url
from crawler.archive.provenance import read_time

_BROKEN = (ArchiveLoadFailed, zlib.error, EOFError, ValueError, AttributeError)  # all seen on damaged WARCs


@dataclass(frozen=True, slots=True)
class Captured:
    """Where a page lies in the file, and when it was captured (aware, UTC)."""

    moment: datetime
    offset: int
    url: str
    kind: str


@dataclass(slots=True)
class WebArchive:
    """What a file holds. `damage` names the error that ended the reading, '' for none; `too_big` are addresses."""

    path: Path
    captured: list[Captured] = field(default_factory=list)
    too_big: list[str] = field(default_factory=list)
    damage: str = ""

    def capture(self, captured: Captured) -> Capture:
        """The page itself. Raises OSError."""
        with self.path.open("rb") as stream:
            stream.seek(captured.offset)
            record = next(iter(ArchiveIterator(stream)))
            body = record.content_stream().read()
            return Capture(captured.url, 200, "OK", (("Content-Type", _media(record)),), body, captured.moment)


def captured_address(url: str) -> str:
    """The identity of somebody's capture of an address: never the page that is crawled there. Raises ValueError."""
    return f"http://added.invalid/captured/{quote(canonical_url(url), safe='')}"


def read_web_archive(path: Path, limit: int) -> WebArchive:
    """The pages of a file whose bodies have at most `limit` bytes. A damaged end is told; what came before it counts."""
    found = WebArchive(path)
    with path.open("rb") as stream:
        try:
            records = ArchiveIterator(stream)
            for record in records:
                url = _address(record)
                if not url:
                    continue
                if len(record.content_stream().read(limit + 1)) > limit:
                    found.too_big.append(url)
                    continue
                found.captured.append(Captured(_moment(record), records.get_record_offset(), url, record.rec_type))
        except _BROKEN as error:
            found.damage = type(error).__name__
    whole = {captured.url for captured in found.captured if captured.kind != "conversion"}
    kept = (
        each for each in found.captured if each.kind != "conversion" or each.url not in whole
    )  # made of another record
    found.captured = sorted(kept, key=lambda each: (each.moment, each.offset))
    return found


def _address(record: Any) -> str:
    """The address of a good page, '' for any other record."""
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "") if record.rec_headers else ""
    if record.rec_type == "response":
        good = record.http_headers is not None and record.http_headers.get_statuscode() == "200"
    else:
        good = record.rec_type in ("resource", "conversion")
    try:
        return url if good and canonical_url(url) else ""
    except ValueError:
        return ""


def _media(record: Any) -> str:
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    return str(headers.get_header("Content-Type") or "application/octet-stream")


def _moment(record: Any) -> datetime:
    try:
        return min(read_time(str(record.rec_headers.get_header("WARC-Date"))), datetime.now(UTC))
    except ValueError:
        return datetime.now(UTC)
