"""A spider of any platform on a real, empty ledger, without a network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from crawler.archive import Archive
from crawler.extensions import issue_found
from crawler.loader import spider_class
from crawler.model import Issue, Source
from spiders.platforms import PLATFORMS


class Bench:
    """Spiders over one archive, and the issues they report."""

    def __init__(self, data: Path) -> None:
        self.data, self.issues = data, list[Issue]()
        self.signals = SignalManager(self)
        self.settings = Settings()
        self.archives: list[Archive] = []
        self.signals.connect(self._heard, signal=issue_found, weak=False)

    def _heard(self, issue: Issue) -> None:
        self.issues.append(issue)

    def spider(self, source: Source, **arguments: Any) -> Any:
        spider = spider_class(source, PLATFORMS)(name=source.slug, **arguments)
        self.canhbao_archive = Archive(self.data, run_id=f"run{len(self.archives)}", source=source.slug, minimum_free=0)
        self.archives.append(self.canhbao_archive)
        spider.crawler = self  # what the base asks of a crawler: its signals and its archive
        return spider


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "data")
    yield made
    for archive in made.archives:
        archive.close()
