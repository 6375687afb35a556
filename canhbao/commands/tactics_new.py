"""tactics new: one tactic more in the bundled list, written into every file of a checkout that must know it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

import crawler
from canhbao.analyst.new_tactic import NewTactic, with_new_tactic
from canhbao.terminal.vocabulary_page import vocabulary_page
from crawler.model import ConfigurationError
from crawler.vocab.vocabulary import bundled_vocabulary

_ASKED = {
    "family": "nhóm · family",
    "vi": "tên tiếng Việt · Vietnamese name",
    "en": "tên tiếng Anh · English name",
    "definition": "kẻ gian làm gì · what the scammer does",
    "cue": "mẫu nhận biết · a cue",
    "positive": "câu cho thấy thủ đoạn · a sentence that shows it",
    "negative": "câu gần giống mà vô hại · a near one that does not",
    "scamwatch": "loại của Scamwatch · Scamwatch's category",
    "attck4fraud": "attck4fraud",
    "f3": "F3, như F1047 · such as F1047",
}


def tactics_new(
    tactic_id: Annotated[str, typer.Argument(metavar="ID", help="Mã mới: chữ thường, số và _. A new id")],
    family: Annotated[str, typer.Option(help="Nhóm thủ đoạn. An existing family, see `canhbao tactics`")] = "",
    vi: Annotated[str, typer.Option(help="Tên tiếng Việt. Vietnamese name")] = "",
    en: Annotated[str, typer.Option(help="Tên tiếng Anh. English name")] = "",
    definition: Annotated[str, typer.Option(help="Định nghĩa. What the scammer does")] = "",
    cue: Annotated[list[str] | None, typer.Option(help="Mẫu mạnh, nhiều lần. A strong cue; may be given again")] = None,
    weak: Annotated[list[str] | None, typer.Option(help="Mẫu yếu. A weak cue, never enough alone")] = None,
    positive: Annotated[list[str] | None, typer.Option(help="Câu ví dụ đúng. A sentence that shows the tactic")] = None,
    negative: Annotated[list[str] | None, typer.Option(help="Câu gần giống. A near miss that does not")] = None,
    shows: Annotated[
        list[str] | None, typer.Option(help="Câu chứa mẫu. A sentence for a cue that no example has")
    ] = None,
    near: Annotated[list[str] | None, typer.Option(help="Câu vô hại. A harmless sentence with words of a cue")] = None,
    scamwatch: Annotated[str, typer.Option(help="Loại của Scamwatch. Its category there, see mappings.yml")] = "",
    attck4fraud: Annotated[list[str] | None, typer.Option(help="Tên trong attck4fraud. Its name there")] = None,
    f3: Annotated[list[str] | None, typer.Option(help="Mã F3. Its id in MITRE F3, such as F1047")] = None,
    official24: Annotated[
        list[int] | None, typer.Option(min=1, max=24, help="Hình thức thứ mấy. Form of the 24")
    ] = None,
    confusable: Annotated[list[str] | None, typer.Option(help="Dễ nhầm với. A tactic that it is taken for")] = None,
) -> None:
    """Thêm thủ đoạn vào danh mục chung. Add a tactic to the bundled list: entry, mappings, test sentences, docs."""
    given: dict[str, str | list[str]] = {
        "family": family, "vi": vi, "en": en, "definition": definition, "cue": cue or [], "positive": positive or [],
        "negative": negative or [], "scamwatch": scamwatch, "attck4fraud": attck4fraud or [], "f3": f3 or [],
    }  # fmt: skip
    told = asked_for(given, typer.prompt if sys.stdin.isatty() else None)
    new = NewTactic(
        id=tactic_id, family=_one(told["family"]), vi=_one(told["vi"]), en=_one(told["en"]),
        definition=_one(told["definition"]), strong=tuple(told["cue"]), positive=tuple(told["positive"]),
        negative=tuple(told["negative"]), scamwatch=_one(told["scamwatch"]), attck4fraud=tuple(told["attck4fraud"]),
        f3=tuple(told["f3"]), official24=tuple(official24 or ()), confusable=tuple(confusable or ()),
        weak=tuple(weak or ()), shows=(*told["positive"], *(shows or ())), near=(*told["negative"], *(near or ())),
    )  # fmt: skip
    root = Path(str(crawler.__file__)).parents[1]
    written = with_new_tactic(root, new, bundled_vocabulary(), vocabulary_page)
    for path, text in written.items():
        beside = path.with_name(path.name + ".new")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)
        typer.echo(f"đã ghi · written: {path.relative_to(root)}")
    typer.echo("tiếp theo · next: make tests PYTEST_ARGS='tests/vocab tests/extract/test_tactics.py'")


def _one(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def asked_for(given: dict[str, str | list[str]], ask: Callable[[str], str] | None) -> dict[str, str | list[str]]:
    """What is lacking is asked for; where nobody can be asked it is named all at once. Raises ConfigurationError."""
    lacking = [name for name, value in given.items() if not value]
    if not lacking:
        return given
    if ask is None:
        raise ConfigurationError(
            f"Còn thiếu {len(lacking)} mục. These are lacking: "
            + "; ".join(f"--{name} ({_ASKED[name]})" for name in lacking)
            + ". See `canhbao tactics new --help`."
        )
    for name in lacking:
        answer = ask(_ASKED[name])
        given[name] = [answer] if isinstance(given[name], list) else answer
    return given
