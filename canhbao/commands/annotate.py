"""annotate: understanding as a stream, JSONL in and out. No index, no archive."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console

from canhbao.commands.options import published_day
from canhbao.vocabulary import tried_vocabulary_of
from crawler.extract import understand
from crawler.extract.annotation import annotation_of
from crawler.read.document import read_text
from crawler.text.composed import Composed, compose
from crawler.vocab.vocabulary import Vocabulary


class InputLine(BaseModel):
    """One line of `annotate`: id, title and text, optionally where and when it was published."""

    model_config = ConfigDict(extra="ignore")

    id: str = ""
    title: str = ""
    text: str = Field(max_length=2_000_000)
    url: str = ""
    published: str = ""
    source: str = ""


def annotate(ctx: typer.Context) -> None:
    """Gán nhãn JSONL từ stdin ra stdout. Annotate JSONL {id,title,text[,url,published,source]} as a stream."""
    vocabulary = tried_vocabulary_of(ctx.obj)
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    skipped = 0
    for number, line in _lines(sys.stdin.buffer, console):
        if line is None:
            skipped += 1
            continue
        try:
            result = annotate_line(line, vocabulary)
        except Exception as error:  # one poisonous line must not lose the others; it is named, and counted
            console.print(
                f"canhbao: dòng {number} ({line.id}) gây lỗi {type(error).__name__}: {error}. "
                f"Line {number} is skipped; please report it.",
                markup=False,
            )
            skipped += 1
            continue
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    if skipped:
        raise typer.Exit(3)


def annotate_line(line: InputLine, vocabulary: Vocabulary) -> dict[str, Any]:
    """One input as the annotation of DESIGN section 5; offsets of evidence refer to the text as given."""
    published = published_day(line.published)
    title, text = compose(line.title), compose(line.text)
    document = read_text(
        title.text, text.text, url=line.url, source=line.source, published=published, identifier=line.id
    )
    annotation = annotation_of(understand(document, None, vocabulary), given_id=line.id)
    return _as_given(annotation, title, text) if title.origin or text.origin else annotation


def _as_given(value: Any, title: Composed, text: Composed) -> Any:
    """An annotation of composed text with the offsets and quotes of the text as it was given."""
    if isinstance(value, list):
        return [_as_given(item, title, text) for item in value]
    if not isinstance(value, dict):
        return value
    if not {"quote", "start", "end", "rule"} <= value.keys():
        return {key: _as_given(item, title, text) for key, item in value.items()}
    of = title if value.get("field") == "title" else text
    start, end = of.back(value["start"]), of.back(value["end"])
    return {**value, "quote": of.given[start:end], "start": start, "end": end}


def _lines(stream: Iterable[bytes], console: Console) -> Iterator[tuple[int, InputLine | None]]:
    """Parsed lines with their numbers; None for a line that cannot be read, after saying why."""
    for number, raw in enumerate(stream, start=1):
        if not raw.strip():
            continue
        try:
            yield number, InputLine.model_validate_json(raw)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "JSON"
            console.print(
                f"canhbao: dòng {number} bị bỏ qua ({where}: {first['msg']}). Line {number} is skipped: each line is a "
                'JSON object {"id", "title", "text"}.',
                markup=False,
            )
            yield number, None
