"""Whether a change of the code changed what Canhbao says: digests of annotations, pages and twins, compared with those kept.

    python -m benchmarks.behaviour keep            write benchmarks/behaviour/*.json anew
    python -m benchmarks.behaviour compare         say what differs from them, of a sixth; exit 1 if anything does
    python -m benchmarks.behaviour compare --whole of everything

In: `--articles` (JSONL {id,title,text}, any number of files; the shared corpus and gold sets where they are), the bundled
demo. Out: one digest an article, one a page or twin, never a word of a text. The demo is crawled as of `--day` by the real
spiders, then indexed in the order of its ids at one fixed moment, so that two runs of one version say the same.
"""

import argparse
import hashlib
import json
import os
import re
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html
from rich.console import Console
from rich.progress import track
from starlette.testclient import TestClient

from canhbao.commands.annotate import InputLine, annotate_line
from canhbao.commands.crawl import crawl_with_progress
from canhbao.config import Config
from canhbao.demo.run import run_demo
from canhbao.run.replay import Understanding, understood_again
from crawler.vocab.vocabulary import bundled_vocabulary
from dashboards.app import create_app
from index.engine import Engine
from index.engines import open_engine
from index.outbox import records_of

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "benchmarks" / "behaviour"
SHARED = ROOT.parent / "shared"
DAY = date(2026, 11, 15)
DEPTH = 2  # links away from the first pages
MOST = 2500  # addresses asked; a walk that is cut says so
FIRST = (
    "/", "/?lang=en", "/?old=1", "/search", "/search?q=lua+dao", "/search?q=l%E1%BB%ABa+%C4%91%E1%BA%A3o&lang=en",
    "/search?q=%22c%C3%A1n+b%E1%BB%99+thu%E1%BA%BF%22", "/search?q=khongcotunaonhuthe", "/search?sort=date&page=2",
    "/search?all=1", "/search?old=1&province=Ngh%E1%BB%87+An", "/search?q=%22open", "/search?since=x", "/missing",
    "/stories", "/stories?order=spread", "/stories?order=newest&lang=en", "/trends", "/trends?old=1&by=province,tactic",
    "/trends?by=source&interval=week&rate=1", "/trends?by=kind&interval=year&count=advisories&compare=year",
    "/trends?by=issuer&interval=none&compare=none&lang=en", "/sources", "/sources?lang=en", "/about", "/about?lang=en",
    "/api/overview", "/api/search", "/api/search.csv", "/api/search.atom", "/api/search?q=lua+dao&limit=100",
    "/api/search?since=yesterday", "/api/stories", "/api/stories.csv", "/api/trends", "/api/trends.csv",
    "/api/trends?by=province,tactic&compare=both&rate=1", "/api/trends.csv?by=tactic&compare=previous&last=2",
    "/api/sources", "/api/openapi.json", "/api/complete?q=ngh", "/chart/months.svg", "/chart/months.svg?narrow=1",
    "/healthz", "/static/style.css", "/static/icon.svg",
)  # fmt: skip


def digest(value: bytes) -> str:
    """The first 12 hexadecimal digits of SHA-256."""
    return hashlib.sha256(value).hexdigest()[:12]


def annotations(articles: Iterable[Path], part: int = 1) -> dict[str, str]:
    """The digest of each article's annotation, by file and id; of every `part`-th article."""
    found: dict[str, str] = {}
    for path in articles:
        lines = path.read_text(encoding="utf-8").splitlines()[::part]
        for line in track(lines, path.stem, console=Console(stderr=True), transient=True):
            row = json.loads(line)
            given = {key: row.get(key) or "" for key in ("id", "title", "text", "url", "published", "source")}
            said = annotate_line(InputLine.model_validate(given), bundled_vocabulary())
            found[f"{path.stem}/{row['id']}"] = digest(json.dumps(said, ensure_ascii=False, sort_keys=True).encode())
    return found


def fill(data: Path, day: date, moment: datetime) -> Engine:
    """An index of the demo as of a day, every document fetched and indexed at one moment."""
    config = Config(data=data / "demo")
    run_demo(config, day, Console(stderr=True), crawl_with_progress)
    read = [
        (replace(advisory, document=replace(advisory.document, fetched_at=moment)), source)
        for advisory, source in understood_again(config, bundled_vocabulary(), Understanding())
    ]
    read.sort(key=lambda pair: pair[0].advisory_id)
    engine = open_engine("embedded", data / "fixed")
    engine.put(records_of(engine, read, moment))
    return engine


def answers(engine: Engine, moment: datetime, most: int = MOST) -> dict[str, str]:
    """The digest of status, type and body of every address within DEPTH links of the first ones, `most` at the most."""
    client = TestClient(create_app(engine, clock=lambda: moment), raise_server_exceptions=False)
    found: dict[str, str] = {}
    waiting = deque((path, 0) for path in FIRST)
    while waiting and len(found) < most:
        path, depth = waiting.popleft()
        if path in found:
            continue
        answer = client.get(path, follow_redirects=False)
        told = f"{answer.status_code} {answer.headers.get('content-type')} {answer.headers.get('location', '')}"
        body = _without_times(answer.content)
        found[path] = digest(told.encode() + body)
        if depth < DEPTH and "text/html" in str(answer.headers.get("content-type")):
            waiting += [(link, depth + 1) for link in _links(path, answer.text) if link not in found]
    return found


_GENERATION = re.compile(rb"embedded-[\w-]+|/tmp/[^<\"\s]+")


def _without_times(body: bytes) -> bytes:
    """Names of an index's generation and folder differ between runs."""
    return _GENERATION.sub(b"", body)


def _links(path: str, text: str) -> Iterator[str]:
    """Addresses on this host, in the order of the page."""
    for node in html.document_fromstring(text).iter("a", "img", "link"):
        address = urlsplit(urljoin(f"http://testserver{path}", str(node.get("href") or node.get("src") or "")))
        if address.netloc == "testserver":
            yield address.path + (f"?{address.query}" if address.query else "")


PARTS = ("pages", "annotations")


def measure(articles: Iterable[Path], day: date, part: int, only: str = "") -> dict[str, dict[str, str]]:
    """All digests, by part, or those of one of PARTS alone."""
    if only == "annotations":
        return {"annotations": annotations(articles, part)}
    moment = datetime(day.year, day.month, day.day, 5, tzinfo=UTC) + timedelta(minutes=30)
    with tempfile.TemporaryDirectory() as folder:
        engine = fill(Path(folder), day, moment)
        try:
            pages = answers(engine, moment, MOST // part)
        finally:
            engine.close()
    return {"pages": pages} if only else {"pages": pages, "annotations": annotations(articles, part)}


def differences(kept: dict[str, str], now: dict[str, str]) -> list[str]:
    """The keys whose digest is another one, is missing or is new, each with the word."""
    said = [f"gone: {key}" for key in kept.keys() - now.keys()] + [f"new: {key}" for key in now.keys() - kept.keys()]
    return sorted(said + [f"changed: {key}" for key in kept.keys() & now.keys() if kept[key] != now[key]])


_SIXTH = 6


def main() -> int:
    """The command; see the module."""
    own = [SHARED / "corpus" / "articles.jsonl", *sorted((SHARED / "gold").glob("*.jsonl"))]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("keep", "compare"))
    parser.add_argument("--articles", nargs="*", type=Path, default=[path for path in own if path.is_file()])
    parser.add_argument("--day", type=date.fromisoformat, default=DAY)
    parser.add_argument("--kept", type=Path, default=KEPT)
    parser.add_argument("--whole", action="store_true", help="every article and every address")
    parser.add_argument("--only", choices=PARTS, default="", help="one part alone")
    asked = parser.parse_args()
    share = 1 if asked.whole or asked.action == "keep" else _SIXTH
    now: dict[str, Any] = measure(asked.articles, asked.day, share, asked.only)
    moved = 0
    for part, found in now.items():
        path = asked.kept / f"{part}.json"
        if asked.action == "keep":
            asked.kept.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")
            print(f"{part}: {len(found)} kept in {os.path.relpath(path)}")
            continue
        kept = json.loads(path.read_text(encoding="utf-8"))
        if share > 1:
            kept = {key: value for key, value in kept.items() if key in found}
        said = differences(kept, found)
        moved += len(said)
        print(f"{part}: {len(found)} looked at, {len(said)} differ")
        for line in said[:40]:
            print(f"  {line}")
    return 1 if moved else 0


if __name__ == "__main__":
    sys.exit(main())
