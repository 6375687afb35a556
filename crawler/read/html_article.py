"""HTML to an article: a known layout first, then trafilatura, then a last resort; the method is recorded.

In: decoded HTML, its address, its source. Out: an Article with candidates for dates, none of them chosen yet.
"""

import re
from dataclasses import replace

import trafilatura
from lxml import html
from lxml.html import HtmlElement

from crawler.model import DateMethod, Source
from crawler.read.article import Article, DateCandidate
from crawler.read.completing import completed, named
from crawler.read.html import (
    DROPPED,
    block_text,
    is_beside_another,
    is_in_a_sentence,
    is_outside,
    parse_html,
    select,
    selector,
)
from crawler.read.layouts import Layout, layout_of
from crawler.read.structured_data import structured_data
from crawler.text.dates import parse_date
from crawler.text.unicode import clean

_FEW_LETTERS = 200  # a body under this is looked for again; text after a heading over this is no line of its date
_LETTERS_OF_A_DATE = 45  # 'Cập nhật lúc 14 giờ 20 phút, thứ tư ngày 06/03/2024 (GMT+7)' has 40
_POOR = 0.3  # a layout that finds less than this share of what trafilatura finds has hit the wrong element
# A line of its own that opens a list of other articles or the page's tools.
_TAIL = re.compile(
    r"(?:(?:các )?tin (?:bài )?(?:liên quan|khác|mới hơn|cũ hơn|cùng chuyên mục|cùng loại|mới nhất|đọc nhiều)|"
    r"bài (?:viết )?liên quan|các bài (?:viết )?khác|"
    r"xem thêm|đọc thêm|có thể bạn quan tâm|cùng chuyên mục|những tin (?:mới hơn|cũ hơn)|chia sẻ(?: bài viết)?|bình luận|ý kiến bạn đọc|"
    r"tổng số điểm của bài viết là.*|click để đánh giá bài viết|từ khóa|tags?)\s*[:»>]*\s*$",
    re.IGNORECASE,
)


def read_article(text: str, url: str, source: Source | None) -> Article:
    """The article of a page; `body` is empty if no method found any text."""
    tree = parse_html(text)
    if tree is None:
        return Article("none")
    found = layout_of(source, text)
    article = _by_layout(tree, *found) if found else None
    if article is None or len(article.body) < _FEW_LETTERS:
        article = _better(article, _by_trafilatura(text, url)) or _last_resort(tree)
        if article.layout == "trafilatura":
            article = replace(article, body=completed(tree, article.body))
    body = _without_tail(article.body, tree)
    told = structured_data(tree, url)
    return replace(
        article,
        title=article.title or told.title or _heading(tree),
        body=body,
        section=told.section,
        captions=_captions(tree, body),
        dates=(*article.dates, *told.dates) or _date_near_title(tree),
        modified=told.modified,
    )


def _better(layout: Article | None, other: Article | None) -> Article | None:
    """The layout's article unless its text is a scrap of what the page says; its other parts are kept."""
    if layout is None or other is None:
        return layout if layout is not None and layout.body else other
    if len(layout.body) >= _POOR * len(other.body):
        return layout
    return replace(
        other, title=layout.title or other.title, lead=layout.lead, dates=layout.dates, date_order=layout.date_order
    )


def _by_layout(tree: HtmlElement, name: str, layout: Layout) -> Article | None:
    body = select(tree, layout.body)
    if body is None:
        return None
    title, lead, author = (_line(select(tree, part)) for part in (layout.title, layout.lead, layout.author))
    author, source_line = _split_source_line(author)
    inner = html.fromstring(html.tostring(body, encoding="unicode"))
    for css in layout.remove:
        for element in selector(css)(inner):
            if element is not inner:
                element.drop_tree()
    for tag in DROPPED:
        for element in list(inner.iter(tag)):
            element.drop_tree()
    return Article(
        name,
        title=title,
        lead=lead,
        body=block_text(inner),
        author=author,
        source_line=source_line,
        dates=_dates_of(_date_element(tree, layout.date)),
        date_order=layout.date_order,
    )


def _line(element: HtmlElement | None) -> str:
    """The words of an element in one line, '' for none."""
    return " ".join(block_text(element).split()) if element is not None else ""


def _dates_of(element: HtmlElement | None) -> tuple[DateCandidate, ...]:
    """What the element of a date shows, and what it says to machines."""
    if element is None:
        return ()
    shown = DateCandidate(DateMethod.VISIBLE, " ".join(element.text_content().split()))
    stamp = element.get("datetime")
    return (shown, DateCandidate(DateMethod.TIME_ELEMENT, str(stamp))) if stamp else (shown,)


def _date_element(tree: HtmlElement, selectors: tuple[str, ...]) -> HtmlElement | None:
    """The first that holds a date and stands in no frame: many themes give the site's clock the same class."""
    for css in selectors:
        for element in selector(css)(tree):
            told = f"{element.get('datetime') or ''} {' '.join(element.text_content().split())}"
            if parse_date(told) is not None and not is_outside(element) and not is_beside_another(element):
                return element
    return None


def _split_source_line(author: str) -> tuple[str, str]:
    """(author, source line): 'Tác giả:' and 'Nguồn tin:' stand together on many portals."""
    source_line = ""
    match = re.search(r"Nguồn(?: tin)?\s*:\s*(.+)$", author)
    if match:
        source_line = match[1].strip()
        author = author[: match.start()].strip(" -|,;")
    return re.sub(r"^Tác giả\s*:\s*", "", author).strip(), source_line


def _by_trafilatura(text: str, url: str) -> Article | None:
    found = trafilatura.bare_extraction(
        text, url=url or None, favor_precision=True, include_comments=False, include_tables=True, with_metadata=True
    )
    if found is None or isinstance(found, dict) or not found.text or not found.text.strip():
        return None
    return Article(
        "trafilatura", title=clean(found.title or ""), body=clean(found.text), author=clean(found.author or "")
    )


def _last_resort(tree: HtmlElement) -> Article:
    """Paragraphs of some length, wherever they stand. The frame of the page is dropped from the tree itself."""
    for tag in (*DROPPED, "header", "footer", "aside"):
        for element in list(tree.iter(tag)):
            if element.getparent() is not None:
                element.drop_tree()
    lines = [line for line in block_text(tree).split("\n") if len(line) > 60]
    return Article("last_resort", body="\n".join(lines))


def _without_tail(body: str, tree: HtmlElement) -> str:
    """The body up to a heading such as 'Tin liên quan', if only titles follow it and most of the text stands before.

    Lines behind it that name addresses or telephones and are no links are the article's own.
    """
    lines = body.split("\n")
    for number, line in enumerate(lines):
        if len(line) <= 60 and _TAIL.match(line.strip("-–•* ")):
            rest = lines[number + 1 :]
            sentences = sum(part.rstrip().endswith((".", "!", "?")) and len(part) > 120 for part in rest)
            short = len("\n".join(rest)) < max(400, len("\n".join(lines[:number])))
            if sentences == 0 and short and not _names_more(rest, lines[:number], tree):
                return "\n".join(lines[:number]).rstrip()
    return body


def _names_more(rest: list[str], before: list[str], tree: HtmlElement) -> bool:
    """Whether lines name what the text before them does not, in words that are no links."""
    lines = [line for line in rest if named(line) - named("\n".join(before))]
    if not lines:
        return False
    links = {" ".join(anchor.text_content().split()) for anchor in tree.iter("a")}
    return any(line.strip("-–•* ") not in links for line in lines)


def _captions(tree: HtmlElement, body: str) -> tuple[str, ...]:
    """Lines of the body that stand under a picture, in order."""
    captions = []
    for element in tree.iter("figcaption", "td", "p", "div"):
        named = re.search(r"caption|chu-?thich", f"{element.get('class') or ''}", re.IGNORECASE)
        if element.tag == "figcaption" or (named and element.find(".//img") is None):
            line = " ".join(clean(element.text_content()).split())
            if 0 < len(line) < 400 and line in body and line not in captions:
                captions.append(line)
    return tuple(captions)


def _heading(tree: HtmlElement) -> str:
    """The first heading with words, else the title of the window."""
    heading = next((h for h in tree.iter("h1") if h.text_content().strip()), None)
    title = heading if heading is not None else next(iter(tree.iter("title")), None)
    return " ".join(clean(title.text_content()).split()) if title is not None else ""


def _date_near_title(tree: HtmlElement) -> tuple[DateCandidate, ...]:
    """A page of unknown layout without structured data: the first date after the heading, before the text begins."""
    heading = next((h for h in tree.iter("h1", "h2") if len(h.text_content().split()) > 3 and not is_outside(h)), None)
    if heading is None:
        return ()
    seen = 0
    inside = set(heading.iter())
    passed = False
    for element in tree.iter():
        if element is heading:
            passed = True
        if not passed or element in inside or not isinstance(element.tag, str) or element.tag in DROPPED:
            continue
        own = " ".join((element.text or "").split())
        if _is_line_of_date(own) and not _is_of_something_else(element):
            return (DateCandidate(DateMethod.VISIBLE, own),)
        seen += len(own)
        if seen > _FEW_LETTERS:
            break
    return ()


def _is_line_of_date(line: str) -> bool:
    """Whether a line is a date with hardly anything beside it: not a sentence that tells of a day."""
    if not line or len(line) >= 80 or line.endswith((".", ":", "!")):
        return False
    return sum(map(str.isalpha, line)) <= _LETTERS_OF_A_DATE and parse_date(line) is not None


def _is_of_something_else(element: HtmlElement) -> bool:
    return is_outside(element) or is_beside_another(element) or is_in_a_sentence(element)
