"""WARC records: a response, a revisit, a note or a definition as bytes, and a record read back.

In: values. Out: one gzip member for each record (ISO 28500:2017), or the values of one. Knows no ledger.
"""

import base64
import gzip
import hashlib
import io
import re
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.archive.provenance import Definition, Fields, read_time, written

_HOP_BY_HOP = frozenset({"transfer-encoding", "connection", "keep-alive", "content-encoding", "content-length"})
_SECRET = frozenset({"set-cookie", "set-cookie2", "authorization", "proxy-authorization"})
_PROFILES = "http://netpreserve.org/warc/1.1/revisit/"


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
    requested_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record lies: file name inside the archive folder, offset and length in bytes."""

    file: str
    offset: int
    length: int


def digest_label(body: bytes) -> str:
    """A payload's digest as WARC writes it."""
    return "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode("ascii")


def hex_digest(label: str) -> str:
    """A WARC digest of ours as hex, '' for one of another algorithm."""
    name, _, value = label.partition(":")
    return base64.b32decode(value).hex() if name == "sha256" and len(value) == 56 else ""


def member_of(capture: Capture, fields: Fields = ()) -> bytes:
    """A response record; `fields` are named fields of one's own."""
    headers = [*_common(capture), ("WARC-Payload-Digest", digest_label(capture.body)), *fields]
    if capture.truncated:
        headers.append(("WARC-Truncated", capture.truncated))
    kind = "application/http; msgtype=response"
    return _record("response", kind, headers, _http_head(capture, len(capture.body)) + capture.body)


def member_of_revisit(capture: Capture, revision: str, first: datetime, fields: Fields = ()) -> bytes:
    """A revisit record (section 6.7): the server said 304, or sent the payload that is archived since `first`.

    `revision` is the hex SHA-256 of that payload.
    """
    profile = "server-not-modified" if capture.status == 304 else "identical-payload-digest"
    label = "sha256:" + base64.b32encode(bytes.fromhex(revision)).decode("ascii")
    headers = [
        *_common(capture),
        ("WARC-Profile", _PROFILES + profile),
        ("WARC-Payload-Digest", label),
        ("WARC-Refers-To-Target-URI", capture.url),
        ("WARC-Refers-To-Date", written(first)),
        *fields,
    ]
    return _record("revisit", "application/http; msgtype=response", headers, _http_head(capture, 0))


def member_of_note(uri: str, moment: datetime, fields: Fields, media: str = "", block: bytes = b"") -> bytes:
    """A metadata record: what has no body of its own (a refusal, a failure, the end of a run)."""
    if not block:
        media = "application/warc-fields"
        block = "".join(f"{_one_line(name)}: {_one_line(value)}\r\n" for name, value in fields).encode(
            "utf-8", "replace"
        )
    headers = [("WARC-Target-URI", uri), ("WARC-Date", written(moment)), *fields]
    return _record("metadata", media, headers, block)


def member_of_definition(definition: Definition, moment: datetime) -> bytes:
    """A resource record: what was in force when the file was written."""
    headers = [
        ("WARC-Target-URI", definition.urn),
        ("WARC-Date", written(moment)),
        ("WARC-Payload-Digest", digest_label(definition.body)),
    ]
    return _record("resource", definition.media, headers, definition.body)


def member_of_info(name: str, software: str) -> bytes:
    """The record that a file begins with."""
    fields = [("software", software), ("format", "WARC File Format 1.1"), ("robots", "obey (RFC 9309)")]
    block = "".join(f"{key}: {value}\r\n" for key, value in fields).encode("utf-8")
    headers = [("WARC-Filename", name), ("WARC-Date", written(datetime.now(UTC)))]
    return _record("warcinfo", "application/warc-fields", headers, block)


def _common(capture: Capture) -> list[tuple[str, str]]:
    headers = [("WARC-Target-URI", capture.url), ("WARC-Date", written(capture.fetched_at))]
    return [*headers, ("WARC-IP-Address", capture.address)] if capture.address else headers


def _http_head(capture: Capture, length: int) -> bytes:
    kept = [(name, value) for name, value in capture.headers if name.lower() not in _HOP_BY_HOP | _SECRET]
    return _head(f"HTTP/1.1 {capture.status} {capture.reason}", [*kept, ("Content-Length", str(length))])


def _record(kind: str, content_type: str, headers: Sequence[tuple[str, str]], block: bytes) -> bytes:
    """One record as one gzip member (ISO 28500:2017 section 4 and annex D)."""
    head = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid4()}>"),
        *headers,
        ("WARC-Block-Digest", digest_label(block)),
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


@dataclass(frozen=True, slots=True)
class Held:
    """A record of any kind as a file holds it. `capture` is there for a response or revisit; `block` for the others."""

    kind: str
    position: Position
    fields: Mapping[str, str]
    capture: Capture | None
    block: bytes

    @property
    def uri(self) -> str:
        """What it is about."""
        return self.fields.get("WARC-Target-URI", "")


def read_held(folder: Path, position: Position) -> Held:
    """Read any record back, with its digests checked. Raises DamagedRecord, naming file and offset."""
    where = f"{position.file} @ {position.offset}"
    try:
        with (folder / position.file).open("rb") as stream:
            stream.seek(position.offset)
            raw = stream.read(position.length)
        return _held_of(_unpacked(raw, position.length), position)
    except DamagedRecord as error:
        raise DamagedRecord(f"{where}: {error}") from error
    except (OSError, ValueError, AttributeError, StopIteration, ArchiveLoadFailed) as error:
        raise DamagedRecord(f"{where}: not a readable record ({type(error).__name__}: {error})") from error


def read_capture(folder: Path, position: Position) -> Capture:
    """Read one response back and check its payload digest. Raises DamagedRecord, naming file and offset."""
    held = read_held(folder, position)
    if held.kind != "response" or held.capture is None:
        raise DamagedRecord(f"{position.file} @ {position.offset}: a {held.kind} record, not a response")
    return held.capture


def _unpacked(raw: bytes, length: int) -> bytes:
    inflater = zlib.decompressobj(31)
    try:
        record = inflater.decompress(raw)
    except zlib.error as error:
        raise DamagedRecord(f"damaged gzip member ({error})") from error
    if not inflater.eof or inflater.unused_data or len(raw) != length:
        raise DamagedRecord("torn gzip member")
    return record


def _held_of(raw: bytes, position: Position) -> Held:
    record = next(iter(ArchiveIterator(io.BytesIO(raw), check_digests=False)))
    fields = {str(name): str(value) for name, value in record.rec_headers.headers}
    body: bytes = record.content_stream().read()
    if record.rec_type in ("response", "resource") and fields.get("WARC-Payload-Digest") != digest_label(body):
        raise DamagedRecord("the payload does not match its digest")
    if record.http_headers is None:
        return Held(record.rec_type, position, fields, None, body)
    status, _, reason = record.http_headers.statusline.partition(" ")
    capture = Capture(
        url=fields["WARC-Target-URI"],
        status=int(status),
        reason=reason,
        headers=tuple((str(name), str(value)) for name, value in record.http_headers.headers),
        body=body,
        fetched_at=read_time(fields["WARC-Date"]),
        address=fields.get("WARC-IP-Address", ""),
        truncated=fields.get("WARC-Truncated", "") if record.rec_type == "response" else "",
        requested_at=read_time(fields["Canhbao-Requested"]) if "Canhbao-Requested" in fields else None,
    )
    return Held(record.rec_type, position, fields, capture, b"")
