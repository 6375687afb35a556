"""What a document affects as a whole, by its kind: the police's own case, advice behind a case, a warning without places."""

import pytest

from crawler.extract.context import Context
from crawler.extract.places.places import find_places, fitted_to_kind, national_audience
from crawler.model import AdvisoryKind, PlaceRole
from crawler.read.document import read_text

CASE = "Công an tỉnh Trà Vinh đã khởi tố bà Y. về hành vi lừa đảo chiếm đoạt tài sản. Bà Y. lập hụi khống."
WARNING = "Cảnh giác chiêu trò lừa đảo ăn theo sự cố lộ dữ liệu. Kẻ gian gửi tin nhắn giả cho người dùng."
VICTIM = "Bà N. (trú tại tỉnh Thái Bình) nhận cuộc gọi lạ rồi mất 90 triệu đồng. Người dân cần cảnh giác."


def rules(text: str, kind: AdvisoryKind, role: PlaceRole) -> dict[str, str]:
    found = fitted_to_kind(find_places(Context(read_text("", text))), kind)
    return {place.province: place.evidence[0].rule for place in found.places if place.role is role}


def audience(text: str, kind: AdvisoryKind) -> list[str]:
    context = Context(read_text("", text))
    return [f.rule for f in national_audience(context, fitted_to_kind(find_places(context), kind), kind)]


def test_a_crime_report_without_a_place_is_of_the_area_of_its_police() -> None:
    assert rules(CASE, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED) == {"Trà Vinh": "investigating_office"}


@pytest.mark.parametrize("kind", [AdvisoryKind.ADVISORY, AdvisoryKind.POLICY_EVENT, AdvisoryKind.UNRELATED])
def test_the_area_of_the_police_is_no_place_of_a_warning(kind: AdvisoryKind) -> None:
    assert rules(CASE, kind, PlaceRole.AFFECTED) == {}


def test_the_police_whose_case_it_is_issues_the_advice_behind_it() -> None:
    assert rules(CASE, AdvisoryKind.INCIDENT_ADVICE, PlaceRole.ISSUER) == {"Trà Vinh": "leading_office"}
    assert rules(CASE, AdvisoryKind.CRIME_COURT, PlaceRole.ISSUER) == {}


def test_a_warning_that_names_no_place_speaks_to_the_country() -> None:
    assert audience(WARNING, AdvisoryKind.ADVISORY) == ["addressed_public"]
    assert audience(WARNING, AdvisoryKind.UNRELATED) == []
    assert audience(WARNING, AdvisoryKind.CRIME_COURT) == []


def test_one_case_with_advice_is_where_it_happened_but_an_example_narrows_no_warning() -> None:
    assert audience(VICTIM, AdvisoryKind.INCIDENT_ADVICE) == []
    assert audience(VICTIM, AdvisoryKind.ADVISORY) == ["addressed_public"]


def test_the_place_of_a_case_joins_a_place_that_is_merely_named() -> None:
    text = "Tại Hải Phòng, chiêu này khiến khách mất tiền. Bà N. (trú tại tỉnh Thái Bình) mất 90 triệu đồng."
    assert set(rules(text, AdvisoryKind.ADVISORY, PlaceRole.AFFECTED)) == {"Hải Phòng", "Thái Bình"}
    plain = "Trên địa bàn Hải Phòng xuất hiện chiêu này. Bà N. (trú tại tỉnh Thái Bình) mất 90 triệu đồng."
    assert set(rules(plain, AdvisoryKind.ADVISORY, PlaceRole.AFFECTED)) == {"Hải Phòng"}


def test_where_one_who_lives_elsewhere_comes_from_is_no_place_of_the_case() -> None:
    moved = "Anh K. (SN 1990, quê tỉnh An Giang, hiện tạm trú tại huyện Hóc Môn, TP.HCM) bị lừa mất xe máy."
    assert set(rules(moved, AdvisoryKind.INCIDENT_ONLY, PlaceRole.AFFECTED)) == {"Hồ Chí Minh"}
    known = "Em D., sinh viên quê Nghệ An, bị lừa mất 20 triệu đồng."
    assert set(rules(known, AdvisoryKind.INCIDENT_ONLY, PlaceRole.AFFECTED)) == {"Nghệ An"}


def test_one_who_is_wanted_nationwide_makes_no_case_national() -> None:
    text = "Công an TP. Cần Thơ cho biết Thái lừa bán xe rồi bỏ trốn. Công an truy nã toàn quốc đối tượng Thái."
    assert audience(text, AdvisoryKind.CRIME_COURT) == []
    assert rules(text, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED) == {"Cần Thơ": "issuer_own"}
    claimed = "Chiêu này đã xuất hiện trên toàn quốc. Công an truy nã một đối tượng."
    assert audience(claimed, AdvisoryKind.CRIME_COURT) == ["national_phrase"]


def test_where_a_picture_was_taken_nothing_need_have_happened() -> None:
    shown = "Ngân hàng nhắc khách về chiêu lừa qua thẻ.\nKhách rút tiền tại Đà Nẵng - Ảnh: MINH AN"
    assert rules(shown, AdvisoryKind.ADVISORY, PlaceRole.AFFECTED) == {}
    told = "Ngân hàng nhắc khách về chiêu lừa qua thẻ.\nNhiều khách ở Đà Nẵng mất tiền. Xem thêm ảnh bên dưới."
    assert set(rules(told, AdvisoryKind.ADVISORY, PlaceRole.AFFECTED)) == {"Đà Nẵng"}


def titled(title: str) -> dict[str, str]:
    context = Context(read_text(title, "Nhiều trang đặt phòng giả đang đưa giá rẻ để lấy tiền cọc."))
    found = fitted_to_kind(find_places(context), AdvisoryKind.ADVISORY)
    return {place.province: place.evidence[0].rule for place in found.places if place.role is PlaceRole.AFFECTED}


def test_a_headline_says_where_when_the_text_does_not() -> None:
    assert titled("Chơi lễ, cảnh giác khách sạn giá rẻ ở Quy Nhơn") == {"Bình Định": "titled_place"}
    assert titled("Cựu phó phòng Đắk Lắk nói về khách sạn giả") == {}


def test_scammers_who_deceive_people_of_another_country_from_here_affect_nobody_here() -> None:
    away = "Công an Hải Phòng bắt nhóm người thuê chung cư tại quận Lê Chân để gọi điện lừa đảo công dân Thái Lan."
    assert rules(away, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED) == {}
    here = away + " Chúng còn lừa bà N. (trú tại tỉnh Thái Bình) 90 triệu đồng."
    assert "Thái Bình" in rules(here, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED)
    foreigners = "Công an Hải Phòng bắt nhóm người Thái Lan thuê chung cư tại quận Lê Chân để lừa khách nước ngoài."
    assert set(rules(foreigners, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED)) == {"Hải Phòng"}


@pytest.mark.parametrize(
    "text",
    [
        "Công an tỉnh Lai Châu vừa bắt thêm ba đối tượng trong đường dây lừa đảo tại Campuchia.",
        "Công an TP.Hải Phòng khởi tố nhóm dựng dự án tiền ảo để lừa đảo.",
        "Công an tỉnh Lào Cai triệt phá đường dây lừa đảo quy mô toàn quốc.",
        "Công an tỉnh Cao Bằng khởi tố nhóm lừa hơn 3.000 người cài ứng dụng.",
    ],
)
def test_the_police_that_looks_into_deeds_without_a_place_tells_none(text: str) -> None:
    assert rules(text, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED) == {}


def test_who_was_rescued_was_there_wherever_the_callers_sit() -> None:
    text = "Công an phường Tân An, tỉnh Đắk Lắk vừa giải cứu một nam sinh bị nhóm ở Campuchia dọa qua không gian mạng."
    assert rules(text, AdvisoryKind.INCIDENT_ONLY, PlaceRole.AFFECTED) == {"Đắk Lắk": "investigating_office"}


def test_the_keeper_of_a_savings_circle_deceives_the_neighbours() -> None:
    text = "Bắt chủ hụi lừa hụi viên. Bị can Trần Bích Diễm (SN 1985, ngụ tỉnh Cà Mau) bị tạm giam về tội lừa đảo."
    assert rules(text, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED) == {"Cà Mau": "savings_circle"}
    other = text.replace("chủ hụi lừa hụi viên", "kẻ lừa bán hàng")
    assert rules(other, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED) == {}


def test_where_a_suspect_works_is_where_customers_lost_unless_the_deed_has_no_place() -> None:
    text = (
        "Tòa tuyên án ông B., giám đốc một chi nhánh công ty ở Vĩnh Long, về tội lừa bán một thửa đất cho nhiều người."
    )
    assert rules(text, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED) == {"Vĩnh Long": "workplace"}
    assert rules(text, AdvisoryKind.ADVISORY, PlaceRole.AFFECTED) == {}
    far = text.replace("bán một thửa đất cho nhiều người", "nhiều người mua tiền ảo")
    assert rules(far, AdvisoryKind.CRIME_COURT, PlaceRole.AFFECTED) == {}


def test_a_stop_on_the_way_told_deep_in_a_text_of_several_places_is_none_of_the_case() -> None:
    opening = "Bà N. (trú tại tỉnh Thái Bình) mất 90 triệu đồng vì tin lời một thầy bói. " + "Bà kể lại sự việc. " * 20
    text = opening + "Sau đó bà Liên đến Tây Ninh thăm con."
    assert set(rules(text, AdvisoryKind.INCIDENT_ONLY, PlaceRole.AFFECTED)) == {"Thái Bình"}
    alone = "Bà kể lại sự việc. " * 20 + "Sau đó bà Liên đến Tây Ninh gặp thầy bói rồi đưa tiền."
    assert set(rules(alone, AdvisoryKind.INCIDENT_ONLY, PlaceRole.AFFECTED)) == {"Tây Ninh"}


def test_where_somebody_was_caught_gives_a_headline_no_place() -> None:
    found = fitted_to_kind(
        find_places(Context(read_text("Kẻ trốn truy nã bị bắt ở Nha Trang", "Nghi phạm lừa đảo sa lưới."))),
        AdvisoryKind.CRIME_COURT,
    )
    assert [place.role for place in found.places if place.role is PlaceRole.AFFECTED] == []


def test_a_warning_keeps_a_workplace_that_it_names_though_it_is_not_affected() -> None:
    text = (
        "Tòa tuyên án ông B., giám đốc một chi nhánh công ty ở Vĩnh Long, về tội lừa bán một thửa đất cho nhiều người."
    )
    assert rules(text, AdvisoryKind.ADVISORY, PlaceRole.AFFECTED) == {}
    assert rules(text, AdvisoryKind.ADVISORY, PlaceRole.BACKGROUND) == {"Vĩnh Long": "workplace"}
