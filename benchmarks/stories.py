"""Stories: planted copies of real articles, found again. Pair precision and recall, and documents assigned a second.

Each original gets copies as they happen: edited (a word in twenty replaced), shortened (the first 60 %), re-titled with a
new first line, and read by OCR (two letters in a hundred wrong). Originals are different articles; those that are near-duplicates
of one another already are left out, because nobody labelled them. Give a JSONL file of articles {id, title, text}.
"""

import argparse
import json
import random
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from crawler.extract import understand
from crawler.read.document import read_text
from index.engines.embedded.engine import EmbeddedEngine
from index.outbox import BATCH, records_of
from index.stories.near import bands_of, same_story, shingles

_CONFUSED = {"l": "1", "o": "0", "e": "c", "i": "í", "đ": "d", "ư": "u", "ô": "o", "n": "ri", "h": "b", "a": "à"}


def edited(text: str, chance: random.Random, words: list[str]) -> str:
    """A word in twenty replaced by another of the corpus."""
    return " ".join(chance.choice(words) if chance.random() < 0.05 else word for word in text.split(" "))


def shortened(text: str) -> str:
    """The first 60 %, cut at a word."""
    return text[: int(len(text) * 0.6)].rsplit(" ", 1)[0]


def read_by_ocr(text: str, chance: random.Random) -> str:
    """Two letters in a hundred read wrong."""
    return "".join(_CONFUSED.get(c, c) if chance.random() < 0.02 else c for c in text)


def originals(path: Path, count: int) -> list[dict[str, str]]:
    """Articles of 600 to 6,000 characters of which none is a copy of another."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if 600 <= len(row["text"]) <= 6000]
    random.Random(8).shuffle(rows)
    by_band: dict[str, list[frozenset[str]]] = defaultdict(list)
    kept = []
    for row in rows:
        pieces, bands = shingles(row["text"]), bands_of(row["text"])
        if any(same_story(pieces, other) for band in bands for other in by_band[band]):
            continue
        for band in bands:
            by_band[band].append(pieces)
        kept.append(row)
        if len(kept) == count:
            break
    return kept


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--originals", type=int, default=600)
    options = parser.parse_args()
    chance = random.Random(9)
    rows = originals(options.articles, options.originals)
    words = [word for row in rows[:50] for word in row["text"].split(" ") if word.isalpha()]
    planted: list[tuple[int, str, str, str]] = []
    for number, row in enumerate(rows):
        title, text = row["title"], row["text"]
        planted += [
            (number, "original", title, text),
            (number, "edited", title, edited(text, chance, words)),
            (number, "shortened", title, shortened(text)),
            (number, "re-titled", f"Cảnh báo: {title[::-1]}", f"Theo tin từ phóng viên.\n{text}"),
            (number, "read by OCR", title, read_by_ocr(text, chance)),
        ]
    chance.shuffle(planted)
    read = [
        understand(read_text(title, text, source="bench", identifier=str(i)))
        for i, (_, _, title, text) in enumerate(planted)
    ]
    named: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        begin = time.process_time()
        for start in range(0, len(read), BATCH):
            records = records_of(
                engine, [(advisory, None) for advisory in read[start : start + BATCH]], datetime.now(UTC)
            )
            engine.put(records)
            named |= {record.advisory_id: record.story_id for record in records}
        speed = len(read) / (time.process_time() - begin)
        engine.close()
    story = {position: named[advisory.advisory_id] for position, advisory in enumerate(read)}
    groups: dict[str, list[int]] = defaultdict(list)
    for position, name in story.items():
        groups[name].append(position)
    together = [pair for group in groups.values() for pair in combinations(group, 2)]
    right = sum(planted[a][0] == planted[b][0] for a, b in together)
    due = len(rows) * 10  # pairs among five copies
    print(
        f"{len(rows)} originals, {len(planted)} documents, {len(groups)} stories, {speed:.0f} documents per CPU s (target 300)\n"
    )
    print("| measure | value | target |\n|---|---|---|")
    print(f"| pair precision | {right / len(together):.4f} | 0.97 |")
    print(f"| pair recall | {right / due:.4f} | 0.95 |")
    for kind in ("edited", "shortened", "re-titled", "read by OCR"):
        found = sum(
            story[i] == story[next(j for j, p in enumerate(planted) if p[0] == number and p[1] == "original")]
            for i, (number, name, _, _) in enumerate(planted)
            if name == kind
        )
        print(f"| {kind}: with its original | {found / len(rows):.4f} | |")


if __name__ == "__main__":
    main()
