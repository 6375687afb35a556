"""Places by role, indicators by role, losses by role: each rule with a sentence that fits and one that must not."""

import pytest

from crawler.extract import understand
from crawler.model import Advisory, Document, PlaceRole


def read(text: str) -> Advisory:
    return understand(
        Document(
            "a" * 16, "b" * 64, "mau", "https://mau.example/1", "Cảnh báo lừa đảo", "", text, None, None, "vi", "test"
        )
    )


def provinces(text: str, role: PlaceRole) -> set[str]:
    return {place.province for place in read(text).places_in(role)}


def indicators(text: str) -> set[tuple[str, str, str]]:
    return {(item.type, item.value, str(item.role)) for item in read(text).indicators}


def losses(text: str) -> set[tuple[int, str]]:
    return {(loss.vnd, loss.role) for loss in read(text).losses}


# -- places ------------------------------------------------------------------------------------------------------------


def test_the_office_that_warns_is_the_issuer_and_not_by_that_affected() -> None:
    text = "Công an tỉnh Nghệ An cảnh báo thủ đoạn lừa đảo nhắm vào người dân tỉnh Hà Tĩnh."
    assert provinces(text, PlaceRole.ISSUER) == {"Nghệ An"}
    assert provinces(text, PlaceRole.AFFECTED) == {"Hà Tĩnh"}


def test_the_office_that_the_scammer_claims_is_neither() -> None:
    text = "Đối tượng tự xưng cán bộ Công an thành phố Hồ Chí Minh gọi điện cho người dân xã Hưng Nguyên, tỉnh Nghệ An."
    assert provinces(text, PlaceRole.FAKE_CLAIM) == {"Hồ Chí Minh"}
    assert provinces(text, PlaceRole.AFFECTED) == {"Nghệ An"}
    assert provinces(text, PlaceRole.ISSUER) == set()


def test_a_court_is_where_a_case_is_tried() -> None:
    text = "Tòa án nhân dân tỉnh Quảng Nam xét xử bị cáo về tội lừa đảo chiếm đoạt tài sản."
    assert provinces(text, PlaceRole.COURT_VENUE) == {"Quảng Nam"}
    assert {place.province_2025 for place in read(text).places} == {"Đà Nẵng"}


def test_a_victims_home_is_told_from_a_suspects() -> None:
    assert "Nghệ An" in provinces(
        "Bị hại là chị H., trú tại huyện Nam Đàn, tỉnh Nghệ An bị lừa 500 triệu đồng.", PlaceRole.VICTIM_RESIDENCE
    )
    assert "Nghệ An" in provinces(
        "Công an bắt đối tượng Trần Văn B., trú tại huyện Nam Đàn, tỉnh Nghệ An vì lừa đảo.", PlaceRole.SUSPECT_ORIGIN
    )


def test_all_places_of_a_list_share_its_role() -> None:
    assert provinces(
        "Người dân BR-VT, TP.HCM và Thừa Thiên Huế cảnh giác với lừa đảo qua điện thoại.", PlaceRole.AFFECTED
    ) == {"Bà Rịa - Vũng Tàu", "Hồ Chí Minh", "Huế"}


@pytest.mark.parametrize(
    "text",
    [
        "Công an cảnh báo thủ đoạn mạo danh ca sĩ Hà Anh Tuấn để bán vé giả.",
        "Ông Nguyễn An Giang bị lừa qua mạng khi mua hàng.",
        "Người dân cảnh giác khi nhận cuộc gọi, giữ thái độ hòa bình.",
    ],
)
def test_persons_and_common_words_are_no_places(text: str) -> None:
    assert read(text).places == ()


def test_a_newspaper_is_no_affected_place() -> None:
    assert provinces(
        "Theo Báo Đà Nẵng, Công an tỉnh Hà Tĩnh cảnh báo người dân về thủ đoạn lừa đảo.", PlaceRole.AFFECTED
    ) <= {"Hà Tĩnh"}


def test_the_whole_country_is_a_value_of_its_own() -> None:
    assert read("Trên cả nước xuất hiện thủ đoạn lừa đảo mới qua điện thoại.").nationwide
    assert not read("Công an tỉnh Nghệ An cảnh báo lừa đảo trên địa bàn huyện Nam Đàn.").nationwide


# -- indicators --------------------------------------------------------------------------------------------------------


def test_the_scammers_number_and_never_the_hotline() -> None:
    found = indicators(
        "Đối tượng dùng số điện thoại 0912 345 678 gọi điện lừa đảo. Người dân liên hệ đường dây nóng 0238 3999 113 hoặc 113 để trình báo."
    )
    assert ("phone", "0912345678", "scam") in found
    assert {value for kind, value, role in found if kind == "phone" and role == "scam"} == {"0912345678"}


@pytest.mark.parametrize(
    "text",
    [
        "Mọi thông tin xin gọi tổng đài 1900 1234 hoặc nhắn tin 156, 5656.",
        "Liên hệ đồng chí An, điện thoại 0977 123 456 để được hướng dẫn tố giác lừa đảo.",
        "Trực ban Công an tỉnh: 069.2909.113.",
    ],
)
def test_a_helpers_number_is_no_scam_number(text: str) -> None:
    assert [value for kind, value, role in indicators(text) if kind == "phone" and role == "scam"] == []


def test_a_look_alike_of_the_government_is_told_from_the_government() -> None:
    found = indicators(
        "Các đối tượng gửi đường dẫn dichvucong.vgovn.net giả mạo Cổng dịch vụ công quốc gia dichvucong.gov.vn để chiếm đoạt tài sản."
    )
    assert found == {("domain", "dichvucong.vgovn.net", "scam"), ("domain", "dichvucong.gov.vn", "official")}


def test_a_defanged_address_is_read_as_what_it_is() -> None:
    assert ("domain", "vneid-gov.top", "scam") in indicators(
        "Đối tượng gửi tin nhắn lừa đảo kèm đường dẫn vneid-gov[.]top yêu cầu cài ứng dụng giả mạo."
    )


def test_an_account_keeps_its_bank_and_one_cut_off_is_partial() -> None:
    (whole,) = read(
        "Yêu cầu chuyển tiền vào số tài khoản 1903 4567 8901 2345 ngân hàng Techcombank để lừa đảo."
    ).indicators
    (cut,) = read("Yêu cầu chuyển tiền vào số tài khoản 103876… tại ngân hàng VietinBank để lừa đảo.").indicators
    assert (whole.value, whole.owner, whole.partial) == ("1903456789012345", "Techcombank", False)
    assert (cut.value, cut.owner, cut.partial) == ("103876", "VietinBank", True)


# -- losses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chị H. bị lừa mất 500 triệu đồng qua mạng.", {(500_000_000, "lost")}),
        ("Nhờ ngân hàng ngăn chặn kịp thời, bà H. giữ được 300 triệu đồng.", {(300_000_000, "prevented")}),
        ("Rất may bà H. không mất 300 triệu đồng vì được báo tin.", {(300_000_000, "prevented")}),
        ("Hành vi này bị phạt tiền từ 50 triệu đồng đến 100 triệu đồng.", set()),
        ("Chúng yêu cầu nạn nhân nộp 20 triệu đồng tiền bảo lãnh.", {(20_000_000, "demanded")}),
    ],
)
def test_money_by_role(text: str, expected: set[tuple[int, str]]) -> None:
    assert losses(text) == expected


def test_every_claim_carries_the_exact_words_that_prove_it() -> None:
    advisory = read(
        "Công an tỉnh Nghệ An cảnh báo: đối tượng dùng số 0912 345 678 lừa chị H., trú tại huyện Nam Đàn, mất 500 triệu đồng."
    )
    claims = [
        finding for item in (*advisory.places, *advisory.indicators, *advisory.losses) for finding in item.evidence
    ]
    assert len(claims) >= 3
    for finding in claims:
        text = advisory.document.title if finding.field == "title" else advisory.document.text
        assert text[finding.start : finding.end] == finding.quote


def test_the_seat_of_a_bank_or_embassy_is_no_place_of_a_scam() -> None:
    for text in (
        "Nạn nhân mở thẻ tại ngân hàng có trụ sở ở Hà Nội theo lời kẻ lừa đảo.",
        "Đại sứ quán Nhật Bản tại Hà Nội cho biết có ba loại lừa đảo nhắm vào du học sinh.",
        "Bà T. bị lừa chuyển tiền vào năm tài khoản ngân hàng tại Hà Nội.",
    ):
        assert provinces(text, PlaceRole.AFFECTED) == set(), text
    assert provinces("Bà T. ở Hà Nội bị lừa chuyển tiền vào tài khoản lạ.", PlaceRole.AFFECTED) == {"Hà Nội"}
