"""The page that says what Canhbao is, what its numbers mean and how fresh they are; and the answer to a watchdog."""

from starlette.responses import PlainTextResponse, Response

from dashboards.rendering import page_of
from dashboards.visit import Visit


def page(visit: Visit) -> Response:
    """The page."""
    return page_of("about.html", visit.state, "/about", visit.vocabulary, status=visit.engine.status())


def healthy(visit: Visit) -> Response:
    """'ok' where the engine answers. Raises EngineUnavailable."""
    visit.engine.status()
    return PlainTextResponse("ok")
