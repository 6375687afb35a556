"""sources try: what would be extracted from a source; nothing is kept."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from canhbao.commands import options
from canhbao.commands.choosing import choose
from canhbao.commands.issues import EXIT_PARTLY, print_issues
from canhbao.config import Config
from canhbao.registry.trial import Trial, Tried, try_source
from canhbao.run.child import ChildFailed
from canhbao.workspace import all_sources
from crawler.extract.annotation import annotation_of
from crawler.model import Source, SourceChanged, issues_to_json
from crawler.source_files import SUFFIXES, load_source
from crawler.text.formats import minute


def sources_try(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="SOURCE|FILE", help="Mã nguồn hoặc tệp YAML. A slug or a source file")],
    limit: Annotated[int, typer.Option(min=1, max=50, help="Số bài. Articles")] = 3,
    as_json: options.Json = False,
) -> None:
    """Thử một nguồn. Show what would be extracted from a source; nothing is kept."""
    config: Config = ctx.obj
    source = load_source(Path(name)) if name.endswith(SUFFIXES) else choose(all_sources(config)[0], [name], [], [])[0]
    trial = tried(source, limit, config)
    if as_json:
        typer.echo(json.dumps(trial_json(trial), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{source.slug}: danh mục · lists {len(trial.lists)}; nền tảng · platform: {trial.detected or '?'}")
        for article in trial.articles:
            _print_tried(article)
    if trial.issues:
        print_issues(trial.issues)
    if trial.issues or not trial.articles:
        raise typer.Exit(EXIT_PARTLY)


def tried(source: Source, limit: int, config: Config) -> Trial:
    """A trial of a few articles. Raises SourceChanged if its process ended early."""
    try:
        return try_source(config, source, limit)
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
    when = f"{minute(published.value)} ({published.method}: {published.raw})" if published else "?"
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
