"""Which sources a command means: by slug, province and body, and whether a source may be visited now."""

from datetime import datetime

from crawler.model import ConfigurationError, Source
from crawler.text.dates import VIETNAM
from index.finding.search import province_name

NIGHT_FROM, NIGHT_UNTIL = 22, 6  # hours of the day in Vietnam


def choose(known: dict[str, Source], slugs: list[str], provinces: list[str], bodies: list[str]) -> list[Source]:
    """The sources of these slugs, or every enabled one that may be visited now; of these provinces and bodies.

    Raises ConfigurationError for an unknown slug or province.
    """
    for slug in slugs:
        if slug not in known:
            raise ConfigurationError(
                f"Không có nguồn '{slug}'. There is no source '{slug}': see `canhbao sources list`."
            )
    names = {province_name(value, False) for value in provinces}
    awake = [source for source in known.values() if source.enabled and may_crawl(source, datetime.now(VIETNAM))]
    wanted = [known[slug] for slug in slugs] if slugs else awake
    return [
        source
        for source in wanted
        if (not names or source.province in names) and (not bodies or str(source.body) in bodies)
    ]


def may_crawl(source: Source, now: datetime) -> bool:
    """Whether a source may be visited at a time (aware, in Vietnam): some are left alone by day."""
    return not source.politeness.night_only or now.hour >= NIGHT_FROM or now.hour < NIGHT_UNTIL
