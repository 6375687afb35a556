"""What the index counts as the place of a warning: who warns and where it happens, and no other role."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.extract import understand
from crawler.model import Document, Place, PlaceLevel, PlaceRole
from index.record import Record, record_of

NAMES = {
    PlaceRole.AFFECTED: ("Quảng Nam", "Đà Nẵng"),
    PlaceRole.ISSUER: ("Nghệ An", "Nghệ An"),
}
OTHER = ("Hà Giang", "Tuyên Quang")


@pytest.fixture
def record() -> Record:
    """A document with a place in every role."""
    document = Document("0" * 16, "0" * 64, "mau", "", "Cảnh báo", "", "Cảnh báo lừa đảo.", None, None, "vi", "test")
    places = tuple(
        Place(role, NAMES.get(role, OTHER)[0], PlaceLevel.PROVINCE, *NAMES.get(role, OTHER)) for role in PlaceRole
    )
    advisory = replace(understand(document), places=places)
    return record_of(advisory, None, story_id="s", bands=(), indexed_at=datetime(2026, 3, 6, tzinfo=UTC))


def test_the_map_and_its_trends_count_affected_places_alone(record: Record) -> None:
    assert (record.provinces, record.provinces_2025) == (("Quảng Nam",), ("Đà Nẵng",))


def test_who_warned_first_is_asked_of_issuers_alone(record: Record) -> None:
    assert (record.issuer_provinces, record.issuer_provinces_2025) == (("Nghệ An",), ("Nghệ An",))
