"""Time grows with the text: twice as much of anything costs at most three times the CPU."""

import time
from collections.abc import Callable

import pytest

from crawler.extract.context import Context
from crawler.extract.figures.indicators import find_indicators
from crawler.model import Document
from crawler.text.addresses import find_all
from crawler.text.phones import find_phones

ENOUGH = 0.05  # seconds of CPU: below it noise is larger than growth
MOST = 2_000_000  # characters: what is so fast that it needs more is not measured
UNITS = (
    "0912 345 678, ",
    "vay-nhanh24h.top, ",
    "- 0912345678\n",
    "a.",
    "[.]",
    "-\n",
    "a@",
    "xxx ",
    "http://a.top/",
    "số tài khoản 19035566778812 Techcombank, ",
    "trang web lừa đảo ",
    "Đối tượng lừa đảo dùng số điện thoại 0912 345 678 để chiếm đoạt. ",
    "Các trang lừa đảo gồm:\nvay-nhanh24h.top\n",
)


def indicators(text: str) -> None:
    find_indicators(Context(Document("p", "r", "mau", "", "Cảnh báo", "", text, None, None, "vi", "test")))


def seconds(work: Callable[[str], object], text: str, times: int = 3) -> float:
    """The least CPU of several runs."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("work", [find_all, find_phones, indicators], ids=lambda work: work.__name__)
@pytest.mark.parametrize("unit", UNITS)
def test_twice_as_much_costs_at_most_three_times(unit: str, work: Callable[[str], object]) -> None:
    work(unit)
    text = unit * max(1, 4000 // len(unit))
    while (once := seconds(work, text, 1)) < ENOUGH:
        text += text
        if len(text) > MOST:
            return
    assert seconds(work, text + text) <= 3 * max(once, seconds(work, text))
