"""The one interface of the search engines. Knows no engine: those are in `index.engines`, opened by `open_engine`."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from crawler.model import EngineUnavailable
from index.columns.facts import Facts
from index.language.conditions import Condition
from index.record import Record
from index.requests import Bucket, EngineStatus, Found, Position, PutResult, Sort


class Engine(Protocol):
    """A store of records (index.record) that can find and count. Every method may raise EngineUnavailable."""

    name: str

    def put(self, records: Sequence[Record]) -> PutResult:
        """Store or replace by advisory_id, durable on return; may be repeated."""

    def delete(self, ids: Iterable[str]) -> None:
        """Remove records; unknown ids are no error."""

    def get(self, advisory_id: str) -> Record | None:
        """The whole stored record, with the full advisory."""

    def get_many(self, ids: Sequence[str]) -> list[Record]:
        """Whole stored records of the ids that exist, in the order asked."""

    def find(
        self, condition: Condition, *, sort: Sort, limit: int, offset: int, after: Position | None = None
    ) -> Found:
        """Documents that match, by falling score, or by the sort's moment, newest first, undated last.

        Equal scores: newest first, undated last. What is equal still comes by advisory_id. `after` (not with relevance,
        and with offset 0) gives what follows a position; `total` stays that of all matches.
        """

    def count(self, condition: Condition) -> int:
        """How many documents match."""

    def buckets(self, condition: Condition, fields: Sequence[str], size: int) -> dict[str, tuple[Bucket, ...]]:
        """Values of keyword fields among the matches, each most frequent first, then by key."""

    def facts(self) -> Facts:
        """What trends count, as columns, as fresh as the last acknowledged `put`."""

    def candidates(self, bands: Sequence[str], limit: int) -> list[Record]:
        """Records that share at least one MinHash band, most shared first."""

    def story_members(self, story_id: str) -> list[Record]:
        """Records of one story, by publication, undated last."""

    def status(self) -> EngineStatus:
        """Counts and freshness."""

    def damages(self) -> tuple[str, ...]:
        """A sentence for each part that is not what was written; reads everything. () where the engine sees to that itself."""

    def clear(self) -> None:
        """Drop every record."""

    def fresh(self) -> "Engine":
        """An empty engine beside this one, that nobody reads until it is published."""

    def publish(self) -> None:
        """Of an engine from `fresh`: readers go over to it in one step, and the one before is dropped."""

    def discard(self) -> None:
        """Of an engine from `fresh`: drop it, as if it had never been."""

    def close(self) -> None:
        """Release locks, files and connections."""


DAMAGE_SHOWS_AS = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
"""What fails where a changed bit made another record of one, or a number too large."""


def as_damage(engine: Engine, error: Exception) -> Exception:
    """EngineUnavailable in place of an error met with records of a damaged index; of a sound one it is a bug, and stays."""
    if isinstance(error, DAMAGE_SHOWS_AS) and (wrong := engine.damages()):
        return EngineUnavailable(wrong[0])
    return error
