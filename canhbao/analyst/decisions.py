"""What analysts decided about advisories: a tactic with the words that show it, or that none fits.

In: `decisions.jsonl` in the data folder, one decision a line, the last one about an advisory counts. Out: advisories with
the decided tactic first. Derived data may be rebuilt at any time: decisions are applied again on every replay.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from crawler.archive.warc import sync_folder
from crawler.extract.context import Context
from crawler.model import Advisory, ConfigurationError, Label
from crawler.text.unicode import match_form
from crawler.vocab.tactics import FALLBACK

RULE = "analyst"
_SCORE = 10.0  # above any sum of cues that a document of usual length reaches


@dataclass(frozen=True, slots=True)
class Decision:
    """An analyst's word on one advisory. `tactic` is '' where none fits (then it leaves the queue all the same).

    `quote` are words of the document that show the tactic; `day` is the day of the decision (ISO 8601).
    """

    advisory_id: str
    tactic: str
    quote: str
    day: str
    title: str = ""


def load_decisions(path: Path) -> dict[str, Decision]:
    """The last decision about each advisory. Raises ConfigurationError naming a line that is none."""
    decisions: dict[str, Decision] = {}
    if not path.exists():
        return decisions
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                decision = Decision(**json.loads(line))
            except (ValueError, TypeError) as error:
                raise ConfigurationError(
                    f"{path} dòng {number} không phải một quyết định. Line {number} of {path} is no decision: mend or "
                    "remove it."
                ) from error
            decisions[decision.advisory_id] = decision
    return decisions


def record_decision(path: Path, decision: Decision) -> None:
    """Append a decision; durable on return."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(decision), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def decided(advisory: Advisory, decisions: Mapping[str, Decision]) -> Advisory:
    """The advisory with the decided tactic first; unchanged without a decision, or where its quote is gone.

    A publisher may edit the page: a decision about words that no longer stand there proves nothing.
    """
    decision = decisions.get(advisory.advisory_id)
    if decision is None or not decision.tactic:
        return advisory
    context = Context(advisory.document)
    span = find_quote(context, decision.quote)
    if span is None:
        return advisory
    label = Label(decision.tactic, _SCORE, (context.finding(decision.tactic, *span, RULE),))
    others = tuple(other for other in advisory.tactics if other.code not in (decision.tactic, FALLBACK))
    return replace(advisory, tactics=(label, *others))


def find_quote(context: Context, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in title or text, case and tone placement aside; None if nowhere or across both."""
    start = context.match.find(match_form(quote))
    end = start + len(quote)
    if start < 0 or not quote or (len(context.document.title) < end and start < context.body_start):
        return None
    return start, end
