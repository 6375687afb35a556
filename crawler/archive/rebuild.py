"""The ledger anew, from the WARC files alone.

In: the archive's folder, and somebody who tells what records without provenance are (those of the first form). Out: a ledger in
another folder, in which every archived article waits to be read: what reading made of a page is derived again, never stored.
Knows no site and no text.
"""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.archive.ledger import Ledger
from crawler.archive.provenance import RUN_URN, Provenance, provenance_of, read_time
from crawler.archive.records import Held, hex_digest
from crawler.archive.scan import Damage, RunFile, records
from crawler.archive.store import FOLDER, archived_of
from crawler.archive.urls import canonical_url
from crawler.model import Outcome, page_id

UNREAD = "unread"
LISTS = ("listing", "feed", "sitemap")
UNCOUNTED = frozenset({"backoff", "robots_unreachable", "damaged_record"})
Recollect = Callable[[RunFile, Held], Provenance | None]


@dataclass(slots=True)
class Rebuilt:
    """What the files held: records, those whose provenance had to be recollected, and the damages."""

    records: int = 0
    recollected: int = 0
    damages: list[Damage] = field(default_factory=list)


def rebuild_ledger(data: Path, into: Path, recollect: Recollect) -> Rebuilt:
    """Write `into`/ledger.sqlite from the files below `data`; nothing else is touched. May raise OSError, sqlite3.Error."""
    told = Rebuilt()
    writer = _Writer(into, recollect, told)
    for file, held in records(data / FOLDER, told.damages):
        writer.take(file, held)
    writer.finish()
    return told


class _Writer:
    """Repeats on a fresh ledger what the run did when it wrote the record, with the clock at that moment."""

    def __init__(self, into: Path, recollect: Recollect, told: Rebuilt) -> None:
        self._moment = datetime.now(UTC)
        self._ledger = Ledger(into, clock=self._now)
        self._db: sqlite3.Connection = self._ledger.connection
        self._db.execute("PRAGMA synchronous=OFF")  # it is nobody's ledger before it is finished
        self._recollect = recollect
        self._told = told
        self._runs: set[tuple[str, str]] = set()
        self._files: set[str] = set()

    def _now(self) -> float:
        return self._moment.timestamp()

    def take(self, file: RunFile, held: Held) -> None:
        """Enter one record."""
        self._told.records += held.kind in ("response", "revisit", "metadata")
        self._ledger.run_id, self._ledger.source = file.run, file.source
        try:
            self._moment = read_time(held.fields["WARC-Date"])
            self._begin(file)
            if held.kind == "resource":
                self._ledger.keep_definition(held.uri, hex_digest(held.fields["WARC-Payload-Digest"]), held.position)
            elif held.uri.startswith(RUN_URN):
                self._end(file, json.loads(held.block))
            elif held.kind != "warcinfo":
                self._enter(file, held)
        except (KeyError, TypeError, ValueError) as error:  # whole, but not what a release of ours wrote
            message = f"it does not say what it is ({type(error).__name__}: {error})"
            self._told.damages.append(Damage(file.name, held.position.offset, held.uri, message))

    def _begin(self, file: RunFile) -> None:
        if (file.run, file.source) not in self._runs:
            self._runs.add((file.run, file.source))
            self._ledger.begin_run()
        if file.name not in self._files:
            self._files.add(file.name)
            self._ledger.open_file(file.name)

    def _end(self, file: RunFile, summary: dict[str, Any]) -> None:
        started, finished = read_time(summary.pop("started")), summary.pop("finished")
        left = summary.pop("open", [])
        self._ledger.close_lists(file.source)
        for item in left:
            self._ledger.open_list(item["url"], item["role"])
        self._ledger.enter_run(started, read_time(finished) if finished else None, summary)

    def _enter(self, file: RunFile, held: Held) -> None:
        told = provenance_of(held.fields)
        if told is None:
            told = self._recollect(file, held)
            self._told.recollected += told is not None
        if told is None:
            return
        ledger, written = self._ledger, self._moment
        parent = page_id(canonical_url(told.parent)) if told.parent else None
        if ledger.page_row(page_id(canonical_url(told.asked))) is None:
            self._moment = told.discovered
        found = ledger.discover(
            told.asked,
            told.source,
            told.role,
            listed_title=told.listed_title,
            listed_published=told.listed_published,
            parent=parent,
        )
        self._moment = written
        if parent is not None and told.role == "attachment":
            ledger.link(parent, found.page_id)
        if told.role in LISTS and (held.kind == "revisit" or told.revision):
            ledger.open_list(told.asked, told.role)
        if held.kind == "response" and held.capture is not None:
            self._response(held, told)
        self._outcome(held, told, found.page_id)

    def _response(self, held: Held, told: Provenance) -> None:
        if held.capture is None:
            return
        archived = archived_of(held.capture, told, held.position)
        if told.outcome is None and "Canhbao-Asked" not in held.fields and told.role == "article" and told.revision:
            twin = self._ledger.duplicate_of(archived.page_id, archived.revision, told.source)
            told = replace(told, outcome=Outcome.DUPLICATE) if twin else told
        self._ledger.record(archived, told.source, revision=told.revision)
        if told.revision and told.role == "article":
            # Kept apart from `pending` until the end: a refusal that comes later must not take a page that was read.
            outcome = told.outcome or Outcome.NOT_RELEVANT
            self._ledger.settle(archived.page_id, archived.revision, outcome, "" if told.outcome else UNREAD)

    def _outcome(self, held: Held, told: Provenance, page: str) -> None:
        if told.outcome is Outcome.REJECTED:
            self._ledger.refuse(page, told.reason)
        elif told.outcome is Outcome.PENDING:
            self._ledger.postpone(page, told.reason, counts=told.reason not in UNCOUNTED)
        elif told.outcome is Outcome.UNCHANGED:
            known = hex_digest(held.fields.get("WARC-Payload-Digest", "")) or self._revision(page)
            self._ledger.settle(page, known, Outcome.UNCHANGED, told.reason)

    def _revision(self, page: str) -> str:
        row = self._ledger.page_row(page)
        return row.revision if row else ""

    def finish(self) -> None:
        """Articles wait to be read; the file is whole and on the disk."""
        for table in ("pages", "revisions", "visits"):
            self._db.execute(f"UPDATE {table} SET outcome='pending', reason='' WHERE reason=?", (UNREAD,))  # noqa: S608
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._ledger.close()
