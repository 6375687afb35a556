"""review: the queue of what is new or unknown, and what an analyst makes of it."""

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml
from rich.text import Text

from canhbao.analyst.decisions import Decision, find_quote, load_decisions, record_decision
from canhbao.commands import options
from canhbao.config import Config
from canhbao.run.feeding import feed
from canhbao.run.sink import OutboxSink
from canhbao.workspace import all_sources, engine_of
from crawler.extract import understand, understand_with
from crawler.extract.context import Context
from crawler.model import Advisory, ConfigurationError, EngineUnavailable, advisory_from_json
from crawler.vocab.tactics import FALLBACK, load_tactics, tactic_name

if TYPE_CHECKING:
    from canhbao.analyst.queue import Cluster, Waiting

_QUOTE_LIMIT = 300


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    review = typer.Typer(help="Hàng đợi thủ đoạn mới, chưa rõ. The queue of what is new or unknown.")
    review.callback(invoke_without_command=True)(listing)
    review.command("label")(label)
    review.command("dismiss")(dismiss)
    review.command("tactic")(tactic)
    review.command("export")(export)
    app.add_typer(review, name="review")


def listing(
    ctx: typer.Context,
    since: options.Since = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Số cụm. How many clusters")] = 20,
    as_json: options.Json = False,
) -> None:
    """Cảnh báo chưa rõ thủ đoạn, gom theo từ ngữ. Warnings without a confident tactic, clustered by their words."""
    if ctx.invoked_subcommand:
        return
    from canhbao.analyst.queue import clusters, queue  # scikit-learn takes a second to load

    config: Config = ctx.obj
    first = options.day(since, "since")
    with engine_of(config, readonly=True) as engine:
        waiting = queue(
            engine,
            load_decisions(config.decisions),
            datetime(first.year, first.month, first.day, tzinfo=UTC) if first else None,
        )
    found = clusters(waiting)
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
            console.print(Text(f"   {member.advisory.advisory_id}  {member.record['title'][:90]}"))
            if guess := _guess(member):
                console.print(Text(f"      có thể là · maybe: {guess}", style="dim"))
        if len(cluster.members) > 5:
            console.print(Text(f"   … và {len(cluster.members) - 5} tin khác · more: --json", style="dim"))
    if found:
        console.print(
            "\ncanhbao review label ID TACTIC --quote '…' | review dismiss ID | review tactic NEW_ID --help",
            markup=False,
        )


def _guess(member: "Waiting") -> str:
    """What it may be: a tactic of little evidence, or the linear model's suggestion with its words."""
    if member.guess:
        return tactic_name(member.guess.code)
    return "; ".join(
        f"{tactic_name(item.tactic)} ({item.probability:.0%}: {', '.join(e.quote for e in item.evidence)})"
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
        "id": record["advisory_id"],
        "title": record["title"],
        "url": record["url"],
        "source": record["source"],
        "published_day": record["published_day"],
        "guess": {"id": member.guess.code, "score": member.guess.score} if member.guess else None,
        "suggestions": [
            {"id": item.tactic, "probability": item.probability, "evidence": [asdict(e) for e in item.evidence]}
            for item in member.suggestions
        ],
    }


def label(
    ctx: typer.Context,
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Mã cảnh báo. Advisory id")],
    tactic_id: Annotated[str, typer.Argument(metavar="TACTIC", help="Mã thủ đoạn có sẵn. An existing tactic")],
    quote: Annotated[str, typer.Option(help="Câu chữ trong bài làm chứng. Words of the document that show it")],
) -> None:
    """Gán thủ đoạn cho một cảnh báo. Give one advisory a tactic; it stays through every replay."""
    config: Config = ctx.obj
    if tactic_id not in {known.id for known in load_tactics().tactics} or tactic_id == FALLBACK:
        raise ConfigurationError(
            f"Không có thủ đoạn '{tactic_id}'. There is no tactic '{tactic_id}': see `canhbao tactics`, or make one with "
            "`canhbao review tactic`."
        )
    advisory = _advisory(config, identifier)
    span = find_quote(Context(advisory.document), quote)
    if span is None or len(quote) > _QUOTE_LIMIT:
        raise ConfigurationError(
            f"Trong bài không có câu “{quote[:60]}”. The document does not hold that quote: no label without evidence; "
            f"copy up to {_QUOTE_LIMIT} characters from `canhbao show {identifier}`."
        )
    _decide(config, advisory, tactic_id, quote)


def dismiss(
    ctx: typer.Context,
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Mã cảnh báo. Advisory id")],
) -> None:
    """Bỏ khỏi hàng đợi: không thủ đoạn nào hợp. Take one advisory out of the queue: no tactic fits."""
    config: Config = ctx.obj
    _decide(config, _advisory(config, identifier), "", "")


def _advisory(config: Config, identifier: str) -> Advisory:
    with engine_of(config, readonly=True) as engine:
        record = engine.get(identifier)
    if record is None:
        raise ConfigurationError(
            f"Không có cảnh báo '{identifier}' trong chỉ mục. No document '{identifier}' in the index: take an id from "
            "`canhbao review`."
        )
    return advisory_from_json(record["advisory"])


def _decide(config: Config, advisory: Advisory, tactic_id: str, quote: str) -> None:
    today = datetime.now(UTC).date().isoformat()
    title = advisory.document.title
    record_decision(config.decisions, Decision(advisory.advisory_id, tactic_id, quote, today, title))
    _hand_over(config, [advisory])
    what = tactic_name(tactic_id) if tactic_id else "không thủ đoạn nào hợp · no tactic fits"
    typer.echo(f"đã ghi · recorded: {advisory.advisory_id} → {what}")


def _hand_over(config: Config, advisories: list[Advisory]) -> None:
    sources, _ = all_sources(config)
    sink = OutboxSink(config)
    try:
        for advisory in advisories:
            sink.put(advisory, sources.get(advisory.document.source))
    finally:
        sink.close()
    fed = feed(config)
    if fed.trouble:
        raise EngineUnavailable(fed.trouble)


def tactic(
    ctx: typer.Context,
    tactic_id: Annotated[str, typer.Argument(metavar="NEW_ID", help="Mã mới: chữ thường, số và _. A new id")],
    family: Annotated[str, typer.Option(help="Nhóm thủ đoạn. An existing family, see `canhbao tactics`")],
    vi: Annotated[str, typer.Option(help="Tên tiếng Việt. Vietnamese name")],
    en: Annotated[str, typer.Option(help="Tên tiếng Anh. English name")],
    definition: Annotated[str, typer.Option(help="Định nghĩa. What the scammer does")],
    pattern: Annotated[list[str], typer.Option(help="Mẫu nhận biết mạnh. A strong cue; may be given again")],
    positive: Annotated[str, typer.Option(help="Câu ví dụ đúng. A sentence that shows the tactic")],
    negative: Annotated[str, typer.Option(help="Câu gần giống nhưng không phải. A near miss that does not")],
) -> None:
    """Đặt tên cho thủ đoạn mới. Write a new tactic into your own file, and read the queue again with it."""
    config: Config = ctx.obj
    if config.tactics is None:
        raise ConfigurationError(
            "Chưa có tệp thủ đoạn riêng. There is no file for tactics of your own: set 'tactics' in canhbao.toml (or "
            "CANHBAO_TACTICS) to a path such as thu-doan.yml."
        )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", tactic_id):
        raise ConfigurationError(f"Mã '{tactic_id}' không hợp lệ. The id '{tactic_id}' is not lower case a-z, 0-9, _.")
    if tactic_id in {known.id for known in load_tactics().tactics}:
        raise ConfigurationError(f"Thủ đoạn '{tactic_id}' đã có. The tactic '{tactic_id}' exists: use `review label`.")
    entry = {
        "id": tactic_id,
        "family": family,
        "vi": vi,
        "en": en,
        "definition": definition,
        "cues": {"strong": list(pattern)},
        "examples": {"positive": [positive], "negative": [negative]},
    }
    _write_entry(config.tactics, entry)
    changed = _read_again(config)
    typer.echo(
        f"đã ghi vào {config.tactics} · written; {len(changed)} cảnh báo trong hàng đợi đổi nhãn · waiting advisories changed"
    )
    for advisory in changed:
        typer.echo(f"   {advisory.advisory_id}  {advisory.document.title[:90]}")


def _write_entry(file: Path, entry: dict[str, Any]) -> None:
    """Add the entry to the own file; what makes the file unsound is taken back. Keeps no comments of the file's end."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    content = yaml.safe_load(before) or {} if before else {}
    content["tactics"] = [*content.get("tactics", []), entry]
    candidate = file.with_suffix(file.suffix + ".new")
    candidate.parent.mkdir(parents=True, exist_ok=True)
    candidate.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")
    try:
        understand_with(candidate)
    except ConfigurationError:
        candidate.unlink()
        raise
    candidate.replace(file)


def _read_again(config: Config) -> list[Advisory]:
    """The queue understood with the new vocabulary; what got another tactic is indexed anew."""
    from canhbao.analyst.queue import queue

    sources, _ = all_sources(config)
    with engine_of(config, readonly=True) as engine:
        waiting = queue(engine, load_decisions(config.decisions))
    changed = []
    for item in waiting:
        again = understand(item.advisory.document, sources.get(item.advisory.document.source))
        if [known.code for known in again.tactics] != [known.code for known in item.advisory.tactics]:
            changed.append(again)
    if changed:
        _hand_over(config, changed)
    return changed


def export(ctx: typer.Context) -> None:
    """Quyết định thành nhãn JSONL. Decisions as labelled JSONL, for `canhbao evaluate` and `canhbao train`."""
    config: Config = ctx.obj
    with engine_of(config, readonly=True) as engine:
        for decision in load_decisions(config.decisions).values():
            record = engine.get(decision.advisory_id)
            if record is None or not decision.tactic:
                continue
            advisory = advisory_from_json(record["advisory"])
            row = {
                "id": decision.advisory_id,
                "url": advisory.document.url,
                "source": advisory.document.source,
                "published": record["published_day"] or "",
                "title": advisory.document.title,
                "text": advisory.document.text,
                "tactics": [decision.tactic],
                "evidence": decision.quote,
            }
            typer.echo(json.dumps(row, ensure_ascii=False))
