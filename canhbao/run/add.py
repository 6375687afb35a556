"""Local files and folders, as if fetched: archived, read, understood, queued.

The address of a file is http://added.invalid/<digest>/<name>: the reserved name resolves nowhere, the digest makes adding a file
twice one document. A page of somebody's WARC keeps its address to be shown, but is never the page that we crawl there: its
identity is of the same reserved name, its time is the one at which it was captured.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from canhbao.config import Config
from canhbao.run.feeding import Fed, feed
from canhbao.run.sink import OutboxSink
from canhbao.run.web_archive import captured_address, read_web_archive
from canhbao.vocabulary import tried_vocabulary_of
from crawler.archive import Archive, Capture
from crawler.archive.provenance import LAYOUTS_URN, Definition, definition_of
from crawler.archive.store import new_run_id
from crawler.items import PageRole
from crawler.model import (
    FINISHED,
    Balance,
    ConfigurationError,
    Issue,
    Outcome,
    Readings,
    Source,
    balance_to_json,
    issues_to_json,
    payload_digest,
)
from crawler.read.layouts import layouts_file
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
    archive = Archive(
        config.data, run_id=new_run_id(), source=source.slug if source else SOURCE, in_force=_in_force(source)
    )
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
        ended = archive.ledger.finish_run(
            reason=FINISHED, limited=True, balance=balance, readings=Readings(), issues=tuple(issues)
        )
        archive.end_run(ended)
    finally:
        into.sandbox.close()
        sink.close()
        archive.close()
    return AddReport(tuple(results), balance, tuple(issues), feed(config))


def _in_force(source: Source | None) -> tuple[Definition, ...]:
    layouts = Definition(LAYOUTS_URN, "application/yaml", layouts_file())
    return (definition_of(source), layouts) if source else (layouts,)


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
    """Each good page of somebody's web archive, in the order of their times. A damaged end is an issue; the rest counts."""
    found = read_web_archive(path, MAX_BYTES)
    for url in found.too_big:
        into.issues.append(_issue(path, "too_big", f"{url} quá 64 MB", f"{url} is over 64 MB"))
    for position in found.captured:
        capture = found.capture(position)
        yield _added(into, path, capture, capture.url)
    if found.damage:
        told_vi = f"WARC hỏng sau {len(found.captured)} trang ({found.damage})"
        told_en = f"the WARC is damaged after {len(found.captured)} pages"
        into.issues.append(_issue(path, "broken_warc", told_vi, told_en))
    elif not found.captured:
        into.issues.append(_issue(path, "empty_warc", "WARC không có trang nào", "the WARC holds no page"))


def _added(into: _Adding, path: Path, capture: Capture, url: str = "") -> Added:
    understood, advisory_id = _understand(into, capture, "" if url else path.name, captured_address(url) if url else "")
    if understood.outcome is Outcome.QUARANTINED:
        told = f"{path}: {url}: {_remedy(understood.reason)}" if url else f"{path}: {_remedy(understood.reason)}"
        into.issues.append(Issue(SOURCE, understood.reason, told, "", str(path)))
    return Added(path, understood.outcome, understood.reason, advisory_id)


def _remedy(reason: str) -> str:
    """The sentence of a read outcome; the name of an unexpected exception stands for itself."""
    if reason in set(ReadOutcome):
        return REMEDIES[ReadOutcome(reason)]
    return f"Bộ đọc gặp lỗi {reason}. The reader failed with {reason}; please report it."


def _understand(into: _Adding, capture: Capture, name: str, identity: str) -> tuple[Understood, str]:
    """Archive first; settle after the outbox has it. An earlier capture than the one that is known is kept, not shown."""
    archive, address = into.archive, identity or capture.url
    page_id = archive.ledger.discover(address, archive.source).page_id
    stored = archive.store(capture, url=address, role=PageRole.ARTICLE, revision=True)
    row = archive.ledger.revision_row(stored.page_id, stored.revision)
    state = archive.ledger.page_row(page_id)
    if row is None or state is None:
        raise AssertionError(f"the ledger lost {address}")
    page = replace(archive.page(row), filename=name) if name else archive.page(row)
    understood = understand_page(page, (), into.source, into.vocabulary, into.sandbox)
    if understood.advisory is not None and state.revision == stored.revision:
        into.sink.put(understood.advisory, into.source)
    archive.ledger.settle(page.page_id, page.revision, understood.outcome, understood.reason, warns=understood.warns)
    return understood, understood.advisory.advisory_id if understood.advisory else ""
