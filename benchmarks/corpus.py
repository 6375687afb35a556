"""Records for benchmarks of the index: any number of them, recombined from real articles, the same for every engine.

In: a JSONL file of articles {id, title, text} and how many records are wanted. Out: an iterator of records as
`index.record.record_of` makes them. Each article is understood once; a made record has the labels of one article, the
sentences of three, a source of the registry, and a day that lies the likelier the later. A third of the records are copies
within days in a story of others. The seed is fixed: two runs make the same records.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from canhbao.workspace import BUNDLED_SOURCES
from crawler.extract import understand
from crawler.read.document import read_text
from crawler.source_files import load_sources
from crawler.text.dates import local_day
from crawler.vocab.units import province_2025_of, provinces_63
from index.record import Record, record_of

FIRST_DAY = datetime(2018, 1, 1, 1, tzinfo=UTC)
DAYS = 3200
_COPIES = 1 / 3  # share of records that copy a story
_OPEN_STORIES = 5_000  # the latest stories, which copies join


def templates(path: Path, count: int = 1500) -> list[Record]:
    """Records of understood articles of 600 to 2,600 characters."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if 600 <= len(row["text"]) <= 2600]
    random.Random(7).shuffle(rows)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = []
    for row in rows[:count]:
        advisory = understand(read_text(row["title"], row["text"], source="bench", identifier=row["id"]))
        made.append(record_of(advisory, None, story_id="", bands=(), indexed_at=now))
    return made


def records(path: Path, size: int) -> Iterator[Record]:
    """`size` records. Texts are about as long as the articles they are made of."""
    chance = random.Random(2026)
    made = templates(path)
    pieces = [[part.strip() for part in record.text.split(". ") if part.strip()] for record in made]
    warnings = [i for i, record in enumerate(made) if record.is_advisory]
    sources, _ = load_sources([BUNDLED_SOURCES])
    publishers = list(sources)
    provinces = [province.name for province in provinces_63()]
    weights = [1 / (rank + 3) for rank in range(len(provinces))]
    stories: list[tuple[str, int, int]] = []
    for number in range(size):
        base = chance.choice(warnings) if chance.random() < 0.6 else chance.randrange(len(made))
        day = int(DAYS * chance.random() ** 0.5)
        story = f"{number:016x}"
        if stories and chance.random() < _COPIES:
            story, base, first = chance.choice(stories)
            day = min(DAYS, first + chance.randint(0, 6))
        elif len(stories) < _OPEN_STORIES:
            stories.append((story, base, day))
        else:
            stories[chance.randrange(_OPEN_STORIES)] = (story, base, day)
        yield _record(made[base], _text(pieces, base, chance), number, story, day, chance.choice(publishers),
                      chance.choices(provinces, weights, k=chance.choice((0, 1, 1, 1, 2))), chance)  # fmt: skip


def _text(pieces: list[list[str]], base: int, chance: random.Random) -> str:
    """Sentences of the base article and of two others, as long together as the base article."""
    own = pieces[base]
    parts = [own[i : i + 3] for i in range(0, len(own), 6)]
    for _ in range(2):
        other = pieces[chance.randrange(len(pieces))]
        start = chance.randrange(len(other))
        parts.append(other[start : start + max(1, len(own) // 4)])
    chance.shuffle(parts)
    length = sum(len(sentence) + 2 for sentence in own)
    return ". ".join(sentence for part in parts for sentence in part)[:length]


def _record(
    base: Record,
    text: str,
    number: int,
    story: str,
    day: int,
    source: Any,
    places: list[str],
    chance: random.Random,
) -> Record:
    moment = FIRST_DAY + timedelta(days=day, minutes=chance.randrange(900))
    olds = tuple(dict.fromkeys(places))
    whole = base.advisory or {}
    return replace(
        base,
        advisory_id=f"{number * 0x9E3779B97F4A7C15 & (1 << 64) - 1:016x}",
        story_id=story,
        text=text,
        source=source.slug,
        source_name=source.name,
        source_province=source.province,
        source_province_old=source.province_old,
        body=str(source.body),
        url=f"https://{source.slug}.example/{number}",
        published=moment,
        published_precision="minute",
        published_day=local_day(moment),
        first_seen=moment + timedelta(hours=2),
        indexed_at=moment + timedelta(hours=3),
        provinces=olds,
        provinces_2025=tuple(dict.fromkeys(province_2025_of(name) for name in olds)),
        bands=tuple(f"{band:02d}{chance.getrandbits(96):024x}" for band in range(21)),
        advisory={**whole, "document": {**whole["document"], "text": text}},
    )
