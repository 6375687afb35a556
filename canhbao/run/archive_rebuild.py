"""`canhbao archive rebuild`: ledger and index from the WARC files alone. The web is not touched.

In: the data folder. Out: a ledger in the place of the one that was lost or damaged (which is kept beside it), and an index. The
new ledger is made in a folder of its own and takes its place in one step.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from canhbao.config import Config
from canhbao.run.crawl import alone
from canhbao.run.recollecting import Recollector
from canhbao.run.replay import RebuildReport, rebuild
from canhbao.workspace import all_sources
from crawler.archive import Ledger
from crawler.archive.ledger import FILE_NAME
from crawler.archive.rebuild import Rebuilt, rebuild_ledger
from crawler.archive.scan import Damage, files_of
from crawler.archive.store import FOLDER
from crawler.archive.warc import salvage, sync_folder
from crawler.model import CanhbaoError, ConfigurationError

_SCRATCH, DAMAGED = "rebuilding", "damaged"


@dataclass(frozen=True, slots=True)
class ArchiveRebuildReport:
    """What was rebuilt. `lost` are addresses that the ledger before had a page of and the files have not; `kept` is where that
    ledger lies now ('' if there was none). `index` is None where the loss was not accepted: then nothing was changed.
    """

    files: int
    records: int
    recollected: int
    damages: tuple[Damage, ...]
    lost: tuple[str, ...]
    kept: str
    index: RebuildReport | None

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "files": self.files,
            "records": self.records,
            "recollected": self.recollected,
            "damages": [asdict(damage) for damage in self.damages],
            "lost": list(self.lost),
            "kept": self.kept or None,
            "published": self.index is not None,
            "index": self.index.as_json() if self.index else None,
        }


def rebuild_archive(
    config: Config, *, accept_loss: bool = False, on_page: Callable[[], None] | None = None
) -> ArchiveRebuildReport:
    """Make ledger and index anew. Pages that would be lost stop it, unless `accept_loss` is given; the ledger stays.

    Raises ConfigurationError if there is no WARC file or another crawl is running, EngineUnavailable as a rebuild of the index does.
    """
    files, _ = files_of(config.data / FOLDER)
    if not files:
        raise ConfigurationError(
            f"Không có tệp WARC nào trong {config.data / FOLDER}. There is no WARC file in {config.data / FOLDER}: restore a "
            "backup, or crawl anew."
        )
    with alone(config.data, "crawl"):
        scratch = config.data / _SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        try:
            found = _written(config, scratch)
            lost = tuple(sorted(_addresses(config.data) - _addresses(scratch)))
            if lost and not accept_loss:
                return _report(len(files), found, lost, "", None)
            if found.damages:
                found = _without_damages(config, scratch, found)
            kept = _take_place(config.data, scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    index = rebuild(config, accept_loss=accept_loss, on_page=on_page)
    return _report(len(files), found, lost, kept, index)


def _written(config: Config, scratch: Path) -> Rebuilt:
    known, _ = all_sources(config)
    return rebuild_ledger(config.data, scratch, Recollector(config.data / FOLDER, known))


def _without_damages(config: Config, scratch: Path, found: Rebuilt) -> Rebuilt:
    """The whole records of damaged files take their place, and the ledger is written of them; the damages stay told."""
    folder = config.data / FOLDER
    for name in sorted({damage.file for damage in found.damages}):
        salvage(folder / name, folder / DAMAGED)
    shutil.rmtree(scratch)
    mended = _written(config, scratch)
    mended.damages[:0] = found.damages
    return mended


def _report(
    files: int, found: Rebuilt, lost: tuple[str, ...], kept: str, index: RebuildReport | None
) -> ArchiveRebuildReport:
    return ArchiveRebuildReport(files, found.records, found.recollected, tuple(found.damages), lost, kept, index)


def _addresses(data: Path) -> set[str]:
    """The addresses that a ledger has a good page of; none where it cannot be read."""
    if not (data / FILE_NAME).exists():
        return set()
    try:
        ledger = Ledger(data)
        try:
            return ledger.archived_addresses()
        finally:
            ledger.close()
    except (CanhbaoError, sqlite3.Error):
        return set()


def _take_place(data: Path, scratch: Path) -> str:
    """The new ledger in the place of the old one, in one step; where the old one lies now, '' if there was none."""
    kept = ""
    old = data / FILE_NAME
    if old.exists():
        aside = data / f"ledger-before-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.sqlite"
        os.link(old, aside)
        kept = aside.name
        for suffix in ("-wal", "-shm"):  # a log of the old ledger would be taken for one of the new
            log = old.with_name(f"{FILE_NAME}{suffix}")
            if log.exists():
                log.rename(aside.with_name(f"{aside.name}{suffix}"))
    (scratch / FILE_NAME).replace(old)
    sync_folder(data)
    return kept
