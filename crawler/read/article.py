"""What a page says about itself, as values: the article, and every date that may be the one of its publication."""

from dataclasses import dataclass

from crawler.model import DateMethod


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date as a page writes it. `raw` is not parsed yet: it may be no date at all."""

    method: DateMethod
    raw: str


@dataclass(frozen=True, slots=True)
class Article:
    """`layout` names the method that found the text; `body` is empty if none did.

    `dates` and `modified` are candidates in the order in which the page gives them; `date_order` is the layout's own
    precedence of methods, empty for the usual one.
    """

    layout: str
    title: str = ""
    lead: str = ""
    body: str = ""
    author: str = ""
    source_line: str = ""
    section: str = ""
    captions: tuple[str, ...] = ()
    dates: tuple[DateCandidate, ...] = ()
    modified: tuple[DateCandidate, ...] = ()
    date_order: tuple[DateMethod, ...] = ()
