"""The demo is the whole way through: sites, spiders, archive, reading, understanding, index."""

import json
import shutil
import socket
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from canhbao.demo.content import articles, stories
from canhbao.demo.server import FIRST_PORT
from canhbao.demo.sites import SITES
from crawler.archive.verify import verify
from crawler.text.dates import local_day
from crawler.vocab.units import REFORM
from index.engines import open_engine
from index.finding.search import search
from index.language.conditions import Everything
from index.requests import SearchRequest

Demo = tuple[Path, dict[str, Any]]


def today() -> date:
    """The machine's day, as the demo takes it: in Vietnam it may be the next one already."""
    return date.today()  # noqa: DTZ011


def test_every_planted_article_is_seen_and_the_balance_is_even(demo: Demo) -> None:
    _, report = demo
    planted = Counter(article.site for article in articles(today()))
    assert report["balance"]["seen"] == planted.total()
    assert report["even"] is True
    assert report["balance"]["pending"] == report["balance"]["quarantined"] == 0
    assert report["issues"] == []


def test_all_platforms_bring_their_articles(demo: Demo) -> None:
    _, report = demo
    seen = {row["source"]: row["balance"]["seen"] for row in report["sources"]}
    planted = Counter(article.site for article in articles(today()))
    assert sorted(seen.values()) == sorted(planted.values())
    assert len(seen) == 6


def test_unrelated_articles_are_not_indexed_and_all_others_are(demo: Demo) -> None:
    data, report = demo
    unrelated = sum(article.kind == "unrelated" for article in articles(today()))
    assert report["balance"]["not_relevant"] == unrelated
    engine = open_engine("embedded", data, readonly=True)
    assert engine.count(Everything()) == report["balance"]["advisories"] == report["indexed"]
    engine.close()


def test_what_is_understood_is_what_was_planted(demo: Demo) -> None:
    """Titles, dates, kinds, tactics and provinces against the labels that stand beside the texts."""
    data, _ = demo
    engine = open_engine("embedded", data, readonly=True)
    found = {}
    for offset in range(0, 300, 100):
        request = SearchRequest(limit=100, offset=offset, filters=_everything())
        found.update(
            {(h.record.title, h.record.published_day, h.record.source): h.record for h in search(engine, request).hits}
        )
    engine.close()
    expected = [article for article in articles(today()) if article.kind != "unrelated"]
    right: Counter[str] = Counter()
    for article in expected:
        day = local_day(article.published)
        record = next((r for (t, d, _), r in found.items() if d == day and t == article.title), None)
        right["dated"] += record is not None
        if record is None:
            continue
        right["kind"] += record.kind == article.kind
        right["tactics"] += set(article.tactics) <= set(record.tactics)
        provinces = record.provinces if day < REFORM else record.provinces_2025
        right["province"] += article.province in provinces or article.kind in ("debunk", "crime_court", "policy_event")
    total = len(expected)
    assert right["dated"] == total
    assert right["kind"] >= 0.95 * total
    assert right["tactics"] >= 0.97 * total
    assert right["province"] >= 0.95 * total


def _everything() -> Any:
    from index.requests import Filters

    return Filters(advisories_only=False)


def test_attachments_are_read_as_pdf_docx_and_scan(demo: Demo) -> None:
    data, _ = demo
    engine = open_engine("embedded", data, readonly=True)
    request = SearchRequest(query="has:attachment", limit=20, filters=_everything())
    records = [engine.get(hit.advisory_id) for hit in search(engine, request).hits]
    engine.close()
    files = [file for record in records if record for file in record.advisory["document"]["attachments"]]
    planted = sum(bool(placement.attach) for story in stories() for placement in story.at)
    assert len(files) == planted
    assert {file["outcome"] for file in files} <= {"text", "ocr_unavailable"}
    assert sum(file["outcome"] == "text" for file in files) >= 3


def test_the_archive_holds_every_record_of_the_ledger(demo: Demo) -> None:
    data, _ = demo
    report = verify(data)
    assert report.is_sound
    assert report.records > 140


def test_a_second_run_fetches_only_what_changed(demo: Demo, canhbao: Any) -> None:
    data, first = demo
    done = canhbao("demo", "--no-serve", "--json", data=data.parent)
    assert done.returncode == 0, done.stderr
    second = json.loads(done.stdout)
    assert second["even"] is True
    assert second["balance"]["seen"] == first["balance"]["seen"]
    assert second["balance"]["unchanged"] == second["balance"]["seen"]


ON_A_DAY = """
import json, sys
from datetime import date
from pathlib import Path
from rich.console import Console
from canhbao.commands.crawl import crawl_with_progress
from canhbao.config import Config
from canhbao.demo.run import run_demo
report = run_demo(Config(data=Path(sys.argv[1])), date.fromisoformat(sys.argv[2]), Console(stderr=True), crawl_with_progress)
print(json.dumps(report.as_json()))
"""


def test_a_run_on_another_day_with_all_ports_taken_says_the_same_numbers_of_the_same_addresses(
    demo: Demo, tmp_path: Path
) -> None:
    data, first = demo
    copy = tmp_path / "demo"
    shutil.copytree(data, copy)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    with ExitStack() as taken:
        for offset in range(len(SITES)):
            with suppress(OSError):  # somebody else has it: taken all the same
                taken.enter_context(socket.create_server(("127.0.0.1", FIRST_PORT + offset)))
        done = subprocess.run(
            [sys.executable, "-c", ON_A_DAY, str(copy), tomorrow], capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert "trang mẫu đã khác" in done.stderr.lower()
    second = json.loads(done.stdout)
    assert second["balance"] == first["balance"]
    assert second["indexed"] == first["indexed"]
    assert [(row["source"], row["balance"]) for row in second["sources"]] == [
        (row["source"], row["balance"]) for row in first["sources"]
    ]
    engine = open_engine("embedded", copy, readonly=True)
    assert engine.count(Everything()) == first["indexed"]
    newest = search(engine, SearchRequest(limit=100, filters=_everything())).hits
    engine.close()
    ports = {urlsplit(hit.record.url).port for hit in newest}
    assert ports <= set(range(FIRST_PORT, FIRST_PORT + len(SITES)))
    assert len(ports) > 3


def test_replay_rebuilds_the_same_documents_without_the_web(demo: Demo, canhbao: Any) -> None:
    data, report = demo
    done = canhbao("replay", "--json", data=data)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcomes"]["advisory"] == report["balance"]["advisories"]
