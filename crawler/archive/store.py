"""The archive of one run: a synced WARC record and a ledger row for each response, and pages read back.

In: captures with what they are for. Out: positions and Pages. The disk comes first: a response is archived before
anything parses it. Knows neither Scrapy nor how text is understood.
"""

import errno
import fcntl
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from crawler.archive.ledger import REVISIT_FLOOR, Archived, Ledger
from crawler.archive.schema import RevisionRow
from crawler.archive.urls import canonical_url, without_credentials
from crawler.archive.warc import ROTATE_BYTES, Capture, WarcFile, read_capture, repair
from crawler.model import EngineUnavailable, Page, page_id, payload_digest

FOLDER = "warc"
SOFTWARE = "canhbao"
MINIMUM_FREE = 1 << 30


class DiskFull(EngineUnavailable):
    """The disk that holds the archive has no room: the crawl stops, what is kept stays whole."""


def new_run_id() -> str:
    """A sortable id of a run: UTC time to the second, then six random hex digits."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"


class Archive:
    """Writer of one run of one source, and reader of everything. Repairs torn files of earlier runs when it opens."""

    def __init__(
        self,
        data: Path,
        *,
        run_id: str = "",
        source: str = "",
        rotate_bytes: int = ROTATE_BYTES,
        minimum_free: int = MINIMUM_FREE,
        revisit_floor: float = REVISIT_FLOOR,
    ) -> None:
        self.data = data
        self.folder = data / FOLDER
        self.run_id = run_id
        self.source = source
        self.opened = datetime.now(UTC)
        self.ledger = Ledger(data, run_id, source, revisit_floor=revisit_floor)
        self._rotate_bytes = rotate_bytes
        self._minimum_free = minimum_free
        self._file: WarcFile | None = None
        self._sequence = 0
        self.repaired = self._repair() if run_id else []

    def _repair(self) -> list[str]:
        """Cut torn tails of files that a crash left open; the names of those that were cut."""
        cut: list[str] = []
        for file in self.ledger.unsealed_files():
            path = self.folder / file.name
            if not path.exists():
                self.ledger.seal_file(file.name)
                continue
            try:
                removed = repair(path, file.entered if file.entered <= path.stat().st_size else 0)
            except BlockingIOError:
                continue  # another crawl is writing it now
            self.ledger.seal_file(file.name)
            if removed:
                cut.append(file.name)
        return cut

    def store(self, capture: Capture, *, url: str, role: str, revision: bool) -> Archived:
        """Archive a response: synced record first, ledger row second. `url` is the address that was asked for.

        Raises DiskFull if there is no room; then nothing was entered.
        """
        if shutil.disk_usage(self.data).free < self._minimum_free + len(capture.body):
            raise DiskFull(
                f"Ổ đĩa của {self.data} còn dưới {self._minimum_free >> 20} MB. The disk of {self.data} has less than "
                f"{self._minimum_free >> 20} MB left: free some room, the crawl then continues where it stopped."
            )
        capture = replace(capture, url=without_credentials(capture.url))
        try:
            position = self._open().write(capture)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise DiskFull(
                    f"Ổ đĩa đầy khi ghi {self.folder}. No room left in {self.folder}: free some, then run again."
                ) from error
            raise
        headers = {name.lower(): value for name, value in capture.headers}
        archived = Archived(
            page_id=page_id(canonical_url(url)),
            revision=payload_digest(capture.body),
            url=capture.url,
            role=role,
            status=capture.status,
            content_type=headers.get("content-type", ""),
            filename=_filename(capture.url, headers.get("content-disposition", "")),
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            truncated=capture.truncated,
            fetched=capture.fetched_at,
            position=position,
        )
        self.ledger.record(archived, self.source, revision=revision)
        return archived

    def _open(self) -> WarcFile:
        if self._file is not None and self._file.size >= self._rotate_bytes:
            self._seal()
        if self._file is None:
            self._sequence += 1
            name = f"{self.source or 'added'}-{self.run_id}-{self._sequence:04d}.warc.gz"
            self.ledger.open_file(name)
            self._file = WarcFile(self.folder / name, SOFTWARE)
        return self._file

    def _seal(self) -> None:
        if self._file is not None:
            name = self._file.path.name
            self._file.close()
            self._file = None
            self.ledger.seal_file(name)

    def capture(self, row: RevisionRow) -> Capture:
        """The response of a revision. Raises DamagedRecord."""
        return read_capture(self.folder, row.position)

    def page(self, row: RevisionRow) -> Page:
        """The page of a revision, read back from its record. Raises DamagedRecord."""
        capture = self.capture(row)
        return Page(
            page_id=row.page_id,
            revision=row.revision,
            url=capture.url,
            canonical_url=row.canonical_url,
            source=row.source,
            status=capture.status,
            content_type=row.content_type,
            headers=capture.headers,
            body=capture.body,
            fetched_at=capture.fetched_at,
            filename=row.filename,
            parent=row.parent,
            listed_title=row.listed_title,
            listed_published=row.listed_published,
        )

    def attachments(self, page: str) -> tuple[Page, ...]:
        """The attachments of a page at their newest revisions, in the order of their links. Raises DamagedRecord."""
        return tuple(replace(self.page(row), parent=page) for row in self.ledger.attachments(page))

    def replay(self, source: str | None = None) -> Iterator[tuple[Page, tuple[Page, ...]]]:
        """Every archived article at its newest good revision with its attachments, without the web."""
        for row in list(self.ledger.articles(source)):
            yield self.page(row), self.attachments(row.page_id)

    def close(self) -> None:
        """Seal the open file and release the ledger."""
        self._seal()
        self.ledger.close()


def run_lock(data: Path, name: str) -> int | None:
    """An exclusive lock for a name, as an open descriptor; None if another process holds it. Freed by the system."""
    import os

    folder = data / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _filename(url: str, disposition: str) -> str:
    """A display name: from Content-Disposition, else the last segment of the path. Never used as a path."""
    name = ""
    if disposition:
        message = Message()
        message["Content-Disposition"] = disposition.replace("\r", " ").replace("\n", " ")
        name = message.get_filename() or ""
    name = name or unquote(urlsplit(url).path.rpartition("/")[2])
    return PurePosixPath(name.replace("\\", "/")).name[:200]
