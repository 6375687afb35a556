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


RULES = [
    pytest.param(
        AdvisoryKind.ADVISORY,
        "Sở khuyến cáo người dân hết sức cảnh giác.",
        AdvisoryKind.INCIDENT_ONLY,
        "Vì thiếu cảnh giác, bà đọc mã cho kẻ lạ.",
        id="a lack of caution directs nobody",
    ),
    pytest.param(
        AdvisoryKind.ADVISORY,
        "Công an khuyến cáo người dân không chuyển tiền.",
        AdvisoryKind.INCIDENT_ONLY,
        "Công an từng nhiều lần cảnh báo chiêu giả danh này mà vẫn có người mắc lừa.",
        id="what was said in vain directs nobody",
    ),
    pytest.param(
        AdvisoryKind.ADVISORY,
        "Cục Thuế đề nghị người nộp thuế đề cao cảnh giác.",
        AdvisoryKind.INCIDENT_ONLY,
        "Gã kêu gọi mọi người nộp thêm tiền vào tài khoản.",
        id="the scammer's own words are no directive",
    ),
    pytest.param(
        AdvisoryKind.ADVISORY,
        "Hãy cảnh giác với cuộc gọi lạ. Không cung cấp mã OTP cho ai.",
        AdvisoryKind.INCIDENT_ONLY,
        "Bấy giờ bà mới cảnh giác với mọi cuộc gọi.",
        id="one hint below the lead may stand in any report",
    ),
]


@pytest.mark.parametrize(("kind", "says", "other", "instead"), RULES)
def test_a_directive_is_addressed_to_the_public(
    kind: AdvisoryKind, says: str, other: AdvisoryKind, instead: str
) -> None:
    story = (
        "Kẻ gian tự xưng nhân viên ngân hàng gọi điện để lừa lấy mã OTP. Tiền trong tài khoản bị rút ngay sau đó. "
        "Chiều qua, ngân hàng xác nhận sự việc. "
    )
    assert read(story + says, "Kẻ gian giả danh ngân hàng lấy mã OTP").kind is kind
    assert read(story + instead, "Kẻ gian giả danh ngân hàng lấy mã OTP").kind is other


def test_a_department_that_asks_others_to_inform_the_people_warns() -> None:
    text = (
        "Kẻ gian tự xưng cán bộ thuế gọi điện đòi tiền. Một số xã phản ánh có người bị lừa đảo. "
        "Sở đề nghị các đài truyền thanh tăng cường tuyên truyền về chiêu này. {}"
    )
    assert read(text.format("Xã nào cũng có loa.")).kind is AdvisoryKind.ADVISORY
    assert read(text.replace("tăng cường tuyên truyền về", "kiểm kê loa sau").format("")).kind is (
        AdvisoryKind.INCIDENT_ONLY
    )


OTHER_SENSES = [
    ("Cảnh báo hàng nhập giả mạo xuất xứ", "Nhiều lô hàng giả mạo xuất xứ Việt Nam bị giữ. Hải quan siết kiểm tra."),
    (
        "Cảnh báo mã độc tống tiền mới",
        "Mã độc mã hóa tống tiền lây qua thư. Hãng bảo mật khuyến cáo người dùng cập nhật.",
    ),
    ("Bộ bác công văn giả mạo", "Công văn lan truyền là giả mạo. Bộ khuyến cáo các trường không làm theo."),
    ("Tổng thống chê đối thủ", "Ông gọi đối thủ là kẻ lừa đảo. Người dân nên cảnh giác với lời hứa, ông nói."),
]


@pytest.mark.parametrize(("title", "text"), OTHER_SENSES)
def test_words_of_a_scam_in_another_sense_tell_of_none(title: str, text: str) -> None:
    assert read(text, title).kind is AdvisoryKind.UNRELATED


def test_a_fake_shop_is_a_scam_though_goods_are_faked_too() -> None:
    text = "Kẻ gian giả mạo trang bán hàng để lừa tiền cọc. Người dân cần cảnh giác, không chuyển tiền trước."
    assert read(text, "Cảnh báo trang bán hàng giả mạo").kind is AdvisoryKind.ADVISORY


def test_a_scam_named_in_passing_in_news_of_something_else_is_none() -> None:
    rest = "Cổ phiếu giảm phiên thứ ba. Vốn hóa còn mười nghìn tỉ. Cổ đông họp vào tháng tới. " * 4
    lead = "Sau vụ khách mất tiền do lừa đảo, cổ phiếu ngân hàng rớt giá. Doanh thu quý này vẫn tăng. "
    assert read(lead + rest, "Cổ phiếu ngân hàng giảm mạnh").kind is AdvisoryKind.UNRELATED
    told = "Công an nhận đơn về vụ lừa đảo. Kẻ lừa đảo hứa lãi cao. Chị mất tiền vì trò lừa đảo ấy. "
    assert read(lead + told, "Khách kể chuyện mất tiền vì lừa đảo").kind is AdvisoryKind.INCIDENT_ONLY


def test_the_charge_of_fraud_may_stand_below_the_lead_of_a_criminal_case() -> None:
    lead = "Công an tỉnh vừa khởi tố nguyên cán bộ phòng. Ông nhận tiền của nhiều hộ. "
    assert read(lead + "Ông bị điều tra về tội lừa đảo chiếm đoạt tài sản.", "Khởi tố cán bộ").kind is (
        AdvisoryKind.CRIME_COURT
    )
    assert read(lead + "Ông bị điều tra về tội tham ô tài sản.", "Khởi tố cán bộ").kind is AdvisoryKind.UNRELATED


def test_an_arrest_right_below_the_lead_makes_a_report_without_directive_a_criminal_case() -> None:
    lead = "Gã đóng vai nhân viên bưu điện để lừa tiền người già. Nạn nhân ở nhiều xã mất tiền. "
    title = "Chiêu giả danh bưu điện lừa tiền"
    assert read(lead + "Công an đã bắt giữ gã.", title).kind is AdvisoryKind.CRIME_COURT
    assert read(lead + "Công an đang xác minh.", title).kind is AdvisoryKind.INCIDENT_ONLY
    warned = lead + "Công an đã bắt giữ gã. Công an khuyến cáo người dân không chuyển tiền cho người lạ."
    assert read(warned, title).kind is AdvisoryKind.ADVISORY


def test_an_office_is_no_policy() -> None:
    trial = "Tòa xét xử cựu đại biểu Quốc hội về tội lừa đảo chiếm đoạt tài sản. Bị cáo xin lỗi khách hàng."
    assert read(trial, "Cựu đại biểu Quốc hội xin lỗi khách hàng").kind is AdvisoryKind.CRIME_COURT
    law = "Quốc hội thảo luận dự thảo luật phòng, chống lừa đảo qua mạng. Đại biểu đề nghị tăng mức phạt."
    assert read(law, "Quốc hội thảo luận luật chống lừa đảo").kind is AdvisoryKind.POLICY_EVENT


def test_the_service_of_a_bank_is_no_warning() -> None:
    text = "Ngân hàng triển khai cảnh báo tài khoản nghi lừa đảo từ tháng này. Khách dùng miễn phí."
    assert read(text, "Ngân hàng triển khai cảnh báo lừa đảo").kind is AdvisoryKind.POLICY_EVENT
    warns = "Ngân hàng cảnh báo khách hàng về tin nhắn giả mạo để lừa đảo lấy mã OTP. Nhiều khách đã mất tiền."
    assert read(warns, "Ngân hàng cảnh báo tin nhắn lừa đảo").kind is AdvisoryKind.ADVISORY


def test_the_news_of_a_letter_to_other_bodies_is_a_dispatch() -> None:
    text = "Sở vừa gửi công văn đến các trường về kẻ mạo danh thanh tra để lừa đảo. Giáo viên được nhắc giữ mật khẩu."
    assert read(text, "Cảnh báo mạo danh thanh tra").kind is AdvisoryKind.OFFICIAL_DISPATCH
    arrest = "Công an vừa bắt kẻ mạo danh thanh tra lừa đảo và gửi công văn đến các trường. Vụ án được mở rộng."
    assert read(arrest, "Bắt kẻ mạo danh thanh tra").kind is AdvisoryKind.CRIME_COURT


def test_many_victims_in_the_lead_make_a_method_and_one_in_the_title_a_case() -> None:
    advice = "Công an khuyến cáo người dân cần cảnh giác."
    many = "Thời gian gần đây, nhiều người bị lừa mất 20 triệu đồng vì giả danh bưu điện. Kẻ gian báo có bưu phẩm. "
    one = "Người phụ nữ bị lừa mất 20 triệu đồng vì kẻ giả danh bưu điện. Kẻ gian báo có bưu phẩm. "
    assert read(many + advice, "Giả danh bưu điện để lừa tiền").kind is AdvisoryKind.ADVISORY
    assert read(one + advice, "Người phụ nữ mất 20 triệu đồng").kind is AdvisoryKind.INCIDENT_ADVICE


def test_an_alarm_in_the_headline_warns_where_it_names_the_scam() -> None:
    text = "Kẻ gian gửi link lạ để lừa đảo lấy mã OTP. Nhiều người mất tiền."
    assert read(text, "Bùng phát tin nhắn lừa đảo lấy mã OTP").kind is AdvisoryKind.ADVISORY
    assert read(text, "Tin nhắn lạ tràn lan").kind is AdvisoryKind.INCIDENT_ONLY


def test_evidence_names_the_group_of_cues_that_decided() -> None:
    _, title, text = CASES[5]
    assert {finding.rule for finding in read(text, title).kind_evidence} >= {"kind/advisory/headline"}
