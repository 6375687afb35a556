"""review tactic: a new tactic, written into the team's own file."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from canhbao.analyst.decisions import load_decisions
from canhbao.analyst.queue import Waiting, queue
from canhbao.commands.review_handing import hand_over
from canhbao.commands.review_vocabulary import review_vocabulary
from canhbao.config import Config
from canhbao.workspace import all_sources, reading_engine
from crawler.extract import understand
from crawler.extract.trying import tried_vocabulary
from crawler.model import Advisory, ConfigurationError
from crawler.vocab.vocabulary import Vocabulary


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
    if tactic_id in review_vocabulary(config).tactic_ids:
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
    with reading_engine(config) as engine:  # first: what cannot be read again is not written
        waiting = queue(engine, load_decisions(config.decisions))
    changed = _read_again(config, _write_entry(config.tactics, entry), waiting)
    typer.echo(
        f"đã ghi vào {config.tactics} · written; {len(changed)} cảnh báo trong hàng đợi đổi nhãn · waiting advisories changed"
    )
    for advisory in changed:
        typer.echo(f"   {advisory.advisory_id}  {advisory.document.title[:90]}")


def _write_entry(file: Path, entry: dict[str, Any]) -> Vocabulary:
    """Add the entry to the own file and give the vocabulary with it; what makes the file unsound is taken back.

    Keeps no comments of the file's end.
    """
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    content = yaml.safe_load(before) or {} if before else {}
    content["tactics"] = [*content.get("tactics", []), entry]
    candidate = file.with_suffix(file.suffix + ".new")
    candidate.parent.mkdir(parents=True, exist_ok=True)
    candidate.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")
    try:
        vocabulary = tried_vocabulary(candidate)
    except ConfigurationError:
        candidate.unlink()
        raise
    candidate.replace(file)
    return vocabulary


def _read_again(config: Config, vocabulary: Vocabulary, waiting: list[Waiting]) -> list[Advisory]:
    """The queue understood with the new vocabulary; what got another tactic is indexed anew."""
    sources, _ = all_sources(config)
    changed = []
    for item in waiting:
        again = understand(item.advisory.document, sources.get(item.advisory.document.source), vocabulary)
        if [known.code for known in again.tactics] != [known.code for known in item.advisory.tactics]:
            changed.append(again)
    if changed:
        hand_over(config, changed)
    return changed
