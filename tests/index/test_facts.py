"""The columns that trends are counted from say what the index holds: after crashes, losses, replacements and removals."""

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.columns.facts import ROW, Facts, NotCounted, facts_of
from index.engine import Engine
from index.engines.elastic.engine import ElasticEngine
from index.engines.embedded.engine import EmbeddedEngine
from index.engines.fact_store import FactStore
from index.language.conditions import AllOf, AnyTerm, Between, Everything, NoneOf, Phrase
from index.requests import TrendRequest
from index.trends.count import trends


def counted(facts: Facts, condition: Any = Everything()) -> int:
    return facts.count(facts.mask(condition), stories=False)


def by_tactic(engine: Engine) -> dict[str, int]:
    result = trends(engine, TrendRequest(by=("tactic",), interval=None, count="advisories"))
    return {cell.keys[0]: cell.count for cell in result.cells}


def test_a_put_is_counted_at_once_and_a_second_state_replaces_the_first(engine: Engine, make: Any) -> None:
    engine.put([make(1, tactics=["a", "b"]), make(2, tactics=["a"])])
    assert by_tactic(engine) == {"a": 2, "b": 1}
    engine.put([make(1, tactics=["c"])])
    assert by_tactic(engine) == {"a": 1, "c": 1}
    engine.delete([make(2).advisory_id])
    assert by_tactic(engine) == {"c": 1}
    engine.clear()
    assert by_tactic(engine) == {}
    engine.put([make(3, tactics=["d"])])
    assert by_tactic(engine) == {"d": 1}


def test_a_reader_sees_what_a_writer_puts_later(tmp_path: Path, make: Any) -> None:
    reader = EmbeddedEngine(tmp_path, readonly=True)
    assert counted(reader.facts()) == 0
    writer = EmbeddedEngine(tmp_path)
    for number in range(5):
        writer.put([make(number)])
        assert counted(reader.facts()) == number + 1
    writer.close()


@pytest.mark.parametrize("committed", [True, False])
def test_what_a_killed_process_announced_is_taken_from_the_index(tmp_path: Path, make: Any, committed: bool) -> None:
    first = EmbeddedEngine(tmp_path)
    first.put([make(1, tactics=["a"])])
    changed = make(1, tactics=["b"])
    store = FactStore(next(path for path in tmp_path.iterdir() if path.is_dir()))
    store.announce([changed.advisory_id, make(2).advisory_id])
    if committed:  # the process died between the index's commit and the columns'
        first._facts.append = lambda records: None  # type: ignore[method-assign]
        first.put([changed, make(2, tactics=["b"])])
    first.close()
    second = EmbeddedEngine(tmp_path)
    second.put([make(3)])
    assert by_tactic(second) == ({"b": 2} if committed else {"a": 1})
    second.close()


def test_lost_columns_are_made_again_from_the_index(tmp_path: Path, make: Any) -> None:
    first = EmbeddedEngine(tmp_path)
    first.put([make(number, tactics=["a"]) for number in range(7)])
    first.close()
    for path in tmp_path.rglob("facts.sqlite*"):
        path.unlink()
    second = EmbeddedEngine(tmp_path)
    second.put([make(8, tactics=["a"])])
    assert by_tactic(second) == {"a": 8}
    second.close()


def test_a_log_of_many_replacements_is_written_anew(tmp_path: Path, make: Any) -> None:
    store, reader = FactStore(tmp_path), FactStore(tmp_path)
    records = [
        facts_of(make(number, tactics=[f"t{number % 3}"], provinces=["Nghệ An", "Hà Nội"])) for number in range(600)
    ]
    store.append(records[:1])
    assert counted(reader.facts()) == 1
    for _ in range(12):
        store.append(records)
    facts = reader.facts()
    assert counted(facts) == 600
    assert counted(facts, AnyTerm("tactics", ("t1",))) == 200
    assert {bucket.key: bucket.count for bucket in facts.buckets(facts.mask(Everything()), "provinces", 9)} == {
        "Nghệ An": 600,
        "Hà Nội": 600,
    }
    with sqlite3.connect(tmp_path / "facts.sqlite") as database:
        (logged,) = database.execute("SELECT sum(length(rows)) FROM batches").fetchone()
    assert logged < 12 * 600 * ROW.itemsize
    store.append(records)
    assert counted(FactStore(tmp_path).facts()) == 600


def test_conditions_on_words_are_left_to_an_engine(tmp_path: Path, make: Any) -> None:
    store = FactStore(tmp_path)
    undated = make(2, kind="crime_court", published=None, published_day=None)
    store.append([facts_of(make(1, kind="advisory")), facts_of(undated)])
    facts = store.facts()
    with pytest.raises(NotCounted):
        facts.mask(AllOf((Phrase("title_fold", ("lua",)),)))
    with pytest.raises(NotCounted):
        facts.mask(AnyTerm("indicators", ("domain:x",)))
    assert counted(facts, NoneOf(AnyTerm("kind", ("advisory",)))) == 1
    assert counted(facts, Between("day", date(2025, 6, 1).toordinal(), None)) == 1
    assert counted(facts, AnyTerm("kind", ("unheard_of",))) == 0


@pytest.mark.elastic
def test_columns_of_elasticsearch_outlive_the_process_that_read_them(
    elasticsearch_url: str, tmp_path: Path, make: Any
) -> None:
    alias = "canhbao-columns-test"
    first = ElasticEngine(elasticsearch_url, alias=alias, columns=tmp_path)
    first.clear()
    first.put([make(number, tactics=["a"]) for number in range(5)])
    assert counted(first.facts()) == 5
    second = ElasticEngine(elasticsearch_url, alias=alias, columns=tmp_path)
    taken: list[Any] = []
    take = second._facts._take
    second._facts._take = lambda store, since: (taken.append(since), take(store, since))[1]  # type: ignore[method-assign]
    assert counted(second.facts()) == 5
    assert taken == [], "nothing has changed"
    first.put([make(6, tactics=["b"])])
    assert by_tactic(second) == {"a": 5, "b": 1}
    assert None not in taken, "only what is new was read"
    first.delete([make(1).advisory_id])
    assert by_tactic(second) == {"a": 4, "b": 1}
    first.clear()
    assert by_tactic(second) == {}
    first.close()
    second.close()
