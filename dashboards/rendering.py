"""Templates to HTML, rendered on the server; pages work without scripts. Every text is escaped by the templates.

In: a template's name, a state, the vocabulary in use, the page's facts. Out: HTML. Knows no page and no engine.
"""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from crawler.text import formats
from crawler.vocab.vocabulary import Vocabulary
from dashboards.state import State
from dashboards.words import Words
from index.finding.suggest import completions


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dashboards", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = formats.day
    environment.filters["known_day"] = formats.known_day
    environment.filters["minute"] = formats.minute
    environment.filters["thousands"] = formats.thousands
    return environment


def render(name: str, state: State, path: str, vocabulary: Vocabulary, **values: Any) -> str:
    """A page. Raises jinja2.UndefinedError for a value, KeyError for a text that the template asks and nobody gave."""
    other = "en" if state.language == "vi" else "vi"
    values.setdefault("other_language", state.url(path, language=other, page=state.page))
    return (
        _environment()
        .get_template(name)
        .render(
            t=Words(state.language, vocabulary),
            state=state,
            path=path,
            completions=completions(state.language, old_provinces=state.old, vocabulary=vocabulary),
            **values,
        )
    )


def page_of(name: str, state: State, path: str, vocabulary: Vocabulary, **values: Any) -> HTMLResponse:
    """A page as an answer with status 200."""
    return HTMLResponse(render(name, state, path, vocabulary, **values))


def error_page(language: str | None, status: int, message: str, vocabulary: Vocabulary) -> str:
    """A page for a failure, in the visitor's language; the message is one clear sentence."""
    state = State(language="en" if language == "en" else "vi")
    heading = {404: "not_found", 400: "bad_request", 503: "unavailable"}.get(status, "bad_request")
    return render("error.html", state, "/", vocabulary, heading=heading, message=message, status=status)
