"""Which of a page's dates is its date of publication. Undated stays undated: never now, never the fetch.

A visible date of the very day of the fetch is the site's clock if structured data or a list tells of an older day. An
address that holds a date ('/2024/03/06/', '-20240306142012345.htm') is asked last.

Precedence (FACTS A1 and A3): visible text, JSON-LD, meta, time element, sitemap, feed. NukeViet's own order differs: its
itemprop and meta hold the time of the last edit, its feed writes the month for the minutes.
"""

import re
from datetime import datetime
from urllib.parse import urlsplit

from crawler.model import DateMethod, DateValue, Page
from crawler.read.html import Article
from crawler.text.dates import VIETNAM, ParsedDate, parse_date, plausible

_ORDER = ("visible", "json_ld", "meta", "time_element", "sitemap", "feed", "listing", "url")
_URL_DAY = re.compile(r"/(?P<y>20\d\d)[/-](?P<m>[01]\d)[/-](?P<d>[0-3]\d)(?:/|-|$)")
_URL_MOMENT = re.compile(
    r"-(?:1\d\d)?(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?P<H>[0-2]\d)(?P<M>[0-5]\d)\d{2,5}\.\w+$"
)


def published_of(article: Article, page: Page) -> DateValue | None:
    """The publication date with raw string and method, or None."""
    candidates = [*article.dates]
    if page.listed_published:
        candidates.append(("feed", page.listed_published))
    in_address = _of_address(page.url)
    if in_address:
        candidates.append(("url", in_address))
    return choose(_without_clock(candidates, page.fetched_at), article.date_order or _ORDER, page.fetched_at)


def _of_address(url: str) -> str:
    path = urlsplit(url).path
    moment = _URL_MOMENT.search(path)
    if moment:
        return "{y}-{m}-{d}T{H}:{M}:00+07:00".format(**moment.groupdict())
    day = _URL_DAY.search(path)
    return "{y}-{m}-{d}".format(**day.groupdict()) if day else ""


def _without_clock(candidates: list[tuple[str, str]], fetched_at: datetime | None) -> list[tuple[str, str]]:
    """Without a visible date that is only the day of the fetch, where other evidence tells of a day before it."""
    if fetched_at is None:
        return candidates
    today = fetched_at.astimezone(VIETNAM).date()
    days = {
        (method, raw): parsed.value.astimezone(VIETNAM).date()
        for method, raw in candidates
        if (parsed := parse_date(raw)) is not None and plausible(parsed.value, fetched_at)
    }
    older = any(day < today for (method, _), day in days.items() if method not in ("visible", "time_element"))
    if not older:
        return candidates
    return [pair for pair in candidates if pair[0] not in ("visible", "time_element") or days.get(pair) != today]


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
