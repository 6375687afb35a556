"""review export: decisions as labelled articles."""

import json

import typer

from canhbao.analyst.decisions import load_decisions
from canhbao.config import Config
from canhbao.workspace import reading_engine


def export(ctx: typer.Context) -> None:
    """Quyết định thành nhãn JSONL. Decisions as labelled JSONL, for `canhbao evaluate` and `canhbao train`."""
    config: Config = ctx.obj
    with reading_engine(config) as engine:
        for decision in load_decisions(config.decisions).values():
            record = engine.get(decision.advisory_id)
            if record is None or not decision.tactic:
                continue
            advisory = record.whole_advisory()
            row = {
                "id": decision.advisory_id,
                "url": advisory.document.url,
                "source": advisory.document.source,
                "published": record.published_day.isoformat() if record.published_day else "",
                "title": advisory.document.title,
                "text": advisory.document.text,
                "tactics": [decision.tactic],
                "evidence": decision.quote,
            }
            typer.echo(json.dumps(row, ensure_ascii=False))
