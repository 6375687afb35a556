"""Pages to read: every platform's sample with the words of other articles, in the frame of a real portal.

In: the platforms' samples (tests/spiders/samples), articles as JSONL {title, text}. Out: pages with the text, title and
date that a reader should find. `unknown` pages have the same words in skeletons that no layout knows.
"""

import html
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from crawler.model import Source
from crawler.text.dates import VIETNAM

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "spiders" / "samples"
TITLE = "Cảnh báo thủ đoạn giả danh nhân viên điện lực"
LEAD = "Công an tỉnh vừa ra khuyến cáo về một thủ đoạn lừa đảo mới nhắm vào các hộ dùng điện."
TAIL = "Tin liên quan: Lễ hội hoa xuân khai mạc cuối tuần này"
UNKNOWN = (
    '<div class="wrap"><div class="l"><h1>{title}</h1><p class="tg">{date}</p>{paragraphs}</div><div class="r">{teasers}</div></div>',
    '<table width="100%"><tr><td class="trai">{menu}</td><td><h2 class="td">{title}</h2><i>{date}</i>{paragraphs}</td></tr></table>',
    "<main><article><h1>{title}</h1><time>{date}</time><section>{paragraphs}</section></article><aside>{teasers}</aside></main>",
    '<div id="c"><div class="bread">{menu}</div><h1 class="t1">{title}</h1><span>{date}</span><div class="nd">{paragraphs}<p>Tin liên quan</p><ul>{teasers}</ul></div></div>',
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and what it says. `source` is None for an unknown layout."""

    platform: str
    url: str
    body: bytes
    title: str
    text: str
    published: datetime
    minute: bool
    source: Source | None


def articles(path: Path, count: int) -> list[tuple[str, list[str]]]:
    """(title, paragraphs of some sentences) from JSONL. Raises SystemExit naming the file if it is not there."""
    if not path.is_file():
        raise SystemExit(f"{path}: no such file; give --articles a JSONL file of objects with title and text")
    found = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            sentences = re.split(r"(?<=[.!?])\s+", " ".join(str(told["text"]).split()))
            paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
            if sum(map(len, paragraphs)) > 800:
                found.append((str(told["title"]), paragraphs))
            if len(found) >= count:
                break
    return found


def pages(path: Path, count: int, seed: int = 7) -> Iterator[Sample]:
    """`count` pages of known platforms, then a quarter as many of unknown layouts."""
    chance = random.Random(seed)
    stock = articles(path, count)
    names = sorted(file.stem for file in SAMPLES.glob("*.yml"))
    for number, (title, paragraphs) in enumerate(stock):
        yield _known(names[number % len(names)], number, title, paragraphs, stock, chance)
    for number, (title, paragraphs) in enumerate(stock[: count // 4]):
        yield _unknown(number, title, paragraphs, stock, chance)


def _moment(chance: random.Random) -> datetime:
    return datetime(2023, 1, 1, tzinfo=VIETNAM) + timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))


def _known(
    platform: str, number: int, title: str, paragraphs: list[str], stock: list[tuple[str, list[str]]], chance: random.Random
) -> Sample:  # fmt: skip
    told = yaml.safe_load((SAMPLES / f"{platform}.yml").read_text(encoding="utf-8"))
    page = (SAMPLES / f"{platform}.article.html").read_text(encoding="utf-8")
    moment = _moment(chance)
    lead, rest = paragraphs[0], paragraphs[1:]
    has_lead = LEAD in page
    page = page.replace(TITLE, html.escape(title)).replace(LEAD, html.escape(lead))
    page = re.sub(
        r"<p>Các đối tượng.*?</p>", lambda _: "".join(f"<p>{html.escape(p)}</p>" for p in rest), page, flags=re.DOTALL
    )
    page = re.sub(r"<p>Khi nạn nhân.*?</p>", "", page, flags=re.DOTALL)
    page = page.replace(TAIL, f"Tin liên quan: {html.escape(stock[number - 1][0])}")
    page, minute = _dated(page, moment)
    page = page.replace("</nav>", f"</nav>{_frame(stock, chance)}", 1)
    source = Source(
        slug=f"mau-{platform}", name="Trang mẫu", body="portal", platform=platform, homepage=told["homepage"]
    )
    text = "\n".join(([lead] if has_lead else []) + rest)
    return Sample(platform, f"{told['homepage']}bai-{number}.html", page.encode(), title, text, moment, minute, source)


def _dated(page: str, moment: datetime) -> tuple[str, bool]:
    """The sample's 06/03/2024 14:20 in each of its forms as another moment."""
    for old, new in (
        ("06/03/2024 02:20:00 PM", "%d/%m/%Y %I:%M:00 %p"), ("06/03/2024", "%d/%m/%Y"), ("06-03-2024", "%d-%m-%Y"), ("2024-03-06T07:20", None), ("2024-03-06", "%Y-%m-%d"),
        ("06 Tháng 3 2024", "%d Tháng %m %Y"), ("gày 06 tháng 03 năm 2024", "gày %d tháng %m năm %Y"), ("14:20", "%H:%M"), ("0707:20", "07%H:%M"), ("02:20", "%I:%M"),
    ):  # fmt: skip
        shown = moment.strftime(new) if new else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
        page = page.replace(old, shown)
    return page, moment.strftime("%H:%M") in page


def _frame(stock: list[tuple[str, list[str]]], chance: random.Random) -> str:
    menu = "".join(f'<li><a href="/muc-{n}/">Chuyên mục {n}</a></li>' for n in range(25))
    teasers = "".join(
        f'<div class="item"><a href="/x-{n}.html">{html.escape(title)}</a><p>{html.escape(paragraphs[0][:120])}</p></div>'
        for n, (title, paragraphs) in enumerate(chance.sample(stock, min(6, len(stock))))
    )
    return f'<ul class="menu">{menu}</ul><div class="sidebar">{teasers}</div>'


def _unknown(
    number: int, title: str, paragraphs: list[str], stock: list[tuple[str, list[str]]], chance: random.Random
) -> Sample:  # fmt: skip
    moment = _moment(chance)
    menu = "".join(f'<a href="/muc-{n}/">Chuyên mục {n}</a> ' for n in range(12))
    teasers = "".join(
        f'<li><a href="/x-{n}.html">{html.escape(t)}</a></li>'
        for n, (t, _) in enumerate(chance.sample(stock, min(8, len(stock))))
    )
    body = UNKNOWN[number % len(UNKNOWN)].format(
        title=html.escape(title), date=f"{moment:%d/%m/%Y %H:%M}", paragraphs="".join(f"<p>{html.escape(p)}</p>" for p in paragraphs), menu=menu, teasers=teasers
    )  # fmt: skip
    page = f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{html.escape(title)}</title></head><body><div class="menu">{menu}</div>{body}<footer>Bản quyền thuộc trang mẫu</footer></body></html>'
    return Sample(
        "unknown",
        f"https://la.example/bai-{number}.html",
        page.encode(),
        title,
        "\n".join(paragraphs),
        moment,
        True,
        None,
    )
