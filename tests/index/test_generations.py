"""A fresh index beside the one in use: nobody sees it until it is published, and then everybody does at once."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from crawler.model import EngineUnavailable
from index.engine import Engine
from index.engines.elastic.engine import ElasticEngine
from index.engines.embedded.engine import VERSION, EmbeddedEngine
from index.language.conditions import Everything


def reader_of(engine: Engine, folder: Path, request: pytest.FixtureRequest) -> Engine:
    if isinstance(engine, EmbeddedEngine):
        return EmbeddedEngine(folder, readonly=True)
    return ElasticEngine(
        request.getfixturevalue("elasticsearch_url"), readonly=True, alias="canhbao-contract-test-empty"
    )


def count(engine: Engine) -> int:
    return engine.count(Everything())


def test_readers_go_over_in_one_step(engine: Engine, make: Any, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    engine.put([make(1), make(2)])
    reader = reader_of(engine, tmp_path, request)
    fresh = engine.fresh()
    fresh.put([make(3), make(4), make(5)])
    assert (count(engine), count(fresh), count(reader)) == (2, 3, 2)
    fresh.publish()
    fresh.close()
    assert (count(reader), count(engine)) == (3, 3), "the writer goes over too"
    assert reader.get(make(1).advisory_id) is None
    reader.close()


def test_a_discarded_one_leaves_no_trace(
    engine: Engine, make: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    engine.put([make(1)])
    fresh = engine.fresh()
    fresh.put([make(2), make(3)])
    fresh.discard()
    assert count(engine) == 1
    if isinstance(engine, EmbeddedEngine):
        assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_a_published_index_is_written_on_by_the_next_writer(tmp_path: Path, make: Any) -> None:
    first = EmbeddedEngine(tmp_path)
    first.put([make(1)])
    fresh = first.fresh()
    fresh.put([make(2)])
    first.close()
    fresh.publish()
    fresh.close()
    writer = EmbeddedEngine(tmp_path)
    writer.put([make(3)])
    writer.close()
    assert count(EmbeddedEngine(tmp_path, readonly=True)) == 2
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1, "the old generation is dropped"


@pytest.mark.parametrize("named", ["", "../elsewhere", "embedded-v0", "/etc"])
def test_a_pointer_that_names_no_generation_is_not_followed(tmp_path: Path, make: Any, named: str) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.put([make(1)])
    engine.close()
    (tmp_path / "current").write_text(named, encoding="utf-8")
    engine = EmbeddedEngine(tmp_path)
    engine.put([make(2)])
    engine.close()
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [f"embedded-{VERSION}"]
    assert count(EmbeddedEngine(tmp_path, readonly=True)) == 2


@pytest.mark.parametrize("named", [None, "", "/etc", f"embedded-{VERSION}-20260101000000000000"])
def test_a_generation_whose_pointer_is_lost_or_names_another_one_is_told_and_none_is_begun_beside_it(
    tmp_path: Path, make: Any, named: str | None
) -> None:
    first = EmbeddedEngine(tmp_path)
    fresh = first.fresh()
    fresh.put([make(1)])
    fresh.publish()
    before = sorted(tmp_path.rglob("*"))
    if named is None:
        (tmp_path / "current").unlink()
    else:
        (tmp_path / "current").write_text(named, encoding="utf-8")
    for engine in (EmbeddedEngine(tmp_path), EmbeddedEngine(tmp_path, readonly=True)):
        with pytest.raises(EngineUnavailable, match=r"damaged.*index rebuild"):
            count(engine)
    with pytest.raises(EngineUnavailable, match="damaged"):
        EmbeddedEngine(tmp_path).put([make(2)])
    assert set(tmp_path.rglob("*")) <= set(before)


def test_an_index_whose_folder_is_gone_while_its_pointer_stands_is_told(tmp_path: Path, make: Any) -> None:
    fresh = EmbeddedEngine(tmp_path).fresh()
    fresh.put([make(1)])
    fresh.publish()
    shutil.rmtree(tmp_path / (tmp_path / "current").read_text())
    with pytest.raises(EngineUnavailable, match=r"damaged.*index rebuild"):
        count(EmbeddedEngine(tmp_path, readonly=True))
    with pytest.raises(EngineUnavailable, match="damaged"):
        EmbeddedEngine(tmp_path).put([make(2)])


def test_an_index_of_another_version_is_told_and_never_taken_for_an_empty_one(tmp_path: Path, make: Any) -> None:
    (tmp_path / "embedded-v0").mkdir()
    (tmp_path / "embedded-v0" / "meta.json").write_text("{}", encoding="utf-8")
    for engine in (EmbeddedEngine(tmp_path), EmbeddedEngine(tmp_path, readonly=True)):
        with pytest.raises(EngineUnavailable, match=r"another version.*index rebuild"):
            count(engine)
        with pytest.raises(EngineUnavailable, match="another version"):
            engine.facts()
    with pytest.raises(EngineUnavailable, match="another version"):
        EmbeddedEngine(tmp_path).put([make(1)])
    fresh = EmbeddedEngine(tmp_path).fresh()
    fresh.put([make(1)])
    fresh.publish()
    fresh.close()
    assert count(EmbeddedEngine(tmp_path, readonly=True)) == 1
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [(tmp_path / "current").read_text()]
