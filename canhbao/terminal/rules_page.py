"""The part of docs/places.md that the rows make: every rule of places in order, with its sentences, then the cues."""

from collections.abc import Iterator, Sequence

from crawler.vocab.roles import Row
from crawler.vocab.rows import Condition, Cue
from crawler.vocab.vocabulary import Vocabulary

_HEAD = """## Các luật theo thứ tự · The rules, in order

Made by `canhbao places --markdown` from `crawler/vocab/roles.yml`; `make docs` writes it, a test holds it to the rows. The
first rule that holds decides; `canhbao places "TEXT"` names the one that did and those that came near. The place that a
sentence is about stands in brackets. *In code* are decisions over several places: whose home it is, lists, quotations.
"""
_CUES = """## Điều kiện dùng chung · Conditions that rules share
"""


def rules_page(vocabulary: Vocabulary) -> str:
    """The section as Markdown."""
    rows = sorted(vocabulary.roles.rows, key=lambda row: row.order)
    parts = [_HEAD]
    for row in rows:
        parts += _row(row)
    parts.append(_CUES)
    for name, cue in vocabulary.roles.cues.items():
        parts += [f"### `{name}`\n", *_asked(cue), *_sentences(cue), ""]
    return "\n".join(parts) + "\n"


def _row(row: Row) -> Iterator[str]:
    gives = f"`{row.role}`" if row.role else f"in code, as `{row.flow}`"
    yield f"### {row.order} `{row.id}`: {gives}\n"
    if row.note:
        yield f"{row.note}\n"
    yield from _asked(row)
    yield from _sentences(row)
    yield ""


def _asked(given: Cue) -> Iterator[str]:
    told = _told(given)
    if told:
        yield f"- asks: {told}"
    if given.any:
        yield f"- and one of: {_either(given.any)}"
    if given.unless:
        yield f"- unless: {_either(given.unless)}"


def _either(several: Sequence[Condition]) -> str:
    return "; or ".join(_told(one) for one in several)


def _told(given: Condition) -> str:
    """What a condition asks, in the words of the file."""
    said = [f"{name} {', '.join(f'`{pattern}`' for pattern in look.any)}" for name, look in given.looks()]
    for name in ("cues", "kinds", "but_kinds", "levels", "anchors"):
        values = getattr(given, name)
        if values:
            said.append(f"{name} {', '.join(str(value) for value in values)}")
    said += [
        f"{name} {getattr(given, name)}".lower() for name in ("bracketed", "opens") if getattr(given, name) is not None
    ]
    return " and ".join(said)


def _sentences(given: Cue) -> Iterator[str]:
    yield from (f"- yes: “{sentence}”" for sentence in given.yes)
    yield from (f"- no: “{sentence}”" for sentence in given.no)
