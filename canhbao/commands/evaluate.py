"""evaluate: understanding measured against gold labels."""

import json
from pathlib import Path
from typing import Annotated

import typer

from canhbao.analyst.evaluate import evaluate as run_evaluation
from canhbao.analyst.evaluation_report import report_json, report_lines
from canhbao.commands.annotate import annotate_line
from canhbao.commands.gold import as_input, gold_rows
from canhbao.vocabulary import tried_vocabulary_of


def evaluate(
    ctx: typer.Context,
    gold: Annotated[list[Path], typer.Argument(help="Tệp nhãn chuẩn JSONL. Gold files")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
    resamples: Annotated[int, typer.Option(min=0, max=10_000, help="Bootstrap resamples")] = 1000,
    worst: Annotated[int, typer.Option(min=0, help="Số lỗi nặng nhất. How many of the worst errors to list")] = 10,
    classes: Annotated[bool, typer.Option("--classes", help="Bảng từng nhãn. A table of every class")] = False,
) -> None:
    """Đo độ chính xác so với nhãn chuẩn. Precision, recall and F1 per field, with bootstrap intervals."""
    vocabulary = tried_vocabulary_of(ctx.obj)
    rows = [row for path in gold for row in gold_rows(path)]
    predicted = {row["id"]: annotate_line(as_input(row), vocabulary) for row in rows}
    report = run_evaluation(rows, predicted, resamples=resamples, worst=worst)
    if as_json:
        typer.echo(json.dumps(report_json(report), ensure_ascii=False, indent=2))
    else:
        for text in report_lines(report, by_class=classes):
            typer.echo(text)
