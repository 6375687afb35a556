"""The web application: headers, errors, static files, and the routes of the one table.

In: an engine, a vocabulary and a clock. Out: a FastAPI application. Every response carries the same strict headers; an engine that is
away is a page with status 503, a wrong request one with 400, and nothing of the inside is shown.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from inspect import Parameter as Argument
from inspect import Signature
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from crawler.model import ConfigurationError, EngineUnavailable
from crawler.vocab.vocabulary import Vocabulary, bundled_vocabulary
from dashboards.rendering import error_page
from dashboards.routes import ROUTES, Answer, Twin, in_path
from dashboards.visit import Clock, Visit
from index.engine import DAMAGE_SHOWS_AS, Engine, as_damage

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1", "testserver")


def create_app(
    engine: Engine,
    vocabulary: Vocabulary | None = None,
    *,
    clock: Clock = lambda: datetime.now(UTC),
    hosts: tuple[str, ...] = (),
) -> FastAPI:
    """The dashboards over an engine, in the words of a vocabulary (None: the bundled one).

    `hosts` are names beside loopback's that a request may be for ('*': any).
    """
    known = vocabulary or bundled_vocabulary()
    app = FastAPI(title="Canhbao", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    _guard(app, frozenset((*_LOOPBACK, *hosts)))
    _tell_failures(app, engine, known)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")

    def asked(answer: Answer) -> Callable[..., Response]:
        def ask(request: Request, **_declared: str) -> Response:
            pairs = tuple(request.query_params.multi_items())
            return answer(Visit(engine, clock, known, pairs, request.path_params, str(request.base_url)))

        return ask

    for route in ROUTES:
        app.add_api_route(
            route.path,
            _declaring(asked(route.answer), in_path(route.path)),
            response_model=None,
            include_in_schema=False,
        )
        for twin in route.twins:
            app.add_api_route(
                twin.path,
                _declaring(asked(twin.answer), in_path(twin.path), twin),
                response_model=None,
                name=twin.operation,
            )
    return app


def _guard(app: FastAPI, allowed: frozenset[str]) -> None:
    """Refuses other hosts' names and puts the headers on every response."""

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        if "*" not in allowed and host not in allowed:
            response: Response = JSONResponse(
                problem(400, "Unknown host.", "Ask for this machine by its own name."), 400
            )
        else:
            response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response


def _tell_failures(app: FastAPI, engine: Engine, vocabulary: Vocabulary) -> None:
    """Failures as a page, or in the one shape of errors under /api."""

    def answer(request: Request, status: int, message: str, remedy: str = "") -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse(problem(status, message, remedy), status)
        return HTMLResponse(error_page(request.query_params.get("lang"), status, message, vocabulary), status)

    @app.exception_handler(ConfigurationError)
    async def wrong(request: Request, error: ConfigurationError) -> Response:
        return answer(request, 400, str(error))

    @app.exception_handler(EngineUnavailable)
    async def away(request: Request, error: EngineUnavailable) -> Response:
        return answer(request, 503, str(error), "Try again later.")

    async def broken(request: Request, error: Exception) -> Response:
        told = await run_in_threadpool(as_damage, engine, error)
        if told is error:
            raise error  # of a sound index, it is a bug
        return answer(request, 503, str(told), "Try again later.")

    for kind in DAMAGE_SHOWS_AS:
        app.add_exception_handler(kind, broken)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return answer(request, error.status_code, str(error.detail))


def _declaring(
    ask: Callable[..., Response], path: tuple[str, ...], twin: Twin | None = None
) -> Callable[..., Response]:
    """A function that asks for the parameters by name, so that the OpenAPI document names them."""
    arguments = [Argument("request", Argument.KEYWORD_ONLY, annotation=Request)]
    arguments += [Argument(name, Argument.KEYWORD_ONLY, annotation=str) for name in path]
    if twin:
        defaults = {known.name: known.default for known in twin.parameters}
        arguments += [
            Argument(name, Argument.KEYWORD_ONLY, annotation=str, default=defaults[name]) for name in twin.declared
        ]
    ask.__signature__ = Signature(arguments)  # type: ignore[attr-defined]
    return ask


def problem(code: int, message: str, remedy: str) -> dict[str, dict[str, object]]:
    """The one shape of errors in the API."""
    return {"error": {"code": code, "message": message, "remedy": remedy}}
