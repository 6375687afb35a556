"""A private person is not to be found by a number."""

from datetime import UTC, datetime

from crawler.extract import understand
from crawler.model import Document
from index.record import record_of


def test_a_victims_number_is_no_term_of_the_index() -> None:
    text = "Chị Hoa (SĐT: 0912 345 678) mất tiền. Đối tượng lừa đảo dùng số điện thoại 0987 654 321 gọi đến."
    advisory = understand(Document("p", "r", "mau", "", "Cảnh báo", "", text, None, None, "vi", "test"))
    record = record_of(advisory, None, story_id="", bands=(), indexed_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert record.indicators == ("scam", "scam/phone:0987654321")
