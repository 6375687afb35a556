"""Which titles are worth a fetch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.vocab.headlines import headline_score, load_headlines

WARNS = [
    "Cảnh báo thủ đoạn giả danh cán bộ thuế",
    "CẢNH GIÁC VỚI CHIÊU LỪA TUYỂN CỘNG TÁC VIÊN",
    "canh bao lua dao qua mang",
    "Mất 2 tỷ đồng vì tin lời qua Zalo",
    "Công an khuyến cáo về tài khoản ngân hàng",
]
SILENT = [
    "Khai mạc lễ hội hoa xuân",
    "Cảnh báo mưa lớn và sạt lở đất",
    "Giá vàng hôm nay",
    "Công an thăm hỏi gia đình chính sách",
    "",
]


@pytest.mark.parametrize("title", WARNS)
def test_a_title_that_warns_is_fetched(title: str) -> None:
    assert headline_score(title) > 0


@pytest.mark.parametrize("title", SILENT)
def test_other_titles_are_not(title: str) -> None:
    assert headline_score(title) == 0


def test_more_cues_promise_more() -> None:
    assert headline_score("Cảnh báo thủ đoạn lừa đảo giả danh công an") > headline_score("Bị lừa đảo")


def test_without_a_title_the_address_speaks() -> None:
    assert headline_score(None, "https://mau.example/phap-luat/canh-bao-lua-dao-qua-zalo-post123.html") > 0
    assert headline_score("123", "https://mau.example/van-hoa/le-hoi-hoa-xuan-post123.html") == 0


def test_part_of_a_word_is_no_cue() -> None:
    assert headline_score("Nắng hanh, lừa về tới bản") > 0  # the animal: a miss that costs one fetch
    assert headline_score("Bầy trâu về bản") == 0


def test_every_cue_works_as_it_is_written_and_without_its_accents() -> None:
    from crawler.text.unicode import fold

    for cue in load_headlines().strong:
        assert headline_score(f"Vụ {cue} ở xã bên") > 0, cue
        assert headline_score(fold(f"Vụ {cue} ở xã bên")) > 0, cue


@given(st.text(), st.text())
def test_any_text_has_a_score(title: str, url: str) -> None:
    assert headline_score(title, url) >= 0
