"""The five real documents, added as a user would, give what a careful reader finds in them, on both engines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.engines.elastic.engine import ElasticEngine


@pytest.fixture(scope="module", params=["embedded", pytest.param("elastic", marks=pytest.mark.elastic)])
def added(request: pytest.FixtureRequest, seeds: Path, canhbao: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    data = tmp_path_factory.mktemp("seeds") / "data"
    index = "embedded" if request.param == "embedded" else request.getfixturevalue("elasticsearch_url")
    if index != "embedded":
        engine = ElasticEngine(index)
        engine.clear()
        engine.close()
    done = canhbao("add", str(seeds), "--json", data=data, index=index)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["even"]
    assert report["indexed"] == 5
    found = {}
    for file in report["files"]:
        shown = canhbao("show", file["id"], "--json", data=data, index=index)
        found[Path(file["path"]).name[:3]] = json.loads(shown.stdout)
    found["run"] = {"data": data, "index": index}
    return found


def tactics(record: dict[str, Any]) -> list[str]:
    return list(record["tactics"])


def places(record: dict[str, Any], role: str) -> list[dict[str, Any]]:
    return [place for place in record["advisory"]["places"] if place["role"] == role]


def indicators(record: dict[str, Any]) -> dict[str, str]:
    return {item["value"]: item["role"] for item in record["advisory"]["indicators"]}


def test_every_piece_of_evidence_is_a_slice_of_the_document(added: dict[str, Any]) -> None:
    checked = 0
    for name, record in added.items():
        if name == "run":
            continue
        document = record["advisory"]["document"]
        for finding in findings(record["advisory"]):
            text = document["title"] if finding["field"] == "title" else document["text"]
            assert text[finding["start"] : finding["end"]] == finding["quote"]
            checked += 1
    assert checked > 50


def findings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if {"quote", "start", "end", "rule", "field"} <= value.keys():
            yield value
        for inner in value.values():
            yield from findings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from findings(inner)


def test_the_nghe_an_item_affects_nghe_an_through_its_districts(added: dict[str, Any]) -> None:
    record = added["000"]
    assert {"tax_impersonation", "fire_safety_materials"} <= set(tactics(record))
    affected = places(record, "affected")
    assert {place["name"] for place in affected} == {"Hưng Nguyên", "Nam Đàn", "Nghi Lộc", "Hoàng Mai"}
    assert {place["province"] for place in affected} == {"Nghệ An"} == {place["province_2025"] for place in affected}
    assert all(place["evidence"] for place in affected)


def test_the_newspaper_item_names_five_provinces_and_the_ict_department(added: dict[str, Any]) -> None:
    record = added["001"]
    assert tactics(record)[0] == "telecom_regulator_threat"
    assert set(record["provinces"]) == {"Cần Thơ", "Bình Phước", "Sóc Trăng", "Đắk Nông", "Đồng Tháp"}
    assert set(record["provinces_2025"]) == {"Cần Thơ", "Đồng Nai", "Lâm Đồng", "Đồng Tháp"}
    assert "ict_department" in record["impersonated"]


def test_the_quang_nam_dispatch_keeps_fake_and_official_domains_apart(added: dict[str, Any]) -> None:
    record = added["002"]
    assert record["kind"] == "official_dispatch"
    assert tactics(record)[0] == "digital_id_public_service_app"
    assert indicators(record)["dichvucong.vgovn.net"] == "scam"
    assert indicators(record)["dichvucong.gov.vn"] == "official"
    dispatch = record["advisory"]["document"]["dispatch"]
    assert dispatch["number"] == ""
    assert "placeholder_number" in dispatch["flags"]
    cited = {f"{c['number']}/{c['symbol']}": c["date"] for c in record["advisory"]["document"]["citations"]}
    assert cited["76/UBND"] == "2024-01-09"
    assert cited["5971/BC-CAT-PA05"] == "2023-12-26"
    assert cited["82/UBND-NCKS"] == "2024-01-05"
    assert record["issuer_provinces"] == ["Quảng Nam"]
    assert record["issuer_provinces_2025"] == ["Đà Nẵng"]


def test_the_phu_tho_dispatch_takes_the_official_for_neither_place_nor_scammer(added: dict[str, Any]) -> None:
    record = added["003"]
    assert tactics(record)[0] == "sextortion_images"
    assert record["issuer_provinces"] == ["Phú Thọ"]
    assert {place["province"] for place in record["advisory"]["places"]} == {"Phú Thọ"}
    assert indicators(record)["0889226999"] == "official"
    assert all(loss["role"] != "lost" for loss in record["advisory"]["losses"])


def test_the_lang_son_dispatch_cites_the_police_letter(added: dict[str, Any]) -> None:
    record = added["004"]
    assert record["kind"] == "official_dispatch"
    assert record["issuer_provinces"] == ["Lạng Sơn"]
    citations = record["advisory"]["document"]["citations"]
    assert [(c["number"], c["symbol"], c["date"], c["issuer"]) for c in citations] == [
        ("1846", "CAT-PC02", "2020-04-15", "Công an tỉnh")
    ]


def test_search_without_accents_finds_the_nghe_an_item(added: dict[str, Any], canhbao: Any) -> None:
    done = canhbao("search", "lua dao", "--province", "Nghệ An", "--json", **added["run"])
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert [hit["id"] for hit in result["hits"]] == [added["000"]["advisory_id"]]
    assert any(piece["match"] for piece in result["hits"][0]["snippet"])


def test_a_merged_province_is_found_under_both_names(added: dict[str, Any], canhbao: Any) -> None:
    for options in (["--issuer", "Đà Nẵng"], ["--issuer", "quang nam", "--old-provinces"]):
        done = canhbao("search", *options, "--json", **added["run"])
        assert [hit["id"] for hit in json.loads(done.stdout)["hits"]] == [added["002"]["advisory_id"]]


def test_trends_count_the_documents_by_tactic(added: dict[str, Any], canhbao: Any) -> None:
    done = canhbao("trends", "--by", "tactic", "--interval", "year", "--json", **added["run"])
    cells = {(c["tactic"], c["period"]): c["count"] for c in json.loads(done.stdout)["cells"]}
    assert cells[("sextortion_images", "2024-01-01")] == 1
