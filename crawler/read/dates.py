"""Which of a page's dates is its date of publication. Undated stays undated: never now, never the fetch.

A visible date of the very day of the fetch is the site's clock if structured data or a list tells of an older day. An
address that holds a date ('/2024/03/06/', '-20240306142012345.htm') is asked last.

Precedence (FACTS A1 and A3): visible text, JSON-LD, meta, time element, sitemap, feed. NukeViet's own order differs: its
itemprop and meta hold the time of the last edit, its feed writes the month for the minutes.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from crawler.model import DateMethod, DateValue, Page
from crawler.read.article import Article, DateCandidate
from crawler.text.dates import ParsedDate, local_day, parse_date, plausible

_ORDER = (
    DateMethod.VISIBLE,
    DateMethod.JSON_LD,
    DateMethod.META,
    DateMethod.TIME_ELEMENT,
    DateMethod.SITEMAP,
    DateMethod.FEED,
    DateMethod.LISTING,
    DateMethod.URL,
)
_SHOWN = (DateMethod.VISIBLE, DateMethod.TIME_ELEMENT)  # what may be the site's clock
_URL_DAY = re.compile(r"/(?P<y>20\d\d)[/-](?P<m>[01]\d)[/-](?P<d>[0-3]\d)(?:/|-|$)")
_URL_MOMENT = re.compile(
    r"-(?:1\d\d)?(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?P<H>[0-2]\d)(?P<M>[0-5]\d)\d{2,5}\.\w+$"
)


def published_of(article: Article, page: Page) -> DateValue | None:
    """The publication date with raw string and method, or None."""
    listed = (DateCandidate(DateMethod.FEED, page.listed_published),) if page.listed_published else ()
    candidates = (*article.dates, *listed, *_of_address(page.url))
    return choose(_without_clock(candidates, page.fetched_at), article.date_order or _ORDER, page.fetched_at)


def _of_address(url: str) -> tuple[DateCandidate, ...]:
    path = urlsplit(url).path
    if moment := _URL_MOMENT.search(path):
        return (DateCandidate(DateMethod.URL, "{y}-{m}-{d}T{H}:{M}:00+07:00".format(**moment.groupdict())),)
    if day := _URL_DAY.search(path):
        return (DateCandidate(DateMethod.URL, "{y}-{m}-{d}".format(**day.groupdict())),)
    return ()


def _without_clock(candidates: Sequence[DateCandidate], fetched_at: datetime | None) -> Sequence[DateCandidate]:
    """Without a visible date that is only the day of the fetch, where other evidence tells of a day before it."""
    if fetched_at is None:
        return candidates
    today = local_day(fetched_at)
    days = {
        candidate: local_day(parsed.value)
        for candidate in candidates
        if (parsed := parse_date(candidate.raw)) is not None and plausible(parsed.value, fetched_at)
    }
    older = any(day < today for candidate, day in days.items() if candidate.method not in _SHOWN)
    if not older:
        return candidates
    return [candidate for candidate in candidates if candidate.method not in _SHOWN or days.get(candidate) != today]


def modified_of(article: Article, page: Page) -> DateValue | None:
    """The date of the last edit, or None."""
    return choose(article.modified, _ORDER, page.fetched_at)


def choose(
    candidates: Sequence[DateCandidate], order: Sequence[DateMethod], fetched_at: datetime | None
) -> DateValue | None:
    """The first plausible date in the order; one that tells more of the same day or month wins over a bare one."""
    ranked = sorted(candidates, key=lambda c: order.index(c.method) if c.method in order else len(order))
    best: tuple[DateMethod, ParsedDate] | None = None
    for candidate in ranked:
        parsed = parse_date(candidate.raw)
        if parsed is None or not plausible(parsed.value, fetched_at):
            continue
        if best is None:
            best = (candidate.method, parsed)
        elif _is_finer(parsed, best[1]):
            best = (candidate.method, parsed)
            if parsed.precision == "minute":
                break
    if best is None:
        return None
    method, parsed = best
    return DateValue(parsed.value, parsed.raw, method, parsed.precision)


def _is_finer(parsed: ParsedDate, best: ParsedDate) -> bool:
    """Whether a date tells more of the same day or month."""
    if best.precision == "month":
        return parsed.precision != "month" and f"{local_day(parsed.value):%Y%m}" == f"{local_day(best.value):%Y%m}"
    return best.precision == "day" and parsed.precision == "minute" and _same_day(best, parsed)


def _same_day(day: ParsedDate, moment: ParsedDate) -> bool:
    return 0 <= (moment.value - day.value).total_seconds() < 86400
