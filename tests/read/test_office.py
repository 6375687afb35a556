"""Office files and mails as offices make them: what a person sees is what is read."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import DocumentQuarantined
from crawler.read.formats.number_forms import shown
from crawler.read.outcomes import ReadOutcome

from .conftest import SAMPLES, Read, page

WORDS = "Công an tỉnh Lào Cai cảnh báo thủ đoạn giả danh nhân viên điện lực."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = {
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
}


def changed(body: bytes, change: Any = lambda name, data: data, **more: bytes) -> bytes:
    """A package with its parts changed, and with more of them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in archive.infolist():
            new.writestr(item.filename, change(item.filename, archive.read(item)))
        for name, data in more.items():
            new.writestr(name, data)
    return made.getvalue()


def strictly(_name: str, data: bytes) -> bytes:
    for name, other in STRICT.items():
        data = data.replace(name, other)
    return data


def word(*paragraphs: str, head: str = "") -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if head:
        document.sections[0].header.paragraphs[0].text = head
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def text_of(read: Read, body: bytes, name: str) -> str:
    return str(read(page(body, name)).text)


# -- Word ------------------------------------------------------------------------------------------------------------


def test_the_strict_form_of_a_document_is_read_like_the_usual_one(read: Read) -> None:
    body = word(WORDS, "Đề nghị cảnh giác.")
    assert text_of(read, changed(body, strictly), "cv.docx") == text_of(read, body, "cv.docx")


def test_the_head_of_a_page_gives_number_and_issuer(read: Read) -> None:
    document = read(page(word(WORDS, head="CÔNG AN TỈNH LÀO CAI\nSố: 123/CV-CAT"), "cv.docx"))
    assert document.dispatch is not None
    assert (document.dispatch.number, document.dispatch.symbol) == ("123", "CV-CAT")
    assert document.text.count("Số: 123") == 1
    assert text_of(read, word(WORDS, head="2"), "cv.docx") == WORDS  # the number of a page


@pytest.mark.parametrize(
    ("marks", "seen"),
    [("<w:vanish/>", False), ('<w:vanish w:val="1"/>', False), ('<w:vanish w:val="0"/>', True), ("<w:b/>", True)],
)
def test_hidden_text_is_not_read(read: Read, marks: str, seen: bool) -> None:
    run = f"<w:p><w:r><w:rPr>{marks}</w:rPr><w:t>chữ ẩn</w:t></w:r></w:p>".encode()

    def hide(name: str, data: bytes) -> bytes:
        return data.replace(b"<w:body>", b"<w:body>" + run) if name == "word/document.xml" else data

    assert ("chữ ẩn" in text_of(read, changed(word(WORDS), hide), "cv.docx")) is seen


@pytest.mark.parametrize("kind", ["html", "mht", "docx", "txt"])
def test_a_part_that_is_taken_in_as_a_whole_is_read_in_its_place(read: Read, kind: str) -> None:
    inner = {
        "html": f"<html><head><style>p{{color:red}}</style></head><body><p>{WORDS}</p></body></html>".encode(),
        "mht": f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>{WORDS}</p></body></html>".encode(),
        "docx": word(WORDS),
        "txt": WORDS.encode(),
    }[kind]
    types = {"html": "text/html", "mht": "message/rfc822", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "txt": "text/plain"}  # fmt: skip
    link = f'<Relationship Id="khac" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="/word/khac.{kind}"/>'

    def take_in(name: str, data: bytes) -> bytes:
        if name == "word/document.xml":
            chunk = b'<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="khac"/>'
            return data.replace(b"<w:sectPr", chunk + b"<w:sectPr", 1)
        if name == "word/_rels/document.xml.rels":
            return data.replace(b"</Relationships>", link.encode() + b"</Relationships>")
        if name == "[Content_Types].xml":
            return data.replace(b"</Types>", f'<Override PartName="/word/khac.{kind}" ContentType="{types[kind]}"/></Types>'.encode())  # fmt: skip
        return data

    body = changed(word("Kính gửi các đơn vị."), take_in, **{f"word/khac.{kind}": inner})
    assert text_of(read, body, "cv.docx") == f"Kính gửi các đơn vị.\n{WORDS}"


WORDML = f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:body></w:wordDocument>'
FLAT = f'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document {W}><w:body><w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:body></w:document></pkg:xmlData></pkg:part></pkg:package>'
MHTML = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<html><body><p>{WORDS}</p></body></html>\r\n--x--\r\n'


@pytest.mark.parametrize("saved", [WORDML, FLAT, MHTML], ids=["WordML of 2003", "a flat package", "MHTML"])
@pytest.mark.parametrize("name", ["cv.doc", "cv.xml", "cv.mht", "cv"])
def test_what_word_saved_as_something_else_is_told_by_its_bytes(read: Read, saved: str, name: str) -> None:
    assert text_of(read, saved.encode(), name) == WORDS
    article = page("<html><body><article><p>" + "Công an gửi kèm văn bản. " * 20 + "</p></article></body></html>")
    (file,) = read(article, (page(saved.encode(), name),)).attachments
    assert file.outcome == "text"


@pytest.mark.parametrize("kind", ["template", "macroEnabledTemplate"])
def test_a_template_is_not_supported_and_not_damaged(read: Read, kind: str) -> None:
    types = {
        "template": b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "macroEnabledTemplate": b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    }

    def template(name: str, data: bytes) -> bytes:
        usual = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        return data.replace(usual, types[kind]) if name == "[Content_Types].xml" else data

    with pytest.raises(DocumentQuarantined) as ending:
        read(page(changed(word(WORDS), template), "mau.dotx"))
    assert ending.value.outcome == ReadOutcome.UNSUPPORTED


# -- spreadsheets ----------------------------------------------------------------------------------------------------

STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2">
<numFmt numFmtId="164" formatCode="0000000000"/><numFmt numFmtId="165" formatCode="&quot;0&quot;000\\ 000\\ 000"/></numFmts>
<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="1"/><xf numFmtId="165"/></cellXfs></styleSheet>"""


def sheet(rows: str, columns: str = "") -> bytes:
    """A workbook of one sheet."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{links}"><sheets><sheet name="Danh sách" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{links}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{links}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
        "xl/worksheets/sheet1.xml": f"<worksheet {main}>{columns}<sheetData>{rows}</sheetData></worksheet>",
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{data}')
    return made.getvalue()


def row(number: int, *cells: str | tuple[int, int], hidden: bool = False, first: str = "A") -> str:
    """Texts, or (style, number); `first` is the letter of the first column."""
    made = ""
    for offset, cell in enumerate(cells):
        place = f"{chr(ord(first) + offset)}{number}"
        if isinstance(cell, str):
            made += f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
        else:
            made += f'<c r="{place}" s="{cell[0]}"><v>{cell[1]}</v></c>'
    mark = ' hidden="1"' if hidden else ""
    return f'<row r="{number}"{mark}>{made}</row>'


HEADS = ("STT", "Số điện thoại lừa đảo", "Số tài khoản", "Ngân hàng")


@pytest.mark.parametrize("strict", [False, True])
def test_numbers_are_told_as_their_cells_show_them_behind_their_heads(read: Read, strict: bool) -> None:
    rows = row(1, "Danh sách số điện thoại lừa đảo") + row(2, *HEADS)
    rows += row(3, (0, 1), (1, 912345678), (2, 19035566778812), "Ngân hàng Mẫu")
    rows += row(4, (0, 2), (3, 987654321), (2, 1234567890123456), "Ngân hàng Mẫu")
    body = changed(sheet(rows), strictly) if strict else sheet(rows)
    assert text_of(read, body, "ds.xlsx").split("\n") == [
        "Danh sách số điện thoại lừa đảo",
        "STT | Số điện thoại lừa đảo | Số tài khoản | Ngân hàng",
        "STT: 1 | Số điện thoại lừa đảo: 0912345678 | Số tài khoản: 19035566778812 | Ngân hàng: Ngân hàng Mẫu",
        "STT: 2 | Số điện thoại lừa đảo: 0987 654 321 | Số tài khoản: 1234567890123456 | Ngân hàng: Ngân hàng Mẫu",
    ]


def test_a_table_that_begins_in_the_middle_of_a_sheet_keeps_its_formats(read: Read) -> None:
    rows = row(7, "Số điện thoại", "Tên", first="C") + row(8, (1, 912345678), "A", first="C")
    assert text_of(read, sheet(rows), "ds.xlsx").endswith("Số điện thoại: 0912345678 | Tên: A")


def test_rows_and_columns_that_nobody_sees_are_not_read(read: Read) -> None:
    rows = row(1, *HEADS) + row(2, (0, 1), (1, 912345678), (2, 111222333), "Mở") + row(3, (0, 2), (1, 987654321), (2, 444555666), "Ẩn", hidden=True)  # fmt: skip
    text = text_of(read, sheet(rows, '<cols><col min="3" max="3" hidden="1"/></cols>'), "ds.xlsx")
    assert "0912345678" in text
    assert not [words for words in ("987654321", "Ẩn", "111222333", "Số tài khoản") if words in text]


def test_a_sheet_without_heads_is_told_row_by_row(read: Read) -> None:
    rows = row(1, "Cảnh báo", "mới") + row(2, "giả danh", "điện lực") + row(3, "Người dân", "cảnh giác")
    assert text_of(read, sheet(rows), "ds.xlsx") == "Cảnh báo | mới\ngiả danh | điện lực\nNgười dân | cảnh giác"


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (912345678, "0000000000", "0912345678"), (912345678, '"0"#', "0912345678"), (912345678, "0000 000 000", "0912 345 678"),
        (912345678, "0000\\.000\\.000", "0912.345.678"), (84912345678, "\\+#", "+84912345678"), (912345678, "(0###) ### ###", "(0912) 345 678"), (1234567, "#,##0", "1,234,567"),
        (12, "000", "012"), (12345, "000", "12345"), (-5, "00", "-05"), (0, "0", "0"),
        (5, "General", None), (5, "", None), (1.5, "0", None), (5, "0.00", None), (5, "0%", None), (45000, "dd/mm/yyyy", None), (5, "0.00E+00", None),
    ],
)  # fmt: skip
def test_number_formats(value: float, code: str, expected: str | None) -> None:
    assert shown(value, code) == expected


@given(st.integers(min_value=0, max_value=10**15), st.text(alphabet='0#, -."\\[]()@a', max_size=20))
def test_a_format_never_changes_the_digits_of_a_number(value: int, code: str) -> None:
    found = shown(value, code)
    assert found is None or str(value) in "".join(filter(str.isdigit, found)) or any(c.isdigit() for c in code)


# -- PDF and mail ----------------------------------------------------------------------------------------------------


def test_what_was_typed_into_the_form_of_a_pdf_is_read(read: Read) -> None:
    assert "Nguoi nop: don vi mau" in text_of(read, form(b"Nguoi nop: don vi mau canh bao lua dao qua mang"), "don.pdf")


def form(value: bytes) -> bytes:
    """A PDF of one page with a line of text and a filled field without an appearance."""
    drawn = b"BT /F 12 Tf 40 700 Td (Canh bao thu doan lua dao moi cua cong an tinh cho nguoi dan) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /NeedAppearances true /DA (/F 12 Tf 0 g) /DR << /Font << /F 6 0 R >> >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [5 0 R] /Resources << /Font << /F 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (ten) /V (%s) /Rect [40 600 500 630] /DA (/F 12 Tf 0 g) /P 3 0 R /F 4 >>" % value,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start


def mail(plain: str, rich: str) -> bytes:
    made = EmailMessage()
    made["Subject"] = "Cảnh báo"
    made["Date"] = "Wed, 06 Mar 2024 23:20:00 -0500 (EST)"
    made.set_content(plain)
    made.add_alternative(rich, subtype="html")
    return made.as_bytes()


def test_of_a_mails_alternatives_the_one_that_says_more_is_read(read: Read) -> None:
    rich = f"<html><head><style>p{{color:red}} .lua-dao-top{{}}</style><script>var x=1</script></head><body><p>{WORDS}</p><p style='display: none'>ẩn</p></body></html>"
    stub = read(page(mail("This message is in HTML format.", rich), "thu.eml"))
    assert stub.text == WORDS
    assert stub.published is not None
    assert stub.published.value.isoformat() == "2024-03-07T04:20:00+00:00"
    assert text_of(read, mail(WORDS, f"<p>{WORDS}</p>"), "thu.eml") == WORDS
    assert text_of(read, mail(WORDS, "<p>x</p>"), "thu.eml") == WORDS


# -- the collected cases, where they are beside the repository --------------------------------------------------------


def test_cases_12_to_15(read: Read, cases: Path) -> None:
    def case(name: str) -> Any:
        path = cases / name
        return read(page(path.read_bytes(), path.name))

    stub = case("12-mail-with-a-stub/e1-stub.eml")
    assert "vay-nhanh24h.top" in stub.text
    assert "Lào Cai" in stub.text
    styled = case("12-mail-with-a-stub/e3-style.eml").text
    assert "Lào Cai" in styled
    assert not [words for words in ("color", "lua-dao-top", "var x") if words in styled]
    strict = case("13-docx-as-offices-write-them/w3-strict.docx").text
    assert "Lào Cai" in strict
    head = case("13-docx-as-offices-write-them/w2-header.docx").dispatch
    assert (head.number, head.symbol) == ("123", "CV-CAT")
    assert head.issuer
    assert "Lào Cai" in case("14-word-saved-as-something-else/w5-mhtml.doc").text
    numbers = case("15-sheet-of-numbers/x1-phones.xlsx").text
    for shown_number in ("0912345678", "0987654321", "0868777666", "19035566778812", "1234567890123456", "100200300"):
        assert f": {shown_number} |" in numbers
    assert ".0" not in numbers


def test_the_sample_of_a_list_has_its_heads_behind_every_row(read: Read) -> None:
    assert "Tài khoản: 19012345678901" in text_of(read, (SAMPLES / "list.xlsx").read_bytes(), "list.xlsx")
