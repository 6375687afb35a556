"""Facets: who is impersonated, and which channels, demands and lures are told of."""

import pytest

from crawler.extract import understand
from crawler.model import Advisory, Document


def read(text: str, title: str = "") -> Advisory:
    return understand(Document("p", "r", "s", "", title, "", text, None, None, "vi", "test"))


def impersonated(text: str) -> set[str]:
    return {label.code for label in read(text).impersonated}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kẻ gian giả danh công an, viện kiểm sát, tòa án để lừa đảo.", {"police", "prosecutor_court"}),
        ("Công an tỉnh cảnh báo chiêu giả danh nhân viên điện lực lừa đảo.", {"utility"}),
        ("Đối tượng mạo danh ngân hàng gọi điện, công an đang điều tra vụ lừa đảo.", {"bank_finance"}),
        ("Sở Y tế khuyến cáo người dân cảnh giác lừa đảo qua điện thoại.", set()),
        ("Một người tự giới thiệu là bác sĩ bệnh viện tỉnh đã lừa bán thuốc.", {"hospital_doctor"}),
    ],
)
def test_only_the_object_of_an_impersonation_is_impersonated(text: str, expected: set[str]) -> None:
    assert impersonated(text) == expected


def test_advice_names_no_impersonated_body_unless_a_scammer_acts_in_it() -> None:
    lead = "Công an xã cảnh báo lừa đảo qua mạng. Nhiều người mất tiền. "
    assert impersonated(lead + "Không cung cấp mã OTP cho bất kỳ ai tự xưng là nhân viên ngân hàng.") == set()
    assert impersonated(lead + "Tuyệt đối không cài ứng dụng khi các đối tượng tự xưng là công an gọi điện.") == {
        "police"
    }


def test_channels_and_demands_come_from_what_is_told_not_from_advice() -> None:
    advisory = read(
        "Kẻ gian gọi điện lừa đảo, kết bạn Zalo rồi gửi đường link. Nạn nhân bị ép cung cấp mã OTP. "
        "Người dân không quét mã QR, không truy cập trang web giả mạo."
    )
    assert {label.code for label in advisory.channels} == {"phone_call", "zalo", "fake_website"}
    assert "give_otp_password" in {label.code for label in advisory.actions}
    assert "scan_qr" not in {label.code for label in advisory.actions}


def test_lures_pretexts_and_targets_have_evidence() -> None:
    text = "Dịp Tết Nguyên đán, kẻ gian lừa người cao tuổi bằng tin trúng thưởng, hứa lợi nhuận cao."
    advisory = read(text)
    assert [label.code for label in advisory.pretexts] == ["tet_holiday"]
    assert [label.code for label in advisory.targets] == ["elderly"]
    assert {label.code for label in advisory.lures} == {"free_gift", "profit"}
    for label in (*advisory.lures, *advisory.pretexts, *advisory.targets):
        for finding in label.evidence:
            assert text[finding.start : finding.end] == finding.quote


def test_a_noun_is_no_action_that_is_asked() -> None:
    text = "Kẻ gian làm giả biên lai chuyển tiền để lừa chủ cửa hàng. Đối tượng dùng hạn mức chuyển tiền cao."
    assert "transfer_money" not in {label.code for label in read(text).actions}
