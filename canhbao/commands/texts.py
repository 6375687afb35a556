"""annotate, evaluate, places, tactics: understanding as a stream, and measured against gold labels. No index, no archive."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.progress import track

from canhbao.analyst.evaluate import evaluate as run_evaluation
from canhbao.analyst.evaluation_report import report_json, report_lines
from canhbao.terminal.vocabulary_page import vocabulary_page
from crawler.extract import understand
from crawler.extract.annotation import annotation_of
from crawler.extract.context import Context
from crawler.extract.places.explain import explain_places
from crawler.extract.places.places import find_places
from crawler.model import Advisory, ConfigurationError, PlaceRole
from crawler.read import read_text
from crawler.text.composed import Composed, compose
from crawler.vocab.tactics import load_tactics
from index.stories.near import bands_of, same_story, shingles

_VIETNAM = timezone(timedelta(hours=7), "ICT")  # one offset since 1975, no daylight saving


class InputLine(BaseModel):
    """One line of `annotate`: id, title and text, optionally where and when it was published."""

    model_config = ConfigDict(extra="ignore")

    id: str = ""
    title: str = ""
    text: str = Field(max_length=2_000_000)
    url: str = ""
    published: str = ""
    source: str = ""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(annotate)
    app.command()(evaluate)
    app.command()(places)
    app.command()(tactics)
    app.command()(train)


def annotate_line(line: InputLine) -> dict[str, Any]:
    """One input as the annotation of DESIGN section 5; offsets of evidence refer to the text as given."""
    published = _published(line.published)
    title, text = compose(line.title), compose(line.text)
    document = read_text(
        title.text, text.text, url=line.url, source=line.source, published=published, identifier=line.id
    )
    annotation = annotation_of(understand(document), given_id=line.id)
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


def _published(value: str) -> datetime | None:
    """ISO 8601, a bare day being midnight in Vietnam; anything else is unknown (undated stays undated)."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=_VIETNAM)).astimezone(UTC)


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


def annotate() -> None:
    """Gán nhãn JSONL từ stdin ra stdout. Annotate JSONL {id,title,text[,url,published,source]} as a stream."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    skipped = 0
    for number, line in _lines(sys.stdin.buffer, console):
        if line is None:
            skipped += 1
            continue
        try:
            result = annotate_line(line)
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


def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Tệp nhãn chuẩn JSONL. Gold files")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
    resamples: Annotated[int, typer.Option(min=0, max=10_000, help="Bootstrap resamples")] = 1000,
    worst: Annotated[int, typer.Option(min=0, help="Số lỗi nặng nhất. How many of the worst errors to list")] = 10,
    classes: Annotated[bool, typer.Option("--classes", help="Bảng từng nhãn. A table of every class")] = False,
) -> None:
    """Đo độ chính xác so với nhãn chuẩn. Precision, recall and F1 per field, with bootstrap intervals."""
    rows = [row for path in gold for row in _gold(path)]
    predicted = {row["id"]: annotate_line(InputLine.model_validate(_as_input(row))) for row in rows}
    report = run_evaluation(rows, predicted, resamples=resamples, worst=worst)
    if as_json:
        typer.echo(json.dumps(report_json(report), ensure_ascii=False, indent=2))
    else:
        for text in report_lines(report, by_class=classes):
            typer.echo(text)


def _as_input(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row.get(key) or "" for key in ("id", "title", "text", "url", "published", "source")}


def _gold(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"Không đọc được {path}: {error}. Cannot read the gold file {path}.") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise ConfigurationError(
                f"{path} dòng {number} không phải JSON: {error.msg}. Line {number} of {path} is not JSON."
            ) from error
        if not isinstance(row, dict) or not row.get("id") or not isinstance(row.get("text"), str):
            raise ConfigurationError(f"{path} dòng {number} thiếu 'id' hoặc 'text'. Line {number} lacks id or text.")
        rows.append(row)
    if not rows:
        raise ConfigurationError(f"{path} không có dòng nào. The gold file {path} is empty.")
    return rows


def places(
    text: Annotated[str, typer.Argument(help="Đoạn văn cần đọc. The text to read; '-' for standard input.")],
    published: Annotated[str, typer.Option(help="Ngày đăng, ISO 8601. Its date: names changed on 2025-07-01.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Cho chương trình đọc. For a program.")] = False,
) -> None:
    """Giải thích cách đọc địa danh. Explain a reading of places: every name, what it could be, what was decided and why."""
    words = sys.stdin.read() if text == "-" else text
    if not words.strip():
        raise ConfigurationError("Không có chữ nào để đọc. There is no text to read: give some, or '-' and a pipe.")
    context = Context(read_text("", words, published=_published(published)))
    readings = explain_places(context)
    found = find_places(context)
    rules = {
        p.province_2025: p.evidence[0].rule for p in found.places if p.role == PlaceRole.AFFECTED and p.province_2025
    }
    affected = sorted(rules)
    if as_json:
        shown = {
            "readings": [
                {
                    **asdict(reading),
                    "start": reading.start - context.body_start,
                    "end": reading.end - context.body_start,
                }
                for reading in readings
            ],
            "affected": affected,
            "affected_by": rules,
            "nationwide": bool(found.nationwide),
        }
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for reading in readings:
        typer.echo(f"“{reading.written}” ({reading.support})")
        typer.echo(
            f"   có thể là · could be: {'; '.join(reading.options[:6]) or '-'}{' …' if len(reading.options) > 6 else ''}"
        )
        province = f" → {reading.province_2025}" if reading.province_2025 not in ("", reading.province) else ""
        typer.echo(f"   đọc là · read as: {reading.decision or 'để ngỏ · left open'}{province}")
        typer.echo(f"   vai trò · role: {reading.role or '-'} ({reading.rule})")
    shown_as = ", ".join(f"{province} ({rules[province]})" for province in affected)
    typer.echo(f"nơi bị ảnh hưởng · affected: {shown_as or ('toàn quốc · nationwide' if found.nationwide else '-')}")


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


def train(
    articles: Annotated[list[Path], typer.Argument(help="Bài viết JSONL {id,title,text[,tactics]}. Articles")],
    out: Annotated[Path, typer.Option(help="Tệp mô hình. Where the model goes")],
    held_out: Annotated[list[Path] | None, typer.Option(help="Nhãn chuẩn để đo. Gold labels to measure it on")] = None,
) -> None:
    """Học mô hình gợi ý thủ đoạn. Train the linear model that suggests tactics in `canhbao review`.

    Articles that carry `tactics` are learnt from these, the others from what the rules find. Articles of a story
    that is also in --held-out are left out. The same articles give the same file.
    """
    from canhbao.analyst.suggestions import model_of, suggest
    from canhbao.analyst.suggestions import train as run_training

    measured = [row for path in held_out or () for row in _gold(path)]
    rows = _without_stories_of(measured, [row for path in articles for row in _gold(path)])
    read = [_understood(row) for row in track(rows, "đọc · reading", console=Console(stderr=True), transient=True)]
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
        guesses = [(row, suggest(_understood(row), model)) for row in measured if row.get("tactics")]
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


def _understood(row: dict[str, Any]) -> Advisory:
    line = InputLine.model_validate(_as_input(row))
    return understand(read_text(line.title, line.text, url=line.url, source=line.source, identifier=line.id))
