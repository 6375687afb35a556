"""sources health: how each source is, by its runs."""

import json
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from canhbao.commands import options
from canhbao.commands.issues import EXIT_PARTLY, print_issues
from canhbao.config import Config
from canhbao.holdings import refuse_nothing
from canhbao.workspace import all_sources
from crawler.archive import Ledger
from crawler.health import FAILING, HealthState, SourceHealth, health_of, health_to_json
from crawler.model import Source
from index.finding.search import province_name

_COLUMNS = (
    "nguồn · source",
    "trạng thái · state",
    "tin mới nhất · last new",
    "thấy · seen",
    "thường · usual",
    "trường · filled",
)


def sources_health(
    ctx: typer.Context,
    province: options.Province = None,
    as_json: options.Json = False,
) -> None:
    """Sức khỏe từng nguồn. How each source is: quiet, broken and blocked are told apart; exit code 3 if any fails."""
    config: Config = ctx.obj
    refuse_nothing(config.data)
    known, issues = all_sources(config)
    names = {province_name(value, False) for value in province or []}
    chosen = [s for s in known.values() if not names or s.province in names]
    found = source_states(config, chosen, strangers=not names)
    if as_json:
        typer.echo(json.dumps([health_to_json(item) for item in found], ensure_ascii=False, indent=2))
    else:
        table = Table()
        for heading in _COLUMNS:
            table.add_column(heading, no_wrap=heading in _COLUMNS[:2])
        for item in found:
            filled = " ".join(f"{name} {share:.0%}" for name, share in sorted(item.filled.items()))
            row = (
                item.source,
                str(item.state),
                f"{item.last_new:%Y-%m-%d}" if item.last_new else "–",
                str(item.seen),
                f"{item.usual:.0f}",
                filled,
            )
            table.add_row(*map(Text, row))
        options.table_console().print(table)
        for item in found:
            for message in item.messages:
                Console(stderr=True, highlight=False, soft_wrap=True).print(f"canhbao: {message}", markup=False)
    if issues:
        print_issues(issues)
    if issues or any(item.state in FAILING for item in found):
        raise typer.Exit(EXIT_PARTLY)


def source_states(config: Config, sources: list[Source], *, strangers: bool = False) -> list[SourceHealth]:
    """The health of sources, those that were crawled first, worst first.

    With `strangers` also of crawled sources that the registry no longer (or never) had, such as the demo's.
    """
    if not (config.data / "ledger.sqlite").exists():
        return [SourceHealth(source.slug, HealthState.NEVER) for source in sources]
    ledger = Ledger(config.data, readonly=True)
    try:
        now = datetime.now(UTC)
        found = [health_of(source.slug, ledger.runs(source.slug), now) for source in sources]
        unknown = {run.source for run in ledger.runs()} - {source.slug for source in sources} - {""}
        found += [health_of(slug, ledger.runs(slug), now) for slug in sorted(unknown)] if strangers else []
    finally:
        ledger.close()
    order = list(HealthState)
    return sorted(found, key=lambda item: (item.state is HealthState.NEVER, -order.index(item.state), item.source))
