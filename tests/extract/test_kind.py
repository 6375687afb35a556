"""The kind of a document: the ordered rules, each on a text of its own."""

import pytest

from crawler.extract import understand
from crawler.model import Advisory, AdvisoryKind, Dispatch, Document


def read(text: str, title: str = "", dispatch: Dispatch | None = None) -> Advisory:
    return understand(Document("p", "r", "s", "", title, "", text, None, None, "vi", "test", dispatch=dispatch))


CASES = [
    (AdvisoryKind.UNRELATED, "Đội bóng đánh lừa hàng thủ", "Tiền đạo ghi bàn ở phút cuối. Khán giả vỗ tay."),
    (
        AdvisoryKind.DEBUNK,
        "Thực hư chuyện nghe máy là mất tiền",
        "Tin đồn nhận cuộc gọi là mất tiền không đúng sự thật. Người dân không nên lan truyền.",
    ),
    (
        AdvisoryKind.CRIME_COURT,
        "Bắt nhóm giả danh công an lừa đảo",
        "Công an tỉnh vừa khởi tố 5 bị can về tội lừa đảo. Nhóm này gọi điện cho người già. Người dân cần cảnh giác.",
    ),
    (
        AdvisoryKind.CRIME_COURT,
        "Cảnh báo lừa đảo qua trạm BTS giả",
        "Công an tỉnh vừa bắt giữ hai đối tượng dùng trạm BTS giả để phát tán tin nhắn lừa đảo. Vụ án được mở rộng.",
    ),
    (
        AdvisoryKind.POLICY_EVENT,
        "Ra mắt chiến dịch tuyên truyền phòng, chống lừa đảo",
        "Sáng nay, Sở phối hợp tổ chức lễ phát động chiến dịch. Hội nghị có 200 đại biểu dự.",
    ),
    (
        AdvisoryKind.ADVISORY,
        "Cảnh báo thủ đoạn giả danh cán bộ thuế",
        "Kẻ gian gọi điện cho hộ kinh doanh để cài ứng dụng lạ. Ngành thuế khuyến cáo người dân không bấm link.",
    ),
    (
        AdvisoryKind.ADVISORY,
        "Chiêu giả danh ngân hàng",
        "Kẻ gian gọi điện xưng là nhân viên ngân hàng để lừa lấy mã OTP. Nhiều người nhận cuộc gọi như vậy. "
        "Người dân tuyệt đối không cung cấp mã OTP cho người lạ.",
    ),
    (
        AdvisoryKind.INCIDENT_ADVICE,
        "Cụ bà suýt mất 300 triệu đồng",
        "Cụ bà 72 tuổi suýt bị lừa 300 triệu đồng vì tin người tự xưng công an. Nhân viên ngân hàng kịp thời ngăn lại. "
        "Công an xã khuyến cáo người dân nâng cao cảnh giác.",
    ),
    (
        AdvisoryKind.INCIDENT_ONLY,
        "Cụ bà suýt mất 300 triệu đồng",
        "Cụ bà 72 tuổi suýt bị lừa 300 triệu đồng vì tin người tự xưng công an. Nhân viên ngân hàng kịp thời ngăn lại.",
    ),
]


@pytest.mark.parametrize(("kind", "title", "text"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_the_first_rule_that_holds_decides(kind: AdvisoryKind, title: str, text: str) -> None:
    advisory = read(text, title)
    assert advisory.kind is kind
    for finding in advisory.kind_evidence:
        source = title if finding.field == "title" else text
        assert source[finding.start : finding.end] == finding.quote


def test_every_kind_but_unrelated_has_evidence() -> None:
    for kind, title, text in CASES:
        assert read(text, title).kind_evidence or kind is AdvisoryKind.UNRELATED


def test_the_form_of_a_dispatch_decides_even_without_a_method() -> None:
    text = (
        "Số: 12/STTTT\nV/v phòng ngừa lừa đảo qua mạng\nKính gửi:\n- Các phòng;\n"
        "Đề nghị các đơn vị phối hợp.\nNơi nhận:\n- Như trên;"
    )
    assert read(text).kind is AdvisoryKind.OFFICIAL_DISPATCH


def test_a_dispatch_that_the_reader_found_needs_a_subject_on_scams() -> None:
    head = Dispatch("12", "STTTT", "2024-01-05", "Sở", "UBND tỉnh", "phòng ngừa lừa đảo")
    assert (
        read("Đề nghị các đơn vị tuyên truyền về lừa đảo.", "Phòng ngừa lừa đảo", head).kind.value
        == "official_dispatch"
    )
    other = Dispatch("12", "STTTT", "2024-01-05", "Sở", "UBND tỉnh", "nghỉ lễ")
    assert read("Đề nghị các đơn vị bố trí trực.", "Lịch nghỉ lễ", other).kind is AdvisoryKind.UNRELATED


def test_an_arrest_in_the_scammers_script_is_no_crime_report() -> None:
    text = (
        "Kẻ gian tự xưng công an gọi điện, đọc lệnh bắt tạm giam rồi buộc chuyển tiền. Nhiều người đã nghe máy. "
        "Công an khuyến cáo người dân không làm theo."
    )
    assert read(text, "Cảnh báo giả danh công an").kind is AdvisoryKind.ADVISORY


def test_advice_in_a_crime_report_is_flagged() -> None:
    _, title, text = CASES[2]
    assert read(text, title).has_advice


def test_a_text_without_diacritics_is_understood_too() -> None:
    advisory = read("Ke gian gia danh can bo thue goi dien. Nguoi dan can canh giac.", "Canh bao gia danh can bo thue")
    assert advisory.kind is AdvisoryKind.ADVISORY
    assert [label.code for label in advisory.tactics] == ["tax_impersonation"]
