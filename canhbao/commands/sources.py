"""sources list, check, try, new, health: the registry, and how its sources are."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from canhbao.commands import options
from canhbao.commands.collect import EXIT_PARTLY, choose
from canhbao.config import Config
from canhbao.confirmations import confirmation_of, save_confirmation
from canhbao.registry.drafting import check_sample, guess, refine, write_draft
from canhbao.registry.trial import Trial, Tried, try_source
from canhbao.run.child import ChildFailed
from canhbao.workspace import all_sources, source_directories
from crawler.archive import Ledger
from crawler.extract.annotation import annotation_of
from crawler.health import FAILING, HealthState, SourceHealth, health_of, health_to_json, state_of
from crawler.loader import SUFFIXES, load_source
from crawler.model import ConfigurationError, Issue, Source, SourceChanged, TlsPolicy, issues_to_json
from crawler.text.dates import VIETNAM
from index.finding.search import province_name

Slugs = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Mã nguồn. Source slugs")]


_HEAD = "| source | name | address | platform | confirmed | evidence |"
_COLUMNS = (
    "nguồn · source",
    "trạng thái · state",
    "tin mới nhất · last new",
    "thấy · seen",
    "thường · usual",
    "trường · filled",
)


def register(app: typer.Typer) -> None:
    """Add the group `sources`."""
    group = typer.Typer(no_args_is_help=True, help="Sổ nguồn. The registry of sources.")
    group.command("list")(sources_list)
    group.command("check")(sources_check)
    group.command("try")(sources_try)
    group.command("new")(sources_new)
    group.command("health")(sources_health)
    app.add_typer(group, name="sources")


def sources_list(
    ctx: typer.Context,
    province: options.Province = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Trang tài liệu. The page of the docs")] = False,
    as_json: options.Json = False,
) -> None:
    """Liệt kê nguồn. List the sources."""
    known, issues = all_sources(ctx.obj)
    names = {province_name(value, False) for value in province or []}
    chosen = [source for source in known.values() if not names or source.province in names]
    if as_json:
        typer.echo(json.dumps([s.model_dump(mode="json") for s in chosen], ensure_ascii=False, indent=2))
    elif markdown:
        typer.echo(markdown_of(chosen), nl=False)
    else:
        table = Table()
        for heading in ("slug", "tên · name", "tỉnh · province", "loại · body", "nền tảng · platform", "xác nhận"):
            table.add_column(heading, no_wrap=heading == "slug")
        for item in chosen:
            mark = item.confirmed if item.enabled else f"{item.confirmed} (tắt · off)"
            if item.tls is not TlsPolicy.STRICT:
                mark += f" tls: {item.tls}"  # a certificate that is not checked is shown wherever the source is
            table.add_row(item.slug, Text(item.name), item.province or "toàn quốc", item.body, item.platform, mark)
        options.table_console().print(table)
    if issues:
        _print_issues(issues)
        raise typer.Exit(EXIT_PARTLY)


def markdown_of(sources: list[Source]) -> str:
    """The registry as a page of the docs, by province."""
    lines = [
        "# Sources / Nguồn",
        "",
        "Generated from the files under `spiders/sources/` with `canhbao sources list --markdown`; change those, not "
        "this page. *Confirmed* says how far an address is known: `live` (seen by `canhbao sources check --live` on this "
        "machine), `stored` (seen in stored material), `listed` (named in somebody's list), `inferred` (follows a "
        "pattern; not crawled until a probe finds it).",
    ]
    for place in sorted({source.province for source in sources}, key=lambda name: (bool(name), name)):
        lines += ["", f"## {place or 'Toàn quốc · national'}", "", _HEAD, "|---|---|---|---|---|---|"]
        for source in (s for s in sources if s.province == place):
            cells = (
                f"`{source.slug}`",
                source.name,
                source.homepage,
                source.platform,
                source.confirmed,
                source.evidence,
            )
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def sources_check(
    ctx: typer.Context,
    slugs: Slugs = None,
    live: Annotated[bool, typer.Option("--live", help="Hỏi thử trang thật. Probe the sites and record it")] = False,
    province: options.Province = None,
    as_json: options.Json = False,
) -> None:
    """Kiểm tra nguồn. Check every source file and its sample; with --live also whether the sites answer."""
    config: Config = ctx.obj
    known, issues = all_sources(config)
    issues = [*issues, *_sample_issues(config)]
    probes: dict[str, Any] = {}
    if live:
        wanted = {province_name(value, False) for value in province or []}
        chosen = choose(known, slugs or [], [], []) if slugs else list(known.values())
        chosen = [source for source in chosen if not wanted or source.province in wanted]
        for source in track(chosen, "nguồn · sources", console=Console(stderr=True), transient=True):
            probes[source.slug] = asdict(_probe(config, source))
    if as_json:
        answer = {"sound": len(known), "issues": issues_to_json(issues), **({"probes": probes} if live else {})}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{len(known)} nguồn tốt · sound sources; {len(issues)} vấn đề · issues")
        for slug, probe in probes.items():
            typer.echo(f"{slug:32} {probe['state']:12} {probe['articles']} bài · articles; {probe['detected'] or '?'}")
    if issues:
        _print_issues(issues)
    if issues or any(HealthState(probe["state"]) in FAILING for probe in probes.values()):
        raise typer.Exit(EXIT_PARTLY)


def _sample_issues(config: Config) -> list[Issue]:
    issues: list[Issue] = []
    for directory in source_directories(config):
        for path in sorted(path for path in directory.rglob("*") if path.suffix in SUFFIXES):
            try:
                issues += check_sample(load_source(path), path)
            except ConfigurationError:
                continue  # a broken source file is an issue of its own already
    return issues


def _probe(config: Config, source: Source) -> Any:
    now = datetime.now(UTC)
    try:
        trial = try_source(source, 1, config.contact)
    except ChildFailed as error:
        found = confirmation_of(HealthState.BROKEN, 0, "", [str(error)], now)
    else:
        read = sum(article.document is not None for article in trial.articles)
        state = state_of(issue.kind for issue in trial.issues)
        if state is HealthState.OK and not read:
            state = HealthState.QUIET if trial.lists else HealthState.UNREACHABLE
        found = confirmation_of(state, read, trial.detected, [issue.message for issue in trial.issues], now)
    save_confirmation(config.data, source.slug, found)
    return found


def sources_try(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="SOURCE|FILE", help="Mã nguồn hoặc tệp YAML. A slug or a source file")],
    limit: Annotated[int, typer.Option(min=1, max=50, help="Số bài. Articles")] = 3,
    as_json: options.Json = False,
) -> None:
    """Thử một nguồn. Show what would be extracted from a source; nothing is kept."""
    config: Config = ctx.obj
    source = load_source(Path(name)) if name.endswith(SUFFIXES) else choose(all_sources(config)[0], [name], [], [])[0]
    trial = _tried(source, limit, config)
    if as_json:
        typer.echo(json.dumps(trial_json(trial), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{source.slug}: danh mục · lists {len(trial.lists)}; nền tảng · platform: {trial.detected or '?'}")
        for article in trial.articles:
            _print_tried(article)
    if trial.issues:
        _print_issues(list(trial.issues))
    if trial.issues or not trial.articles:
        raise typer.Exit(EXIT_PARTLY)


def _tried(source: Source, limit: int, config: Config) -> Trial:
    try:
        return try_source(source, limit, config.contact)
    except ChildFailed as error:
        raise SourceChanged(
            f"{source.slug}: không thử được ({error}). The trial of {source.slug} ended early: {error}."
        ) from error


def trial_json(trial: Trial) -> dict[str, Any]:
    """A trial for programs."""
    return {
        "detected": trial.detected,
        "feeds": list(trial.feeds),
        "lists": [page.url for page in trial.lists],
        "articles": [
            {
                "url": article.page.url,
                "failure": article.failure or None,
                **(_read_json(article) if article.document else {}),
            }
            for article in trial.articles
        ],
        "issues": issues_to_json(trial.issues),
    }


def _read_json(article: Tried) -> dict[str, Any]:
    document, advisory = article.document, article.advisory
    if document is None or advisory is None:
        return {}
    published = document.published
    return {
        "title": document.title,
        "published": published.value.isoformat() if published else None,
        "published_raw": published.raw if published else None,
        "layout": document.layout,
        "author": document.author,
        "characters": len(document.text),
        "annotation": annotation_of(advisory),
    }


def _print_tried(article: Tried) -> None:
    document, advisory = article.document, article.advisory
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(article.page.url), style="bold")
    if document is None or advisory is None:
        console.print(f"  {article.failure}", markup=False)
        return
    published = document.published
    when = (
        f"{published.value.astimezone(VIETNAM):%d/%m/%Y %H:%M} ({published.method}: {published.raw})"
        if published
        else "?"
    )
    for label, value in (
        ("tiêu đề · title", document.title),
        ("đăng · published", when),
        ("cách đọc · layout", document.layout),
        ("loại · kind", advisory.kind),
        ("thủ đoạn · tactics", ", ".join(item.code for item in advisory.tactics) or "–"),
        ("địa phương · places", ", ".join(f"{p.role}: {p.name}" for p in advisory.places) or "–"),
        ("đầu · begins", document.text[:160]),
    ):
        console.print(f"  {label}: {value}", markup=False)


def sources_new(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(help="Địa chỉ trang hoặc chuyên mục. Address of the site or of a section")],
    into: Annotated[Path, typer.Option(help="Ghi vào thư mục này. Folder for the files")] = Path("sources"),
) -> None:
    """Nguồn mới từ địa chỉ. Detect the platform, draft the file, keep a page whose answers you then fill in."""
    config: Config = ctx.obj
    draft = guess(url)
    looked = _tried(draft, 1, config)
    if not looked.lists:
        _print_issues(list(looked.issues))
        raise SourceChanged(f"Không đọc được {url}. Nothing could be read at {url}: see the issues above.")
    source = refine(draft, looked)
    trial = _tried(source, 1, config)
    articles = trial.articles or looked.articles
    if not articles:
        _print_issues(list(trial.issues))
        raise SourceChanged(
            f"Không thấy bài nào ở {url}. No article was found at {url}: give the address of the section with warnings."
        )
    written = write_draft(source, articles[0].page, into)
    typer.echo(f"nền tảng · platform: {source.platform}; tỉnh · province: {source.province or '?'}")
    for path in written.files:
        typer.echo(str(path))
    typer.echo(
        "Điền answers rồi chạy `canhbao sources check`. Fill in the answers, then run `canhbao sources check` "
        f'(with sources = ["{into}"] in canhbao.toml).'
    )


def sources_health(
    ctx: typer.Context,
    province: options.Province = None,
    as_json: options.Json = False,
) -> None:
    """Sức khỏe từng nguồn. How each source is: quiet, broken and blocked are told apart; exit code 3 if any fails."""
    config: Config = ctx.obj
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
        _print_issues(issues)
    if issues or any(item.state in FAILING for item in found):
        raise typer.Exit(EXIT_PARTLY)


def source_states(config: Config, sources: list[Source], *, strangers: bool = False) -> list[SourceHealth]:
    """The health of sources, those that were crawled first, worst first.

    With `strangers` also of crawled sources that the registry no longer (or never) had, such as the demo's.
    """
    if not (config.data / "ledger.sqlite").exists():
        return [SourceHealth(source.slug, HealthState.NEVER) for source in sources]
    ledger = Ledger(config.data)
    try:
        now = datetime.now(UTC)
        found = [health_of(source.slug, ledger.runs(source.slug), now) for source in sources]
        unknown = {run.source for run in ledger.runs()} - {source.slug for source in sources} - {""}
        found += [health_of(slug, ledger.runs(slug), now) for slug in sorted(unknown)] if strangers else []
    finally:
        ledger.close()
    order = list(HealthState)
    return sorted(found, key=lambda item: (item.state is HealthState.NEVER, -order.index(item.state), item.source))


def _print_issues(issues: list[Issue]) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for issue in issues:
        console.print(f"canhbao: {issue.message} {issue.remedy}".rstrip(), markup=False)
