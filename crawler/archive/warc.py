"""WARC files: append one synced record at a time, find the members of a file, cut a torn tail.

In: records as gzip members (crawler.archive.records). Out: `.warc.gz` files of one record per member, and their positions.
Knows no ledger. Members are checked here one by one, because the usual reader reports a torn last record as whole (warcio
issue 138: silent at 1,190 of 1,255 cuts).
"""

import contextlib
import fcntl
import os
import re
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crawler.archive.records import Position, member_of_info

CHUNK = 1 << 16
ROTATE_BYTES = 256 * 1024 * 1024
_GZIP = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member of a file; `whole` is False for a torn or damaged stretch, after which whole ones may follow."""

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
            self.append(member_of_info(path.name, software))
            sync_folder(path.parent)
            sync_folder(path.parent.parent)  # the folder of the archive may be as new as the file

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._stream.tell()

    def append(self, member: bytes) -> Position:
        """Append one record; the bytes are on the disk on return. Raises OSError, then nothing was appended."""
        offset = self._stream.tell()
        try:
            self._stream.write(member)
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError:
            self._cut(offset)
            raise
        return Position(self.path.name, offset, len(member))

    def withdraw(self, last: Position) -> None:
        """Take back the record that was appended last: the ledger could not be told of it. Raises OSError."""
        if last.offset + last.length == self._stream.tell():
            self._cut(last.offset)

    def _cut(self, offset: int) -> None:
        """Drop the bytes from an offset on and start over with a clean buffer on the same file."""
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


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk: a new or renamed file's name is not there when its bytes are."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def members(path: Path, start: int = 0) -> Iterator[Member]:
    """The gzip members of a file from an offset on. A torn or damaged stretch has whole=False; what follows it is found."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        offset = start
        while offset < size:
            stream.seek(offset)
            length = _member_length(stream)
            if length is None:
                following = _next_record(stream, offset + 1, size)
                yield Member(offset, following - offset, whole=False)
                offset = following
            else:
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


def _next_record(stream: BinaryIO, start: int, size: int) -> int:
    """Where the next record begins after a damaged one; the end of the file if there is none."""
    offset = start
    while offset < size:
        stream.seek(offset)
        chunk = stream.read(CHUNK)
        for match in re.finditer(re.escape(_GZIP), chunk):
            stream.seek(offset + match.start())
            with contextlib.suppress(zlib.error):  # these bytes only looked like the start of a member
                if zlib.decompressobj(31).decompress(stream.read(1024), 5) == b"WARC/":
                    return offset + match.start()
        offset += max(1, len(chunk) - len(_GZIP) + 1)
    return size


def repair(path: Path, start: int = 0) -> int:
    """Cut a torn tail back to the last whole member; bytes removed. Raises BlockingIOError if a crawl writes it.

    `start` is an offset known to be the end of a whole member. A damage with whole records behind it stays where it is.
    """
    with path.open("r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        last = next(iter(deque(members(path, start), maxlen=1)), None)
        if last is None or last.whole:
            return 0
        stream.truncate(last.offset)
        os.fsync(stream.fileno())
        return last.length


def salvage(path: Path, aside: Path) -> None:
    """Put the whole records of a damaged file in its place; the file as it was goes to the folder `aside`. Raises OSError."""
    aside.mkdir(exist_ok=True)
    mended = aside / f"{path.name}.mending"
    with path.open("rb") as damaged, mended.open("wb") as target:
        for member in members(path):
            if member.whole:
                damaged.seek(member.offset)
                target.write(damaged.read(member.length))
        target.flush()
        os.fsync(target.fileno())
    if not (aside / path.name).exists():
        os.link(path, aside / path.name)
    mended.replace(path)
    sync_folder(aside)
    sync_folder(path.parent)
