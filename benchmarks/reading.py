"""Reading measured: text and dates of pages beside three extractors, files beside their truth, pages per CPU second.

Run: python -m benchmarks.reading [--articles FILE] [--seeds FOLDER] [--pages N]. Needs the `bench` extra; LibreOffice
(`soffice`) for DOC and RTF. All extractors read the same bytes in the same process, one after the other.
"""

import argparse
import io
import shutil
import statistics
import subprocess
import tempfile
import time
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.pages import ROOT, Sample, pages
from crawler.model import Page, page_id, payload_digest
from crawler.read.pages import read
from crawler.read.sandbox import Sandbox
from crawler.read.sniff import sniff

SHARED = ROOT.parent / "shared"
FONT = ROOT / "canhbao" / "demo" / "fonts" / "DejaVuSans.ttf"


def f1(found: str, truth: str) -> float:
    """F1 of words as a bag."""
    one, other = Counter(found.split()), Counter(truth.split())
    common = sum((one & other).values())
    return 2 * common / max(1, sum(one.values()) + sum(other.values()))


def ours(sample: Sample) -> tuple[str, datetime | None]:
    document = read(_page(sample.body, sample.url), (), sample.source)
    return document.text, document.published.value if document.published else None


def ours_without_source(sample: Sample) -> tuple[str, datetime | None]:
    document = read(_page(sample.body, sample.url))
    return document.text, document.published.value if document.published else None


def trafilatura_alone(sample: Sample) -> tuple[str, datetime | None]:
    import trafilatura

    found = trafilatura.bare_extraction(
        sample.body.decode(), url=sample.url, include_comments=False, with_metadata=True
    )
    if found is None:
        return "", None
    return found.text or "", datetime.fromisoformat(found.date).replace(tzinfo=UTC) if found.date else None


def newspaper(sample: Sample) -> tuple[str, datetime | None]:
    from newspaper import Article

    article = Article(sample.url, language="vi", fetch_images=False)
    article.download(input_html=sample.body.decode())
    article.parse()
    return article.text, article.publish_date


def news_please(sample: Sample) -> tuple[str, datetime | None]:
    from newsplease import NewsPlease

    article = NewsPlease.from_html(sample.body.decode(), url=sample.url, fetch_images=False)
    return article.maintext or "", article.date_publish


def _page(body: bytes, url: str, name: str = "") -> Page:
    return Page(
        page_id=page_id(url), revision=payload_digest(body), url=url, canonical_url=url, source="mau", status=200, content_type="",
        headers=(), body=body, fetched_at=datetime(2026, 11, 24, tzinfo=UTC), filename=name,
    )  # fmt: skip


def measure_pages(samples: list[Sample]) -> None:
    """Text F1 and right days by kind of page, and pages per CPU second."""
    readers: list[tuple[str, Callable[[Sample], tuple[str, datetime | None]]]] = [
        ("Canhbao, source known", ours), ("Canhbao, no source", ours_without_source), ("trafilatura", trafilatura_alone), ("newspaper4k", newspaper), ("news-please", news_please),
    ]  # fmt: skip
    print("| reader | F1 known | F1 unknown | day right known | day right unknown | pages per CPU s | ratio |")
    print("|---|---|---|---|---|---|---|")
    able = []
    for name, reader in readers:
        try:
            for sample in (*samples[:28], *samples[-4:]):  # warm: language profiles, compiled selectors
                reader(sample)
            able.append((name, reader))
        except ImportError as error:
            print(f"| {name} | not installed: {error} | | | | | |")
    tallies = {name: _Tally() for name, _ in able}
    for number, sample in enumerate(samples):
        turn = number % len(able)  # each reader goes first as often as the others: caches favour nobody
        for name, reader in able[turn:] + able[:turn]:
            started = time.process_time()
            try:
                text, date = reader(sample)
            except Exception as error:  # a peer that fails on a page is scored for it
                text, date = "", None
                warnings.warn(f"{name}: {type(error).__name__}", stacklevel=1)
            tally = tallies[name]
            tally.spent += time.process_time() - started
            known = sample.platform != "unknown"
            tally.scores[known].append(f1(unicodedata.normalize("NFC", text), sample.text))
            tally.days[known].append(_same_day(date, sample.published))
    base = next(iter(tallies.values())).spent
    for name, tally in tallies.items():
        cells = [f"{statistics.mean(kept[k]):.3f}" for kept in (tally.scores, tally.days) for k in (True, False)]
        print(f"| {name} | {' | '.join(cells)} | {len(samples) / tally.spent:.0f} | {base / tally.spent:.2f} |")


@dataclass(slots=True)
class _Tally:
    """What one reader reached; the key is whether the layout is known."""

    spent: float = 0.0
    scores: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    days: dict[bool, list[bool]] = field(default_factory=lambda: {True: [], False: []})


def _same_day(found: datetime | None, truth: datetime) -> bool:
    if found is None:
        return False
    if found.tzinfo is None or (found.hour, found.minute) == (0, 0):
        return found.date() == truth.date()
    return found.astimezone(truth.tzinfo).date() == truth.date()


def measure_files(folder: Path, sandbox: Sandbox) -> None:
    """The seed documents as files of every format, read back: character error against what was written."""
    from rapidfuzz.distance import Levenshtein

    print("\n| rendition | documents | character error, mean | worst | seconds each |\n|---|---|---|---|---|")
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    rendered = [render(text) for text in texts]
    for kind in rendered[0]:
        errors, seconds = [], []
        for text, files in zip(texts, rendered, strict=True):
            body = files[kind]
            started = time.perf_counter()
            result = sandbox.parse(sniff(body, "", "x"), body)
            seconds.append(time.perf_counter() - started)
            errors.append(Levenshtein.normalized_distance(_even("\n".join(result.pages)), _even(text)))
        print(
            f"| {kind} | {len(errors)} | {statistics.mean(errors):.2%} | {max(errors):.2%} | {statistics.mean(seconds):.2f} |"
        )


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def render(text: str) -> dict[str, bytes]:
    """A text as PDF, DOCX, DOC, RTF and as scans of 200 dpi: clean, crooked, noisy, both."""
    import docx
    import pypdfium2
    from fpdf import FPDF

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
    word = docx.Document()
    for line in text.split("\n"):
        word.add_paragraph(line)
    buffer = io.BytesIO()
    word.save(buffer)
    files = {"PDF": pdf, "DOCX": buffer.getvalue(), **_by_office(buffer.getvalue())}
    sheets = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    files["scan 200 dpi"] = _scan(sheets)
    files["scan, 1.5° crooked"] = _scan([sheet.rotate(1.5, fillcolor=255) for sheet in sheets])
    files["scan, 1 % salt and pepper"] = _scan([_salted(sheet, 0.01) for sheet in sheets])
    files["scan, 1.5° and 3 %"] = _scan([_salted(sheet.rotate(-1.5, fillcolor=255), 0.03) for sheet in sheets])
    return files


def _by_office(docx_bytes: bytes) -> dict[str, bytes]:
    if shutil.which("soffice") is None:
        print("(DOC and RTF left out: no soffice)")
        return {}
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.docx"
        source.write_bytes(docx_bytes)
        for kind in ("doc", "rtf"):
            subprocess.run(
                ["soffice", "--headless", "--convert-to", kind, "--outdir", folder, str(source)],
                check=True,
                capture_output=True,
            )
            made[kind.upper()] = source.with_suffix(f".{kind}").read_bytes()
    return made


def _scan(sheets: list[Any]) -> bytes:
    buffer = io.BytesIO()
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:], resolution=200, quality=85)
    return buffer.getvalue()


def _salted(sheet: Any, share: float) -> Any:
    import random

    chance = random.Random(1)
    sheet = sheet.copy()
    dots = sheet.load()
    for _ in range(int(sheet.width * sheet.height * share)):
        dots[chance.randrange(sheet.width), chance.randrange(sheet.height)] = chance.choice((0, 255))
    return sheet


def main() -> None:
    """Both tables, in Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--articles", type=Path, default=SHARED / "corpus" / "articles.jsonl", help="JSONL with title and text"
    )
    options.add_argument("--seeds", type=Path, default=SHARED / "seeds", help="folder of .txt documents")
    options.add_argument(
        "--pages", type=int, default=280, help="pages of known platforms (a quarter more of unknown ones)"
    )
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    measure_pages(list(pages(chosen.articles, chosen.pages)))
    with Sandbox() as sandbox:
        measure_files(chosen.seeds, sandbox)


if __name__ == "__main__":
    main()
