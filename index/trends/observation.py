"""Who was looking: which sources published anything at all, when, and which of them could have told of a key.

In: an engine, a trend request, a period of time. Out: an Observation. It tells a zero from a gap, and is what rates
divide by.

A source is *observed* in a period if it published a document of any kind in it. Of the observed sources that pass the
request's filters of source and body, a key has

- `own`: those that belong to it. For a province or an issuer: the sources of that province; for a source or a body: that
  one; for anything else: all of them. **A count of zero without an own source is a gap, not a zero.** A national paper that
  does not name a province is no observation of that province.
- `watching`: own sources and, for a province, the national ones, which count once for every province. **Rates divide by
  these**, because the warnings they divide come from both.

On the map of 63 a source of a merged province belongs to each of the old provinces that were joined in it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from crawler.vocab.units import provinces_old_of, resolve_province
from index.engine import Engine
from index.finding.plan import plan
from index.finding.search import province_name, resolve_filters
from index.requests import Filters, Interval, TrendRequest
from index.trends.count import trends
from index.trends.windows import Window

_PLACES = ("province", "issuer")


@dataclass(frozen=True, slots=True)
class Watch:
    """How well a key was observed in a window.

    `own` and `watching` count distinct sources. `source_weeks` sums, over the weeks of the window, the watching sources
    that published in each; a week cut by the window's edge weighs its share of seven days. `coverage` in [0, 1] is the
    share of the window's days that lie in weeks with an own source.
    """

    own: int
    watching: int
    source_weeks: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where sources belong: provinces of the asked map by source (national ones are missing), and kinds of body."""

    homes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observation:
    """The sources seen in each period of a request, and where they belong."""

    request: TrendRequest
    seen: Mapping[date, frozenset[str]]
    belonging: Belonging

    def own(self, keys: tuple[str, ...], period: date) -> int:
        """Own sources of a key in a period."""
        return len(self._own(keys, self.seen.get(period, frozenset())))

    def watching(self, keys: tuple[str, ...], period: date) -> int:
        """Watching sources of a key in a period."""
        return len(self._watching(keys, self.seen.get(period, frozenset())))

    def rate(self, count: int, keys: tuple[str, ...], period: date) -> float | None:
        """Count per watching source in one period; None where nobody watched."""
        watching = self.watching(keys, period)
        return count / watching if watching else None

    def watch(self, keys: tuple[str, ...], window: Window) -> Watch:
        """A key's observation over a window. The observation must be by week and hold the window."""
        own: set[str] = set()
        watching: set[str] = set()
        weeks = covered = 0.0
        for monday, sources in self.seen.items():
            share = _share(monday, window)
            mine = self._own(keys, sources)
            theirs = self._watching(keys, sources)
            own |= mine
            watching |= theirs
            weeks += share * len(theirs)
            covered += share * 7 if mine else 0
        return Watch(len(own), len(watching), weeks, min(covered / window.days, 1.0))

    def _own(self, keys: tuple[str, ...], sources: frozenset[str]) -> frozenset[str]:
        places = self._places(keys)
        of_place = (
            sources
            if places is None
            else frozenset(s for s in sources if self.belonging.homes.get(s, frozenset()) & places)
        )
        return self._of_publisher(keys, of_place)

    def _watching(self, keys: tuple[str, ...], sources: frozenset[str]) -> frozenset[str]:
        if self._places(keys) is None:
            return self._own(keys, sources)
        national = frozenset(s for s in sources if s not in self.belonging.homes)
        return self._own(keys, sources) | self._of_publisher(keys, national)

    def _places(self, keys: tuple[str, ...]) -> frozenset[str] | None:
        """The provinces that a key or the filters are about; None: anywhere."""
        chosen = dict(zip(self.request.by, keys, strict=False))
        found: set[str] = set()
        for dimension in _PLACES:
            filtered: tuple[str, ...] = getattr(self.request.filters, dimension)
            found |= {chosen[dimension]} if dimension in chosen else set(filtered)
        return frozenset(found) or None

    def _of_publisher(self, keys: tuple[str, ...], sources: frozenset[str]) -> frozenset[str]:
        chosen = dict(zip(self.request.by, keys, strict=False))
        if "source" in chosen:
            sources = sources & {chosen["source"]}
        if "body" in chosen:
            sources = frozenset(s for s in sources if self.belonging.bodies.get(s) == chosen["body"])
        return sources


def observe(engine: Engine, request: TrendRequest, interval: Interval, belonging: Belonging) -> Observation:
    """Who published in each interval of the request's time. Raises ConfigurationError, EngineUnavailable like trends."""
    filters = resolve_filters(request.filters)
    anything = replace(_publishers(filters), since=filters.since, until=filters.until)
    published = trends(engine, TrendRequest(by=("source",), interval=interval, count="advisories", filters=anything))
    seen: dict[date, set[str]] = defaultdict(set)
    for cell in published.cells:
        if cell.period is not None:
            seen[cell.period].add(cell.keys[0])
    periods = {period: frozenset(sources) for period, sources in sorted(seen.items())}
    return Observation(replace(request, filters=filters), periods, belonging)


def belonging(engine: Engine, request: TrendRequest) -> Belonging:
    """Where the sources of a request belong, as far as its dimensions and filters ask for it."""
    filters = request.filters
    about_places = bool(filters.province or filters.issuer or set(request.by) & set(_PLACES))
    anything = _publishers(filters)
    return Belonging(
        _homes(engine, anything, filters.old_provinces) if about_places else {},
        _sources_by(engine, anything, "body") if "body" in request.by else {},
    )


def _publishers(filters: Filters) -> Filters:
    """Any kind of document of the sources that a request is about."""
    return Filters(source=filters.source, body=filters.body, advisories_only=False)


def homes_of(province: str, old: bool, province_old: str = "") -> frozenset[str]:
    """The provinces of the asked map that a source belongs to.

    On the old map that is `province_old`, where its source file names one, else every province joined into `province`.
    """
    new = resolve_province(province)
    if new is None:
        return frozenset()
    if not old:
        return frozenset((new,))
    return frozenset((province_old,)) if province_old else frozenset(provinces_old_of(new))


def _homes(engine: Engine, filters: Filters, old: bool) -> dict[str, frozenset[str]]:
    old_names = _sources_by(engine, filters, "source_province_old") if old else {}
    return {
        source: homes_of(province, old, old_names.get(source, ""))
        for source, province in _sources_by(engine, filters, "source_province").items()
    }


def _sources_by(engine: Engine, filters: Filters, name: str) -> dict[str, str]:
    """Source -> its value of a field that every document of a source shares."""
    facts = engine.facts()
    cells = facts.cells(facts.mask(plan(None, filters, province_name)), ("source", name), None, stories=False)
    return {source: value for (source, value), _, _ in cells if value}


def _share(monday: date, window: Window) -> float:
    """The part of a week's seven days that lies in a window."""
    first, last = max(monday, window.since), min(monday + timedelta(days=6), window.until)
    return max((last - first).days + 1, 0) / 7
