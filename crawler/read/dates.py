"""Which of a page's dates is its date of publication. Undated stays undated: never now, never the fetch.

Precedence (FACTS A1 and A3): visible text, JSON-LD, meta, time element, sitemap, feed. NukeViet's own order differs: its
itemprop and meta hold the time of the last edit, its feed writes the month for the minutes.
"""

from datetime import datetime

from crawler.model import DateMethod, DateValue, Page
from crawler.read.html import Article
from crawler.text.dates import ParsedDate, parse_date, plausible

_ORDER = ("visible", "json_ld", "meta", "time_element", "sitemap", "feed", "listing")


def published_of(article: Article, page: Page) -> DateValue | None:
    """The publication date with raw string and method, or None."""
    candidates = [*article.dates]
    if page.listed_published:
        candidates.append(("feed", page.listed_published))
    return choose(candidates, article.date_order or _ORDER, page.fetched_at)


def modified_of(article: Article, page: Page) -> DateValue | None:
    """The date of the last edit, or None."""
    return choose(article.modified, _ORDER, page.fetched_at)


def choose(candidates: list[tuple[str, str]], order: tuple[str, ...], fetched_at: datetime | None) -> DateValue | None:
    """The first plausible date in the order; one with a time of day wins over a bare day of the same date."""
    ranked = sorted(candidates, key=lambda c: order.index(c[0]) if c[0] in order else len(order))
    best: tuple[str, ParsedDate] | None = None
    for method, raw in ranked:
        parsed = parse_date(raw)
        if parsed is None or not plausible(parsed.value, fetched_at):
            continue
        if best is None:
            best = (method, parsed)
        elif best[1].precision == "day" and parsed.precision == "minute" and _same_day(best[1], parsed):
            best = (method, parsed)
            break
    if best is None:
        return None
    method, parsed = best
    return DateValue(parsed.value, parsed.raw, DateMethod(method), parsed.precision)


def _same_day(day: ParsedDate, moment: ParsedDate) -> bool:
    return 0 <= (moment.value - day.value).total_seconds() < 86400
