"""Bytes that say one encoding and are another; the reference text is beside them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.read.charset import decode
from crawler.read.html import block_text, parse_html
from crawler.text.unicode import match_form

EQUAL = ["utf8_nfd.html", "utf8_declared_latin1.html", "windows1258.html", "tcvn3_raw.txt", "tcvn3_as_latin1.html"]


def read_text(path: Path) -> tuple[str, tuple[str, ...]]:
    text, flags = decode(path.read_bytes())
    if path.suffix == ".html":
        tree = parse_html(text)
        assert tree is not None
        text = block_text(tree.find("body"))
    return text.strip(), flags


@pytest.mark.parametrize("name", EQUAL)
def test_every_encoding_gives_the_reference_text(hostile: Path, name: str) -> None:
    text, _ = read_text(hostile / "vietnamese" / name)
    assert text == (hostile / "vietnamese" / "expected_nfc.txt").read_text(encoding="utf-8").strip()


def test_look_alikes_are_kept_in_the_text_and_folded_for_matching(hostile: Path) -> None:
    text, _ = read_text(hostile / "vietnamese" / "homoglyph_zero_width.html")
    reference = (hostile / "vietnamese" / "expected_nfc.txt").read_text(encoding="utf-8").strip()
    assert text != reference
    assert match_form(text) == match_form(reference)


def test_what_was_lost_is_flagged_and_not_guessed(hostile: Path) -> None:
    assert "mojibake" in read_text(hostile / "vietnamese" / "utf8_mojibake_double.html")[1]


def test_text_encoded_twice_without_loss_is_repaired() -> None:
    words = "Công an tỉnh cảnh báo thủ đoạn giả danh cán bộ thuế"
    twice = "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in words.encode())
    assert decode(twice.encode()) == (words, ("mojibake_repaired",))


def test_a_damaged_spot_costs_only_itself() -> None:
    body = ("Công an tỉnh cảnh báo " * 50).encode() + b"\xff\xfe" + "người dân".encode()
    text, flags = decode(body)
    assert text.startswith("Công an tỉnh cảnh báo")
    assert text.endswith("người dân")
    assert flags == ("undecodable",)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200))
def test_valid_utf8_is_never_taken_for_anything_else(text: str) -> None:
    for declared in ("text/html; charset=iso-8859-1", "text/html; charset=windows-1258", ""):
        found, flags = decode(("Cảnh báo: " + text).encode(), declared)
        assert found.startswith("Cảnh báo:")
        assert "undecodable" not in flags


@given(st.binary(max_size=300))
def test_no_bytes_break_the_decoder(body: bytes) -> None:
    text, _ = decode(body)
    assert "\x00" not in text
