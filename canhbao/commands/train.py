"""train: the linear model that suggests tactics, from articles and labels."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from canhbao.analyst.suggestions import model_of, suggest
from canhbao.analyst.suggestions import train as run_training
from canhbao.commands.gold import as_input, gold_rows
from canhbao.vocabulary import tried_vocabulary_of
from crawler.extract import understand
from crawler.model import Advisory
from crawler.read.document import read_text
from crawler.vocab.vocabulary import Vocabulary
from index.stories.near import bands_of, same_story, shingles


def train(
    ctx: typer.Context,
    articles: Annotated[list[Path], typer.Argument(help="Bài viết JSONL {id,title,text[,tactics]}. Articles")],
    out: Annotated[Path, typer.Option(help="Tệp mô hình. Where the model goes")],
    held_out: Annotated[list[Path] | None, typer.Option(help="Nhãn chuẩn để đo. Gold labels to measure it on")] = None,
) -> None:
    """Học mô hình gợi ý thủ đoạn. Train the linear model that suggests tactics in `canhbao review`.

    Articles that carry `tactics` are learnt from these, the others from what the rules find. Articles of a story
    that is also in --held-out are left out. The same articles give the same file.
    """
    vocabulary = tried_vocabulary_of(ctx.obj)
    measured = [row for path in held_out or () for row in gold_rows(path)]
    rows = _without_stories_of(measured, [row for path in articles for row in gold_rows(path)])
    shown = track(rows, "đọc · reading", console=Console(stderr=True), transient=True)
    read = [_understood(row, vocabulary) for row in shown]
    labels = {
        advisory.advisory_id: row["tactics"] for row, advisory in zip(rows, read, strict=True) if "tactics" in row
    }
    data = run_training(read, labels)
    out.write_text(json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    typer.echo(
        f"{len(rows)} bài · articles, {len(data['bias'])} thủ đoạn · tactics, {len(data['weights'])} features → {out}"
    )
    if measured:
        model = model_of(data)
        guesses = [(row, suggest(_understood(row, vocabulary), model)) for row in measured if row.get("tactics")]
        right = sum(bool(found) and found[0].tactic in row["tactics"] for row, found in guesses)
        made = sum(bool(found) for _, found in guesses)
        typer.echo(
            f"gợi ý đầu đúng · first suggestions right: {right} of {made} made, {len(guesses)} labelled articles"
        )


def _without_stories_of(measured: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that are neither measured on nor copies of what is."""
    ids = {row["id"] for row in measured}
    by_band: dict[str, list[frozenset[str]]] = {}
    for row in measured:
        for band in bands_of(row["text"]):
            by_band.setdefault(band, []).append(shingles(row["text"]))

    def copied(row: dict[str, Any]) -> bool:
        near = [pieces for band in bands_of(row["text"]) for pieces in by_band.get(band, ())]
        return bool(near) and any(same_story(pieces, shingles(row["text"])) for pieces in near)

    return [row for row in rows if row["id"] not in ids and not (by_band and copied(row))]


def _understood(row: dict[str, Any], vocabulary: Vocabulary) -> Advisory:
    line = as_input(row)
    document = read_text(line.title, line.text, url=line.url, source=line.source, identifier=line.id)
    return understand(document, None, vocabulary)
