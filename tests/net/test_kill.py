"""`kill -9` at fifty random moments of crawls: nothing is lost and nothing doubled."""

import os
import random
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
PROGRAM = """
import sys
from pathlib import Path
from canhbao.config import Config
from canhbao.run.crawl import CrawlOptions, crawl
from crawler.source_files import load_sources
data, folder, ports = Path(sys.argv[1]), Path(sys.argv[2]), tuple(map(int, sys.argv[3].split(",")))
sources, _ = load_sources([folder])
print("crawling", flush=True)
crawl(Config(data=data), sources, [folder], CrawlOptions(loopback_ports=ports))
"""


def test_fifty_kills_lose_and_double_nothing(build_net: Any, tmp_path: Path) -> None:
    sites = build_net(10, 9, ("none",), latency=0.03)
    build_net.write_sources(tmp_path / "sources", sites)
    ports = ",".join(map(str, build_net.ports(sites)))
    chance = random.Random(2026)
    planted = sorted(title for site in sites for title in site.warnings())
    kills = finished = midway = 0
    while kills < KILLS:
        data = tmp_path / f"data-{finished}"
        child = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(data), str(tmp_path / "sources"), ports],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert child.stdout is not None
        child.stdout.readline()  # it is about to crawl
        try:
            child.wait(chance.uniform(0.05, 0.9))
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            kills += 1
            midway += (data / "ledger.sqlite").exists()
        child.stdout.close()
        if child.returncode == 0:
            check(data, planted)
            finished += 1
    data = tmp_path / f"data-{finished}"
    subprocess.run(
        [sys.executable, "-c", PROGRAM, str(data), str(tmp_path / "sources"), ports],
        check=True,
        timeout=120,
        capture_output=True,
    )
    check(data, planted)
    assert midway > KILLS // 2, "most kills came before the crawl had begun: they would prove nothing"
    assert {site.most for site in sites} <= {1, 2}, (
        "a killed crawl's last request may still be answered; no more than that"
    )


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
