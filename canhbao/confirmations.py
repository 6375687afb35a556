"""What `sources check --live` found: which sources answered, when, and how.

In: the data folder. Out: findings by slug, and the registry with them applied: an address that was only inferred is
crawled once it was seen live. Kept as readable JSON in <data>/confirmations.json. Knows no web.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from crawler.health import HealthState
from crawler.model import ConfigurationError, Source

FILE_NAME = "confirmations.json"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One probe of a source. `articles` were read; `detected` is the platform its pages show, or ''."""

    checked: str
    state: str
    articles: int
    detected: str
    messages: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether the source answered with at least one article."""
        return self.articles > 0 and self.state in (HealthState.OK, HealthState.QUIET)


def load_confirmations(data: Path) -> dict[str, Confirmation]:
    """All findings by slug. Raises ConfigurationError if the file is damaged."""
    path = data / FILE_NAME
    if not path.exists():
        return {}
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {slug: Confirmation(**{**value, "messages": tuple(value["messages"])}) for slug, value in raw.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ConfigurationError(
            f"Tệp {path} hỏng: {error}. {path} is damaged: remove it and run `canhbao sources check --live` again."
        ) from error


def save_confirmation(data: Path, slug: str, found: Confirmation) -> None:
    """Enter one finding; the file is replaced whole, so that a crash leaves the old one."""
    known = load_confirmations(data)
    known[slug] = found
    data.mkdir(parents=True, exist_ok=True)
    fresh = data / f"{FILE_NAME}.new"
    text = json.dumps({name: asdict(value) for name, value in sorted(known.items())}, ensure_ascii=False, indent=1)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(data / FILE_NAME)


def confirmed(sources: Iterable[Source], found: dict[str, Confirmation]) -> list[Source]:
    """The sources with `confirmed: live` where a probe saw them; an inferred one that nobody saw is switched off."""
    result = []
    for source in sources:
        probe = found.get(source.slug)
        if probe is not None and probe.is_live:
            result.append(source.model_copy(update={"confirmed": "live"}))
        elif source.confirmed == "inferred":
            result.append(source.model_copy(update={"enabled": False}))
        else:
            result.append(source)
    return result


def confirmation_of(
    state: HealthState, articles: int, detected: str, messages: Iterable[str], now: datetime
) -> Confirmation:
    """A finding of this moment."""
    return Confirmation(now.isoformat(timespec="seconds"), str(state), articles, detected, tuple(messages))
