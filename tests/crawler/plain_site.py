"""A plain platform, a sink and a runner for crawls in a child process: what the crawl tests start.

Run as a script with one JSON argument: {data, sources, ports, overrides}; prints the run as JSON.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from scrapy import Request, Spider

from crawler.extensions import archive_of, run_of
from crawler.items import PageItem, PageRole


class PlainSpider(Spider):
    """Follows every <a class=article> of the listings, and each article's <a class=file>."""

    async def start(self):
        ledger = archive_of(self.crawler).ledger
        for row in ledger.pending(self.source.slug):
            yield self.article(row.url, row.listed_title)
        for url in self.source.listings:
            yield Request(url, self.parse_listing, meta={"role": PageRole.LISTING}, dont_filter=True)

    def article(self, url, title):
        meta = {"role": PageRole.ARTICLE, "listed_title": title}
        return Request(url, self.parse_article, errback=self.lost, meta=meta)

    def lost(self, failure):
        self.logger.info("no page: %s", failure.value)

    def parse_listing(self, response):
        ledger = archive_of(self.crawler).ledger
        for link in response.css("a.article"):
            url = response.urljoin(link.attrib["href"])
            try:
                found = ledger.discover(url, self.source.slug, listed_title=link.css("::text").get())
            except ValueError:
                continue
            if found.fetch:
                yield self.article(url, link.css("::text").get())

    async def parse_article(self, response):
        page = response.meta["page"]
        files = []
        for href in response.css("a.file::attr(href)").getall():
            meta = {"role": PageRole.ATTACHMENT, "parent": page.page_id}
            try:
                answer = await self.crawler.engine.download_async(Request(response.urljoin(href), meta=meta))
            except Exception as error:
                self.logger.info("no attachment: %s", error)
            else:
                files.append(answer.meta["page"])
        yield PageItem(page, self.source, tuple(files))


PLATFORMS = {"plain": PlainSpider}


class LineSink:
    """One synced line per advisory."""

    def __init__(self, path):
        self.stream = path.open("a", encoding="utf-8")

    def put(self, advisory, source):
        document = advisory.document
        line = {
            "id": advisory.advisory_id,
            "url": document.url,
            "title": document.title,
            "revision": document.revision,
            "kind": advisory.kind,
            "files": [attachment.outcome for attachment in document.attachments],
            "flags": advisory.flags,
        }
        self.stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.stream.flush()
        os.fsync(self.stream.fileno())

    def close(self):
        self.stream.close()


def line_sink(settings):
    return LineSink(Path(settings["CANHBAO_DATA"]) / "sink.jsonl")


def main():
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.settings import build_settings

    order = json.loads(sys.argv[1])
    settings = build_settings(
        Path(order["data"]),
        sources_dirs=[Path(order["sources"])],
        sink="plain_site.line_sink",
        loopback_ports=tuple(order["ports"]),
        platforms="plain_site",
        revisit_floor=0.0,
        contact="tests",
        overrides={"LOG_LEVEL": "INFO", "RETRY_PRIORITY_ADJUST": 0, **order.get("overrides", {})},
    )
    process = AsyncCrawlerProcess(settings)
    runs = []
    for slug in process.spider_loader.list():
        crawler = process.create_crawler(slug)
        runs.append(crawler)
        process.crawl(crawler)
    process.start()
    print(json.dumps([asdict(run_of(crawler).summary) for crawler in runs], default=str))


if __name__ == "__main__":
    main()
