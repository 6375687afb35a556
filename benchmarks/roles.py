"""What a change of the rules of places does to a corpus: every place whose role is another one, to be read and judged.

    python -m benchmarks.roles keep BEFORE.tsv      write the role and rule of every place, by the code as it is
    python -m benchmarks.roles diff BEFORE.tsv      the places that this code reads otherwise, each with its sentence
    python -m benchmarks.roles judge BEFORE.tsv     write them to tests/extract/judgements/roles-diff.tsv; verdicts stay
    python -m benchmarks.roles table                write docs/places-changes.md, what was judged by kind

In: `--articles` (JSONL {id,title,text}; the shared corpus and gold sets where they are). Out: tables of document, offset
(in title, blank line and text), role and rule; never a word of a text, except `diff`, which shows it to the reader. Run
`keep` before the change, and again with the code of an older version to judge all that came since.
"""

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from crawler.extract.context import Context
from crawler.extract.places.names.find import find_mentions
from crawler.extract.places.roles.decide import roles_of
from crawler.read.document import read_text

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
JUDGED = ROOT / "tests" / "extract" / "judgements" / "roles-diff.tsv"
PAGE = ROOT / "docs" / "places-changes.md"
UNREAD = "unread"
VERDICTS = ("gain", "neutral", "loss", UNREAD)

Spot = tuple[str, int]
"""A document ('file/id') and where a place begins in it."""


class Judged(NamedTuple):
    """A place that is read otherwise than before; `old` and `new` are 'role:rule'."""

    document: str
    offset: int
    old: str
    new: str
    verdict: str = UNREAD
    reader: str = ""


HEADER = ("document", "offset", "old role and rule", "new role and rule", "verdict", "reader")


def contexts(articles: Iterable[Path]) -> Iterator[tuple[str, Context]]:
    """The articles as extraction sees them, each with its name."""
    for path in articles:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            document = read_text(row.get("title") or "", row.get("text") or "", url=row.get("url") or "")
            yield f"{path.stem}/{row['id']}", Context(document)


def roles(articles: Iterable[Path]) -> dict[Spot, str]:
    """'role:rule' of every place."""
    found: dict[Spot, str] = {}
    for name, context in contexts(articles):
        for mention, role, rule in roles_of(context, find_mentions(context)):
            found[name, mention.start] = f"{role}:{rule}"
    return found


def write_roles(path: Path, found: Mapping[Spot, str]) -> None:
    """A table of document, offset and 'role:rule'."""
    lines = (f"{document}\t{offset}\t{said}\n" for (document, offset), said in sorted(found.items()))
    path.write_text("".join(lines), encoding="utf-8")


def read_roles(path: Path) -> dict[Spot, str]:
    """What `write_roles` wrote."""
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {(document, int(offset)): said for document, offset, said in lines}


def differences(before: Mapping[Spot, str], now: Mapping[Spot, str]) -> Iterator[Judged]:
    """The places whose role is another, is gone or is new, in order; another rule for the same role is none."""
    for spot in sorted(before.keys() | now.keys()):
        old, new = before.get(spot, "none:"), now.get(spot, "none:")
        if _role(old) != _role(new):
            yield Judged(*spot, old, new)


def _role(said: str) -> str:
    return said.partition(":")[0]


def read_judged(path: Path = JUDGED) -> list[Judged]:
    """The table of judgements. Raises ValueError naming the line whose verdict is none of VERDICTS."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t"))[1:]
    for number, row in enumerate(rows, 2):
        if len(row) != len(HEADER) or row[4] not in VERDICTS:
            raise ValueError(f"{path.name}: line {number} needs {len(HEADER)} columns and a verdict of {VERDICTS}")
    return [Judged(row[0], int(row[1]), *row[2:]) for row in rows]


def with_verdicts(found: Iterable[Judged], known: Iterable[Judged]) -> list[Judged]:
    """Differences with the verdict that the same change of the same place was given before."""
    given = {(one.document, one.offset, _role(one.old), _role(one.new)): one for one in known}
    judged = []
    for one in found:
        before = given.get((one.document, one.offset, _role(one.old), _role(one.new)))
        judged.append(one._replace(verdict=before.verdict, reader=before.reader) if before else one)
    return judged


def write_judged(judged: Iterable[Judged], path: Path = JUDGED) -> None:
    """The table of judgements, as `read_judged` reads it."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, delimiter="\t", lineterminator="\n")
        table.writerow(HEADER)
        table.writerows(judged)


_HEAD = """# Vai trò đổi khác · Roles that changed

Which places of the corpus of real articles another rule reads in another role since the rules became rows
([0011](decisions/0011-rules-as-rows.md)), each read in its sentence. Another rule for the same role is not listed. Made by
`python -m benchmarks.roles table` from `tests/extract/judgements/roles-diff.tsv`; a test holds it. A *gain* is nearer to what
the article says, a *loss* farther, *neutral* where both readings can be defended.

| before | now | by the rule | gain | neutral | loss |
|---|---|---|---|---|---|
"""


def page(judged: Iterable[Judged]) -> str:
    """The kinds of changes with their counts as Markdown, the most frequent first."""
    kinds: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    for one in judged:
        role, _, rule = one.new.partition(":")
        kinds[_role(one.old), role, rule][one.verdict] += 1
        total[one.verdict] += 1
    ordered = sorted(kinds.items(), key=lambda kind: (-kind[1].total(), kind[0]))
    lines = [f"| {old} | {new} | `{rule}` | {_counts(count)} |\n" for (old, new, rule), count in ordered]
    return _HEAD + "".join(lines) + f"| **all** | | | {_counts(total)} |\n"


def _counts(count: Counter[str]) -> str:
    return " | ".join(str(count[verdict]) for verdict in VERDICTS[:3])


def show(judged: Iterable[Judged], articles: Iterable[Path]) -> None:
    """Print each difference with its sentence, the place in brackets."""
    asked: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        asked[one.document].append(one)
    for name, context in contexts(articles):
        for one in asked.get(name, ()):
            sentence = context.sentence_at(one.offset)
            before, behind = context.full[sentence.start : one.offset], context.full[one.offset : sentence.end]
            print(f"{one.document}\t{one.offset}\t{one.old} -> {one.new}\t{one.verdict}\n    {before}[{behind}\n")


def main() -> int:
    """The command; see the module."""
    own = [SHARED / "corpus" / "articles.jsonl", *sorted((SHARED / "gold").glob("*.jsonl"))]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("keep", "diff", "judge", "table"))
    parser.add_argument("before", nargs="?", type=Path, help="the table that `keep` writes")
    parser.add_argument("--articles", nargs="*", type=Path, default=[path for path in own if path.is_file()])
    asked = parser.parse_args()
    if asked.action == "table":
        PAGE.write_text(page(read_judged()), encoding="utf-8")
        return 0
    if asked.before is None:
        parser.error("name the table: python -m benchmarks.roles keep BEFORE.tsv")
    if asked.action == "keep":
        write_roles(asked.before, roles(asked.articles))
        return 0
    found = with_verdicts(differences(read_roles(asked.before), roles(asked.articles)), read_judged())
    if asked.action == "judge":
        write_judged(found)
    else:
        show(found, asked.articles)
    unread = sum(one.verdict == UNREAD for one in found)
    print(f"{len(found)} places are read otherwise, {unread} of them not judged yet")
    return 1 if unread else 0


if __name__ == "__main__":
    sys.exit(main())
