"""The web application: headers, errors, static files; pages and the API are mounted on it.

In: an engine and a clock. Out: a FastAPI application. Every response carries the same strict headers; an engine that is
away is a page with status 503, a wrong request one with 400, and nothing of the inside is shown.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from crawler.model import ConfigurationError, EngineUnavailable
from dashboards.api import api_router
from dashboards.pages import error_page, page_router
from index.engine import Engine

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
    engine: Engine, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC), hosts: tuple[str, ...] = ()
) -> FastAPI:
    """The dashboards over an engine. `hosts` are names beside loopback's that a request may be for ('*': any)."""
    app = FastAPI(title="Canhbao", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    allowed = frozenset((*_LOOPBACK, *hosts))

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

    def answer(request: Request, status: int, message: str, remedy: str = "") -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse(problem(status, message, remedy), status)
        return HTMLResponse(error_page(request, status, message), status)

    @app.exception_handler(ConfigurationError)
    async def wrong(request: Request, error: ConfigurationError) -> Response:
        return answer(request, 400, str(error))

    @app.exception_handler(EngineUnavailable)
    async def away(request: Request, error: EngineUnavailable) -> Response:
        return answer(request, 503, str(error), "Try again later.")

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return answer(request, error.status_code, str(error.detail))

    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.include_router(api_router(engine, clock))
    app.include_router(page_router(engine, clock))
    return app


def problem(code: int, message: str, remedy: str) -> dict[str, dict[str, object]]:
    """The one shape of errors in the API."""
    return {"error": {"code": code, "message": message, "remedy": remedy}}
