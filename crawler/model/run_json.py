"""Runs as plain JSON and back: the form that the ledger keeps, and that commands print.

In: balances, issues, readings, summaries. Out: JSON-ready dictionaries. What the ledger keeps is read back from every
release: a field that an older one did not write has its default.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from crawler.model.run import Balance, Issue, Readings, RunSummary


def balance_to_json(balance: Balance) -> dict[str, Any]:
    """Every count by its name; `rejected` by reason."""
    return asdict(balance)


def issues_to_json(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Every issue with all its fields."""
    return [asdict(issue) for issue in issues]


def summary_to_json(run: RunSummary) -> dict[str, Any]:
    """What the ledger keeps of a run beside its id, source and times."""
    readings = run.readings
    return {
        "reason": run.reason,
        "limited": run.limited,
        "balance": balance_to_json(run.balance),
        "readings": {
            "documents": readings.documents,
            "filled": dict(readings.filled),
            "methods": dict(readings.methods),
            "newest": readings.newest.isoformat() if readings.newest else None,
        },
        "issues": issues_to_json(run.issues),
    }


def summary_from_json(begun: RunSummary, value: Mapping[str, Any]) -> RunSummary:
    """The run that `begun` names, with what the ledger keeps of it; {} for a run that did not come to its end.

    Raises TypeError or ValueError for what no release wrote.
    """
    readings = value.get("readings") or {}
    newest = readings.get("newest")
    return replace(
        begun,
        reason=value.get("reason", ""),
        limited=value.get("limited", False),
        balance=Balance(**value.get("balance", {})),
        readings=Readings(
            readings.get("documents", 0),
            readings.get("filled", {}),
            readings.get("methods", {}),
            datetime.fromisoformat(newest) if newest else None,
        ),
        issues=tuple(Issue(**issue) for issue in value.get("issues", ())),
    )
