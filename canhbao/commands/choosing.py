"""Which sources a command means: by slug, province and body, and whether a source may be visited now."""

from datetime import datetime
from difflib import get_close_matches

from crawler.model import ConfigurationError, Source
from crawler.text.dates import VIETNAM
from index.finding.search import province_name

NIGHT_FROM, NIGHT_UNTIL = 22, 6  # hours of the day in Vietnam


def choose(
    known: dict[str, Source], slugs: list[str], provinces: list[str], bodies: list[str], *, everything: bool = False
) -> list[Source]:
    """The sources of these slugs, or every enabled one that may be visited now; of these provinces and bodies.

    `everything` takes in what is switched off or left alone now. Raises ConfigurationError for an unknown slug, naming the
    nearest ones, or an unknown province.
    """
    for slug in slugs:
        if slug not in known:
            raise ConfigurationError(
                f"Không có nguồn '{slug}'. There is no source '{slug}'{_nearest(slug, known)}: see `canhbao sources list`."
            )
    names = {province_name(value, False) for value in provinces}
    now = datetime.now(VIETNAM)
    awake = [source for source in known.values() if everything or (source.enabled and may_crawl(source, now))]
    wanted = [known[slug] for slug in slugs] if slugs else awake
    return [
        source
        for source in wanted
        if (not names or source.province in names) and (not bodies or str(source.body) in bodies)
    ]


def _nearest(slug: str, known: dict[str, Source]) -> str:
    near = get_close_matches(slug.lower(), known, 3, 0.6)
    return f"; gần nhất · nearest: {', '.join(near)}" if near else ""


def may_crawl(source: Source, now: datetime) -> bool:
    """Whether a source may be visited at a time (aware, in Vietnam): some are left alone by day."""
    return not source.politeness.night_only or now.hour >= NIGHT_FROM or now.hour < NIGHT_UNTIL
