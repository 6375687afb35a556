"""Index and search at scale: the embedded engine, Elasticsearch and SQLite FTS5 with the same records in one run.

The embedded engine and FTS5 take turns batch by batch, Elasticsearch is filled at the same time from a process of its own.
Queries are made of the words of titles and tactics, half of them without accents; each is asked once of each engine, after as
many others that bring its index into memory. Give a JSONL file of articles {id, title, text}, and the URL of an Elasticsearch node.
"""

import argparse
import json
import random
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.corpus import records
from benchmarks.peers import Fts5, RawElasticsearch
from crawler.text.unicode import fold
from crawler.vocab.tactics import load_tactics
from crawler.vocab.units import provinces_34
from index.engine import Engine
from index.engines.elastic.engine import ElasticEngine
from index.engines.embedded.engine import EmbeddedEngine
from index.finding.search import search
from index.requests import Dimension, Filters, SearchRequest, TrendRequest
from index.trends.count import trends

BATCH = 1000
ALIAS = "canhbao-benchmark"
SINCE = date(2025, 10, 1)
FACETS: tuple[Dimension, ...] = ("province", "tactic", "kind", "source")
TARGETS = {"search, highlighted": 30, "search, filtered": 20, "search, four facets": 60, "trend": 50, "heat map": 50}


class Clock:
    """Seconds by name, wall and CPU of this process."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    def __call__(self, name: str, call: Callable[[], Any]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        self.wall[name] = self.wall.get(name, 0) + time.perf_counter() - wall
        self.cpu[name] = self.cpu.get(name, 0) + time.process_time() - cpu


def fill(made: Iterator[dict[str, Any]], count: int, clock: Clock, stores: dict[str, Callable[[Any], Any]]) -> None:
    """`count` records into each store in turn, a batch at a time; each batch is durable when its turn ends."""
    done = 0
    while batch := list(islice(made, min(BATCH, count - done))):
        for name, put in stores.items():
            clock(name, lambda put=put, batch=batch: put(batch))
        done += len(batch)
        if done % 20_000 == 0:
            print(f"{', '.join(stores)}: {done:,} documents more", flush=True)


def fill_elastic(address: str, articles: Path, sizes: list[int], pipe: Connection) -> None:
    """In a process of its own, at the same time as the others: to each size, tell the clock, wait to go on."""
    engine = ElasticEngine(address, alias=ALIAS)
    engine.clear()
    clock, done = Clock(), 0
    made = records(articles, max(sizes))
    for size in sizes:
        fill(made, size - done, clock, {"elasticsearch": engine.put})
        done = size
        pipe.send(clock)
        pipe.recv()
    engine.close()


def queries(path: Path, count: int, seed: int = 5) -> list[str]:
    """Two to four words side by side of titles and tactics' names, every other one without accents."""
    chance = random.Random(seed)
    titles = [json.loads(line)["title"] for line in islice(path.open(encoding="utf-8"), 2000)]
    names = [tactic.vi for tactic in load_tactics().tactics]
    found: dict[str, None] = {}
    while len(found) < count:
        words = [word.strip(",.:;\"'“”()?!") for word in chance.choice(chance.choice((titles, names))).split()]
        size = chance.choice((2, 2, 3, 4))
        start = chance.randrange(max(1, len(words) - size))
        typed = " ".join(word for word in words[start : start + size] if word.isalnum())
        if len(typed.split()) >= 2:
            found[fold(typed) if len(found) % 2 else typed] = None
    return list(found)


def timed(calls: Iterable[Callable[[], Any]], warm: int = 5) -> list[float]:
    """Milliseconds of each call, sorted; the first ones warm up and do not count."""
    spent = []
    for number, call in enumerate(calls):
        begin = time.perf_counter()
        call()
        if number >= warm:
            spent.append((time.perf_counter() - begin) * 1000)
    return sorted(spent)


def at(spent: list[float], share: float) -> float:
    """The percentile of sorted values (nearest rank)."""
    return spent[min(len(spent) - 1, int(len(spent) * share))]


def asked_of(engine: Engine, typed: list[str], others: list[str]) -> dict[str, list[float]]:
    """Every kind of question to an engine of Canhbao, after `others` have brought the index into memory."""
    for query in others:
        search(engine, SearchRequest(query))
    places = [province.name for province in provinces_34()]
    filters = [
        (lambda n: Filters(province=(places[n % 12],))),
        (lambda n: Filters(since=SINCE)),
        (lambda n: Filters(province=(places[n % 12],), since=SINCE)),
    ]
    kinds: tuple[tuple[Dimension, ...], ...] = (("tactic",), ("province",), ("source",), ("tactic",))
    trend = [
        TrendRequest(kinds[n % 4], ("month", "week", "month", "day")[n % 4], "stories" if n % 2 else "advisories",
                     Filters(since=SINCE if n % 3 else None, province=(places[n % 12],) if n % 4 == 3 else ()))
        for n in range(64)
    ]  # fmt: skip
    heat = [
        TrendRequest(
            ("province", "tactic"),
            None,
            "stories" if n % 2 else "advisories",
            Filters(since=SINCE if n % 3 else None, old_provinces=n % 5 == 0),
        )
        for n in range(64)
    ]
    return {
        "search, highlighted": timed(lambda q=q: search(engine, SearchRequest(q)) for q in typed),
        "search, filtered": timed(
            lambda q=q, n=n: search(engine, SearchRequest(q, filters[n % 3](n))) for n, q in enumerate(typed)
        ),
        "search, four facets": timed(lambda q=q: search(engine, SearchRequest(q, facets=FACETS)) for q in typed),
        "trend": timed((lambda r=r: trends(engine, r) for r in trend), 12),
        "heat map": timed((lambda r=r: trends(engine, r) for r in heat), 12),
    }


def asked_of_fts5(fts5: Fts5, typed: list[str], few: int) -> dict[str, list[float]]:
    """The same kinds of question in SQL; the slow ones a few times only."""
    places = [province.name for province in provinces_34()]
    return {
        "search, highlighted": timed(lambda q=q: fts5.search(q) for q in typed),
        "search, filtered": timed(
            lambda q=q, n=n: fts5.search(q, "" if n % 3 == 1 else places[n % 12], SINCE if n % 3 else None)
            for n, q in enumerate(typed)
        ),
        "search, four facets": timed((lambda q=q: fts5.facets(q) for q in typed[: few + 2]), 2),
        "trend": timed((lambda n=n: fts5.trend(SINCE if n % 3 else None) for n in range(few)), 1),
        "heat map": timed((lambda n=n: fts5.heat_map(SINCE if n % 3 else None) for n in range(few)), 1),
    }


def asked_of_raw(raw: RawElasticsearch, few: int) -> dict[str, list[float]]:
    """Trends by aggregation."""
    return {
        "trend": timed((lambda n=n: raw.trend(SINCE if n % 3 else None) for n in range(few)), 2),
        "heat map": timed((lambda n=n: raw.heat_map(SINCE if n % 3 else None) for n in range(few)), 2),
    }


def folder_bytes(folder: Path) -> int:
    """Of all files."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def print_tables(size: int, clock: Clock, disk: dict[str, int], spent: dict[str, dict[str, list[float]]]) -> None:
    """As Markdown for benchmarks/README.md."""
    print(
        f"\n### {size:,} documents\n\n| engine | documents a second | CPU s of this process per 1,000 | disk, MB |\n|---|---|---|---|"
    )
    for name, wall in clock.wall.items():
        print(f"| {name} | {size / wall:,.0f} | {clock.cpu[name] / size * 1000:.2f} | {disk[name] / 1e6:,.0f} |")
    names = list(spent)
    print(f"\n| p50 / p95, ms | {' | '.join(names)} | target (embedded, p95) |\n|---|{'---|' * (len(names) + 1)}")
    for question, target in TARGETS.items():
        cells = [
            f"{at(spent[name][question], 0.5):,.1f} / {at(spent[name][question], 0.95):,.1f}"
            if question in spent[name]
            else ""
            for name in names
        ]
        print(f"| {question} | {' | '.join(cells)} | {target if size == 1_000_000 else ''} |")
    ours = spent["embedded"]
    for name in names[1:]:
        ratios = [
            f"{question} {at(times, 0.5) / at(ours[question], 0.5):,.1f}" for question, times in spent[name].items()
        ]
        print(f"\nMedian of {name} over that of embedded: {'; '.join(ratios)}.")


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--documents", default="100000", help="one or more sizes, such as 100000,1000000")
    parser.add_argument("--elasticsearch", default="", help="URL of a node; without it only the others")
    parser.add_argument("--folder", type=Path, required=True, help="a folder for the indices; what is in it is removed")
    parser.add_argument("--queries", type=int, default=205)
    parser.add_argument("--ask-only", action="store_true", help="ask the indices of an earlier run again")
    options = parser.parse_args()
    typed = queries(options.articles, options.queries)
    known = set(typed)
    others = [query for query in queries(options.articles, options.queries, seed=6) if query not in known]
    sizes = [int(size) for size in options.documents.split(",")]
    if options.ask_only:
        measure(sizes[-1], Clock(), options, Fts5(options.folder / "fts5.sqlite", keep=True), typed, others)
        return
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    made = records(options.articles, max(sizes))
    ours, theirs = Pipe()
    if options.elasticsearch:
        Process(target=fill_elastic, args=(options.elasticsearch, options.articles, sizes, theirs), daemon=True).start()
    fts5 = Fts5(options.folder / "fts5.sqlite")
    clock, done = Clock(), 0
    for size in sizes:
        embedded = EmbeddedEngine(options.folder / "embedded")
        fill(made, size - done, clock, {"embedded": embedded.put, "fts5": fts5.put})
        clock("embedded", embedded.close)
        clock("fts5", fts5.finish)
        done = size
        if options.elasticsearch:
            other = ours.recv()
            clock.wall |= other.wall
            clock.cpu |= other.cpu
        measure(size, clock, options, fts5, typed, others)
        ours.send("go on")


def measure(
    size: int, clock: Clock, options: argparse.Namespace, fts5: Fts5, typed: list[str], others: list[str]
) -> None:
    """Ask every engine and print the tables of one size."""
    folder = options.folder / "embedded"
    disk = {"embedded": folder_bytes(folder), "fts5": fts5.bytes()}
    reader = EmbeddedEngine(folder, readonly=True)
    read = Clock()
    read("embedded", reader.facts)
    spent = {"embedded": asked_of(reader, typed, others)}
    if options.elasticsearch:
        elastic = ElasticEngine(options.elasticsearch, alias=ALIAS, readonly=True)
        raw = RawElasticsearch(options.elasticsearch, ALIAS)
        disk["elasticsearch"] = raw.bytes()
        read("elasticsearch", elastic.facts)
        spent["elasticsearch"] = asked_of(elastic, typed, others)
        spent["elasticsearch, aggregations"] = asked_of_raw(raw, 12)
    for query in others[: 200 if size <= 100_000 else 20]:
        fts5.search(query)
    spent["fts5"] = asked_of_fts5(fts5, typed if size <= 100_000 else typed[:45], 6)
    print_tables(size, clock, disk, spent)
    for name, seconds in read.wall.items():
        print(f"\nColumns of {name} read for the first time in {seconds:.1f} s.", flush=True)


if __name__ == "__main__":
    main()
