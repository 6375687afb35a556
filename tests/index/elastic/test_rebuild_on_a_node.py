"""`canhbao index rebuild` on a real node while somebody searches: never an error, never an empty answer."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from canhbao.config import Config
from canhbao.run.replay import rebuild, replay
from crawler.model import ConfigurationError
from index.engines import open_engine
from index.engines.elastic.engine import ElasticEngine
from index.finding.search import search
from index.language.conditions import Everything
from index.requests import SearchRequest

TEXT = """Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế.

Thời gian gần đây, trên địa bàn tỉnh Nghệ An xuất hiện các đối tượng giả danh cán bộ thuế gọi điện cho hộ kinh doanh, yêu cầu cài
ứng dụng eTax giả mạo. Công an tỉnh khuyến cáo người dân tuyệt đối không làm theo. Vụ việc thứ {n}.
"""


pytestmark = pytest.mark.elastic


@pytest.fixture
def engine(elasticsearch_url: str) -> Iterator[ElasticEngine]:
    """The index that the commands use, empty before and after."""
    made = ElasticEngine(elasticsearch_url)
    made.clear()
    yield made
    made.clear()
    made.close()


def test_who_searches_meanwhile_always_finds(
    engine: ElasticEngine, elasticsearch_url: str, canhbao: Any, tmp_path: Path
) -> None:
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(TEXT.format(n=number), encoding="utf-8")
    files = [str(path) for path in tmp_path.glob("*.txt")]
    data = tmp_path / "data"
    added = canhbao("add", *files, "--json", data=data, index=elasticsearch_url)
    assert json.loads(added.stdout)["indexed"] == 12, added.stderr
    engine.delete([hit.advisory_id for hit in search(engine, SearchRequest(query="thue", limit=5)).hits])
    ended = threading.Event()

    def read() -> list[int]:
        reader = open_engine(elasticsearch_url, data, readonly=True)
        totals = []
        while not ended.is_set():
            totals.append(search(reader, SearchRequest(query="cán bộ thuế", facets=("province", "tactic"))).total)
        reader.close()
        return totals

    config = Config(data=data, index=elasticsearch_url)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        try:
            compared = rebuild(config, publish=False)
            report = rebuild(config)
            again = rebuild(config)
        finally:
            ended.set()
        totals = reading.result()
    assert (compared.documents_before, compared.documents_after, compared.published) == (7, 12, False)
    assert (report.documents_before, report.documents_after, report.published) == (7, 12, True)
    assert (again.documents_before, again.moved) == (12, ())
    assert set(totals) == {7, 12}
    assert totals == sorted(totals), "once it is seen, the new index stays"
    assert engine.count(Everything()) == 12


def test_a_rebuild_from_one_of_several_archives_drops_nobody_s_documents(
    engine: ElasticEngine, elasticsearch_url: str, canhbao: Any, make: Any, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT.format(n=1), encoding="utf-8")
    data = tmp_path / "data"
    canhbao("add", str(tmp_path / "a.txt"), data=data, index=elasticsearch_url)
    engine.put([make(1, source="nguon-cua-may-khac")])
    config = Config(data=data, index=elasticsearch_url)
    with pytest.raises(ConfigurationError, match="canhbao replay"):
        rebuild(config)
    assert engine.count(Everything()) == 2
    assert rebuild(config, publish=False).documents_after == 1
    assert replay(config).fed.waiting == 0
    assert engine.count(Everything()) == 2
