"""What the product finds in real articles is what a reader has judged: every indicator once, no false one of the scammer's.

The judgements hold values and document ids, no text; a number or mailbox that may be a private person's is kept as a digest. The
articles are where `CANHBAO_ARTICLES` or the folder beside the
repository has them, and the comparison is skipped where they are not.
"""

import csv
import json
import os
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.extract.context import Context
from crawler.extract.figures.indicators import find_indicators
from crawler.model import Document, Indicator
from crawler.text.links import defang

ROOT = Path(__file__).resolve().parents[2]
JUDGED = Path(__file__).with_name("judgements") / "indicators.tsv"
VERDICTS = {"right", "arguable", "missed", "wrong", "wrong value"}
ARTICLES = Path(os.environ.get("CANHBAO_ARTICLES", ROOT.parent / "shared"))

Row = dict[str, str]


def judged() -> list[Row]:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_verdict_is_one_that_is_known_and_a_doubt_is_said() -> None:
    rows = judged()
    assert {row["verdict"] for row in rows} <= VERDICTS
    assert len({(row["document"], row["type"], row["value"]) for row in rows}) == len(rows)
    assert all(row["doubt"] for row in rows if row["verdict"] in ("arguable", "wrong", "wrong value"))


def test_no_false_one_is_the_scammer_s_and_few_are_arguable() -> None:
    scam = Counter(row["verdict"] for row in judged() if row["role"] == "scam")
    assert scam["wrong"] == scam["wrong value"] == scam["missed"] == 0
    assert scam["arguable"] / scam.total() < 0.1


def found() -> dict[tuple[str, str, str], str]:
    said: dict[tuple[str, str, str], str] = {}
    for path in (ARTICLES / "corpus" / "articles.jsonl", *sorted((ARTICLES / "gold").glob("*.jsonl"))):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            told = {name: row.get(name) or "" for name in ("url", "title", "text", "source")}
            document = Document(
                "p", "r", told["source"], told["url"], told["title"], "", told["text"], None, None, "vi", "test"
            )
            for item in find_indicators(Context(document)):
                said[(f"{path.stem}/{row['id']}", item.type, shown(item))] = str(item.role)
    return said


def shown(item: Indicator) -> str:
    """A value as the judgements keep it."""
    if item.type in ("phone", "bank_account", "email") and item.role not in ("scam", "official"):
        return f"sha256:{sha256(item.value.encode()).hexdigest()[:16]}"
    return item.value if item.type == "phone" else defang(item.value)


def test_what_is_found_today_is_what_was_judged() -> None:
    if not (ARTICLES / "corpus" / "articles.jsonl").is_file():
        pytest.skip(f"the articles are not in {ARTICLES}: set CANHBAO_ARTICLES to their folder")
    kept = {(row["document"], row["type"], row["value"]): row["role"] for row in judged()}
    today = found()
    told = "read each in its article and judge it anew in tests/extract/judgements/indicators.tsv"
    assert {key: role for key, role in today.items() if kept.get(key) != role} == {}, f"new or of another role: {told}"
    assert kept.keys() - today.keys() == set(), f"gone: {told}"
