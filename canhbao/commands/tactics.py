"""tactics: the vocabulary in use, as a list, JSON or the page of the docs."""

from typing import Annotated

import typer

from canhbao.terminal.vocabulary_page import vocabulary_page
from canhbao.vocabulary import tried_vocabulary_of


def tactics(
    ctx: typer.Context,
    markdown: Annotated[bool, typer.Option("--markdown", help="Trang tài liệu. The page of the docs")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Danh mục thủ đoạn. The vocabulary of tactics and facets, your own included."""
    if ctx.invoked_subcommand:
        return
    vocabulary = tried_vocabulary_of(ctx.obj)
    known = vocabulary.tactics
    if markdown:
        typer.echo(vocabulary_page(vocabulary), nl=False)
    elif as_json:
        typer.echo(known.model_dump_json(indent=2))
    else:
        for family in known.families:
            typer.echo(f"{family.id}: {family.vi} · {family.en}")
            for tactic in known.tactics:
                if tactic.family == family.id:
                    typer.echo(f"   {tactic.id:32} {tactic.vi} · {tactic.en}")
