"""The map changes at 2025-07-01 00:00 in Vietnam, which is 2025-06-30 17:00 UTC: a minute before, the old one is meant."""

from datetime import UTC, date, datetime

import pytest

from crawler.extract import understand
from crawler.extract.places.merged import without_namesakes
from crawler.model import Document, Place, PlaceLevel, PlaceRole
from crawler.model.document import DateMethod, DateValue

LAST = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)  # 23:59 in Vietnam
FIRST = datetime(2025, 6, 30, 17, 0, tzinfo=UTC)  # 00:00 in Vietnam, where a bare day 01/07/2025 lies too
MORNING = datetime(2025, 6, 30, 23, 30, tzinfo=UTC)  # 06:30 in Vietnam, still June in UTC
TEXT = (
    "Công an tỉnh cảnh báo thủ đoạn giả danh công an gọi điện để lừa đảo. Nhiều người dân {place} đã bị lừa mất tiền."
)


def affected(place: str, moment: datetime | None) -> set[tuple[str, str, str]]:
    """(name, province of the 63, province of the 34) of the affected places of a warning of that moment."""
    document = Document(
        page_id="0" * 16,
        revision="0" * 64,
        source="mau",
        url="https://mau.example/1",
        title="Cảnh báo thủ đoạn giả danh công an",
        lead="",
        text=TEXT.format(place=place),
        published=DateValue(moment, "", DateMethod.VISIBLE) if moment else None,
        modified=None,
        language="vi",
        layout="test",
    )
    return {(p.name, p.province, p.province_2025) for p in understand(document).places_in(PlaceRole.AFFECTED)}


@pytest.mark.parametrize("moment", [LAST, None])
def test_up_to_the_last_minute_a_name_is_the_old_commune_and_the_old_province(moment: datetime | None) -> None:
    assert affected("xã Hoài Đức, tỉnh Lâm Đồng", moment) == {
        ("Hoài Đức", "Lâm Đồng", "Lâm Đồng"),
        ("Lâm Đồng", "Lâm Đồng", "Lâm Đồng"),
    }


@pytest.mark.parametrize("moment", [FIRST, MORNING])
def test_from_the_first_minute_it_is_the_new_commune_and_the_merged_province(moment: datetime) -> None:
    """The new xã Hoài Đức lies in what was Bình Thuận; 'Lâm Đồng' beside it is the new one, of three old ones."""
    assert affected("xã Hoài Đức, tỉnh Lâm Đồng", moment) == {
        ("Hoài Đức", "Bình Thuận", "Lâm Đồng"),
        ("Lâm Đồng", "", "Lâm Đồng"),
    }


def test_a_commune_that_no_list_holds_is_taken_on_its_province_s_word_only_while_there_were_63() -> None:
    unlisted = "xã Hưng Phú Lộc, tỉnh Nghệ An"
    assert ("Hưng Phú Lộc", "Nghệ An", "Nghệ An") in affected(unlisted, LAST)
    assert affected(unlisted, FIRST) == {("Nghệ An", "Nghệ An", "Nghệ An")}


def test_the_old_map_loses_a_namesake_from_the_first_day_on() -> None:
    commune = Place(PlaceRole.AFFECTED, "Nam Trực", PlaceLevel.COMMUNE, "Nam Định", "Ninh Bình", commune="Nam Trực")
    province = Place(PlaceRole.AFFECTED, "Ninh Bình", PlaceLevel.PROVINCE, "Ninh Bình", "Ninh Bình")
    told = (commune, province)
    assert [place.province for place in without_namesakes(told, date(2025, 6, 30))] == ["Nam Định", "Ninh Bình"]
    assert [place.province for place in without_namesakes(told, date(2025, 7, 1))] == ["Nam Định", ""]
