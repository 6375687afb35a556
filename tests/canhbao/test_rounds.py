"""One crawl at a time on a data folder: the next is told, and may begin as soon as the one before is over."""

import os
from pathlib import Path
from typing import Any

import pytest

from canhbao.config import Config
from canhbao.run.crawl import AlreadyRunning, CrawlOptions, crawl
from canhbao.run.daily import Limits, run_round
from canhbao.run.feeding import feed, index_lock
from crawler.archive.store import run_lock


def start_round(data: Path, sources: Any = ()) -> Any:
    return run_round(Config(data=data), sources, [], Limits())


def start_crawl(data: Path) -> Any:
    return crawl(Config(data=data), [], [], CrawlOptions(), feeding=False)


class Looking(list[Any]):
    """No sources; when they are asked for, the data folder's lock is tried as another process would."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.free: list[bool] = []

    def __iter__(self) -> Any:
        lock = run_lock(self.data, "crawl")
        self.free.append(lock is not None)
        if lock is not None:
            os.close(lock)
        return super().__iter__()


@pytest.mark.parametrize("start", [start_round, start_crawl])
def test_what_finds_another_crawl_running_says_so_and_starts_nothing(tmp_path: Path, start: Any) -> None:
    held = run_lock(tmp_path, "crawl")
    assert held is not None
    with pytest.raises(AlreadyRunning, match="wait for it"):
        start(tmp_path)
    os.close(held)
    assert not (tmp_path / "daily.json").exists()
    assert not (tmp_path / "outbox.sqlite").exists()


def test_a_round_holds_the_lock_to_its_end(tmp_path: Path) -> None:
    sources = Looking(tmp_path)
    start_round(tmp_path, sources)
    assert sources.free
    assert not any(sources.free)


@pytest.mark.parametrize("start", [start_round, start_crawl])
def test_the_next_one_of_the_same_process_may_begin(tmp_path: Path, start: Any) -> None:
    """`canhbao daily` lives for years in one process: a lock that outlives its round would end with the first day."""
    start(tmp_path)
    start(tmp_path)
    lock = run_lock(tmp_path, "crawl")
    assert lock is not None
    os.close(lock)


def test_many_may_feed_the_index_at_once_and_a_rebuild_has_it_alone(tmp_path: Path) -> None:
    with index_lock(tmp_path, shared=True) as first, index_lock(tmp_path, shared=True) as second:
        assert (first, second) == (True, True)
        with index_lock(tmp_path, shared=False) as rebuilding:
            assert not rebuilding
    with index_lock(tmp_path, shared=False) as rebuilding:
        assert rebuilding
        assert "being rebuilt" in feed(Config(data=tmp_path)).trouble
