"""Whatever of a data folder is lost or damaged: it is noticed, named, and the advice that is printed makes it whole again.

Each case harms one file or folder of a copy of the demo's data folder, asks `canhbao verify` (or the command of the case), does
what it advises, and compares every answer with those of before.
"""

import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from canhbao.commands.sources_health import source_states
from canhbao.config import Config
from crawler.archive import Ledger
from index.engines import open_engine
from index.finding.search import search
from index.requests import Filters, SearchRequest, TrendRequest
from index.trends.count import trends

Harm = Callable[[Path], None]


def removed(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def emptied(path: Path) -> None:
    for file in files(path):
        file.write_bytes(b"")


def truncated(path: Path) -> None:
    for file in files(path):
        data = file.read_bytes()
        file.write_bytes(data[: len(data) * 2 // 3])


def flipped(path: Path) -> None:
    """Two hundred bits over each file, the same ones every time."""
    chance = random.Random(20)
    for file in files(path):
        data = bytearray(file.read_bytes())
        for _ in range(200 if data else 0):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(data))


def files(path: Path) -> list[Path]:
    return sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]


@dataclass(frozen=True)
class Case:
    """`part` is a glob below the data folder; `named` is what the message must name; `lost` pages cannot come back."""

    part: str
    harm: Harm
    named: str
    lost: bool = False
    ask: tuple[str, ...] = ("verify",)

    def __str__(self) -> str:
        return f"{self.part.split('/')[0]}-{self.harm.__name__}"


CASES = [
    *(Case("ledger.sqlite", harm, "ledger.sqlite") for harm in (removed, emptied, truncated, flipped)),
    *(Case("warc/mau-nghean-*", harm, "mau-nghean-", lost=True) for harm in (removed, truncated, flipped)),
]


def answers(data: Path) -> dict[str, Any]:
    """What a user can ask: search, sources' names, stories, trends, health, balance."""
    engine = open_engine("embedded", data, readonly=True)
    try:
        records = []
        while page := search(
            engine, SearchRequest(limit=100, offset=len(records), filters=Filters(advisories_only=False))
        ).hits:
            records += [hit.record for hit in page]
        counted = trends(engine, TrendRequest(by=("province", "tactic"), interval="week"))
    finally:
        engine.close()
    ledger = Ledger(data)
    balance = ledger.balance()
    ledger.close()
    now = datetime(2026, 1, 1, tzinfo=UTC)  # indexed anew: nobody asks when
    stories: dict[str, set[str]] = {}
    for record in records:
        stories.setdefault(record.story_id, set()).add(record.advisory_id)
    same = (
        replace(record, indexed_at=now, story_id="") for record in records
    )  # a story has the name of whoever came first
    return {
        "search": sorted(same, key=lambda record: record.advisory_id),
        "stories": sorted(map(sorted, stories.values())),
        "trends": sorted(map(repr, counted.cells)),
        "health": source_states(Config(data=data), [], strangers=True),
        "balance": balance,
    }


@pytest.fixture(scope="module")
def before(demo: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    return answers(demo[0])


@pytest.mark.spread
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_harm_is_noticed_named_and_mended_by_its_own_advice(
    case: Case, demo: tuple[Path, dict[str, Any]], before: dict[str, Any], canhbao: Any, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo[0], data)
    for path in sorted(data.glob(case.part)):
        case.harm(path)
    told = canhbao(*case.ask, data=data)
    assert "Traceback" not in told.stderr
    assert told.returncode == 3, told.stdout + told.stderr
    assert case.named in told.stderr
    advice = re.search(r"`canhbao ([^`]+)`", told.stderr)
    assert advice, f"no advice: {told.stderr}"
    followed = canhbao(*advice[1].split(), data=data)
    assert "Traceback" not in followed.stderr
    after = answers(data)
    assert canhbao("verify", data=data).returncode == 0
    if case.lost:
        assert {r.source for r in after["search"]} >= {r.source for r in before["search"]} - {"mau-nghean"}
        lost = {r.url for r in before["search"]} - {r.url for r in after["search"]}
        assert lost, "the case took nothing away"
        assert all(url in followed.stderr for url in lost), "each page that is lost is named"
    else:
        assert followed.returncode == 0, followed.stderr
        assert after == before
