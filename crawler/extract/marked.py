"""Sentences that show and refute rows, with what they are about in brackets, as documents.

In: 'Công an tỉnh [Nghệ An] cảnh báo', 'bị lừa [2 triệu đồng]'; 'headline // text' where a headline matters. Out: the
document without the brackets, and where they stood. Knows no row.
"""

import re
from dataclasses import dataclass

from crawler.extract.context import Context
from crawler.model import Document

_MARK = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """An example without its brackets, and where what they mark begins in Context.full."""

    context: Context
    start: int


def marked(example: str) -> Marked:
    """An example sentence as a document. Raises ValueError if it does not mark one thing."""
    title, _, text = example.rpartition(" // ")
    full = f"{title}\n\n{text}"
    marks = list(_MARK.finditer(full))
    if len(marks) != 1:
        raise ValueError(f"the example {example!r} marks {len(marks)} things; put one in brackets")
    plain = full[: marks[0].start()] + marks[0][1] + full[marks[0].end() :]
    title, _, text = plain.partition("\n\n")
    document = Document("", "", "", "", title, "", text, None, None, "vi", "example")
    return Marked(Context(document), marks[0].start())
