"""`kill -9` at fifty random moments of crawls: nothing is lost and nothing doubled.

Four of five kills come after the crawl's first request, whenever that is: how fast a machine starts says nothing.
"""

import os
import random
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from crawler.archive import Ledger
from crawler.archive.verify import verify
from index.engines import open_engine
from index.finding.search import search
from index.requests import Filters, SearchRequest

KILLS = 50
NURSERY = """
import os, sys
from pathlib import Path
from canhbao.config import Config
from canhbao.run.crawl import CrawlOptions, crawl
from crawler.preparing import prepare
from crawler.source_files import load_sources
from crawler.vocab.vocabulary import bundled_vocabulary
folder, ports = Path(sys.argv[1]), tuple(map(int, sys.argv[2].split(",")))
sources, _ = load_sources([folder])
prepare(bundled_vocabulary())
for line in sys.stdin:
    child = os.fork()
    if not child:
        sys.stdout = open(os.devnull, "w")
        crawl(Config(data=Path(line.strip())), sources, [folder], CrawlOptions(loopback_ports=ports))
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Nursery:
    """A process that has imported and prepared everything once, and forks a crawl at each word: as a new one would run."""

    def __init__(self, folder: Path, ports: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, str(folder), ports],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip

    def _read(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def start(self, data: Path) -> int:
        """Begin a crawl; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{data}\n".encode())
        return self._read()

    def has_ended(self, seconds: float) -> bool:
        """Whether the crawl ended within so many seconds."""
        assert self._process.stdout is not None
        return bool(select.select([self._process.stdout], [], [], seconds)[0])

    def code(self) -> int:
        """What the crawl ended with; waits for it."""
        return self._read()

    def close(self) -> None:
        self._process.communicate()


def test_fifty_kills_lose_and_double_nothing(build_net: Any, tmp_path: Path) -> None:
    sites = build_net(10, 9, ("none",), latency=0.03)
    build_net.write_sources(tmp_path / "sources", sites)
    nursery = Nursery(tmp_path / "sources", ",".join(map(str, build_net.ports(sites))))
    chance = random.Random(2026)
    planted = sorted(title for site in sites for title in site.warnings())
    kills = finished = midway = 0
    while kills < KILLS:
        data = tmp_path / f"data-{finished}"
        crawl = nursery.start(data)
        before = requests(sites)
        while kills % 5 and requests(sites) == before and not nursery.has_ended(0.005):
            pass
        if not nursery.has_ended(chance.uniform(0.01, 0.9)):
            os.kill(crawl, signal.SIGKILL)
            kills += 1
            midway += (data / "ledger.sqlite").exists()
        if nursery.code() == 0:
            check(data, planted)
            finished += 1
    data = tmp_path / f"data-{finished}"
    nursery.start(data)
    assert nursery.code() == 0
    nursery.close()
    check(data, planted)
    assert midway > KILLS // 2, "most kills came before the crawl had begun: they would prove nothing"
    assert {site.most for site in sites} <= {1, 2}, (
        "a killed crawl's last request may still be answered; no more than that"
    )


def requests(sites: list[Any]) -> int:
    """How many the sites have answered."""
    return sum(count for site in sites for count in site.answers.values())


def check(data: Path, planted: list[str]) -> None:
    engine = open_engine("embedded", data, readonly=True)
    try:
        hits = []
        while True:
            page = search(
                engine, SearchRequest(limit=100, offset=len(hits), filters=Filters(advisories_only=False))
            ).hits
            if not page:
                break
            hits += page
    finally:
        engine.close()
    assert sorted(hit.record.title for hit in hits) == planted
    assert verify(data).is_sound
    ledger = Ledger(data)
    try:
        balance = ledger.balance()
        assert balance.is_even
        assert balance.pending == 0
        assert balance.advisories == len(planted)
    finally:
        ledger.close()
