"""What both engines answer alike, from the few questions that each answers in its own way.

In: an engine that can find, count and give whole records. Out: stories, statuses, records in the order asked, buckets. Knows
neither tantivy nor Elasticsearch.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any, Protocol

from index.columns.facts import Facts
from index.language.conditions import AnyTerm, Condition, Everything
from index.record import Record, by_publication
from index.requests import Bucket, EngineStatus, Found, Position, Sort, most_frequent

FIRST = 1000.0
"""Added to the score of what matches AllOf.first: more than words can earn."""

_LONGEST_ID = 200  # characters; a longer one is nobody's
_MOST_MEMBERS = 1000


class Finds(Protocol):
    """The part of index.engine.Engine that the answers here are made from."""

    def get_many(self, ids: Sequence[str]) -> list[Record]:
        """See index.engine.Engine."""

    def find(
        self, condition: Condition, *, sort: Sort, limit: int, offset: int, after: Position | None = None
    ) -> Found:
        """See index.engine.Engine."""

    def count(self, condition: Condition) -> int:
        """See index.engine.Engine."""

    def facts(self) -> Facts:
        """See index.engine.Engine."""


def whole_record(engine: Finds, advisory_id: str) -> Record | None:
    """The whole record of an id, None if there is none."""
    found = engine.get_many([advisory_id])
    return found[0] if found else None


def askable(ids: Iterable[str]) -> list[str]:
    """The ids that a record may have, each once, in their order."""
    return list(dict.fromkeys(identifier for identifier in ids if identifier and len(identifier) < _LONGEST_ID))


def in_order_asked(ids: Iterable[str], records: Iterable[Record]) -> list[Record]:
    """The records in the order in which their ids were asked for."""
    known = {record.advisory_id: record for record in records}
    return [known[identifier] for identifier in ids if identifier in known]


def story_members(engine: Finds, story_id: str) -> list[Record]:
    """Records of a story by publication, without their advisories; the newest thousand of a larger one."""
    found = engine.find(AnyTerm("story_id", (story_id,)), sort="date", limit=_MOST_MEMBERS, offset=0)
    return sorted((record for _, record in found.page), key=by_publication)


def buckets_of(answer: Mapping[str, Any] | None, fields: Sequence[str], size: int) -> dict[str, tuple[Bucket, ...]]:
    """The buckets of an aggregation `terms` by field, as both engines give them; none where there is no answer."""
    told = {field: answer[field]["buckets"] if answer else () for field in fields}
    return {
        field: most_frequent(((str(b["key"]), int(b["doc_count"])) for b in rows), size) for field, rows in told.items()
    }


def status_of(engine: Finds, shown: str, location: str) -> EngineStatus:
    """Counts and freshness of an engine, under the name and place that are shown."""
    newest = engine.find(Everything(), sort="first_seen", limit=1, offset=0).page
    columns = engine.facts()
    return EngineStatus(
        engine=shown,
        location=location,
        documents=engine.count(Everything()),
        advisories=engine.count(AnyTerm("is_advisory", ("true",))),
        stories=columns.count(columns.mask(Everything()), stories=True),
        updated=newest[0][1].indexed_at.astimezone(UTC) if newest else None,
    )
