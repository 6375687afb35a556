"""A data folder that an earlier version made is read by this one: nothing in it has to be crawled again."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Ledger, verify

KEPT = Path(__file__).parents[1] / "data" / "folder-of-ledger-1.tar.xz"
ARTICLES, ADVISORIES = 31, 28


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    with tarfile.open(KEPT) as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path / "data"


def test_its_archive_is_sound(kept: Path) -> None:
    report = verify(kept)
    assert report.is_sound, report.damages
    assert report.records == 41


def test_its_ledger_still_balances(kept: Path) -> None:
    ledger = Ledger(kept)
    balance = ledger.balance()
    ledger.close()
    assert (balance.seen, balance.advisories, balance.pending, balance.is_even) == (ARTICLES, ADVISORIES, 0, True)


def test_its_articles_are_read_again_to_the_same_number_of_documents(kept: Path, canhbao: Any) -> None:
    """Its index may be of another version by now: then it is made anew, as is advised."""
    done = canhbao("index", "rebuild", "--json", data=kept)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["documents_after"], told["pages"]) == (ADVISORIES, ARTICLES)
