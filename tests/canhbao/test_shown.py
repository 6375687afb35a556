"""`canhbao show` in a terminal: every address of the list of indicators is defanged, in its value and in its quote."""

import re
from datetime import UTC, datetime

import pytest

from canhbao.terminal.results import print_advisory
from crawler.extract import understand
from crawler.model import Document
from index.record import record_of

TEXT = (
    "Đối tượng lừa đảo gửi đường dẫn thue-gov-vn.top cho người dân. Đối tượng lừa đảo còn yêu cầu tải ứng dụng giả mạo tại "
    "https://nop-thue.vip/app để chiếm đoạt tài sản. Đối tượng lừa đảo dùng hộp thư ketoan@thue-vn.club và số 0912 345 678."
)
LIVE = re.compile(r"https?://|(?<=\w)\.(?:top|vip|club)\b|(?<=\w)@(?=\w)")


def test_a_terminal_that_makes_links_of_addresses_finds_none_among_the_indicators(
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = Document("0" * 16, "0" * 64, "mau", "", "Cảnh báo lừa đảo", "", TEXT, None, None, "vi", "test")
    advisory = understand(document)
    record = record_of(advisory, None, story_id="s", bands=(), indexed_at=datetime(2026, 3, 6, tzinfo=UTC))
    print_advisory(advisory, record, [])
    listed = capsys.readouterr().out.partition("indicators:")[2]
    assert "hxxps://nop-thue[.]vip/app" in listed
    assert "thue-gov-vn[.]top" in listed
    assert "ketoan[at]thue-vn[.]club" in listed
    assert "0912345678" in listed
    assert [found.group() for found in LIVE.finditer(listed)] == []
