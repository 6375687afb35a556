"""HTML pages, rendered on the server; they work without scripts. Every text is escaped by the templates."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.exceptions import HTTPException

from crawler.model import ConfigurationError, PlaceRole
from crawler.text.dates import VIETNAM
from crawler.text.links import defang
from crawler.vocab.tactics import load_tactics
from dashboards import views
from dashboards.charts import months_svg
from dashboards.evidence import anchor_of, segments
from dashboards.state import State, state_of
from dashboards.story_views import lag_words, publications, story_request, with_order
from dashboards.trend_page import trend_page
from dashboards.trend_state import trend_state_of
from dashboards.words import Words
from index.engine import Engine
from index.finding.suggest import completions
from index.stories.grouping import story_of
from index.stories.listing import list_stories

_DEFANGED = frozenset({"domain", "url", "email"})


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dashboards", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["minute"] = lambda value: f"{datetime.fromisoformat(value).astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    environment.filters["thousands"] = lambda value: f"{value:,}".replace(",", ".")
    environment.globals["shown"] = _shown
    environment.globals["anchor_of"] = anchor_of
    environment.globals["lag"] = lag_words
    environment.globals["roles"] = tuple(PlaceRole)
    return environment


def _day(value: Any) -> str:
    """dd/mm/yyyy in Vietnam, from a date, a datetime or ISO text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(VIETNAM)
    return f"{value:%d/%m/%Y}"


def _shown(kind: str, value: str) -> str:
    """An indicator as a page shows it: addresses defanged."""
    return defang(value) if kind in _DEFANGED else value


def _render(name: str, state: State, path: str, **values: Any) -> str:
    other = "en" if state.language == "vi" else "vi"
    values.setdefault("other_language", state.url(path, language=other, page=state.page))
    return (
        _environment()
        .get_template(name)
        .render(
            t=Words(state.language),
            state=state,
            path=path,
            completions=completions(state.language, old_provinces=state.old),
            **values,
        )
    )


def error_page(request: Request, status: int, message: str) -> str:
    """A page for a failure, in the visitor's language; the message is one clear sentence."""
    state = State(language="en" if request.query_params.get("lang") == "en" else "vi")
    heading = {404: "not_found", 400: "bad_request", 503: "unavailable"}.get(status, "bad_request")
    return _render("error.html", state, "/", heading=heading, message=message, status=status)


def page_router(engine: Engine, clock: Callable[[], datetime]) -> APIRouter:
    """Routes of all pages."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/")
    def overview(request: Request) -> str:
        state = state_of(request.query_params.multi_items())
        facts = views.overview(engine, state, clock)
        return _render(
            "overview.html",
            state,
            "/",
            month_search=lambda day: views.month_link(State(language=state.language), day),
            tactic_search=lambda code: state.only(tactic=(code,), since=facts["since"], until=facts["until"]),
            after=lambda day: day + timedelta(days=1),
            slugs=views.province_slugs(state.old),
            **facts,
        )

    @router.get("/search")
    def search(request: Request) -> str:
        state = state_of(request.query_params.multi_items())
        result = views.found(engine, state)
        return _render(
            "search.html",
            state,
            "/search",
            result=result,
            pages=views.pages(result.total),
            chosen_of=getattr,
            name_of=_facet_name,
            source_names=views.source_names(engine, [bucket.key for bucket in result.facets["source"][:12]]),
            slugs=views.province_slugs(state.old),
            publications=publications(engine, result.hits),
        )

    @router.get("/stories")
    def stories(request: Request, order: str = "size") -> str:
        state = state_of(request.query_params.multi_items())
        return _render(
            "stories.html",
            state,
            "/stories",
            result=list_stories(engine, story_request(state, order)),
            order=order,
            ordered=lambda key: with_order(state.url("/stories"), key),
            twin=with_order(state.url("/api/stories"), order),
            table=with_order(state.url("/api/stories.csv"), order),
        )

    @router.get("/story/{identifier}", response_model=None)
    def story(request: Request, identifier: str) -> str | Response:
        state = state_of(request.query_params.multi_items())
        told = story_of(engine, identifier)
        if told is None:
            raise HTTPException(404)
        found, records = told
        if found.story_id != identifier:  # a name that it had before, or a document in it
            return RedirectResponse(state.url(f"/story/{found.story_id}"))
        return _render(
            "story.html",
            state,
            f"/story/{identifier}",
            story=found,
            records=records,
            first=records[found.first],
            issuers=found.issuers_old if state.old else found.issuers,
            reached=found.reached_old if state.old else found.reached,
            slugs=views.province_slugs(state.old),
        )

    @router.get("/trends")
    def trends(request: Request) -> str:
        asked = trend_state_of(request.query_params.multi_items(), compare="both")
        return _render("trends.html", asked.state, "/trends", **trend_page(engine, asked, views.today(clock)))

    @router.get("/advisory/{identifier}")
    def advisory(request: Request, identifier: str) -> str:
        state = state_of(request.query_params.multi_items())
        facts = views.advisory(engine, identifier)
        if facts is None:
            raise HTTPException(404)
        return _render(
            "advisory.html",
            state,
            f"/advisory/{identifier}",
            title_segments=segments(facts["advisory"], "title"),
            text_segments=segments(facts["advisory"], "text"),
            **facts,
        )

    @router.get("/province/{slug}")
    def province(request: Request, slug: str) -> Response:
        state = state_of(request.query_params.multi_items())
        name = views.province_by_slug(slug, state.old)
        if name is None and views.province_by_slug(slug, not state.old):
            return RedirectResponse(state.url(f"/province/{slug}", old=not state.old))  # it is on the other map
        if name is None:
            raise HTTPException(404)
        page = _subject(engine, state, f"/province/{slug}", name, province=(name,))
        return HTMLResponse(page)

    @router.get("/tactic/{code}")
    def tactic(request: Request, code: str) -> str:
        state = state_of(request.query_params.multi_items())
        if code not in {tactic.id for tactic in load_tactics().tactics}:
            raise HTTPException(404)
        return _subject(engine, state, f"/tactic/{code}", Words(state.language).tactic(code), tactic=(code,))

    @router.get("/sources")
    def sources(request: Request) -> str:
        return _render(
            "sources.html", state_of(request.query_params.multi_items()), "/sources", rows=views.sources(engine)
        )

    @router.get("/about")
    def about(request: Request) -> str:
        return _render("about.html", state_of(request.query_params.multi_items()), "/about", status=engine.status())

    @router.get("/chart/months.svg")
    def chart(request: Request) -> Response:
        state = state_of(request.query_params.multi_items())
        rows = views.month_rows(engine, state, clock)
        svg = months_svg(rows, Words(state.language), narrow=request.query_params.get("narrow") == "1")
        return Response(svg, media_type="image/svg+xml")

    @router.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        engine.status()
        return "ok"

    return router


def _subject(engine: Engine, state: State, path: str, heading: str, **chosen: tuple[str, ...]) -> str:
    narrowed = read_narrowed(state, **chosen)
    facts = views.subject(engine, narrowed)
    words = Words(state.language)
    other = facts["other"]
    return _render(
        "subject.html",
        state,
        path,
        narrowed=narrowed,
        heading=heading,
        relatives=views.relatives(heading, state.old) if narrowed.province else (),
        slugs=views.province_slugs(not state.old),
        month_search=lambda day: views.month_link(narrowed, day),
        other_name=lambda key: _facet_name(words, other, key),
        other_search=lambda key: narrowed.toggled(other, key),
        **facts,
    )


def _facet_name(words: Words, facet: str, key: str) -> str:
    """How a facet's value is shown."""
    return words.value(facet, key)


def read_narrowed(state: State, **chosen: tuple[str, ...]) -> State:
    """A state with nothing but the subject's filter. Raises ConfigurationError if no filter is given."""
    if not chosen:
        raise ConfigurationError("Thiếu chủ đề. A subject page needs a province or a tactic.")
    return State(old=state.old, language=state.language, **chosen)  # type: ignore[arg-type]
