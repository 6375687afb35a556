"""Dispatches of the sample portal as files: PDF with text, DOCX, and a scan (a PDF that holds only a picture)."""

import io
import zipfile
from importlib import resources

from docx import Document as WordDocument
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from canhbao.demo.content import Article, with_type

_DPI = 150
_FONT = "DejaVuSans.ttf"


def dispatch_lines(article: Article) -> list[str]:
    """The dispatch as lines, laid out after Nghị định 30/2020/NĐ-CP."""
    day = article.published
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return [
        f"UBND {with_type(article.province).upper()}",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        f"Số: {article.number}/SKHCN-BCVT",
        f"V/v {article.title[0].lower()}{article.title[1:]}",
        "",
        f"{article.province}, ngày {day.day:02d} tháng {month} năm {day.year}",
        "",
        "Kính gửi:",
        "- Các sở, ban, ngành;",
        "- Ủy ban nhân dân các xã, phường.",
        "",
        *[line for paragraph in article.paragraphs for line in (paragraph, "")],
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "GIÁM ĐỐC",
    ]


def font_bytes() -> bytes:
    """The bundled font, which has every Vietnamese letter."""
    return resources.files("canhbao.demo").joinpath("fonts", _FONT).read_bytes()


def as_pdf(article: Article) -> bytes:
    """A PDF with a text layer. Its creation date is the article's, so that the bytes never change."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(article.published)
    with resources.as_file(resources.files("canhbao.demo").joinpath("fonts", _FONT)) as path:
        pdf.add_font("DejaVu", fname=str(path))
    pdf.add_page()
    pdf.set_font("DejaVu", size=11)
    for line in dispatch_lines(article):
        if line:
            pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
        else:
            pdf.ln(4)
    return bytes(pdf.output())


def as_docx(article: Article) -> bytes:
    """A Word file."""
    document = WordDocument()
    document.core_properties.created = article.published.replace(tzinfo=None)
    document.core_properties.modified = article.published.replace(tzinfo=None)
    for line in dispatch_lines(article):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return _undated(stream)


def _undated(stream: io.BytesIO) -> bytes:
    """The same ZIP file without the time at which it was made, so that the bytes never change."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in made.infolist():
            kept.writestr(zipfile.ZipInfo(entry.filename), made.read(entry), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def as_scan(article: Article) -> bytes:
    """A PDF whose only page is a picture of the dispatch."""
    font = ImageFont.truetype(io.BytesIO(font_bytes()), 22)
    page = Image.new("L", (round(8.27 * _DPI), round(11.69 * _DPI)), 255)
    draw = ImageDraw.Draw(page)
    y = 90
    for line in dispatch_lines(article):
        for row in _wrapped(line, font, page.width - 200):
            draw.text((100, y), row, font=font, fill=20)
            y += 34
        if not line:
            y += 16
    stream = io.BytesIO()
    day = article.published.utctimetuple()
    page.save(stream, format="PDF", resolution=_DPI, creationDate=day, modDate=day)
    return stream.getvalue()


def _wrapped(line: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    rows, row = [], ""
    for word in line.split():
        if row and font.getlength(f"{row} {word}") > width:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}".strip()
    return [*rows, row] if row else rows


MAKERS = {
    "pdf": (as_pdf, "application/pdf", "pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "scan": (as_scan, "application/pdf", "pdf"),
}
