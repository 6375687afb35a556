"""Indicators are found by any form that people type, by part of a host, and in the role that they have."""

from datetime import UTC, datetime
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from crawler.extract import understand
from crawler.model import Document, EngineUnavailable
from index.engine import Engine
from index.engines.elastic.engine import ElasticEngine
from index.engines.elastic.generations import mapping
from index.finding.search import search
from index.language.conditions import Everything
from index.outbox import records_of
from index.requests import Filters, SearchRequest

NOW = datetime(2026, 3, 6, tzinfo=UTC)
SCAM = (
    "Công an tỉnh cảnh báo: đối tượng lừa đảo dùng số điện thoại 0912 345 678, trang web lừa đảo vneid-kichhoat.com và "
    "dvc.vay24h.top, lừa chuyển tiền vào tài khoản 19035566778812."
)
GENUINE = "Khi cần hỗ trợ, người dân liên hệ trực ban Công an tỉnh, điện thoại 0238 3844 788, trang dichvucong.gov.vn."


def document(name: str, text: str) -> Document:
    return Document(
        name, "r", "mau", f"https://mau.example/{name}", "Cảnh báo lừa đảo", "", text, None, None, "vi", "test"
    )


@pytest.fixture
def told(engine: Engine) -> Engine:
    read = [(understand(document("scam", SCAM)), None), (understand(document("genuine", GENUINE)), None)]
    engine.put(records_of(engine, read, NOW))
    return engine


def found(engine: Engine, query: str) -> list[str]:
    request = SearchRequest(query=query, filters=Filters(advisories_only=False))
    return sorted(hit.record.url.rsplit("/", 1)[-1] for hit in search(engine, request).hits)


@pytest.mark.parametrize(
    "typed",
    ["0912345678", "0912.345.678", "+84912345678", "+84 912 345 678", "(0912) 345-678", "0084912345678", "０９１２３４５６７８",
     "https://vneid-kichhoat.com/", "hxxps://vneid-kichhoat[.]com", "VNEID-KICHHOAT.COM", "www.vneid-kichhoat.com",
     "1903 5566 7788 12", "19035566778812", "lừa đảo +84 912 345 678"],
)  # fmt: skip
def test_a_plain_search_finds_every_form(told: Engine, typed: str) -> None:
    assert found(told, typed) == ["scam"]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("indicator:+84912345678", ["scam"]),
        ('indicator:"0912 345 678"', ["scam"]),
        ("indicator:vneid", ["scam"]),
        ("indicator:vneid-kichhoat[.]com", ["scam"]),
        ("indicator:vay24h.top", ["scam"]),
        ("indicator:vay", []),
        ("indicator:0912345679", []),
        ("indicator:dichvucong.gov.vn", []),
        ("indicator:02383844788", []),
        ("dichvucong.gov.vn", ["genuine"]),
        ("+842383844788", ["genuine"]),
        ('"+84912345678"', []),
    ],
)
def test_a_genuine_address_is_no_indicator_of_warnings(told: Engine, typed: str, wanted: list[str]) -> None:
    assert found(told, typed) == wanted


@pytest.mark.elastic
def test_a_cluster_s_index_of_another_table_is_told_and_rebuilt(elasticsearch_url: str, make: Any) -> None:
    alias = "canhbao-table-test"
    client = Elasticsearch(elasticsearch_url)
    old = {**mapping(), "_meta": {"table": 3}}
    for index in client.indices.get(index=f"{alias}-*", ignore_unavailable=True):
        client.indices.delete(index=index)
    client.indices.create(index=f"{alias}-v3-first", mappings=old, aliases={alias: {}})
    engine = ElasticEngine(elasticsearch_url, alias=alias)
    try:
        for ask in (lambda: engine.count(Everything()), lambda: engine.put([make(1)]), engine.facts):
            with pytest.raises(EngineUnavailable, match=rf"{alias}-v3-first.*table of fields 3.*index rebuild"):
                ask()
        fresh = engine.fresh()
        fresh.put([make(1)])
        fresh.publish()
        fresh.close()
        assert engine.count(Everything()) == 1
    finally:
        engine.clear()
        engine.close()
        client.close()
