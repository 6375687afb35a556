"""The archive of one run: a synced WARC record and a ledger row for each response, and pages read back.

In: captures with what they are for. Out: positions and Pages. The disk comes first: a response is archived before
anything parses it. Knows neither Scrapy nor how text is understood.
"""

import errno
import fcntl
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from crawler.archive.ledger import REVISIT_FLOOR, Archived, Ledger
from crawler.archive.provenance import RUN_URN, Definition, Provenance, written
from crawler.archive.records import (
    Capture,
    DamagedRecord,
    Position,
    member_of,
    member_of_definition,
    member_of_note,
    member_of_revisit,
    read_capture,
    read_held,
)
from crawler.archive.schema import PageRow, RevisionRow
from crawler.archive.urls import canonical_url, without_credentials
from crawler.archive.warc import ROTATE_BYTES, WarcFile, repair
from crawler.model import (
    EngineUnavailable,
    Outcome,
    Page,
    RunSummary,
    page_id,
    payload_digest,
    summary_to_json,
)

FOLDER = "warc"
SOFTWARE = "canhbao"
MINIMUM_FREE = 1 << 30


class DiskFull(EngineUnavailable):
    """The disk that holds the archive has no room, or refuses: the crawl stops, what is kept stays whole."""


def disk_trouble(error: OSError, folder: Path) -> DiskFull:
    """A disk's refusal to write as one sentence with its remedy."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(f"Ổ đĩa đầy khi ghi {folder}. No room left in {folder}: free some, then run again.")
    told = error.strerror or type(error).__name__
    return DiskFull(
        f"Không ghi được vào {folder} ({told}). Cannot write to {folder} ({told}): check the disk and the folder's "
        "permissions, then run again; what was kept before is whole."
    )


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
        in_force: tuple[Definition, ...] = (),
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
        self._in_force = in_force
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

    def store(
        self,
        capture: Capture,
        *,
        url: str,
        role: str,
        revision: bool,
        parent: str | None = None,
        outcome: Outcome | None = None,
        reason: str = "",
    ) -> Archived:
        """Archive a response: synced record first, ledger row second. `url` is the address that was asked for.

        `parent` is the page_id of the page that it hangs on. `outcome` and `reason` are set where nothing needs to be read to
        know them; whoever stores settles them. Raises DiskFull if there is no room; then nothing was entered.
        """
        capture = replace(capture, url=without_credentials(capture.url))
        told = self._provenance(url, role, parent, capture.requested_at)
        told = replace(told, revision=revision, outcome=outcome, reason=reason, entered=self._entered(capture))
        archived: list[Archived] = []

        def enter(position: Position) -> None:
            archived.append(archived_of(capture, told, position))
            self.ledger.record(archived[0], self.source, revision=revision)

        self._keep(member_of(capture, told.fields()), enter)
        return archived[0]

    @staticmethod
    def _entered(capture: Capture) -> datetime | None:
        """Now, for a capture of an earlier time: its own time says nothing about the order of records."""
        now = datetime.now(UTC)
        return now if (now - capture.fetched_at).total_seconds() > 60 else None

    def unchanged(self, capture: Capture, *, url: str, role: str, newest: RevisionRow, reason: str) -> None:
        """The server sent 304, or the payload that is archived: a revisit record, and the page stays what it was."""
        told = self._provenance(url, role, None, capture.requested_at)
        told = replace(told, outcome=Outcome.UNCHANGED, reason=reason)
        capture = replace(capture, url=without_credentials(capture.url))
        member = member_of_revisit(capture, newest.revision, newest.fetched, told.fields())
        self._keep(member, lambda _: self.ledger.settle(newest.page_id, newest.revision, Outcome.UNCHANGED, reason))

    def refuse(self, url: str, role: str, reason: str) -> None:
        """A page that must not, or cannot, be fetched: a note, and it is settled as rejected."""
        page = page_id(canonical_url(url))
        self._note(url, role, Outcome.REJECTED, reason, lambda _: self.ledger.refuse(page, reason))

    def postpone(self, url: str, role: str, reason: str, *, counts: bool = True) -> None:
        """A page that could not be fetched now: a note, and it stays pending for a later try."""
        page = page_id(canonical_url(url))
        self._note(url, role, Outcome.PENDING, reason, lambda _: self.ledger.postpone(page, reason, counts=counts))

    def still_gone(self, url: str, row: PageRow) -> None:
        """A page that is gone, and was before: a note."""
        settle = self.ledger.settle
        self._note(
            url, row.role, Outcome.UNCHANGED, "gone", lambda _: settle(row.page_id, row.revision, Outcome.UNCHANGED)
        )

    def hangs_on(self, url: str, role: str, parent: str) -> None:
        """An attachment that is archived already hangs on another article too: a note."""
        self._note(url, role, None, "", lambda _: None, parent)

    def relisted(self, url: str, role: str) -> None:
        """A list says another title or date of a known page: a note."""
        self._note(url, role, None, "", lambda _: None)

    def end_run(self, summary: RunSummary) -> None:
        """The end of a run as a note: what it summed up to, and which lists it left open."""
        told = {
            **summary_to_json(summary),
            "started": written(summary.started),
            "finished": written(summary.finished) if summary.finished else None,
            "open": [asdict(item) for item in self.ledger.open_lists(self.source)],
        }
        fields = (("Canhbao-Source", self.source), ("Canhbao-Run", self.run_id))
        block = json.dumps(told, ensure_ascii=False).encode()
        urn = f"{RUN_URN}{self.source}:{self.run_id}"
        self._keep(member_of_note(urn, datetime.now(UTC), fields, "application/json", block), lambda _: None)

    def definition(self, urn: str) -> bytes | None:
        """What was last in force under a name, or None. A damaged record is passed over for an older one."""
        for position in self.ledger.definitions(urn):
            try:
                return read_held(self.folder, position).block
            except DamagedRecord:
                continue
        return None

    def _note(
        self,
        url: str,
        role: str,
        outcome: Outcome | None,
        reason: str,
        enter: Callable[[Position], None],
        parent: str | None = None,
    ) -> None:
        told = replace(self._provenance(url, role, parent, None), outcome=outcome, reason=reason)
        self._keep(member_of_note(without_credentials(url), datetime.now(UTC), told.fields()), enter)

    def _provenance(self, url: str, role: str, parent: str | None, requested: datetime | None) -> Provenance:
        row = self.ledger.page_row(page_id(canonical_url(url)))
        above = self.ledger.page_row(parent or (row.parent if row else None) or "")
        return Provenance(
            asked=without_credentials(url),
            source=self.source,
            run=self.run_id,
            role=role,
            discovered=row.first_seen if row else datetime.now(UTC),
            requested=requested,
            parent=above.canonical_url if above else "",
            listed_title=row.listed_title if row else None,
            listed_published=row.listed_published if row else None,
        )

    def _keep(self, member: bytes, enter: Callable[[Position], None]) -> None:
        """One record on the disk, then the ledger. Raises DiskFull; then the ledger was told nothing."""
        if shutil.disk_usage(self.data).free < self._minimum_free + len(member):
            raise DiskFull(
                f"Ổ đĩa của {self.data} còn dưới {self._minimum_free >> 20} MB. The disk of {self.data} has less than "
                f"{self._minimum_free >> 20} MB left: free some room, the crawl then continues where it stopped."
            )
        try:
            position = self._open().append(member)
        except OSError as error:
            raise disk_trouble(error, self.folder) from error
        try:
            enter(position)
        except BaseException:
            self._abandon()
            raise

    def _abandon(self) -> None:
        """The ledger could not be told of the last record: nothing is written behind it, so it stays the file's last."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> WarcFile:
        if self._file is not None and self._file.size >= self._rotate_bytes:
            self._seal()
        if self._file is None:
            self._sequence += 1
            name = f"{self.source or 'added'}-{self.run_id}-{self._sequence:04d}.warc.gz"
            self.ledger.open_file(name)
            self._file = WarcFile(self.folder / name, SOFTWARE)
            self._define(self._file)
        return self._file

    def _define(self, file: WarcFile) -> None:
        """What is in force stands in every file: a file that is lost takes no other file's definitions along."""
        for definition in self._in_force:
            position = file.append(member_of_definition(definition, datetime.now(UTC)))
            self.ledger.keep_definition(definition.urn, payload_digest(definition.body), position)

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


def archived_of(capture: Capture, told: Provenance, position: Position) -> Archived:
    """What the ledger keeps of a response, from the response and its provenance alone."""
    headers = {name.lower(): value for name, value in capture.headers}
    return Archived(
        page_id=page_id(canonical_url(told.asked)),
        revision=payload_digest(capture.body),
        url=capture.url,
        role=told.role,
        status=capture.status,
        content_type=headers.get("content-type", ""),
        filename=_filename(capture.url, headers.get("content-disposition", "")),
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        truncated=capture.truncated,
        fetched=capture.fetched_at,
        position=position,
    )


def _filename(url: str, disposition: str) -> str:
    """A display name: from Content-Disposition, else the last segment of the path. Never used as a path."""
    name = ""
    if disposition:
        message = Message()
        message["Content-Disposition"] = disposition.replace("\r", " ").replace("\n", " ")
        name = message.get_filename() or ""
    name = name or unquote(urlsplit(url).path.rpartition("/")[2])
    return PurePosixPath(name.replace("\\", "/")).name[:200]
