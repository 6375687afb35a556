"""One place is one place on the old map: a merged province beside its commune adds none, and islands have theirs."""

from datetime import UTC, datetime

import pytest

from crawler.extract import understand
from crawler.model import Document, PlaceRole
from crawler.model.document import DateMethod, DateValue
from crawler.vocab.units_gazetteer import all_units

TEXT = (
    "Công an {place} cảnh báo thủ đoạn giả danh công an gọi điện, yêu cầu chuyển tiền để chiếm đoạt tài sản. Nhiều người "
    "dân {place} đã bị lừa mất tiền."
)


def provinces(place: str, day: str | None, role: PlaceRole = PlaceRole.AFFECTED) -> tuple[set[str], set[str]]:
    """Provinces of a warning about a place on the old and on the new map."""
    moment = datetime.fromisoformat(f"{day}T05:00:00").replace(tzinfo=UTC) if day else None
    document = Document(
        page_id="0" * 16,
        revision="0" * 64,
        source="mau",
        url="https://mau.example/1",
        title="Cảnh báo thủ đoạn giả danh công an để lừa đảo",
        lead="",
        text=TEXT.format(place=place),
        published=DateValue(moment, str(moment), DateMethod.VISIBLE) if moment else None,
        modified=None,
        language="vi",
        layout="test",
        fetched_at=None,
    )
    places = understand(document).places_in(role)
    return {p.province for p in places} - {""}, {p.province_2025 for p in places}


@pytest.mark.parametrize("role", [PlaceRole.AFFECTED, PlaceRole.ISSUER])
@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("xã Nam Trực, tỉnh Ninh Bình", "Nam Định", "Ninh Bình"),
        ("phường Bạc Liêu, tỉnh Cà Mau", "Bạc Liêu", "Cà Mau"),
        ("xã Châu Pha, thành phố Hồ Chí Minh", "Bà Rịa - Vũng Tàu", "Hồ Chí Minh"),
        ("đặc khu Côn Đảo, thành phố Hồ Chí Minh", "Bà Rịa - Vũng Tàu", "Hồ Chí Minh"),
    ],
)
def test_since_the_merger_a_commune_says_which_old_province(place: str, old: str, new: str, role: PlaceRole) -> None:
    assert provinces(place, "2025-09-10", role) == ({old}, {new})


def test_a_commune_of_two_old_provinces_is_in_none_of_them() -> None:
    assert provinces("xã Thuận Hòa, thành phố Cần Thơ", "2025-09-10") == (set(), {"Cần Thơ"})


def test_a_merged_province_by_itself_counts_under_its_namesake() -> None:
    assert provinces("tỉnh Ninh Bình", "2025-09-10") == ({"Ninh Bình"}, {"Ninh Bình"})


def test_an_old_name_is_the_old_province_whenever_it_is_said() -> None:
    assert provinces("tỉnh Quảng Nam", "2025-09-10") == ({"Quảng Nam"}, {"Đà Nẵng"})


@pytest.mark.parametrize("day", ["2025-06-30", None])
def test_before_the_merger_and_without_a_day_the_name_is_the_old_province(day: str | None) -> None:
    assert provinces("huyện Nho Quan, tỉnh Ninh Bình", day) == ({"Ninh Bình"}, {"Ninh Bình"})


def test_almost_every_new_commune_has_its_old_province() -> None:
    without = [u.name for u in all_units() if u.layer == "new" and u.level == "commune" and not u.province]
    assert without == ["Thuận Hòa"]
