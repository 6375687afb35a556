"""A spider of any platform on a real, empty ledger, without a network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.signalmanager import SignalManager

from crawler.extensions import RunExtension, issue_found
from crawler.loader import spider_class
from crawler.model import Issue, Source
from crawler.settings import build_settings
from crawler.shared import Shared
from spiders.platforms import PLATFORMS


class Bench:
    """Spiders over one archive, and the issues they report; a crawler as far as a spider asks for one."""

    def __init__(self, data: Path) -> None:
        self.data, self.issues = data, list[Issue]()
        self.signals = SignalManager(self)
        self.runs: list[RunExtension] = []
        self.signals.connect(self._heard, signal=issue_found, weak=False)

    def _heard(self, issue: Issue) -> None:
        self.issues.append(issue)

    def spider(self, source: Source, **arguments: Any) -> Any:
        self.spidercls = spider_class(source, PLATFORMS, Shared())
        self.settings = build_settings(
            self.data,
            sources_dirs=(),
            sink="",
            run_id=f"run{len(self.runs)}",
            overrides={"CANHBAO_MINIMUM_FREE_BYTES": 0},
        )
        self.runs.append(RunExtension(self))
        spider = self.spidercls(name=source.slug, **arguments)
        spider.crawler = self
        return spider

    def get_extension(self, cls: type) -> RunExtension | None:
        return self.runs[-1] if cls is RunExtension else None


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "data")
    yield made
    for run in made.runs:
        run.archive.close()
