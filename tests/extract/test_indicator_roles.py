"""Official before scam: what an authority answers is never a scammer's, whatever the sentence around it says."""

import pytest

from crawler.extract import understand
from crawler.model import Document


def roles(text: str) -> dict[str, str]:
    """Values of indicators with their roles."""
    document = Document("", "", "mau", "https://mau.example/1", "Cảnh báo lừa đảo", "", text, None, None, "vi", "test")
    return {item.value: str(item.role) for item in understand(document).indicators}


def test_a_number_that_is_named_both_ways_is_disputed() -> None:
    text = (
        "Đối tượng lừa đảo gọi từ số điện thoại 0912 345 678 yêu cầu chuyển tiền.\n\n"
        "Mọi thông tin xin liên hệ đường dây nóng 0912 345 678 của cơ quan công an."
    )
    assert roles(text)["0912345678"] == "disputed"
    assert roles(text.partition("\n\n")[0])["0912345678"] == "scam"


def test_a_line_of_the_police_is_official_also_where_scammers_imitate_it() -> None:
    assert (
        roles("Đối tượng giả danh công an gọi từ số 069.2345.678 để lừa đảo, chiếm đoạt.")["0692345678"] == "official"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Khi gặp đối tượng lừa đảo, người dân liên hệ số 0912 345 678 để trình báo.",
        "Nếu bị đối tượng lừa đảo, hãy gọi ngay công an qua số 0912 345 678.",
    ],
)
def test_the_helper_behind_the_scammer_is_official(text: str) -> None:
    assert roles(text)["0912345678"] == "official"


def test_the_scammer_behind_the_helper_is_a_scammer() -> None:
    text = "Sau khi nạn nhân liên hệ ngân hàng, đối tượng lừa đảo gọi từ số 0912 345 678 để giục chuyển tiền."
    assert roles(text)["0912345678"] == "scam"


def test_the_true_address_of_a_bank_stands_beside_its_imitation() -> None:
    text = "Đối tượng giả mạo trang vietcombank.com.vn bằng đường dẫn vietcombank-vn.top để lừa đảo."
    assert roles(text) == {"vietcombank.com.vn": "official", "vietcombank-vn.top": "scam"}


def test_what_lies_under_gov_vn_is_the_state_s_and_nothing_else_is() -> None:
    text = "Đối tượng lừa đảo giả mạo trang thue.gov.vn bằng đường dẫn thue.gov.vn.click để chiếm đoạt tài sản."
    assert roles(text) == {"thue.gov.vn": "official", "thue.gov.vn.click": "scam"}
    assert roles("Nhiều người nói trang web lừa đảo thue.gov.vn là giả.") == {"thue.gov.vn": "official"}
    told = roles("Nhiều người nói trang web lừa đảo mau.khongcotrongdanhsach.gov.vn là giả.")
    assert told == {"mau.khongcotrongdanhsach.gov.vn": "official"}, "no list of names is asked"


def test_a_mailbox_for_reports_is_official_and_the_scammer_s_is_not() -> None:
    assert roles("Khi phát hiện lừa đảo, liên hệ hộp thư trinhbao@mau.vn để tố giác.") == {
        "trinhbao@mau.vn": "official"
    }
    assert roles("Đối tượng lừa đảo dùng hộp thư ketoan@mau.vn gửi hóa đơn giả.") == {"ketoan@mau.vn": "scam"}
