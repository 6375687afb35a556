"""Every row of governors.yml decides in the sentence that shows it, and not in the one that does not."""

import pytest

from crawler.extract import understand
from crawler.extract.context import Context
from crawler.extract.figures.governors import Governing, Mention
from crawler.extract.figures.mentions import spotted
from crawler.model import Document, IndicatorRole
from crawler.vocab.governors import Governor, load_governors

ROWS = load_governors().rows


def document(text: str, title: str = "") -> Document:
    return Document("p", "r", "test", "", title, "", text, None, None, "vi", "test")


def rule_of(sentence: str) -> str:
    """The row that decides about the mention in brackets."""
    start = sentence.index("⟦")
    context = Context(document(sentence.replace("⟦", "").replace("⟧", "")))
    items = spotted(context)
    place = next(n for n, item in enumerate(items) if item.start == start + context.body_start)
    verdicts = Governing(context).verdicts([Mention(item.start, item.end, item.governed) for item in items])
    return verdicts[place].rule


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_decides_where_it_shows(row: Governor) -> None:
    assert rule_of(row.shows) == row.id, f"{row.id}: mend its patterns, its reach or the sentence {row.shows!r}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_does_not_decide_in_its_counterexample(row: Governor) -> None:
    assert rule_of(row.hides) != row.id, f"{row.id}: its patterns reach too far: {row.hides!r}"


def test_names_of_rows_are_their_own() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS)


def roles(text: str, title: str = "") -> dict[str, str]:
    return {item.value: str(item.role) for item in understand(document(text, title)).indicators}


def test_a_heading_governs_the_list_below_it() -> None:
    text = "Công an tỉnh cảnh báo thủ đoạn lừa đảo qua mạng.\nCác trang web lừa đảo gồm:\n- vay-nhanh24h.top\n- nhan-qua24h.vip\n- hoanthue24h.xyz"
    assert roles(text) == {"vay-nhanh24h.top": "scam", "nhan-qua24h.vip": "scam", "hoanthue24h.xyz": "scam"}
    text = "Công an tỉnh cảnh báo thủ đoạn lừa đảo qua mạng.\nKênh chính thức của ngân hàng:\n- vaynganhang.vn\n- nganhangso.vn"
    assert set(roles(text).values()) == {"official"}


def test_the_next_sentence_keeps_the_governor() -> None:
    said = "Nhiều người nhận tin nhắn mời vào vay-nhanh24h.top. Trang web này là giả mạo ngân hàng."
    assert roles(said) == {"vay-nhanh24h.top": "scam"}


def test_mentions_that_contradict_each_other_are_disputed_and_the_decider_stands_first() -> None:
    text = (
        "Đối tượng lập trang web lừa đảo vaytiennhanh.vn để chiếm đoạt tài sản. "
        "Công ty cho biết website chính thức của công ty là vaytiennhanh.vn."
    )
    (item,) = understand(document(text)).indicators
    assert item.role is IndicatorRole.DISPUTED


def test_a_victims_number_is_private_and_never_official() -> None:
    found = roles(
        "Chị H. (SĐT: 0912 345 678) trình báo Công an phường. Kẻ gian gọi đến số điện thoại 0987 654 321 của bà T."
    )
    assert found == {"0912345678": "private", "0987654321": "private"}


@pytest.mark.parametrize(
    ("text", "value", "role"),
    [
        ("Công an cảnh báo trang web lừa đảo vietcombank.com.vn.click để đánh cắp tiền.", "vietcombank.com.vn.click", "scam"),
        ("Chúng dụ truy cập https://dichvucong.gov.vn.sbs/login để chiếm đoạt.", "dichvucong.gov.vn.sbs", "scam"),
        ("Đối tượng yêu cầu truy cập trang web lừa đảo bit.ly/3xYvay để chiếm đoạt.", "http://bit.ly/3xYvay", "scam"),
        ("Đối tượng yêu cầu truy cập trang web lừa đảo t.me/vaytien để chiếm đoạt.", "t.me/vaytien", "scam"),
        ("Đối tượng lừa đảo dùng trang vay24h.pages.dev để chiếm đoạt.", "vay24h.pages.dev", "scam"),
        ("Zing.vn đưa tin, nhiều người bị lừa đảo mất tiền.", "zing.vn", "unknown"),
        ("Email giả mạo Booking.com được gửi tới khách hàng.", "booking.com", "official"),
    ],
)  # fmt: skip
def test_whose_an_address_is(text: str, value: str, role: str) -> None:
    assert roles(text)[value] == role


def test_a_host_that_belongs_to_everybody_is_no_indicator() -> None:
    text = "Đối tượng yêu cầu truy cập trang web lừa đảo bit.ly/3xYvay, t.me/vaytien và facebook.com/vaynhanh để chiếm đoạt."
    assert not {"bit.ly", "t.me", "facebook.com"} & set(roles(text))


def test_a_deciding_finding_is_the_evidence_that_is_shown() -> None:
    text = (
        "Trang vaynhanhhh.vn có nhiều người xem. Đối tượng lập trang web lừa đảo vaynhanhhh.vn để chiếm đoạt tài sản."
    )
    (item,) = understand(document(text)).indicators
    assert item.role is IndicatorRole.SCAM
    assert item.evidence[0].start == text.rindex("vaynhanhhh.vn")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Nạn nhân trú số 115 đường Lê Hồng Phong bị lừa đảo.", "115"),
        ("Công ty có địa chỉ tại số 113, đường D1 đã lừa đảo nhiều người.", "113"),
        ("Người này gọi với số đuôi có số 113 để lừa đảo.", "113"),
        ("Tài khoản TikTok của đối tượng lừa đảo có hơn 120.000 lượt theo dõi.", "120000"),
        ("Tài khoản Facebook của bà Yến có hơn 100.000 người theo dõi.", "100000"),
        ("Đối tượng ép nạn nhân nộp tiền qua ứng dụng 'WeChat' để chiếm đoạt.", "WeChat"),
        ('Kẻ lừa đảo dùng tài khoản Facebook tên "Anthony David Johnson" kết bạn.', "Anthony David Johnson"),
        ('Chiếm đoạt tiền rồi chụp hình đăng Zalo "khoe của" với bạn bè.', "khoe của"),
    ],
)
def test_a_house_number_a_count_a_genuine_application_and_a_person_s_name_are_no_indicators(
    text: str, value: str
) -> None:
    assert value not in roles(text)


def test_who_is_called_learns_from_the_next_sentence_who_called() -> None:
    text = "Ngày 8/7, cô H. nhận được cuộc gọi từ số điện thoại 0865158123. Người đàn ông tự xưng là cán bộ Công an phường."
    assert roles(text) == {"0865158123": "scam"}
    assert roles("Công an phường cho biết cô H. nhận được cuộc gọi từ số điện thoại 0865158123 của mẹ.") == {
        "0865158123": "private"
    }


def test_what_is_unlike_a_page_is_not_imitated_by_it() -> None:
    assert roles("Không giống như khi chuyển nhà (vinachuyen.com), việc này khó hơn.") == {"vinachuyen.com": "unknown"}
