"""review: the queue of what is new or unknown, clustered by its words."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from canhbao.analyst.decisions import load_decisions
from canhbao.commands import options
from canhbao.commands.review_vocabulary import review_vocabulary
from canhbao.config import Config
from canhbao.workspace import reading_engine
from crawler.vocab.vocabulary import Vocabulary
from index.record import values_json

if TYPE_CHECKING:
    from canhbao.analyst.clusters import Cluster
    from canhbao.analyst.queue import Waiting


def listing(
    ctx: typer.Context,
    since: options.Since = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Số cụm. How many clusters")] = 20,
    as_json: options.Json = False,
) -> None:
    """Cảnh báo chưa rõ thủ đoạn, gom theo từ ngữ. Warnings without a confident tactic, clustered by their words."""
    if ctx.invoked_subcommand:
        return
    from canhbao.analyst.clusters import clusters  # scikit-learn takes a second to load; `review label` needs none
    from canhbao.analyst.queue import queue

    config: Config = ctx.obj
    vocabulary = review_vocabulary(config)
    first = options.day(since, "since")
    with reading_engine(config) as engine:
        waiting = queue(
            engine,
            load_decisions(config.decisions),
            datetime(first.year, first.month, first.day, tzinfo=UTC) if first else None,
        )
    found = clusters(waiting, vocabulary)
    if as_json:
        shown = {"waiting": len(waiting), "clusters": [_cluster_json(cluster) for cluster in found[:limit]]}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    console = options.table_console()
    console.print(f"{len(waiting)} cảnh báo chờ xem · waiting, {len(found)} cụm · clusters", markup=False)
    for number, cluster in enumerate(found[:limit], start=1):
        first_day, last_day = cluster.days
        facts = [f"{len(cluster.members)} tin", f"{first_day} … {last_day}" if first_day else "không rõ ngày"]
        facts += [", ".join(cluster.provinces[:5])] if cluster.provinces else []
        console.print()
        console.print(Text(f"{number}. {' · '.join(cluster.words)}", style="bold"))
        console.print(Text("   " + " | ".join(facts), style="dim"))
        for member in cluster.members[:5]:
            console.print(Text(f"   {member.advisory.advisory_id}  {member.record.title[:90]}"))
            if guess := _guess(member, vocabulary):
                console.print(Text(f"      có thể là · maybe: {guess}", style="dim"))
        if len(cluster.members) > 5:
            console.print(Text(f"   … và {len(cluster.members) - 5} tin khác · more: --json", style="dim"))
    if found:
        console.print(
            "\ncanhbao review label ID TACTIC --quote '…' | review dismiss ID | review tactic NEW_ID --help",
            markup=False,
        )


def _guess(member: "Waiting", vocabulary: Vocabulary) -> str:
    """What it may be: a tactic of little evidence, or the linear model's suggestion with its words."""
    if member.guess:
        return vocabulary.tactic_name(member.guess.code)
    return "; ".join(
        f"{vocabulary.tactic_name(item.tactic)} ({item.probability:.0%}: {', '.join(e.quote for e in item.evidence)})"
        for item in member.suggestions[:2]
    )


def _cluster_json(cluster: "Cluster") -> dict[str, Any]:
    return {
        "words": list(cluster.words),
        "first_day": cluster.days[0],
        "last_day": cluster.days[1],
        "provinces": list(cluster.provinces),
        "members": [_member_json(member) for member in cluster.members],
    }


def _member_json(member: "Waiting") -> dict[str, Any]:
    record = member.record
    return {
        "id": record.advisory_id,
        **values_json(record, ("title", "url", "source", "published_day")),
        "guess": {"id": member.guess.code, "score": member.guess.score} if member.guess else None,
        "suggestions": [
            {"id": item.tactic, "probability": item.probability, "evidence": [asdict(e) for e in item.evidence]}
            for item in member.suggestions
        ],
    }
