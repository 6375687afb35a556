"""One record of each indicator, from all documents that name it, alike on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.extract import understand
from crawler.model import ConfigurationError, Document, IndicatorRole
from crawler.model.document import DateMethod, DateValue
from index.engine import Engine
from index.indicators.as_json import list_json, list_table
from index.indicators.gathering import State, every_indicator
from index.indicators.listing import IndicatorFilters, list_indicators
from index.outbox import records_of

NOW = datetime(2026, 3, 9, tzinfo=UTC)
FAKE = "Công an tỉnh Nghệ An cảnh báo thủ đoạn lừa đảo: đối tượng lập trang web giả mạo {} để chiếm đoạt tài sản."
ASKED = "Ngân hàng giới thiệu kênh mới. Website chính thức của công ty là {}."


def document(name: str, text: str, day: int, source: str = "mau") -> Document:
    published = DateValue(datetime(2026, 3, day, 2, tzinfo=UTC), f"{day:02}/03/2026", DateMethod.META, "day")
    return replace(
        Document(name, "r", source, f"https://mau.example/{name}", "Cảnh báo", "", text, None, None, "vi", "test"),
        published=published,
    )


def put(engine: Engine, *documents: Document) -> None:
    engine.put(records_of(engine, [(understand(item), None) for item in documents], NOW))


@pytest.fixture
def told(engine: Engine) -> Engine:
    put(
        engine,
        document("a", FAKE.format("vietcombank-vn.top"), 1),
        document("b", FAKE.format("https://www.VIETCOMBANK-VN.top/") + " Nạn nhân mất 300 triệu đồng.", 5, "bao"),
        document("c", FAKE.format("vay-moi24h.vn"), 3),
        document("d", ASKED.format("vay-moi24h[.]vn"), 6, "bao"),
        document(
            "e", "Công an tỉnh Lào Cai cảnh báo lừa đảo: kẻ gian gọi từ số điện thoại 0912 345 678, tự xưng công an.", 2
        ),
        document("f", "Chị Hoa (SĐT: 0987 654 321) mất tiền vì bị lừa đảo qua mạng.", 2),
    )
    return engine


def test_all_forms_of_a_value_are_one_record_with_days_sources_and_provinces(told: Engine) -> None:
    found = {item.key: item for item in every_indicator(told, {})}
    fake = found["vietcombank-vn.top"]
    assert (fake.role, fake.state, fake.imitates) == (IndicatorRole.SCAM, State.ACTIVE, "vietcombank")
    assert (fake.first_seen, fake.last_seen, fake.publications) == (date(2026, 3, 1), date(2026, 3, 5), 2)
    assert (set(fake.sources), fake.provinces, fake.confidence) == ({"mau", "bao"}, ("Nghệ An",), 0.84)
    assert len(fake.stories) in (1, 2)


def test_documents_that_contradict_each_other_make_it_disputed_and_no_list_of_scam_has_it(told: Engine) -> None:
    (one,) = [item for item in every_indicator(told, {}) if item.key == "vay-moi24h.vn"]
    assert (one.role, one.state, one.confidence) == (IndicatorRole.DISPUTED, State.DISPUTED, 0.42)
    listed = list_indicators(told, IndicatorFilters(role=(IndicatorRole.SCAM,)), {})
    assert {item.record.key for item in listed.indicators} == {"vietcombank-vn.top", "0912345678"}


def test_a_private_number_is_no_indicator(told: Engine) -> None:
    assert "0987654321" not in {item.key for item in every_indicator(told, {})}


def test_a_correction_takes_one_out_of_every_role_and_is_told(told: Engine) -> None:
    withdrawn = {("domain", "vietcombank-vn.top"): "đính chính"}
    listed = list_indicators(told, IndicatorFilters(type=("domain",)), withdrawn)
    fake = next(item.record for item in listed.indicators if item.record.key == "vietcombank-vn.top")
    assert (fake.state, fake.why, fake.confidence) == (State.WITHDRAWN, "đính chính", 0.0)
    scam = list_indicators(told, IndicatorFilters(role=(IndicatorRole.SCAM,)), withdrawn)
    assert {item.record.key for item in scam.indicators} == {"0912345678"}


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"type": ("phone",)}, {"0912345678"}),
        ({"brand": ("vietcombank",)}, {"vietcombank-vn.top"}),
        ({"province": ("lao cai",)}, {"0912345678"}),
        ({"since": date(2026, 3, 5)}, {"vietcombank-vn.top", "vay-moi24h.vn"}),
        ({"role": (IndicatorRole.DISPUTED,)}, {"vay-moi24h.vn"}),
        ({"role": (IndicatorRole.OFFICIAL,)}, set()),
    ],
)
def test_the_filters_choose_whole_records(told: Engine, asked: dict[str, Any], keys: set[str]) -> None:
    listed = list_indicators(told, IndicatorFilters(**asked), {})
    assert {item.record.key for item in listed.indicators} == keys
    assert listed.found == len(keys)
    for item in listed.indicators:
        if item.record.key == "vietcombank-vn.top":
            assert item.record.first_seen == date(2026, 3, 1)


def test_each_is_listed_with_the_words_that_decided(told: Engine) -> None:
    listed = list_json(list_indicators(told, IndicatorFilters(), {}))
    assert [item["last_seen"] for item in listed["indicators"]] == sorted(
        (item["last_seen"] for item in listed["indicators"]), reverse=True
    )
    fake = next(item for item in listed["indicators"] if item["key"] == "vietcombank-vn.top")
    assert {proof["source"] for proof in fake["evidence"]} == {"mau", "bao"}
    assert all("vietcombank-vn.top" in proof["quote"].lower() and proof["rule"] for proof in fake["evidence"])
    header, rows = list_table(list_indicators(told, IndicatorFilters(), {}))
    assert {row[header.index("value")] for row in rows} == {item["value"] for item in listed["indicators"]}


def test_a_revision_that_no_longer_names_it_takes_it_away(told: Engine) -> None:
    put(told, document("e", "Công an tỉnh Lào Cai cảnh báo lừa đảo.", 2))
    assert "0912345678" not in {item.key for item in every_indicator(told, {})}


def test_more_documents_than_one_page_are_all_read(told: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = every_indicator(told, {})
    monkeypatch.setattr("index.indicators.gathering._PAGE", 2)
    assert every_indicator(told, {}) == whole


def test_an_unknown_province_is_told(told: Engine) -> None:
    with pytest.raises(ConfigurationError, match="atlantis"):
        list_indicators(told, IndicatorFilters(province=("atlantis",)), {})
