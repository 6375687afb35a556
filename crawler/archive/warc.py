"""WARC files: append one synced record at a time, read one back, find and cut a torn tail.

In: responses as bytes and headers. Out: gzip members in `.warc.gz` files (ISO 28500), one record per member, and
their positions. Knows no ledger. Members are checked here one by one, because the usual reader reports a torn last
record as whole (warcio issue 138: silent at 1,190 of 1,255 cuts).
"""

import base64
import fcntl
import gzip
import hashlib
import io
import os
import re
import uuid
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator

CHUNK = 1 << 16
ROTATE_BYTES = 256 * 1024 * 1024
_HOP_BY_HOP = frozenset({"transfer-encoding", "connection", "keep-alive", "content-encoding", "content-length"})
_SECRET = frozenset({"set-cookie", "set-cookie2", "authorization", "proxy-authorization"})


class DamagedRecord(Exception):
    """A record is not where, or not what, the ledger says."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A response as it goes into the archive: `body` is decoded from its content coding.

    `truncated` is '' or a WARC-Truncated reason: 'length', 'time', 'disconnect'. `fetched_at` is aware, UTC.
    """

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    address: str = ""
    truncated: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record lies: file name inside the archive folder, offset and length in bytes."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member of a file; `whole` is False for a torn or damaged one, which ends the file."""

    offset: int
    length: int
    whole: bool


class WarcFile:
    """One open, exclusively locked file that grows by whole, synced records."""

    def __init__(self, path: Path, software: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._stream: BinaryIO = path.open("ab")
        fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if self._stream.tell() == 0:
            self._append(_member_of_info(path.name, software))
            sync_folder(path.parent)
            sync_folder(path.parent.parent)  # the folder of the archive may be as new as the file

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._stream.tell()

    def write(self, capture: Capture) -> Position:
        """Append one response; the bytes are on the disk on return. Raises OSError, then nothing was appended."""
        return self._append(_member_of(capture))

    def _append(self, member: bytes) -> Position:
        offset = self._stream.tell()
        try:
            self._stream.write(member)
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError:
            self._withdraw(offset)
            raise
        return Position(self.path.name, offset, len(member))

    def _withdraw(self, offset: int) -> None:
        """After a failed write: drop its bytes and start over with a clean buffer on the same file."""
        stream = self.path.open("r+b")
        stream.truncate(offset)
        stream.seek(offset)
        broken, self._stream = self._stream, stream
        fcntl.flock(broken, fcntl.LOCK_UN)
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            broken.close()
        except OSError:
            stream.truncate(offset)  # the buffer's last attempt may have left bytes; the file is as before again
        stream.seek(offset)

    def close(self) -> None:
        """Release the file and its lock."""
        self._stream.close()


def _digest_label(body: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode("ascii")


def _member_of(capture: Capture) -> bytes:
    kept = [(name, value) for name, value in capture.headers if name.lower() not in _HOP_BY_HOP | _SECRET]
    http = _head(f"HTTP/1.1 {capture.status} {capture.reason}", [*kept, ("Content-Length", str(len(capture.body)))])
    headers = [
        ("WARC-Target-URI", capture.url),
        ("WARC-Date", capture.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")),
        ("WARC-Payload-Digest", _digest_label(capture.body)),
    ]
    if capture.address:
        headers.append(("WARC-IP-Address", capture.address))
    if capture.truncated:
        headers.append(("WARC-Truncated", capture.truncated))
    return _record("response", "application/http; msgtype=response", headers, http + capture.body)


def _member_of_info(name: str, software: str) -> bytes:
    fields = [("software", software), ("format", "WARC File Format 1.1"), ("robots", "obey (RFC 9309)")]
    block = "".join(f"{key}: {value}\r\n" for key, value in fields).encode("utf-8")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _record("warcinfo", "application/warc-fields", [("WARC-Filename", name), ("WARC-Date", now)], block)


def _record(kind: str, content_type: str, headers: Sequence[tuple[str, str]], block: bytes) -> bytes:
    """One record as one gzip member (ISO 28500:2017 section 4 and annex D)."""
    head = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid4()}>"),
        *headers,
        ("WARC-Block-Digest", _digest_label(block)),
        ("Content-Type", content_type),
        ("Content-Length", str(len(block))),
    ]
    return gzip.compress(_head("WARC/1.1", head) + block + b"\r\n\r\n", mtime=0)


def _head(first: str, headers: Sequence[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{_one_line(name)}: {_one_line(value)}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("utf-8", errors="replace")


def _one_line(text: str) -> str:
    """A header's text can neither end its line nor its head."""
    return re.sub(r"[\r\n\x00]+", " ", text).strip()


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk: a new or renamed file's name is not there when its bytes are."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_capture(folder: Path, position: Position) -> Capture:
    """Read one response back and check its payload digest. Raises DamagedRecord, naming file and offset."""
    where = f"{position.file} @ {position.offset}"
    try:
        with (folder / position.file).open("rb") as stream:
            stream.seek(position.offset)
            raw = stream.read(position.length)
        _check_member(raw, position.length)
        record = next(iter(ArchiveIterator(io.BytesIO(raw), check_digests=False)))
        body: bytes = record.content_stream().read()
        declared = str(record.rec_headers.get_header("WARC-Payload-Digest"))
        if declared != _digest_label(body):
            raise DamagedRecord("the payload does not match its digest")
        status, _, reason = record.http_headers.statusline.partition(" ")
        return Capture(
            url=str(record.rec_headers.get_header("WARC-Target-URI")),
            status=int(status),
            reason=reason,
            headers=tuple((str(name), str(value)) for name, value in record.http_headers.headers),
            body=body,
            fetched_at=datetime.fromisoformat(str(record.rec_headers.get_header("WARC-Date"))),
            address=str(record.rec_headers.get_header("WARC-IP-Address") or ""),
            truncated=str(record.rec_headers.get_header("WARC-Truncated") or ""),
        )
    except DamagedRecord as error:
        raise DamagedRecord(f"{where}: {error}") from error
    except (OSError, ValueError, AttributeError, StopIteration) as error:
        raise DamagedRecord(f"{where}: not a readable record ({type(error).__name__}: {error})") from error


def _check_member(raw: bytes, length: int) -> None:
    inflater = zlib.decompressobj(31)
    try:
        inflater.decompress(raw)
    except zlib.error as error:
        raise DamagedRecord(f"damaged gzip member ({error})") from error
    if not inflater.eof or inflater.unused_data or len(raw) != length:
        raise DamagedRecord("torn gzip member")


def members(path: Path, start: int = 0) -> Iterator[Member]:
    """The gzip members of a file from an offset on. A torn or damaged one is yielded last, with whole=False."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        offset = start
        while offset < size:
            stream.seek(offset)
            length = _member_length(stream)
            if length is None:
                yield Member(offset, size - offset, whole=False)
                return
            yield Member(offset, length, whole=True)
            offset += length


def _member_length(stream: BinaryIO) -> int | None:
    inflater = zlib.decompressobj(31)
    read = 0
    while chunk := stream.read(CHUNK):
        read += len(chunk)
        try:
            pending = chunk
            while pending and not inflater.eof:
                inflater.decompress(pending, CHUNK * 16)
                pending = inflater.unconsumed_tail
        except zlib.error:
            return None
        if inflater.eof:
            return read - len(inflater.unused_data)
    return None


def repair(path: Path, start: int = 0) -> int:
    """Cut a torn tail back to the last whole member; bytes removed. Raises BlockingIOError if a crawl writes it.

    `start` is an offset known to be the end of a whole member.
    """
    with path.open("r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        torn: Sequence[Member] = [member for member in members(path, start) if not member.whole]
        if not torn:
            return 0
        stream.truncate(torn[0].offset)
        os.fsync(stream.fileno())
        return torn[0].length
