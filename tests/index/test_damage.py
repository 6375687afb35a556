"""A damaged embedded index: one sentence that says how to mend it, never a panic, a traceback or an answer of 0."""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.model import EngineUnavailable
from index.engine import DAMAGE_SHOWS_AS, as_damage
from index.engines.embedded import engine as embedded
from index.engines.embedded.damage import PARTS
from index.engines.embedded.engine import VERSION, EmbeddedEngine
from index.finding.search import search
from index.language.conditions import Everything
from index.requests import Filters, SearchRequest, TrendRequest
from index.stories.listing import StoryRequest, list_stories
from index.trends.count import trends

DOCUMENTS = 12
FLIPS = 6  # of each file
FOOTER = 100  # bytes after what a file's checksum covers


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, make: Any) -> Path:
    """An index of twelve documents of two batches, one of them replaced."""
    folder = tmp_path_factory.mktemp("sound")
    made = [
        make(
            number,
            title=f"Cảnh báo số {number} lừa đảo thuế",
            text="giả danh cán bộ thuế gọi điện cho hộ kinh doanh " * 4,
            tactics=["tax_impersonation"],
            provinces=["Nghệ An"],
            provinces_2025=["Nghệ An"],
            advisory={"document": {"title": "x" * 200}},
        )
        for number in range(DOCUMENTS)
    ]
    engine = EmbeddedEngine(folder)
    engine.put(made[:8])
    engine.put(made[8:])
    engine.put(made[:1])
    engine.close()
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy to be damaged: the folder of its generation is `embedded-<version>` in it."""
    shutil.copytree(sound, tmp_path / "index")
    return tmp_path / "index"


def parts(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / f"embedded-{VERSION}").iterdir() if path.suffix != ".lock")


def answers(engine: EmbeddedEngine) -> Any:
    """What pages and commands ask an engine."""
    everything = Filters(advisories_only=False)
    found = search(engine, SearchRequest("lua dao", filters=everything, limit=40, facets=("province", "tactic")))
    by_day = search(engine, SearchRequest('"cán bộ thuế"', filters=everything, limit=40, sort="date"))
    return (
        engine.count(Everything()),
        [(hit.advisory_id, hit.record.title) for hit in (*found.hits, *by_day.hits)],
        [engine.get(hit.advisory_id) for hit in found.hits],
        [record.advisory_id for record in engine.story_members("s1")],
        list_stories(engine, StoryRequest(filters=everything, limit=40)),
        trends(engine, TrendRequest(by=("province", "tactic"), interval="month", filters=everything)),
        engine.status().documents,
    )


def put(path: Path, content: bytes) -> None:
    """As a new file: readers of before may still have the old one mapped."""
    path.with_name("new").write_bytes(content)
    path.with_name("new").replace(path)


def asked(folder: Path) -> Any:
    """The answers, or the sentence instead of them."""
    engine = EmbeddedEngine(folder, readonly=True)
    try:
        return answers(engine)
    except (EngineUnavailable, *DAMAGE_SHOWS_AS) as failed:
        error = as_damage(engine, failed)
        if not isinstance(error, EngineUnavailable):
            raise
        assert "canhbao index rebuild" in str(error)
        return str(error)
    finally:
        engine.close()


def flips(path: Path, count: int) -> Iterator[bytes]:
    """The content with one other bit: some anywhere where something stands, some near the ends, where lengths do."""
    content = path.read_bytes()
    chance = random.Random(path.suffix)
    written = [place for place, byte in enumerate(content) if byte]
    for _ in range(count):
        place = chance.choice([chance.choice(written), max(0, len(content) - 1 - chance.randrange(120))])
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        yield bytes(changed)


def test_what_is_asked_below_has_answers(sound: Path) -> None:
    told = asked(sound)
    assert told[0] == DOCUMENTS
    assert len(told[2]) == DOCUMENTS
    assert None not in told[2]


def test_one_flipped_bit_in_any_file_is_told_in_one_sentence_and_nothing_else(folder: Path) -> None:
    right = asked(folder)
    told = 0
    for path in parts(folder):
        whole = path.read_bytes()
        for changed in flips(path, FLIPS):
            put(path, changed)
            said = asked(folder)
            told += isinstance(said, str)
            if isinstance(said, str):
                assert path.suffix in (".json", ".sqlite") or path.name in said, said
            else:  # white space, a free page, the number of a version: nobody misses it
                assert said == right, path.name
        put(path, whole)
    assert asked(folder) == right
    assert told > 7 * FLIPS


def test_in_an_index_that_is_too_large_to_be_looked_through_a_flipped_bit_gives_no_raw_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "SMALL", -1)
    monkeypatch.setenv("RUST_BACKTRACE", "0")  # each would take seconds to be written out
    told = 0
    for path in parts(folder):
        whole = path.read_bytes()
        for changed in flips(path, FLIPS // 2):
            put(path, changed)
            told += isinstance(asked(folder), str)
            if path.suffix in PARTS and changed[:-FOOTER] != whole[:-FOOTER]:
                (wrong,) = EmbeddedEngine(folder, readonly=True).damages()
                assert path.name in wrong
        put(path, whole)
    assert told > FLIPS // 2


def _lost(path: Path) -> None:
    path.unlink()


def _emptied(path: Path) -> None:
    put(path, b"")


def _cut(path: Path) -> None:
    put(path, path.read_bytes()[: path.stat().st_size // 2])


HARMS = (_lost, _emptied, _cut)


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_is_lost_or_cut_is_told_by_readers_and_writers_and_no_index_is_begun_beside_it(
    folder: Path, make: Any, harm: Callable[[Path], None]
) -> None:
    right = asked(folder)
    for path in parts(folder):
        if path.name in ("facts.sqlite", ".managed.json"):
            continue
        whole = path.read_bytes()
        harm(path)
        said = asked(folder)
        assert isinstance(said, str), path.name
        assert path.name in said
        assert any(path.name in sentence for sentence in EmbeddedEngine(folder, readonly=True).damages())
        writer = EmbeddedEngine(folder)
        with pytest.raises(EngineUnavailable, match="index rebuild"):
            writer.put([make(99)])
        writer.close()
        assert [entry.name for entry in folder.iterdir()] == [f"embedded-{VERSION}"]
        put(path, whole)
        assert asked(folder) == right, path.name


@pytest.mark.parametrize("harm", HARMS)
def test_columns_that_are_lost_or_cut_are_told_and_made_again_by_the_next_writer(
    folder: Path, make: Any, harm: Callable[[Path], None]
) -> None:
    right = asked(folder)
    harm(folder / f"embedded-{VERSION}" / "facts.sqlite")
    said = asked(folder)
    assert isinstance(said, str)
    assert "facts.sqlite" in said
    assert "facts.sqlite" in EmbeddedEngine(folder, readonly=True).damages()[0]
    writer = EmbeddedEngine(folder)
    writer.put([make(99)])
    writer.delete([make(99).advisory_id])
    writer.close()
    mended = asked(folder)
    assert mended[-2:] == right[-2:]


def test_any_flipped_bit_in_what_columns_count_is_told_and_the_next_writer_mends_it(folder: Path, make: Any) -> None:
    path = folder / f"embedded-{VERSION}" / "facts.sqlite"
    right, whole = asked(folder), path.read_bytes()
    seen = 0
    for changed in flips(path, 25):
        put(path, changed)
        if isinstance(asked(folder), str):
            seen += 1
            if seen % 5 == 1:
                writer = EmbeddedEngine(folder)
                writer.put([make(99)])
                writer.delete([make(99).advisory_id])
                writer.close()
                assert asked(folder)[-2:] == right[-2:]
        for beside in folder.rglob("facts.sqlite-*"):
            beside.unlink()
        put(path, whole)
    assert seen > 2


def test_a_wrong_count_of_documents_in_the_list_of_parts_is_told_by_what_counts(tmp_path: Path, make: Any) -> None:
    folder = tmp_path / "index"
    writer = EmbeddedEngine(folder)
    writer.put([make(number) for number in range(9)])
    writer.close()
    meta = folder / f"embedded-{VERSION}" / "meta.json"
    held = re.search(r'"max_doc": (\d+)', meta.read_text())
    assert held
    put(meta, meta.read_text().replace(held[0], f'"max_doc": {int(held[1]) - 1}').encode())
    (said,) = EmbeddedEngine(folder, readonly=True).damages()
    assert "facts.sqlite" in said


def test_an_error_of_a_sound_index_stays_a_bug(folder: Path) -> None:
    engine = EmbeddedEngine(folder, readonly=True)
    with pytest.raises(TypeError):
        engine.find(Everything(), sort="date", limit="x", offset=0)  # type: ignore[arg-type]
