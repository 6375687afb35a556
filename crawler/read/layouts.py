"""Layouts of known platforms as data: typed and validated loading of layouts.yml."""

from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from crawler.model import ConfigurationError, DateMethod, Source


class Layout(BaseModel):
    """CSS selectors of one platform, each a list tried in order. `date_order` overrides the precedence of dates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    detect: tuple[str, ...] = ()
    title: tuple[str, ...]
    lead: tuple[str, ...] = ()
    body: tuple[str, ...]
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    date_order: tuple[DateMethod, ...] = ()


def layouts_file() -> bytes:
    """The file itself, as the archive keeps it."""
    return resources.files("crawler.read").joinpath("layouts.yml").read_bytes()


@cache
def layouts() -> dict[str, Layout]:
    """Every layout by platform. Raises ConfigurationError naming the platform if the file is broken."""
    raw = yaml.safe_load(layouts_file())
    result = {}
    for name, value in raw["layouts"].items():
        try:
            result[name] = Layout(**value)
        except ValidationError as error:
            raise ConfigurationError(f"layouts.yml, '{name}': {error.errors()[0]['msg']}. Mend that entry.") from error
    return result


def layout_of(source: Source | None, html: str) -> tuple[str, Layout] | None:
    """The layout by the source's platform, else by detection; None for an unknown page."""
    known = layouts()
    if source is not None and source.platform in known:
        base = known[source.platform]
        return source.platform, _adapted(base, source)
    start = html[:200_000].replace("'", '"')
    for name, layout in known.items():
        if any(mark in start for mark in layout.detect):
            return name, layout
    return None


def _adapted(base: Layout, source: Source) -> Layout:
    """The platform's layout with the source's own selectors in front."""
    own = source.selectors
    parts = ("title", "lead", "body", "date", "author", "attachments")
    changes = {part: (getattr(own, part), *getattr(base, part)) for part in parts if getattr(own, part)}
    if own.remove:
        changes["remove"] = (*own.remove, *base.remove)
    return base.model_copy(update=changes)
