"""The one table of what can be asked: each page with its parameters and its twins for other programs.

The application is built from it (`dashboards.app`), its page in the docs is made from it (`dashboards.routes_page`), and tests walk
it: a page without a twin must say here why it has none. Order matters: it is that of the OpenAPI document.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from starlette.responses import Response

from dashboards import parameters as p
from dashboards.charts import months
from dashboards.pages import about, advisory, overview, search, sources, stories, story, subject, trends
from dashboards.parameters import Parameter
from dashboards.visit import Visit
from index.finding.search import MAX_OFFSET

Answer = Callable[[Visit], Response]
Format = Literal["html", "svg", "text", "json", "csv", "atom"]


@dataclass(frozen=True, slots=True)
class Twin:
    """The same facts for a program. `operation` is its name in the OpenAPI document, which names the `declared` parameters."""

    path: str
    format: Format
    operation: str
    answer: Answer
    parameters: tuple[Parameter, ...] = ()
    declared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A page, an image or a plain answer, what it shows in both languages, and its twins.

    `shares` is the path of the route whose twins, narrowed to this page's subject, carry its documents. `alone` says why there
    is no twin at all.
    """

    path: str
    answer: Answer
    vi: str
    en: str
    parameters: tuple[Parameter, ...] = ()
    twins: tuple[Twin, ...] = ()
    format: Format = "html"
    shares: str = ""
    alone: str = ""


_VIEW = (p.OLD, p.LANGUAGE)
_FOUND = (p.QUERY, *p.FILTERS, p.OLD)
_TREND = (*p.FILTERS, p.OLD, p.BY, p.INTERVAL, p.COUNT, p.COMPARE, p.LAST, p.RATE)

ROUTES = (
    Route(
        "/",
        overview.page,
        "tổng quan: cảnh báo mới, thủ đoạn đang tăng, bản đồ",
        "overview: newest warnings, rising tactics, the map",
        _VIEW,
        (Twin("/api/overview", "json", "overview", overview.as_json, (p.OLD,)),),
    ),
    Route(
        "/search",
        search.page,
        "tìm cảnh báo theo từ và bộ lọc",
        "search by words and filters",
        (*_FOUND, p.SORT, p.PAGE, p.AFTER, p.LANGUAGE),
        (
            Twin("/api/search", "json", "search", search.as_json, (*_FOUND, p.SORT, p.PAGE, p.AFTER)),
            Twin("/api/complete", "json", "complete_query", search.completed, (p.QUERY, *_VIEW)),
            Twin(
                "/api/search.csv",
                "csv",
                "search_csv",
                search.as_csv,
                (*_FOUND, p.SORT, replace(p.PAGE, most=MAX_OFFSET // search.EXPORT)),
            ),
            Twin("/api/search.atom", "atom", "search_atom", search.as_atom, (*_FOUND, p.LANGUAGE)),
        ),
    ),
    Route(
        "/advisory/{identifier}",
        advisory.page,
        "một văn bản: nhãn và bằng chứng trong câu chữ",
        "one document: labels and the words that show them",
        (p.IDENTIFIER, *_VIEW),
        (Twin("/api/advisory/{identifier}", "json", "advisory", advisory.as_json, (p.IDENTIFIER,)),),
    ),
    Route(
        "/stories",
        stories.page,
        "các tin, mỗi tin gộp những bản đăng lại",
        "stories, each with its copies",
        (*p.FILTERS, p.OLD, p.ORDER, p.LANGUAGE),
        (
            Twin("/api/stories", "json", "stories", stories.as_json, (*p.FILTERS, p.OLD, p.ORDER), declared=("order",)),
            Twin(
                "/api/stories.csv",
                "csv",
                "stories_csv",
                stories.as_csv,
                (*p.FILTERS, p.OLD, p.ORDER),
                declared=("order",),
            ),
        ),
    ),
    Route(
        "/story/{identifier}",
        story.page,
        "một tin: ai báo trước, dòng thời gian, các tỉnh",
        "one story: who was first, the timeline, the provinces",
        (p.IDENTIFIER, *_VIEW),
        (Twin("/api/story/{identifier}", "json", "story", story.as_json, (p.IDENTIFIER,)),),
    ),
    Route(
        "/trends",
        trends.page,
        "xu hướng theo thời gian, so sánh kỳ, bản đồ nhiệt",
        "counts over time, compared windows, the heat map",
        (*(replace(known, default="both") if known is p.COMPARE else known for known in _TREND), p.LANGUAGE),
        (
            Twin(
                "/api/trends",
                "json",
                "trends",
                trends.as_json,
                _TREND,
                declared=("by", "interval", "count", "compare", "last", "rate"),
            ),
            Twin("/api/trends.csv", "csv", "trends_csv", trends.as_csv, _TREND),
        ),
    ),
    Route(
        "/province/{slug}",
        subject.province,
        "một tỉnh",
        "one province",
        (p.SLUG, *_VIEW),
        shares="/search",
    ),
    Route("/tactic/{code}", subject.tactic, "một thủ đoạn", "one tactic", (p.CODE, *_VIEW), shares="/search"),
    Route(
        "/sources",
        sources.page,
        "các nguồn và văn bản của chúng",
        "sources and their documents",
        _VIEW,
        (Twin("/api/sources", "json", "sources", sources.as_json),),
    ),
    Route(
        "/about",
        about.page,
        "Canhbao là gì, các con số nghĩa là gì",
        "what Canhbao is, what its numbers mean",
        _VIEW,
        alone="It holds words to read; its counts are in /api/overview.",
    ),
    Route(
        "/chart/months.svg",
        months.image,
        "biểu đồ số cảnh báo theo tháng",
        "the chart of warnings by month",
        (*p.FILTERS, p.OLD, p.NARROW),
        format="svg",
        alone="It is an image; the page that shows it carries its numbers as a table, and /api/trends as JSON.",
    ),
    Route(
        "/healthz",
        about.healthy,
        "'ok' khi máy tìm kiếm trả lời",
        "'ok' where the engine answers",
        format="text",
        alone="It is for programs already.",
    ),
)
"""Everything that can be asked, but for /static and /api/openapi.json."""

ADDRESSES: tuple[Route | Twin, ...] = tuple(chain.from_iterable((route, *route.twins) for route in ROUTES))
"""Pages and twins in the order of the table."""


def twins_of(route: Route) -> tuple[Twin, ...]:
    """A route's own twins, or those of the route that it shares."""
    return next(other.twins for other in ROUTES if other.path == route.shares) if route.shares else route.twins


def in_path(path: str) -> tuple[str, ...]:
    """The names in a path's braces."""
    return tuple(re.findall(r"{(\w+)}", path))
