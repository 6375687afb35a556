"""The example sentences of rows, read by the rows themselves.

In: a sentence with one place in brackets ('Công an tỉnh [Nghệ An] cảnh báo'; 'headline // text' where a headline matters).
Out: which row decides of that place, and whether a cue holds for it. For loading a team's own rows, for tests and the docs.
"""

import re
from dataclasses import dataclass

from crawler.extract.context import Context
from crawler.extract.places.names.find import find_mentions
from crawler.extract.places.roles.decide import Decided, decide
from crawler.extract.rows.reader import Rules
from crawler.model import Document
from crawler.vocab.roles import Row

_MARK = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """An example without its brackets, and where the place in them begins in Context.full."""

    context: Context
    start: int


def marked(example: str) -> Marked:
    """An example sentence as a document. Raises ValueError if it does not mark one place."""
    title, _, text = example.rpartition(" // ")
    full = f"{title}\n\n{text}"
    marks = list(_MARK.finditer(full))
    if len(marks) != 1:
        raise ValueError(f"the example {example!r} marks {len(marks)} places; put one in brackets")
    plain = full[: marks[0].start()] + marks[0][1] + full[marks[0].end() :]
    title, _, text = plain.partition("\n\n")
    document = Document("", "", "", "", title, "", text, None, None, "vi", "example")
    return Marked(Context(document), marks[0].start())


def decided_in(rules: Rules, example: str) -> Decided | None:
    """The row that decides of the marked place; None if it is read as no place."""
    given = marked(example)
    for decided in decide(given.context, find_mentions(given.context), rules):
        if any(mention.start == given.start for mention in decided.asked.address.mentions):
            return decided
    return None


def fault_of(rules: Rules, name: str) -> str | None:
    """What is wrong with the sentences of a row or cue: one sentence that names it, the example and the remedy."""
    given = rules.of(name)
    for examples, should in ((given.yes, True), (given.no, False)):
        for example in examples:
            decided = decided_in(rules, example)
            if decided is None:
                return (
                    f"{name}: the place in {example!r} is not read as one; write it with its type word or its province"
                )
            if isinstance(given, Row):
                does, told = decided.row == name, f"the row {decided.row} decides"
            else:
                failed = rules.failure(rules.test_of(name), decided.asked.sight)
                does, told = failed is None, f"it fails at '{failed}'" if failed else "it holds"
            if does is not should:
                side, remedy = ("yes", "widen it, or move it up") if should else ("no", "narrow it with 'not'")
                return f"{name}: {told} in its '{side}' sentence {example!r}; {remedy}, or mend the sentence"
    return None
