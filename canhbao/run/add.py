"""Local files and folders, as if fetched: archived, read, understood, queued.

A WARC gives each of its pages under its own address. Any other file's address is http://added.invalid/<digest>/<name>:
the reserved name resolves nowhere, the digest makes adding a file twice one document.
"""

import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from canhbao.config import Config
from canhbao.run.feeding import Fed, feed
from canhbao.run.sink import OutboxSink
from canhbao.vocabulary import tried_vocabulary_of
from crawler.archive import Archive, Capture
from crawler.archive.store import new_run_id
from crawler.items import PageRole
from crawler.model import (
    Balance,
    ConfigurationError,
    Issue,
    Outcome,
    Source,
    balance_to_json,
    issues_to_json,
    payload_digest,
)
from crawler.read.outcomes import REMEDIES, ReadOutcome
from crawler.read.sandbox import Sandbox
from crawler.understanding import Understood, understand_page
from crawler.vocab.vocabulary import Vocabulary

SOURCE = "added"
MAX_BYTES = 64 * 1024 * 1024
MAX_WARC_BYTES = 2 * 1024**3
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    ".rtf": "application/rtf",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".zip": "application/zip",
    ".rar": "application/vnd.rar",
    ".7z": "application/x-7z-compressed",
    ".eml": "message/rfc822",
    ".mht": "message/rfc822",
    ".mhtml": "message/rfc822",
}


@dataclass(frozen=True, slots=True)
class Added:
    """How one file ended. `advisory_id` is '' unless it was indexed."""

    path: Path
    outcome: Outcome
    reason: str = ""
    advisory_id: str = ""


@dataclass(frozen=True, slots=True)
class _Adding:
    """What every file of a run is added with; `issues` are gathered."""

    archive: Archive
    sink: OutboxSink
    source: Source | None
    vocabulary: Vocabulary
    sandbox: Sandbox
    issues: list[Issue]


@dataclass(frozen=True, slots=True)
class AddReport:
    """All files with the balance of the run, the issues and what reached the engine."""

    files: tuple[Added, ...]
    balance: Balance
    issues: tuple[Issue, ...]
    fed: Fed

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "balance": balance_to_json(self.balance),
            "even": self.balance.is_even,
            "indexed": self.fed.indexed,
            "waiting": self.fed.waiting,
            "files": [
                {"path": str(f.path), "outcome": f.outcome.value, "reason": f.reason, "id": f.advisory_id}
                for f in self.files
            ],
            "issues": issues_to_json(self.issues),
        }


def add(
    config: Config,
    paths: list[Path],
    source: Source | None = None,
    on_file: Callable[[Added], None] | None = None,
) -> AddReport:
    """Add files. A file that cannot be read is an issue; the others go on.

    Raises ConfigurationError if none of the paths holds a file, or if a team's own tactics are unsound.
    """
    vocabulary = tried_vocabulary_of(config)
    issues: list[Issue] = []
    files = list(_files(paths, issues))
    if not files and not issues:
        names = ", ".join(str(path) for path in paths)
        raise ConfigurationError(
            f"Không có tệp nào trong {names}. There is no file in {names}: give files, or folders that hold some."
        )
    archive = Archive(config.data, run_id=new_run_id(), source=source.slug if source else SOURCE)
    sink = OutboxSink(config)
    into = _Adding(archive, sink, source, vocabulary, Sandbox(), issues)
    results = []
    try:
        for path in files:
            for result in _add_one(into, path):
                results.append(result)
                if on_file:
                    on_file(result)
        balance = archive.ledger.balance(archive.run_id, archive.source)
    finally:
        into.sandbox.close()
        sink.close()
        archive.close()
    return AddReport(tuple(results), balance, tuple(issues), feed(config))


def _files(paths: list[Path], issues: list[Issue]) -> Iterator[Path]:
    """Regular files, folders in order of name, hidden ones left out; symbolic links are not followed."""
    for path in paths:
        if path.is_dir():
            found = 0
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(names):
                    file = Path(folder) / name
                    if not name.startswith(".") and file.is_file() and not file.is_symlink():
                        found += 1
                        yield file
            if not found:
                issues.append(_issue(path, "empty_folder", "Thư mục không có tệp nào", "the folder holds no file"))
        elif path.is_file():
            yield path
        else:
            issues.append(_issue(path, "missing", "Không có tệp hay thư mục này", "no such file or folder"))


def _issue(path: Path, kind: str, vi: str, en: str) -> Issue:
    return Issue(SOURCE, kind, f"{path}: {vi}. {path}: {en}.", "Xem lại đường dẫn. Check the path.", str(path))


def _add_one(into: _Adding, path: Path) -> Iterator[Added]:
    """One for a file, one for each page of a WARC."""
    try:
        web_archive = path.name.lower().endswith((".warc", ".warc.gz"))
        if path.stat().st_size > (MAX_WARC_BYTES if web_archive else MAX_BYTES):
            into.issues.append(_issue(path, "too_big", "Tệp quá lớn (64 MB, WARC 2 GB)", "the file is too big"))
            return
        if web_archive:
            yield from _add_warc(into, path)
            return
        body = path.read_bytes()
    except OSError as error:
        into.issues.append(_issue(path, "unreadable", f"Không đọc được ({error.strerror})", "it cannot be read"))
        return
    address = f"http://added.invalid/{payload_digest(body)[:16]}/{quote(path.name)}"
    media = _TYPES.get(path.suffix.lower(), "application/octet-stream")
    capture = Capture(address, 200, "OK", (("Content-Type", media),), body, datetime.now(UTC))
    yield _added(into, path, capture)


def _add_warc(into: _Adding, path: Path) -> Iterator[Added]:
    """Each good response of somebody's web archive under its own address. A damaged end is an issue; the rest counts."""
    count = 0
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                url = str(record.rec_headers.get_header("WARC-Target-URI") or "") if record.rec_headers else ""
                told = record.http_headers
                good = record.rec_type == "response" and told is not None and told.get_statuscode() == "200"
                if not good or not url.startswith(("http://", "https://")):
                    continue
                body = record.content_stream().read(MAX_BYTES + 1)
                if len(body) > MAX_BYTES:
                    into.issues.append(_issue(path, "too_big", f"{url} quá 64 MB", f"{url} is over 64 MB"))
                    continue
                media = str(told.get_header("Content-Type") or "application/octet-stream")
                capture = Capture(url, 200, "OK", (("Content-Type", media),), body, datetime.now(UTC))
                count += 1
                yield _added(into, path, capture, url)
        except (
            ArchiveLoadFailed,
            zlib.error,
            EOFError,
            ValueError,
            AttributeError,
        ) as error:  # all seen on damaged WARCs
            told_vi = f"WARC hỏng sau {count} trang ({type(error).__name__})"
            into.issues.append(_issue(path, "broken_warc", told_vi, f"the WARC is damaged after {count} pages"))
            return
    if not count:
        into.issues.append(_issue(path, "empty_warc", "WARC không có trang nào", "the WARC holds no page"))


def _added(into: _Adding, path: Path, capture: Capture, url: str = "") -> Added:
    understood, advisory_id = _understand(into, capture, "" if url else path.name)
    if understood.outcome is Outcome.QUARANTINED:
        told = f"{path}: {url}: {_remedy(understood.reason)}" if url else f"{path}: {_remedy(understood.reason)}"
        into.issues.append(Issue(SOURCE, understood.reason, told, "", str(path)))
    return Added(path, understood.outcome, understood.reason, advisory_id)


def _remedy(reason: str) -> str:
    """The sentence of a read outcome; the name of an unexpected exception stands for itself."""
    if reason in set(ReadOutcome):
        return REMEDIES[ReadOutcome(reason)]
    return f"Bộ đọc gặp lỗi {reason}. The reader failed with {reason}; please report it."


def _understand(into: _Adding, capture: Capture, name: str) -> tuple[Understood, str]:
    """Archive first; settle after the outbox has it."""
    archive, address = into.archive, capture.url
    archive.ledger.discover(address, archive.source)
    stored = archive.store(capture, url=address, role=PageRole.ARTICLE, revision=True)
    row = archive.ledger.revision_row(stored.page_id, stored.revision)
    if row is None:
        raise AssertionError(f"the ledger lost {address}")
    page = replace(archive.page(row), filename=name) if name else archive.page(row)
    understood = understand_page(page, (), into.source, into.vocabulary, into.sandbox)
    if understood.advisory is not None:
        into.sink.put(understood.advisory, into.source)
    warns = understood.advisory is not None and understood.advisory.is_advisory
    archive.ledger.settle(page.page_id, page.revision, understood.outcome, understood.reason, warns=warns)
    return understood, understood.advisory.advisory_id if understood.advisory else ""
