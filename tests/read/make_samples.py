"""How the files in samples/ were made from dispatch.txt (our own text): python tests/read/make_samples.py

Needs LibreOffice for DOC and RTF, openpyxl and xlwt for the sheets; the tests need none of them.
"""

import io
import subprocess
from pathlib import Path

import docx
import pypdfium2
from fpdf import FPDF

SAMPLES = Path(__file__).parent / "samples"
FONT = Path(__file__).parents[2] / "canhbao" / "demo" / "fonts" / "DejaVuSans.ttf"
ROWS = (
    ("STT", "Tên miền giả mạo", "Tài khoản", "Ngày phát hiện"),
    (1, "dichvucong.vgovn.example", 19012345678901, "05/03/2024"),
    (2, "vneid-xacthuc.example", 1023456789, "06/03/2024"),
)


def main() -> None:
    text = (SAMPLES / "dispatch.txt").read_text(encoding="utf-8")
    paper = FPDF(format="A4")
    paper.add_font("D", "", str(FONT))
    paper.set_font("D", size=12)
    paper.set_margin(25)
    paper.add_page()
    for line in text.split("\n"):
        if line.strip():
            paper.multi_cell(0, 6.5, line, align="L", new_x="LMARGIN", new_y="NEXT")
        else:
            paper.ln(4)
    pdf = bytes(paper.output())
    (SAMPLES / "dispatch.pdf").write_bytes(pdf)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72, grayscale=True).to_pil()
    picture.save(SAMPLES / "dispatch.png", optimize=True)
    picture.rotate(1.5, fillcolor=255).save(SAMPLES / "crooked.pdf", resolution=200, quality=80)

    word = docx.Document()
    for line in text.split("\n"):
        word.add_paragraph(line)
    buffer = io.BytesIO()
    word.save(buffer)
    (SAMPLES / "dispatch.docx").write_bytes(buffer.getvalue())
    for kind in ("doc", "rtf"):
        subprocess.run(
            ["soffice", "--headless", "--convert-to", kind, "--outdir", str(SAMPLES), str(SAMPLES / "dispatch.docx")],
            check=True,
            capture_output=True,
        )
    sheets()


def sheets() -> None:
    import openpyxl
    import xlwt

    new = openpyxl.Workbook()
    new.active.title = "Tên miền"
    for row in ROWS:
        new.active.append(row)
    new.create_sheet("Ẩn").sheet_state = "hidden"
    new["Ẩn"].append(("không cho ai xem",))
    new.save(SAMPLES / "list.xlsx")
    old = xlwt.Workbook(encoding="utf-8")
    sheet = old.add_sheet("Tên miền")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    old.save(str(SAMPLES / "list.xls"))


if __name__ == "__main__":
    main()
