"""A record is one value: what engines have stored opens as it was, and what a search finds says that it is not whole."""

import json
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.extract import understand
from crawler.model import Source
from crawler.read.document import read_text
from index.record import Record, by_publication, joined, record_from_json, record_json, record_of, split, values_json

NOW = datetime(2026, 3, 6, 18, 30, 0, 250_000, tzinfo=UTC)
TEXT = "Công an tỉnh Nghệ An cảnh báo người tự xưng cán bộ thuế gọi điện, yêu cầu cài ứng dụng giả mạo thue-vn.top."
# As it has been stored since the first index that a reader of today may meet: names, order and forms are a contract.
HEAD = {
    "advisory_id": "a1", "story_id": "s1", "kind": "advisory", "is_advisory": True, "source": "mau", "source_name": "Mẫu",
    "source_province": "Nghệ An", "source_province_old": "", "body": "police", "url": "https://mau.example/1",
    "title": "Cảnh báo", "lead": "", "text": "Nội dung.", "published": "2026-03-06T17:00:00+00:00",
    "published_precision": "minute", "published_day": "2026-03-07", "first_seen": "2026-03-06T18:30:00.250000+00:00",
    "indexed_at": "2026-03-06T18:31:00+00:00", "provinces": ["Nghệ An"], "provinces_2025": ["Nghệ An"],
    "issuer_provinces": [], "issuer_provinces_2025": [], "nationwide": False, "tactics": ["tax_impersonation"],
    "primary_tactic": "tax_impersonation", "impersonated": [], "channels": ["phone_call"], "actions": [], "lures": [],
    "pretexts": [], "targets": [], "indicators": ["domain:thue-vn.top"], "has_attachment": False, "language": "vi",
    "flags": [],
}  # fmt: skip
DOCUMENT = {"title": None, "lead": None, "text": None, "url": "https://mau.example/1"}
REST = {"bands": ["00ab"], "advisory": {"document": DOCUMENT}, "same": ["title", "lead", "text"]}


@pytest.fixture(scope="module")
def understood() -> Record:
    publisher = Source(
        slug="ca-mau", name="Công an mẫu", homepage="https://ca.example/", platform="nukeviet", body="police"
    )
    document = read_text("Cảnh báo giả danh cán bộ thuế", TEXT, source="ca-mau", identifier="1")
    return record_of(understand(document, publisher), publisher, story_id="s", bands=("00ab", "01cd"), indexed_at=NOW)


def through_disk(value: Any) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False))


def test_what_is_stored_opens_as_values() -> None:
    record = joined(HEAD, REST)
    assert (record.published, record.published_day) == (datetime(2026, 3, 6, 17, tzinfo=UTC), date(2026, 3, 7))
    assert (record.first_seen, record.provinces, record.bands) == (NOW, ("Nghệ An",), ("00ab",))
    assert record.advisory == {"document": {**DOCUMENT, "title": "Cảnh báo", "lead": "", "text": "Nội dung."}}


def test_what_is_stored_is_stored_so_again_to_the_byte() -> None:
    head, rest = split(joined(through_disk(HEAD), through_disk(REST)))
    assert (json.dumps(head), json.dumps(rest)) == (json.dumps(HEAD), json.dumps(REST))


def test_opening_changes_nothing_of_what_was_read() -> None:
    rest = through_disk(REST)
    joined(HEAD, rest)
    assert rest == REST


def test_a_record_comes_back_from_both_of_its_forms(understood: Record) -> None:
    assert record_from_json(through_disk(record_json(understood))) == understood
    assert joined(*map(through_disk, split(understood))) == understood


def test_texts_are_stored_once(understood: Record) -> None:
    head, rest = split(understood)
    assert TEXT in head["text"]
    assert understood.text not in json.dumps(rest["advisory"]["document"]["text"], ensure_ascii=False)


def test_a_text_that_is_another_in_the_advisory_is_kept(understood: Record) -> None:
    masked = replace(understood, text="Đã che.")
    assert joined(*split(masked)) == masked


def test_undated_stays_undated() -> None:
    record = record_from_json({**HEAD, "published": None, "published_day": None, "published_precision": None})
    assert values_json(record, ("published", "published_day")) == {"published": None, "published_day": None}


def test_what_a_search_finds_says_that_it_is_not_whole() -> None:
    found = record_from_json(HEAD)
    assert (found.advisory, found.bands) == (None, ())
    assert record_json(found) == HEAD
    with pytest.raises(ValueError, match=r"a1 .*Engine\.get"):
        found.whole_advisory()


def test_a_whole_record_gives_its_advisory(understood: Record) -> None:
    assert understood.whole_advisory().document.text == understood.text
    assert list(record_json(understood)) == [field.name for field in fields(Record)]


def test_a_record_without_one_of_its_fields_is_refused() -> None:
    with pytest.raises(TypeError, match="story_id"):
        record_from_json({name: value for name, value in HEAD.items() if name != "story_id"})


def test_a_record_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        record_from_json(HEAD).title = "khác"  # type: ignore[misc]


def test_publication_orders_by_moment_then_id_and_undated_last() -> None:
    record = record_from_json(HEAD)
    later, twin = replace(record, published=NOW, advisory_id="a0"), replace(record, advisory_id="a2")
    undated = replace(record, published=None, advisory_id="a")
    assert sorted([undated, later, twin, record], key=by_publication) == [record, twin, later, undated]
