"""What a file gave, as one value: readers make it, the worker sends it as JSON, the sandbox hands it on."""

import base64
from dataclasses import dataclass
from typing import Any

from crawler.read.outcomes import ReadOutcome

_LONGEST = 300  # characters of a title or a detail: both come from the file


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file gave: `pages` are texts of its pages or sheets, `labels` name them ('trang 1' where there are none).

    `confidence` is the mean word confidence of OCR in [0, 1], None where no OCR took part. `title` is the file's own.
    `flags` are remarks such as 'macros'. `members` are the files of a bundle: (name, bytes), not yet parsed.
    """

    outcome: ReadOutcome
    pages: tuple[str, ...] = ()
    confidence: float | None = None
    title: str = ""
    detail: str = ""
    labels: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    members: tuple[tuple[str, bytes], ...] = ()


def file_text_to_json(result: FileText) -> dict[str, Any]:
    """JSON-ready values; bytes of members as base64."""
    return {
        "outcome": result.outcome.value,
        "pages": list(result.pages),
        "confidence": result.confidence,
        "title": result.title[:_LONGEST],
        "detail": result.detail[:_LONGEST],
        "labels": list(result.labels),
        "flags": list(result.flags),
        "members": [[name, base64.b64encode(data).decode("ascii")] for name, data in result.members],
    }


def file_text_from_json(value: dict[str, Any]) -> FileText:
    """The value again. Raises KeyError or ValueError for anything that `file_text_to_json` did not make."""
    return FileText(
        outcome=ReadOutcome(value["outcome"]),
        pages=tuple(value["pages"]),
        confidence=value["confidence"],
        title=value["title"],
        detail=value["detail"],
        labels=tuple(value["labels"]),
        flags=tuple(value["flags"]),
        members=tuple((name, base64.b64decode(data)) for name, data in value["members"]),
    )
