"""index status: what the engine holds."""

import json
from dataclasses import asdict

import typer

from canhbao.commands import options
from canhbao.config import Config
from canhbao.holdings import refuse_nothing
from canhbao.workspace import engine_of, refuse_emptiness
from index.engines import EMBEDDED
from index.outbox import Outbox
from index.requests import EngineStatus


def index_status(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Chỉ mục có gì. What the engine holds, and what waits for it."""
    config: Config = ctx.obj
    if config.index == EMBEDDED:
        refuse_nothing(config.data)
    outbox = Outbox(config.data, readonly=True)
    waiting = outbox.waiting()
    outbox.close()
    with engine_of(config, readonly=True) as engine:
        facts = _status_json(engine.status(), waiting)
        if as_json:
            typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            for name, value in facts.items():
                typer.echo(f"{name:12} {value}")
        refuse_emptiness(config, engine)


def _status_json(status: EngineStatus, waiting: int) -> dict[str, object]:
    facts = asdict(status)
    facts["updated"] = status.updated.isoformat() if status.updated else None
    return {**facts, "waiting": waiting}
