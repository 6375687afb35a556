"""Vietnamese of before Unicode, line by line, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.legacy import modern, to_unicode
from crawler.text.syllables import syllable_share


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("C¶nh b¸o lõa ®¶o chiÕm ®o¹t tµi s¶n", "Cảnh báo lừa đảo chiếm đoạt tài sản"),
        ("UBND TØNH L¹NG S¥N", "UBND TỈNH LẠNG SƠN"),
        ("Caûnh baùo löøa ñaûo chieám ñoaït", "Cảnh báo lừa đảo chiếm đoạt"),
        ("COÂNG AN TÆNH VÓNH LONG", "CÔNG AN TỈNH VĨNH LONG"),
        ("Naïn nhaân ôû Ñoàng Nai bò maát 5 trieäu ñoàng", "Nạn nhân ở Đồng Nai bị mất 5 triệu đồng"),
        ("ng\u00adêi d©n kh«ng chuyÓn tiÒn", "người dân không chuyển tiền"),
    ],
)
def test_tcvn3_and_vni_become_unicode(written: str, meant: str) -> None:
    assert modern(written) == (meant, ["legacy_encoding"])


@pytest.mark.parametrize(
    "text",
    ["Cảnh báo lừa đảo", "Canh bao lua dao", "Président de la République française à Genève", "naïve café", "Ngày 5 tháng 3 năm 2024", "Größe und Maß", "", "€ 100 £ 50"],
)  # fmt: skip
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert to_unicode(text) is None


def test_a_file_that_mixes_both_keeps_its_unicode_lines() -> None:
    assert to_unicode("Công an tỉnh cảnh báo\nC¶nh b¸o lõa ®¶o chiÕm ®o¹t tµi s¶n") == (
        "Công an tỉnh cảnh báo\nCảnh báo lừa đảo chiếm đoạt tài sản"
    )


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Công an tỉnh cảnh báo thủ đoạn giả danh cán bộ thuế", 1, 1),
        ("C¶nh b¸o lõa ®¶o chiÕm ®o¹t", 0, 0.2),
        ("!@# $%^ 123", 0, 0),
        ("xzqw jkff wrtp", 0, 0.1),
    ],
)
def test_the_share_of_syllables_tells_text_from_a_broken_layer(text: str, least: float, most: float) -> None:
    assert least <= syllable_share(text) <= most


@given(st.text(max_size=300))
def test_no_text_breaks_the_conversion(text: str) -> None:
    modern(text)
