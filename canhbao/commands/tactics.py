"""tactics: the vocabulary in use, as a list, JSON or the page of the docs."""

from typing import Annotated

import typer

from canhbao.terminal.vocabulary_page import vocabulary_page
from crawler.vocab.tactics import load_tactics


def tactics(
    markdown: Annotated[bool, typer.Option("--markdown", help="Trang tài liệu. The page of the docs")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Danh mục thủ đoạn. The vocabulary of tactics and facets, your own included."""
    vocabulary = load_tactics()
    if markdown:
        typer.echo(vocabulary_page(), nl=False)
    elif as_json:
        typer.echo(vocabulary.model_dump_json(indent=2))
    else:
        for family in vocabulary.families:
            typer.echo(f"{family.id}: {family.vi} · {family.en}")
            for tactic in vocabulary.tactics:
                if tactic.family == family.id:
                    typer.echo(f"   {tactic.id:32} {tactic.vi} · {tactic.en}")
