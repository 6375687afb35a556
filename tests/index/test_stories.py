"""Copies of one warning are one story, however they were changed; two separate warnings of one tactic stay two."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.extract import understand
from crawler.model import Advisory
from crawler.read.document import read_text
from index.engines.embedded.engine import EmbeddedEngine
from index.outbox import records_of

TEXT = (
    "Công an tỉnh vừa phát đi cảnh báo về một nhóm người tự xưng là nhân viên điện lực, đi từng nhà ở vùng ven để mời thay "
    "công tơ mới. Họ mặc áo có in chữ, cầm sổ ghi chép và đọc đúng tên chủ nhà, vì vậy nhiều cụ già tin ngay. Sau khi xem "
    "qua hộp điện, một người báo rằng công tơ chạy sai, phải thay trong ngày, nếu không sẽ bị cắt điện và phạt tiền. Chủ "
    "nhà được đề nghị trả trước hai triệu đồng bằng cách quét mã trên điện thoại của họ. Nhận tiền xong, cả nhóm hẹn chiều "
    "quay lại rồi đi mất. Trong một tuần đã có chín gia đình ở ba xã trình báo. Ngành điện khẳng định không bao giờ thu tiền "
    "tại nhà theo cách này; mọi việc thay công tơ đều có giấy báo trước bảy ngày và không mất phí."
)
SEPARATE = (
    "Theo phản ánh của bà con ở chợ huyện, sáng qua có hai thanh niên đến từng sạp hàng, nói là người của công ty điện, "
    "đưa ra tờ giấy nợ và dọa cắt điện nếu không nộp ngay. Một tiểu thương đã chuyển khoản năm trăm nghìn đồng rồi mới gọi "
    "hỏi tổng đài và biết mình bị lừa. Công an xã đề nghị các hộ kinh doanh không đưa tiền cho người lạ."
)


def ocr(text: str) -> str:
    chance = random.Random(3)
    return "".join({"l": "1", "o": "0", "e": "c", "n": "ri"}.get(c, c) if chance.random() < 0.03 else c for c in text)


def edited(text: str) -> str:
    words = text.split()
    return " ".join("khác" if number % 22 == 7 else word for number, word in enumerate(words))


def advisory(text: str, name: str, title: str = "Cảnh báo") -> Advisory:
    return understand(read_text(title, text, source=name, identifier=name))


def stories_of(folder: Path, *advisories: Advisory) -> list[str]:
    """Each in a batch of its own, as they arrive."""
    engine, found = EmbeddedEngine(folder), []
    for item in advisories:
        (record,) = records_of(engine, [(item, None)], datetime(2026, 3, 1, tzinfo=UTC))
        engine.put([record])
        found.append(record.story_id)
    engine.close()
    return found


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(TEXT, id="the same words"),
        pytest.param(edited(TEXT), id="edited"),
        pytest.param(TEXT[: int(len(TEXT) * 0.6)], id="shortened"),
        pytest.param(ocr(TEXT), id="read by OCR"),
        pytest.param(f"Theo tin từ cổng tỉnh.\n{TEXT}\nXem thêm tại trang chủ.", id="framed"),
        pytest.param(TEXT.upper(), id="in capitals"),
    ],
)
def test_a_changed_copy_belongs_to_the_story_of_its_original(tmp_path: Path, copy: str) -> None:
    first, second = stories_of(tmp_path, advisory(TEXT, "a"), advisory(copy, "b", "Tiêu đề khác hẳn"))
    assert first == second


def test_a_separate_warning_of_the_same_tactic_is_a_story_of_its_own(tmp_path: Path) -> None:
    assert len(set(stories_of(tmp_path, advisory(TEXT, "a"), advisory(SEPARATE, "b")))) == 2


def test_the_whole_text_that_arrives_after_its_short_form_joins_it(tmp_path: Path) -> None:
    short = TEXT[: int(len(TEXT) * 0.6)]
    assert len(set(stories_of(tmp_path, advisory(short, "a"), advisory(TEXT, "b"), advisory(edited(TEXT), "c")))) == 1
