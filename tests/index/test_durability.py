"""What an engine, its columns and the outbox told as kept outlives a power cut and a killed writer."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.engines.embedded.engine import EmbeddedEngine
from index.engines.fact_store import FactStore
from index.language.conditions import Everything
from index.outbox import Outbox

FULL = 2  # SQLite's synchronous=FULL: every commit waits for the disk


class Killed(BaseException):
    """kill -9 at a moment: nothing of ours may handle it."""


def dies(*_args: Any, **_values: Any) -> None:
    raise Killed


class DyingAfter:
    """A writer that is killed when it has committed."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def commit(self) -> None:
        self._inner.commit()
        raise Killed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def at_the_columns(engine: EmbeddedEngine) -> None:
    engine._facts.append = dies  # type: ignore[method-assign]


def right_after_the_commit(engine: EmbeddedEngine) -> None:
    engine._writer = DyingAfter(engine._writer)


def by_tactic(engine: EmbeddedEngine) -> dict[str, int]:
    facts = engine.facts()
    return {bucket.key: bucket.count for bucket in facts.buckets(facts.mask(Everything()), "tactics", 9)}


@pytest.mark.parametrize("kill", [at_the_columns, right_after_the_commit])
def test_a_writer_that_is_killed_between_index_and_columns_leaves_no_trend_wrong(
    tmp_path: Path, make: Any, kill: Callable[[EmbeddedEngine], None]
) -> None:
    """The document was there before and is again one: only what was announced tells the next writer to look at it."""
    first = EmbeddedEngine(tmp_path)
    first.put([make(1, tactics=["a"])])
    kill(first)
    with pytest.raises(Killed):
        first.put([make(1, tactics=["b"])])
    first.close()
    second = EmbeddedEngine(tmp_path)
    second.put([make(2, tactics=["c"])])
    assert by_tactic(second) == {"b": 1, "c": 1}
    second.close()


def test_the_columns_wait_for_the_disk(tmp_path: Path) -> None:
    database = FactStore(tmp_path)._open()
    assert database.execute("PRAGMA synchronous").fetchone()[0] == FULL
    database.close()


def test_the_outbox_waits_for_the_disk(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    assert outbox._db.execute("PRAGMA synchronous").fetchone()[0] == FULL
    outbox.close()


def test_the_pointer_to_the_index_in_use_is_on_the_disk_before_the_old_one_goes(
    tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = EmbeddedEngine(tmp_path)
    first.put([make(1)])
    fresh = first.fresh()
    fresh.put([make(2)])
    first.close()
    events: list[tuple[str, bool, bool]] = []
    sync = os.fsync

    def recorded(descriptor: int) -> None:
        facts = os.fstat(descriptor)
        old_is_there = sum(path.is_dir() for path in tmp_path.iterdir()) == 2
        events.append(("folder" if stat.S_ISDIR(facts.st_mode) else "file", facts.st_size > 0, old_is_there))
        sync(descriptor)

    monkeypatch.setattr("os.fsync", recorded)
    fresh.publish()
    assert events == [("file", True, True), ("folder", True, True)]
    assert (tmp_path / "current").exists()
