"""What cannot be understood is settled with its reason, in the run and in the page's state, and is handed on no further."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DropItem
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from crawler.archive import Capture
from crawler.extensions import RunExtension
from crawler.items import PageItem
from crawler.model import DocumentQuarantined, Outcome, Source, page_id
from crawler.pipelines import ExtractPipeline, ReadPipeline
from crawler.shared import Shared

URL = "http://mau.gov.vn/a/1"
SOURCE = Source(slug="mau", name="Mẫu", body="portal", platform="plain", homepage="http://mau.gov.vn/")
BODY = "<html><h1>Cảnh báo</h1><p>" + "Công an cảnh báo thủ đoạn giả danh cán bộ thuế để lừa đảo. " * 8 + "</p></html>"


class Lone:
    """A crawl of one archived page, without an engine."""

    def __init__(self, data):
        self.spidercls, self.signals = SimpleNamespace(source=SOURCE, shared=Shared()), SignalManager(self)
        self.settings = Settings({"CANHBAO_DATA": str(data), "CANHBAO_MINIMUM_FREE_BYTES": 0})
        self.run = RunExtension(self)
        self.archive = self.run.archive
        self.archive.ledger.discover(URL, "mau")
        capture = Capture(URL, 200, "OK", (("Content-Type", "text/html"),), BODY.encode(), datetime.now(UTC))
        self.archive.store(capture, url=URL, role="article", revision=True)
        self.item = PageItem(self.archive.page(self.archive.ledger.newest(page_id(URL))), SOURCE)

    def get_extension(self, kind):
        return self.run if kind is RunExtension else None


@pytest.fixture
def crawl(tmp_path):
    made = Lone(tmp_path)
    yield made
    made.archive.close()
    made.spidercls.shared.close()


def fail(*_arguments, **_more):
    raise DocumentQuarantined("the file is locked", "encrypted")


@pytest.mark.parametrize("step", ["read_page", "extract_document"])
def test_a_quarantined_page_keeps_its_reason_in_the_run_and_in_its_state(crawl, monkeypatch, step):
    read, extract = ReadPipeline(crawl), ExtractPipeline(crawl)
    monkeypatch.setattr(f"crawler.pipelines.{step}", fail)

    async def go():
        await extract.process_item(await read.process_item(crawl.item))

    with pytest.raises(DropItem, match="encrypted"):
        asyncio.run(go())
    row = crawl.archive.ledger.page_row(page_id(URL))
    assert (row.outcome, row.reason) == (Outcome.QUARANTINED, "encrypted")
    balance = crawl.archive.ledger.balance(crawl.archive.run_id)
    assert (balance.seen, balance.quarantined, balance.is_even) == (1, 1, True)
    assert crawl.archive.ledger.unsettled() == []


def test_a_sound_page_goes_on_unsettled_until_the_sink_has_it(crawl):
    document = asyncio.run(ReadPipeline(crawl).process_item(crawl.item))
    understood = asyncio.run(ExtractPipeline(crawl).process_item(document))
    assert understood.advisory.is_advisory
    assert [row.page_id for row in crawl.archive.ledger.unsettled()] == [page_id(URL)]
