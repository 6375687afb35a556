"""Replay: every archived article is read and understood anew. The web is not touched.

`replay` feeds the index through the outbox. `rebuild` fills a fresh index beside the one in use, compares the two and
goes over in one step: who searches meanwhile sees the old index, what is crawled meanwhile waits in the outbox.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from canhbao.analyst.decisions import decided, load_decisions
from canhbao.config import Config
from canhbao.holdings import refuse_nothing
from canhbao.run.feeding import Fed, feed, index_lock
from canhbao.run.publishers import Publishers
from canhbao.run.sink import OutboxSink
from canhbao.vocabulary import tried_vocabulary_of
from canhbao.workspace import all_sources, engine_of
from crawler.archive import Archive, DamagedRecord, Ledger, RevisionRow
from crawler.model import Advisory, ConfigurationError, EngineUnavailable, Outcome, Source
from crawler.read.sandbox import Sandbox
from crawler.understanding import Understood, understand_page
from crawler.vocab.vocabulary import Vocabulary
from index.engine import Engine
from index.language.conditions import AnyTerm, Everything, NoneOf
from index.outbox import BATCH, records_of
from index.requests import TrendRequest
from index.trends.count import trends


@dataclass(slots=True)
class Understanding:
    """What became of the archive's articles; `damaged` has a sentence for each record that could not be read.

    `read` are pages that waited to be read (a crash or a rebuilt ledger left them), `unknown` the sources that neither the
    registry nor the archive knows.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)
    read: list[tuple[RevisionRow, Understood]] = field(default_factory=list)
    unknown: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """How many were read."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """Pages replayed, their outcomes, the sentences of damaged records, and what reached the engine."""

    pages: int
    outcomes: dict[str, int]
    damaged: tuple[str, ...]
    fed: Fed

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "pages": self.pages,
            "outcomes": self.outcomes,
            "damaged": list(self.damaged),
            "indexed": self.fed.indexed,
            "waiting": self.fed.waiting,
        }


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell of province and tactic whose count of stories differs between the index in use and the fresh one."""

    province: str
    tactic: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild did: documents before and after, the cells that moved, and whether the new index is in use.

    `unread` says what of the index before could not be read, '' for nothing: then there was nothing to compare with.
    """

    replayed: ReplayReport
    documents_before: int
    documents_after: int
    moved: tuple[Moved, ...]
    published: bool
    unread: str = ""

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            **self.replayed.as_json(),
            "documents_before": self.documents_before,
            "documents_after": self.documents_after,
            "moved": [
                {"province": m.province, "tactic": m.tactic, "before": m.before, "after": m.after} for m in self.moved
            ],
            "published": self.published,
            "unread": self.unread or None,
        }


def understood_again(
    config: Config,
    vocabulary: Vocabulary,
    told: Understanding,
    source: str | None = None,
    on_page: Callable[[], None] | None = None,
) -> Iterator[tuple[Advisory, Source | None]]:
    """Advisories of the newest good revision of every article; those whose page is gone are flagged so."""
    known, _ = all_sources(config)
    archive, sandbox = Archive(config.data), Sandbox()
    publishers = Publishers(known, archive)
    try:
        gone = {row.page_id: row for row in archive.ledger.gone(source)}
        rows = [row for row in archive.ledger.articles(source) if row.page_id not in gone]
        for row in (*rows, *gone.values()):
            try:
                page, attachments = archive.page(row), archive.attachments(row.page_id)
            except DamagedRecord as error:
                told.damaged.append(
                    f"{row.url}: bản lưu hỏng ({error}). The archived record is damaged: fetch it again."
                )
                continue
            publisher = publishers.of(row.source)
            understood = understand_page(page, attachments, publisher, vocabulary, sandbox)
            told.outcomes[understood.outcome.value] += 1
            if row.outcome is Outcome.PENDING:
                told.read.append((row, replace(understood, advisory=None)))
            if understood.advisory is not None:
                advisory = understood.advisory
                flags = (*advisory.flags, "gone") if row.page_id in gone else advisory.flags
                yield replace(advisory, flags=flags), publisher
            if on_page:
                on_page()
        told.unknown = publishers.unknown()
    finally:
        sandbox.close()
        archive.close()


def _settle(config: Config, told: Understanding) -> None:
    """Pages that waited to be read have been read, and what they gave is queued or indexed: the ledger is told."""
    if not told.read:
        return
    ledger = Ledger(config.data)
    try:
        for row, understood in told.read:
            ledger.settle(row.page_id, row.revision, understood.outcome, understood.reason, warns=understood.warns)
    finally:
        ledger.close()


def replay(config: Config, source: str | None = None, on_page: Callable[[], None] | None = None) -> ReplayReport:
    """Understand every article again and feed the index. A damaged record is named; the others go on.

    Raises ConfigurationError if a team's own tactics are unsound.
    """
    vocabulary = tried_vocabulary_of(config)
    refuse_nothing(config.data)
    told = Understanding()
    sink = OutboxSink(config)
    try:
        for advisory, publisher in understood_again(config, vocabulary, told, source, on_page):
            sink.put(advisory, publisher)
    finally:
        sink.close()
    _settle(config, told)
    return ReplayReport(told.pages, dict(told.outcomes), tuple(told.damaged), feed(config))


def rebuild(
    config: Config,
    *,
    publish: bool = True,
    accept_loss: bool = False,
    on_page: Callable[[], None] | None = None,
) -> RebuildReport:
    """Fill a fresh index from the archive, compare it with the one in use and, with `publish`, go over to it.

    Records that cannot be read are in no fresh index: then the one in use stays, unless `accept_loss` is given.
    Raises ConfigurationError if there is no archive, if another one feeds this index too or if a team's own tactics are
    unsound; EngineUnavailable if the engine is away or the index is being written; the index in use stays as it was.
    """
    vocabulary = tried_vocabulary_of(config)
    refuse_nothing(config.data)
    if not (config.data / "ledger.sqlite").exists():
        raise ConfigurationError(
            f"Không có kho lưu trong {config.data}. There is no archive in {config.data}: nothing to rebuild from."
        )
    told = Understanding()
    with index_lock(config.data, shared=False) as free:
        if not free:
            raise EngineUnavailable(
                "Chỉ mục đang được ghi. The index is being written: wait for the crawl or the other rebuild to end."
            )
        with engine_of(config) as engine:
            unread = _unread(engine)
            if publish and not unread and not (accept_loss and config.index == "embedded"):
                _refuse_to_drop(engine, config)
            target = engine.fresh()
            try:
                indexed, refused = _fill(config, vocabulary, target, told, on_page)
                before, after = 0 if unread else engine.count(Everything()), target.count(Everything())
                moved = () if unread else compare(engine, target)
                publish = publish and (accept_loss or not told.damaged)
                if publish:
                    target.publish()
                else:
                    target.discard()
            except BaseException:
                target.discard()
                raise
            finally:
                target.close()
    if publish:
        _settle(config, told)
    fed = feed(config) if publish else Fed()
    fed.indexed += indexed
    fed.refused.update(refused)
    replayed = ReplayReport(told.pages, dict(told.outcomes), tuple(told.damaged), fed)
    return RebuildReport(replayed, before, after, moved, publish, unread)


def _unread(engine: Engine) -> str:
    """Why there is nothing to compare with, '' if there is: an index of another version, or a broken one, is replaced."""
    try:
        engine.count(Everything())
        return "; ".join(engine.damages())
    except EngineUnavailable as error:
        return str(error)


def _refuse_to_drop(engine: Engine, config: Config) -> None:
    """Several machines may feed one cluster, each from its own archive: a rebuild from one would drop the others'."""
    archive = Archive(config.data)
    try:
        own = archive.ledger.sources()
    finally:
        archive.close()
    if others := engine.count(NoneOf(AnyTerm("source", tuple(sorted(own))))):
        raise ConfigurationError(
            f"Chỉ mục có {others} văn bản của các nguồn không có trong kho lưu {config.data}. The index holds {others} "
            f"documents of sources that the archive in {config.data} has never seen, and a rebuild from it would drop "
            "them: run 'canhbao replay' on each machine that feeds this index instead."
        )


def _fill(
    config: Config,
    vocabulary: Vocabulary,
    target: Engine,
    told: Understanding,
    on_page: Callable[[], None] | None,
) -> tuple[int, dict[str, str]]:
    decisions = load_decisions(config.decisions)
    indexed = 0
    refused: dict[str, str] = {}
    read = (
        (decided(advisory, decisions), source)
        for advisory, source in understood_again(config, vocabulary, told, None, on_page)
    )
    archive = Archive(config.data)
    try:
        for batch in _batches(read):
            seen = archive.ledger.first_fetches(advisory.document.page_id for advisory, _ in batch)
            result = target.put(records_of(target, batch, datetime.now(UTC), seen))
            indexed += len({advisory.advisory_id for advisory, _ in batch}.intersection(result.accepted))
            refused.update(result.refused)
    finally:
        archive.close()
    return indexed, refused


def _batches(read: Iterator[tuple[Advisory, Source | None]]) -> Iterator[list[tuple[Advisory, Source | None]]]:
    batch: list[tuple[Advisory, Source | None]] = []
    for item in read:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def compare(before: Engine, after: Engine) -> tuple[Moved, ...]:
    """Cells of province and tactic whose stories differ, the largest change first."""

    def cells(engine: Engine) -> dict[tuple[str, ...], int]:
        found = trends(engine, TrendRequest(by=("province", "tactic"), interval=None))
        return {cell.keys: cell.count for cell in found.cells}

    old, new = cells(before), cells(after)
    moved = [
        Moved(k[0], k[1], old.get(k, 0), new.get(k, 0)) for k in old.keys() | new.keys() if old.get(k) != new.get(k)
    ]
    return tuple(sorted(moved, key=lambda m: (-abs(m.after - m.before), m.province, m.tactic)))
