"""Every format that portals publish, read to the letter: golden files in samples/, made by make_samples.py."""

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from crawler.model import DocumentQuarantined
from crawler.read.outcomes import ReadOutcome
from crawler.read.sniff import Format, sniff

from .conftest import SAMPLES, Read, character_error, page, plain


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", ["dispatch.pdf", "dispatch.docx", "dispatch.doc", "dispatch.rtf"])
def test_a_file_of_text_is_read_to_the_letter(read: Read, name: str, truth: str) -> None:
    document = read(page(sample(name), name))
    assert plain(document.text) == plain(truth)
    assert document.layout == name.rsplit(".", 1)[1]
    assert document.ocr_confidence is None


@pytest.mark.ocr
@pytest.mark.parametrize(("name", "most"), [("dispatch.png", 0.03), ("crooked.pdf", 0.03)])
def test_a_scan_is_read_with_few_errors_and_says_how_sure_it_is(read: Read, name: str, most: float, truth: str) -> None:
    document = read(page(sample(name), name))
    assert character_error(document.text, truth) <= most
    assert document.layout == "ocr"
    assert document.ocr_confidence is not None
    assert 0.7 < document.ocr_confidence <= 1
    assert "low_ocr_confidence" not in document.flags


@pytest.mark.ocr
def test_a_scan_that_can_hardly_be_read_says_so(read: Read) -> None:
    from PIL import Image, ImageFilter

    with Image.open(SAMPLES / "dispatch.png") as picture:
        bad = picture.resize((picture.width // 4, picture.height // 4)).filter(ImageFilter.GaussianBlur(0.9))
        buffer = io.BytesIO()
        bad.save(buffer, "PNG")
    document = read(page(buffer.getvalue(), "mo.png"))
    assert "low_ocr_confidence" in document.flags


def test_the_head_of_a_dispatch_is_the_same_from_every_rendition(read: Read) -> None:
    heads = {
        read(page(sample(f"dispatch.{kind}"), f"dispatch.{kind}")).dispatch for kind in ("pdf", "docx", "doc", "rtf")
    }
    (head,) = heads
    assert head is not None
    assert (head.number, head.symbol, head.date) == ("1256", "STTTT-TTBCXB", "2020-07-07")
    assert head.parent == "UBND TỈNH MẪU"
    assert head.issuer == "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert head.subject == "cảnh báo thủ đoạn giả danh cán bộ thuế"
    assert head.recipients[0] == "Ủy ban nhân dân các huyện, thành phố"
    assert head.signer_role == "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"
    assert head.signer == "Nguyễn Văn Mẫu"


@pytest.mark.parametrize("name", ["list.xlsx", "list.xls"])
def test_a_sheet_gives_its_rows_with_accounts_to_the_last_digit(read: Read, name: str) -> None:
    document = read(page(sample(name), name))
    assert document.text.split("\n") == [
        "STT | Tên miền giả mạo | Tài khoản | Ngày phát hiện",
        "STT: 1 | Tên miền giả mạo: dichvucong.vgovn.example | Tài khoản: 19012345678901 | Ngày phát hiện: 05/03/2024",
        "STT: 2 | Tên miền giả mạo: vneid-xacthuc.example | Tài khoản: 1023456789 | Ngày phát hiện: 06/03/2024",
    ]
    assert [anchor.label for anchor in document.anchors] == ["trang tính Tên miền"]
    assert "không cho ai xem" not in document.text


def stored_rar(name: str, data: bytes) -> bytes:
    """A RAR 2.9 archive with one stored member (the format's published layout: marker, main, file and end blocks)."""

    def block(kind: int, flags: int, rest: bytes) -> bytes:
        body = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body

    title = name.encode()
    file = struct.pack(
        "<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x58760000, 20, 0x30, len(title), 0o100644
    )
    return (
        b"Rar!\x1a\x07\x00"
        + block(0x73, 0, bytes(6))
        + block(0x74, 0x8000, file + title)
        + data
        + block(0x7B, 0x4000, b"")
    )


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in names:
            bundle.writestr(f"cong-van/{name}", sample(name))
    return buffer.getvalue()


def test_a_zip_gives_the_files_in_it_and_one_dispatch_in_two_formats_once(read: Read, truth: str) -> None:
    document = read(page(zipped("dispatch.docx", "dispatch.pdf", "list.xlsx"), "tep.zip"))
    assert document.text.count("dichvucong.vgovn.example rồi") == 1
    assert "19012345678901" in document.text
    assert [(file.name, file.outcome, file.rendition) for file in document.attachments] == [
        ("tep.zip/dispatch.docx", "text", False),
        ("tep.zip/dispatch.pdf", "text", True),
        ("tep.zip/list.xlsx", "text", False),
    ]
    for anchor in document.anchors:
        assert document.text[anchor.start : anchor.end].strip()
    assert {anchor.attachment for anchor in document.anchors} == {0, 2}


def test_a_rar_is_opened_too(read: Read, truth: str) -> None:
    document = read(page(stored_rar("van-ban.docx", sample("dispatch.docx")), "van-ban.rar"))
    assert plain(document.text) == plain(truth)


def test_a_broken_member_loses_only_itself(read: Read, truth: str) -> None:
    buffer = io.BytesIO(zipped("dispatch.docx"))
    with zipfile.ZipFile(buffer, "a") as bundle:
        bundle.writestr("hong.pdf", b"%PDF-1.7 nothing more")
        bundle.writestr("khoa.exe", b"MZ\x90\x00" + bytes(100))
    document = read(page(buffer.getvalue(), "tep.zip"))
    assert plain(document.text) == plain(truth)
    assert [file.outcome for file in document.attachments] == ["text", "corrupt", "unsupported"]


@pytest.mark.parametrize("bad", ["../../etc/cron.d/x", "/etc/passwd", "..\\..\\x.txt"])
def test_names_that_point_outside_are_refused_before_anything_is_opened(read: Read, bad: str, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr(bad, b"x" * 100)
    with pytest.raises(DocumentQuarantined) as ending:
        read(page(buffer.getvalue(), "tep.zip"))
    assert ending.value.outcome == ReadOutcome.BOMB


def test_a_bundle_that_unpacks_to_far_too_much_is_not_unpacked(read: Read) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("to.txt", bytes(100_000_000))
    with pytest.raises(DocumentQuarantined) as ending:
        read(page(buffer.getvalue(), "tep.zip"))
    assert ending.value.outcome == ReadOutcome.BOMB


def test_a_mail_gives_its_text_its_date_and_its_files(read: Read, truth: str) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Chuyển tiếp: cảnh báo giả danh cán bộ thuế"
    mail["Date"] = "Wed, 06 Mar 2024 14:20:00 +0700"
    mail.set_content("Kính chuyển các đơn vị văn bản kèm theo.")
    mail.add_attachment(
        sample("dispatch.docx"), maintype="application", subtype="octet-stream", filename="công văn.docx"
    )
    document = read(page(mail.as_bytes(), "thu.eml"))
    assert document.title == "Chuyển tiếp: cảnh báo giả danh cán bộ thuế"
    assert document.text.startswith("Kính chuyển các đơn vị văn bản kèm theo.")
    assert plain(truth) in plain(document.text)
    assert document.published is not None
    assert document.published.value.isoformat() == "2024-03-06T07:20:00+00:00"
    assert [file.name for file in document.attachments] == ["công văn.docx"]


def docx_with(body: str) -> bytes:
    """The sample with another body."""
    source = zipfile.ZipFile(io.BytesIO(sample("dispatch.docx")))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "word/document.xml":
                start, end = data.index(b"<w:body>") + 8, data.index(b"</w:body>")
                data = data[:start] + body.encode() + data[end:]
            made.writestr(item, data)
    return buffer.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<w:sdt><w:sdtContent><w:p>{run('Số: 12/CAT')}</w:p></w:sdtContent></w:sdt>", "Số: 12/CAT"),
        (f"<w:p>{run('a')}<w:r><w:pict><w:txbxContent><w:p>{run('HỎA TỐC')}</w:p></w:txbxContent></w:pict></w:r></w:p>", "a\nHỎA TỐC"),
        (f"<w:p><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del><w:ins>{run('giữ')}</w:ins></w:p>", "giữ"),
        (f"<w:p><w:hyperlink>{run('vgovn.example')}</w:hyperlink></w:p>", "vgovn.example"),
        (f"<w:p>{run('một')}<w:r><w:br/></w:r>{run('hai')}</w:p>", "một\nhai"),
        (
            "<w:tbl>"
            + "".join(f"<w:tr>{''.join(f'<w:tc><w:p>{run(cell)}</w:p></w:tc>' for cell in row)}</w:tr>" for row in (("STT", "Tên", "Số"), ("1", "A", "2")))
            + "</w:tbl>",
            "STT | Tên | Số\n1 | A | 2",
        ),
    ],
    ids=["content control", "text box", "tracked change", "link", "line break", "table"],
)  # fmt: skip
def test_what_templates_of_dispatches_use_is_read(read: Read, body: str, expected: str) -> None:
    assert read(page(docx_with(body), "mau.docx")).text == expected


def test_macros_are_named_and_never_run(read: Read) -> None:
    buffer = io.BytesIO(sample("dispatch.docx"))
    with zipfile.ZipFile(buffer, "a") as bundle:
        bundle.writestr("word/vbaProject.bin", b"x")
    assert "macros" in read(page(buffer.getvalue(), "dispatch.docm")).flags


@pytest.mark.parametrize(
    ("name", "kind"),
    [("dispatch.pdf", Format.PDF), ("dispatch.docx", Format.DOCX), ("dispatch.doc", Format.DOC), ("dispatch.rtf", Format.RTF),
     ("list.xlsx", Format.SHEET), ("list.xls", Format.SHEET), ("dispatch.png", Format.IMAGE)],
)  # fmt: skip
def test_bytes_tell_what_a_file_is_whatever_its_name_says(name: str, kind: Format) -> None:
    for lie in ("x.html", "x.docx", "x.pdf", "x"):
        assert sniff(sample(name), "text/html", lie) is kind


def test_a_page_under_a_files_address_is_no_attachment(read: Read) -> None:
    error = page("<html><body><h1>404</h1><p>Không tìm thấy tệp</p></body></html>", "van-ban.pdf", "application/pdf")
    article = page(
        "<html><body><article><p>"
        + "Công an tỉnh cảnh báo thủ đoạn lừa đảo mới. " * 20
        + "</p></article></body></html>"
    )
    document = read(article, (error,))
    assert [file.outcome for file in document.attachments] == ["unsupported"]
    assert "404" not in document.text


def test_a_word_file_saved_as_html_is_a_word_file(read: Read) -> None:
    saved = '<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><p>Số: 12/CAT-PA05</p><p>Cảnh báo lừa đảo</p></body></html>'
    article = page(
        "<html><body><article><p>" + "Công an tỉnh gửi kèm văn bản cảnh báo. " * 20 + "</p></article></body></html>"
    )
    document = read(article, (page(saved, "van-ban.doc", "application/msword"),))
    assert "12/CAT-PA05" in document.text
    assert document.attachments[0].outcome == "text"


def test_the_same_dispatch_as_page_and_as_pdf_is_one_text_with_two_renditions(read: Read, truth: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in truth.split("\n") if line)
    article = page(f'<html><body><h1>Công văn 1256</h1><div id="news-bodyhtml">{body}</div></body></html>')
    document = read(article, (page(sample("dispatch.pdf"), "dispatch.pdf"),))
    assert document.text.count("Kính gửi") == 1
    assert [(file.outcome, file.rendition) for file in document.attachments] == [("text", True)]


def test_a_page_that_only_announces_its_dispatch_gives_both(read: Read, truth: str) -> None:
    article = page(
        '<html><body><h1>Công văn mới</h1><div id="news-bodyhtml"><p>Sở ban hành công văn về lừa đảo, mời xem tệp.</p></div></body></html>'
    )
    document = read(article, (page(sample("dispatch.pdf"), "dispatch.pdf"),))
    assert document.text.startswith("Sở ban hành công văn")
    assert "Kính gửi" in document.text
    (anchor,) = document.anchors
    assert anchor.label == "trang 1"
    assert anchor.attachment == 0
    assert plain(document.text[anchor.start : anchor.end]) == plain(truth)
    assert not document.attachments[0].rendition


@pytest.mark.parametrize("kind", ["docx", "rtf", "txt"])
def test_fonts_of_before_unicode_are_converted(read: Read, kind: str) -> None:
    line = "C¶nh b¸o thñ ®o¹n lõa ®¶o chiÕm ®o¹t tµi s¶n cña ng­êi d©n trªn ®Þa bµn"
    body = {
        "docx": docx_with(f"<w:p>{run(line)}</w:p>"),
        "rtf": b"{\\rtf1\\ansi\\ansicpg1252 "
        + b"".join(b"\\'%02x" % ord(c) if ord(c) > 126 else c.encode() for c in line)
        + b"\\par}",
        "txt": line.encode("latin-1"),
    }[kind]
    document = read(page(body, f"cu.{kind}", "text/plain" if kind == "txt" else ""))
    assert document.text == "Cảnh báo thủ đoạn lừa đảo chiếm đoạt tài sản của người dân trên địa bàn"
    assert "legacy_encoding" in document.flags


def outcome(read: Read, body: bytes, name: str) -> Any:
    try:
        return read(page(body, name)).layout
    except DocumentQuarantined as ending:
        return ending.outcome


def test_what_is_empty_or_unknown_has_a_name(read: Read) -> None:
    assert outcome(read, b"", "x.pdf") == ReadOutcome.EMPTY
    assert outcome(read, b"MZ\x90\x00" + bytes(200), "x.docx") == ReadOutcome.UNSUPPORTED
    assert outcome(read, b"%PDF-1.4", "x.pdf") == ReadOutcome.CORRUPT
    assert outcome(read, b"{\\rtf1}", "x.rtf") == ReadOutcome.NO_TEXT
    assert outcome(read, b"PK\x05\x06" + bytes(18), "x.zip") in (ReadOutcome.UNSUPPORTED, ReadOutcome.NO_TEXT)
    assert outcome(read, b"Rar!\x1a\x07\x00broken", "x.rar") == ReadOutcome.CORRUPT
