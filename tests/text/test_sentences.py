"""Sentences: where they end in Vietnamese text, and what never ends one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.sentences import split_sentences


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_a_stop_before_a_capital_ends_a_sentence() -> None:
    assert pieces("Kẻ gian gọi điện. Nạn nhân chuyển tiền.") == ["Kẻ gian gọi điện.", "Nạn nhân chuyển tiền."]


@pytest.mark.parametrize(
    "text",
    [
        "Người dân TP. Hồ Chí Minh nhận được tin nhắn lạ.",
        "Chị ở Q. Bình Thạnh, P. 12 bị mất tiền.",
        "TS. Nguyễn Văn A nói về thủ đoạn này.",
        "Bị mất 1.000.000 đồng vào ngày 12.5 vừa qua.",
        "Báo cáo Số 5.971 gửi ngày 26.12.2023 nêu rõ.",
        "Ông N. V. A. kể lại sự việc.",
        "Truy cập dichvu.example.vn để biết thêm.",
    ],
)
def test_abbreviations_numbers_and_dates_end_nothing(text: str) -> None:
    assert pieces(text) == [text]


def test_the_number_of_an_item_stays_with_its_item() -> None:
    assert pieces("1. Giả danh công an.\n2. Giả danh ngân hàng.") == ["1. Giả danh công an.", "2. Giả danh ngân hàng."]


def test_a_closing_quote_belongs_to_its_sentence() -> None:
    assert pieces("“Hãy cảnh giác.” Ông nói thêm.") == ["“Hãy cảnh giác.”", "Ông nói thêm."]


def test_line_breaks_and_bullets_end_sentences() -> None:
    text = "Kính gửi:\n- Các sở, ban, ngành;\n- UBND các xã"
    assert pieces(text) == ["Kính gửi:", "- Các sở, ban, ngành;", "- UBND các xã"]


def test_a_wrapped_line_goes_on() -> None:
    assert pieces("chuyển phí theo yêu\n\ncầu từ các email giả. Hết.") == [
        "chuyển phí theo yêu\n\ncầu từ các email giả.",
        "Hết.",
    ]


def test_a_line_that_ends_in_initials_goes_on_in_small_letters_or_with_an_age() -> None:
    assert pieces("Bà L.T. N.\n(41 tuổi) trình báo.\nBà N.\ncho biết đã mất tiền.") == [
        "Bà L.T. N.\n(41 tuổi) trình báo.",
        "Bà N.\ncho biết đã mất tiền.",
    ]
    assert pieces("Ảnh: T.V. N.\nLãnh đạo trả lời.\na) Mục đầu.") == [
        "Ảnh: T.V. N.",
        "Lãnh đạo trả lời.",
        "a) Mục đầu.",
    ]


def test_an_abbreviated_city_ends_no_line() -> None:
    assert pieces("Bà T. ngụ TP.\nHồ Chí Minh bị lừa.\nÔng ở huyện K.\nHết.") == [
        "Bà T. ngụ TP.\nHồ Chí Minh bị lừa.",
        "Ông ở huyện K.",
        "Hết.",
    ]


def test_a_stop_glued_between_two_words_ends_a_sentence() -> None:
    assert pieces("Nạn nhân bị lừa đảo.Công an vào cuộc.") == ["Nạn nhân bị lừa đảo.", "Công an vào cuộc."]


@given(st.text(alphabet='aăâđêôơưABĐ .!?…\n\t-•"“”()0123456789', max_size=300))
def test_spans_are_ordered_trimmed_and_lose_only_white_space(text: str) -> None:
    position, kept = 0, []
    for start, end in split_sentences(text):
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[position:start].strip()
        kept.append(text[start:end])
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Nạn nhân bị đe doạGần đây, tại An Giang xảy ra một vụ.", ["Nạn nhân bị đe doạ", "Gần đây, tại An Giang xảy ra một vụ."]),
        ("chiếm đoạt tài sảnCông an tỉnh cảnh báo", ["chiếm đoạt tài sản", "Công an tỉnh cảnh báo"]),
        ("mua iPhone qua TikTok và YouTube", None),
        ("ứng dụng VNeID, ví MoMo và ZaloPay của bạn", None),
        ("xem tại http://giaHan.example, a.nhanQua.top", None),
        ("nhóm viettelPay, bạn tôi", None),
        ("Công an thị xã Cai Lậy, tỉnhTiền Giang cho biết", None),
        ("phát hiện bàTrang, ôngTrầm Bê kê tên giả", None),
    ],
)  # fmt: skip
def test_paragraphs_that_were_joined_without_a_blank_are_two_sentences(text: str, parts: list[str] | None) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == (parts or [text])
