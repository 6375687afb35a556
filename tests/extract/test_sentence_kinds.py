"""The kind of each sentence: what may be evidence for a tactic and what never is."""

import pytest

from crawler.extract.context import Context
from crawler.model import Document, SentenceKind


def kinds(text: str, title: str = "") -> list[tuple[str, SentenceKind]]:
    context = Context(Document("p", "r", "s", "", title, "", text, None, None, "vi", "test"))
    return [(context.full[s.start : s.end], s.kind) for s in context.sentences]


def test_the_title_comes_first_and_the_first_two_sentences_are_the_lead() -> None:
    found = kinds("Kẻ gian gọi điện. Chúng xưng là công an. Chúng đòi tiền.", "Cảnh báo giả danh công an")
    assert [kind for _, kind in found] == [
        SentenceKind.TITLE,
        SentenceKind.LEAD,
        SentenceKind.LEAD,
        SentenceKind.METHOD,
    ]


def test_a_short_line_without_a_stop_is_a_heading() -> None:
    text = "Câu một ở đây.\nCâu hai ở đây.\nThủ đoạn giả danh ngân hàng\nĐối tượng gọi điện cho khách hàng."
    assert kinds(text)[2] == ("Thủ đoạn giả danh ngân hàng", SentenceKind.HEADING)


@pytest.mark.parametrize(
    "sentence",
    [
        "Người dân tuyệt đối không bấm vào đường link lạ.",
        "Không cung cấp mã OTP cho bất kỳ ai.",
        "Công an tỉnh đề nghị người dân nâng cao cảnh giác.",
        "Khi phát hiện, cần trình báo cơ quan công an gần nhất.",
    ],
)
def test_directives_are_advice(sentence: str) -> None:
    assert kinds(f"Câu một ở đây. Câu hai ở đây. {sentence}")[2][1] is SentenceKind.ADVICE


def test_what_the_scammer_forbids_is_not_advice() -> None:
    text = "Câu một. Câu hai. Đối tượng yêu cầu nạn nhân không chia sẻ với người thân."
    assert kinds(text)[2][1] is not SentenceKind.ADVICE


def test_a_victim_with_initials_makes_a_case() -> None:
    text = "Câu một. Câu hai. Bà T. (trú tại phường 5) đã chuyển 200 triệu đồng cho kẻ lạ."
    assert kinds(text)[2][1] is SentenceKind.CASE


def test_recipients_letterhead_and_source_lines_are_boilerplate() -> None:
    text = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nKính gửi:\n- Các sở, ban, ngành;\n"
        "Sở đề nghị các đơn vị phối hợp.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\nTác giả: PQ\nNguồn tin: cổng tỉnh"
    )
    found = dict(kinds(text))
    for line in text.split("\n"):
        expected = line != "Sở đề nghị các đơn vị phối hợp."
        assert (found[line] is SentenceKind.BOILERPLATE) is expected, line


def test_headlines_after_related_links_are_related() -> None:
    text = "Câu một ở đây.\nTin liên quan\nCảnh báo giả danh shipper\nBắt nhóm lừa đảo"
    assert [kind for _, kind in kinds(text)[1:]] == [SentenceKind.RELATED] * 3


def test_the_subject_of_a_dispatch_is_a_heading() -> None:
    text = "Số: /STTTT\nV/v cảnh báo ứng dụng giả mạo\nKính gửi: Các sở"
    assert [kind for _, kind in kinds(text)] == [
        SentenceKind.BOILERPLATE,
        SentenceKind.HEADING,
        SentenceKind.BOILERPLATE,
    ]


def test_an_empty_document_still_has_one_sentence() -> None:
    assert len(kinds("")) == 1
