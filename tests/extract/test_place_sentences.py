"""Hard passages: each place in its role and province, on the old map and the new, and nothing that is no place."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from crawler.extract.context import Context
from crawler.extract.places.names.find import find_mentions
from crawler.extract.places.places import find_places
from crawler.extract.places.roles.decide import roles_of
from crawler.model import PlaceLevel
from crawler.read.document import read_text
from crawler.vocab.units import province_2025_of, resolve_province

FILE = Path(__file__).parent / "sentences" / "places.txt"
MARK = re.compile(r"\[([^|\]]+)\|([a-z_]+)(?:\|([^|\]]+))?(?:\|([^\]]+))?\]")


@dataclass(frozen=True)
class Expected:
    start: int
    name: str
    role: str
    old: str
    new: str


@dataclass(frozen=True)
class Passage:
    trap: str
    title: str
    text: str
    places: tuple[Expected, ...]
    nationwide: bool
    day: str


def parsed(trap: str, line: str) -> Passage:
    nationwide = "!nationwide" in line
    day = re.search(r"@(\d{4}-\d\d-\d\d)", line)
    line = re.sub(r"\s*(?:!nationwide|@\d{4}-\d\d-\d\d)", "", line)
    title, headed, body = line.rpartition(" // ")
    line = f"{title}\n\n{body}" if headed else f"\n\n{line}"
    text, places, position = "", [], 0  # offsets are those of Context.full: title, blank line, text
    for mark in MARK.finditer(line):
        text += line[position : mark.start()]
        places.append(Expected(len(text), mark[1], mark[2], mark[3] or "", mark[4] or ""))
        text, position = text + mark[1], mark.end()
    title, _, body = (text + line[position:]).partition("\n\n")
    return Passage(trap, title, body, tuple(places), nationwide, day[1] if day else "")


def passages() -> list[Passage]:
    found, trap = [], ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            trap = line.removeprefix("## ")
        elif line and not line.startswith("#"):
            found.append(parsed(trap, line))
    return found


PASSAGES = passages()


def context_of(passage: Passage) -> Context:
    published = datetime.fromisoformat(f"{passage.day}T00:00:00+07:00") if passage.day else None
    return Context(read_text(passage.title, passage.text, published=published))


def faults(passage: Passage) -> list[str]:
    """What is wrong in the reading: names missed, roles, provinces, places that are none."""
    context = context_of(passage)
    read = {m.start: (m, r, rule) for m, r, rule in roles_of(context, find_mentions(context))}
    wrong = []
    for expected in passage.places:
        if expected.start not in read:
            wrong.append(f"missed: {expected.name}")
            continue
        mention, role, rule = read.pop(expected.start)
        if str(role) != expected.role:
            wrong.append(f"{expected.name}: {expected.role}, read as {role} [{rule}]")
        if mention.level is PlaceLevel.COUNTRY:
            continue
        old = expected.old or resolve_province(expected.name, old=True) or ""
        new = expected.new or (province_2025_of(old) if old else expected.name)
        if mention.province_2025 != new or (old and not expected.new and mention.province != old):
            wrong.append(f"{expected.name}: {old}/{new}, read as {mention.province}/{mention.province_2025}")
    wrong += [f"no place: {m.province} {r} [{rule}]" for m, r, rule in read.values() if str(r) != "background"]
    if bool(find_places(context).nationwide) != passage.nationwide:
        wrong.append(f"nationwide should be {passage.nationwide}")
    return wrong


def test_there_are_enough_of_every_trap() -> None:
    assert len(PASSAGES) >= 405
    assert min(Counter(passage.trap for passage in PASSAGES).values()) >= 8
    assert len({(passage.title, passage.text) for passage in PASSAGES}) == len(PASSAGES)


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: f"{p.trap}: {p.text[:60]}")
def test_a_hard_passage_is_read_as_an_analyst_would(passage: Passage) -> None:
    assert faults(passage) == []
