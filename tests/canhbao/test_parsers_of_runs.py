"""A run over many files starts the process that parses files once, and leaves none behind."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from canhbao.config import Config
from canhbao.run.add import add
from canhbao.run.replay import replay

SAMPLES = Path(__file__).parents[1] / "read" / "samples"


def ended(workers: Callable[[], set[int]], before: set[int]) -> bool:
    until = time.monotonic() + 10
    while workers() - before and time.monotonic() < until:
        time.sleep(0.02)
    return not workers() - before


def test_files_that_are_added_and_replayed_share_one_process(tmp_path: Path, workers: Callable[[], set[int]]) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for name in ("dispatch.pdf", "dispatch.docx", "dispatch.rtf"):
        shutil.copyfile(SAMPLES / name, files / name)
    config, before = Config(data=tmp_path / "data"), workers()
    seen: list[set[int]] = []
    report = add(config, [files], on_file=lambda _: seen.append(workers() - before))
    assert report.balance.advisories == 3
    assert len(seen) == 3
    assert len(set.union(*seen)) == 1
    assert ended(workers, before)
    seen.clear()
    assert replay(config, on_page=lambda: seen.append(workers() - before)).pages == 3
    assert len(seen) == 3
    assert len(set.union(*seen)) == 1
    assert ended(workers, before)
