"""How a source is: what one run says about it, and what its runs together say.

In: a balance, what was read, the runs before. Out: issues of the run, and a state. 'Quiet', 'broken' and 'blocked' are
different: a quiet source answers as ever and has nothing new; a broken one no longer looks as its file says. Knows no
Scrapy and no database.
"""

import itertools
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from crawler.model import Balance, Issue, Readings, RunSummary, Source
from crawler.read.layouts import layouts

KEPT_OUT = frozenset({"unreachable", "blocked", "robots", "tls"})
"""Kinds of issues after which the number of articles says nothing about the source's lists."""
NOTES = frozenset({"bad_address", "bad_entry", "other_host"})
"""Kinds of issues that cost nothing else: an entry of a list that cannot be read, addresses of another host."""
BLOCKED_REASONS = frozenset({"soft_block", "captcha", "login_page", "http_401", "http_403", "http_429"})
UNLIKELY = 0.001  # a drop is told where chance gives it in less than one run of a thousand
RUNS_NEEDED = 3  # earlier whole runs before a drop is judged at all
DOCUMENTS_NEEDED = 5  # documents of a run before its fields are judged
FILLED_SHARE = 0.5


class HealthState(StrEnum):
    """From well to worst. NEVER: not crawled yet."""

    OK = "ok"
    QUIET = "quiet"
    NEVER = "never"
    ROBOTS = "robots"
    BLOCKED = "blocked"
    TLS = "tls"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"


FAILING = frozenset(
    {HealthState.ROBOTS, HealthState.BLOCKED, HealthState.TLS, HealthState.UNREACHABLE, HealthState.BROKEN}
)
_OF_ISSUE: tuple[tuple[str, HealthState], ...] = (
    ("tls", HealthState.TLS),
    ("robots", HealthState.ROBOTS),
    ("blocked", HealthState.BLOCKED),
    ("unreachable", HealthState.UNREACHABLE),
    ("crashed", HealthState.BROKEN),
    ("deadline", HealthState.BROKEN),
    ("layout_changed", HealthState.BROKEN),
    ("fields_missing", HealthState.BROKEN),
    ("drop", HealthState.BROKEN),
    ("broken_feed", HealthState.BROKEN),
    ("broken_sitemap", HealthState.BROKEN),
    ("empty_listing", HealthState.BROKEN),
    ("source_changed", HealthState.BROKEN),
)
QUIET_FACTOR = 3.0  # silent for three times its usual gap, and at least a week
QUIET_DAYS = 7.0


def chance_of_at_most(seen: int, mean: float) -> float:
    """P(X <= seen) for a Poisson variable of that mean: how likely so few are by chance."""
    return (
        math.fsum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(seen + 1))
        if mean > 0
        else 1.0
    )


def run_issues(
    source: Source, balance: Balance, readings: Readings, before: Sequence[int], *, limited: bool
) -> list[Issue]:
    """What one run says about its source; a quiet source gives none.

    `before` are the articles listed in each earlier whole run, newest first. A `limited` run (a few articles, or a
    range of dates) is not held against the usual numbers.
    """
    issues = [*_access(source, balance), *_fields(source, readings)]
    if limited:
        return issues
    usual = statistics.median(before[:10]) if len(before) >= RUNS_NEEDED else 0.0
    if balance.seen < source.expect.minimum_items:
        message = (
            f"{source.slug}: chỉ thấy {balance.seen} bài, cần ít nhất {source.expect.minimum_items}. Only "
            f"{balance.seen} articles were listed, at least {source.expect.minimum_items} were expected."
        )
        remedy = "Mở trang danh mục, sửa địa chỉ hoặc bộ chọn. Open the listing; mend its address or selectors."
        issues.append(Issue(source.slug, "source_changed", message, remedy, source.homepage))
    elif balance.seen < usual and chance_of_at_most(balance.seen, usual) < UNLIKELY:
        message = (
            f"{source.slug}: chỉ thấy {balance.seen} bài, thường có {usual:.0f}. Only {balance.seen} articles were "
            f"listed, usually {usual:.0f}: chance alone gives that in less than one run of a thousand."
        )
        issues.append(
            Issue(
                source.slug,
                "drop",
                message,
                "Mở trang danh mục và so lại. Open the listing and compare.",
                source.homepage,
            )
        )
    return issues


def _access(source: Source, balance: Balance) -> list[Issue]:
    issues = []
    blocked = sum(count for reason, count in balance.rejected.items() if reason in BLOCKED_REASONS)
    if blocked >= 3 and blocked * 2 > balance.seen:
        message = f"{source.slug}: {blocked}/{balance.seen} trang bị chặn. Most pages are blocked."
        issues.append(Issue(source.slug, "blocked", message, "Giảm tần suất hoặc hỏi chủ trang. Slow down, or ask."))
    forbidden = balance.rejected.get("robots", 0)
    if forbidden and forbidden * 2 > balance.seen:
        message = f"{source.slug}: robots.txt cấm {forbidden}/{balance.seen} trang. Forbidden by robots.txt."
        issues.append(Issue(source.slug, "robots", message, "Dùng nguồn khác. Take another source."))
    return issues


def _fields(source: Source, readings: Readings) -> list[Issue]:
    if readings.documents < DOCUMENTS_NEEDED:
        return []
    issues = []
    poor = [name for name in source.expect.filled if readings.filled.get(name, 0) < FILLED_SHARE * readings.documents]
    if poor:
        shares = ", ".join(f"{name} {readings.filled.get(name, 0)}/{readings.documents}" for name in poor)
        message = f"{source.slug}: thiếu trường: {shares}. Fields that should be filled are mostly empty."
        remedy = "Xem `canhbao sources try` rồi sửa bộ chọn. Look at `canhbao sources try`, then mend the selectors."
        issues.append(Issue(source.slug, "fields_missing", message, remedy, source.homepage))
    own = source.platform in layouts() and source.platform not in ("listing", "feed")
    fitting = readings.methods.get(source.platform, 0)
    if own and fitting < FILLED_SHARE * readings.documents:
        message = (
            f"{source.slug}: bố cục {source.platform} chỉ khớp {fitting}/{readings.documents} "
            "trang. Most pages no longer have the layout of the source's platform; a fallback read them."
        )
        remedy = "Xem `canhbao sources new` để dò lại nền tảng. Detect the platform anew with `canhbao sources new`."
        issues.append(Issue(source.slug, "layout_changed", message, remedy, source.homepage))
    return issues


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """The state of a source with the figures behind it. Times are aware, UTC, or None; `usual` is the median seen."""

    source: str
    state: HealthState
    last_run: datetime | None = None
    last_new: datetime | None = None
    seen: int = 0
    usual: float = 0.0
    filled: Mapping[str, float] = field(default_factory=dict)
    messages: tuple[str, ...] = ()


def health_to_json(health: SourceHealth) -> dict[str, Any]:
    """For programs: `last_run` in epoch seconds, `last_new` in ISO 8601."""
    return {
        **asdict(health),
        "last_run": health.last_run.timestamp() if health.last_run else None,
        "last_new": health.last_new.isoformat() if health.last_new else None,
    }


def state_of(kinds: Iterable[str]) -> HealthState:
    """The state that a run's kinds of issues give: what keeps us out comes before what looks changed because of it."""
    found = set(kinds)
    return next((state for kind, state in _OF_ISSUE if kind in found), HealthState.OK)


def health_of(source: str, runs: Sequence[RunSummary], now: datetime) -> SourceHealth:
    """The health of a source from its runs, newest first. One that was killed says nothing."""
    ended = [run for run in runs if run.finished]
    if not ended:
        return SourceHealth(source, HealthState.NEVER)
    last = ended[0]
    state = state_of(issue.kind for issue in last.issues)
    dates = [run.readings.newest for run in ended if run.readings.newest]
    if state is HealthState.OK and _is_quiet(dates, now):
        state = HealthState.QUIET
    documents = last.readings.documents
    return SourceHealth(
        source,
        state,
        last_run=last.started,
        last_new=max(dates, default=None),
        seen=last.balance.seen,
        usual=statistics.median(run.balance.seen for run in ended[1:11]) if len(ended) > 1 else 0.0,
        filled={name: round(count / documents, 2) for name, count in last.readings.filled.items()} if documents else {},
        messages=tuple(issue.message for issue in last.issues),
    )


def _is_quiet(dates: Sequence[datetime], now: datetime) -> bool:
    """Silent for much longer than its own usual gap between new items; unknown (False) without two dates."""
    moments = sorted(set(dates), reverse=True)
    if not moments:
        return False
    silent = (now - moments[0]).total_seconds() / 86400
    gaps = [(later - earlier).total_seconds() / 86400 for later, earlier in itertools.pairwise(moments)]
    usual = statistics.median(gaps) if gaps else QUIET_DAYS
    return silent > max(QUIET_DAYS, QUIET_FACTOR * usual)
