"""The same words are one story within a wave; a year later they are a new one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from index.stories.near import MAX_GAP_DAYS, Verdict, verdict

TEXT = "Công an cảnh báo thủ đoạn giả danh nhân viên điện lực gọi điện dọa cắt điện rồi yêu cầu chuyển khoản tiền nợ ba tháng."
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, Verdict.SAME), (120, Verdict.SAME), (121, Verdict.UNRELATED), (365, Verdict.UNRELATED)]
)
def test_a_copy_is_of_the_same_wave_as_its_original(make: Any, days: int, expected: Verdict) -> None:
    assert MAX_GAP_DAYS == 120
    one, other = (
        make(1, text=TEXT, published=FIRST.isoformat()),
        make(2, text=TEXT, published=(FIRST + timedelta(days=days)).isoformat()),
    )
    assert verdict(one, other)[0] is verdict(other, one)[0] is expected


def test_an_unknown_date_separates_nothing(make: Any) -> None:
    assert (
        verdict(make(1, text=TEXT, published=FIRST.isoformat()), make(2, text=TEXT, published=None))[0] is Verdict.SAME
    )
