"""Pages of tantivy in one total order: by the sort value, undated last, then newest, then by advisory_id.

tantivy leaves equal values in the order of its segments, which changes with every merge. A page whose edges fall
between different values is merely sorted; where an edge cuts through equal values, these are looked at as a group.
"""

import json
from bisect import bisect_right
from typing import Any

import tantivy
from tantivy import Occur, Order, Query

from index.record import Record, record_from_json
from index.requests import Found, Position, Sort

_FIELD = {"date": "published_seconds", "first_seen": "first_seen_seconds"}
_LOWEST = -(2**62)
_GROUP = 1000  # members of a group that are asked for at first
_BEHIND = 200  # hits after the page that are looked at for equals of its last one
_DEPTH = 20_000  # hits of equal relevance that are told apart at most

Hits = list[tuple[Any, Any]]  # (sort value, address)


def find(schema: Any, searcher: Any, query: Any, sort: Sort, limit: int, offset: int, after: Position | None) -> Found:
    """One page of the matches of `query`, after `offset` of them or after a position (date and first_seen only)."""
    pages = _Pages(schema, searcher, query)
    if limit == 0:
        return Found(pages.total(), ())
    if sort == "relevance":
        return pages.by_relevance(limit, offset)
    return pages.by_field(_FIELD[sort], limit, offset) if after is None else pages.after(_FIELD[sort], limit, after)


class _Pages:
    def __init__(self, schema: Any, searcher: Any, query: Any) -> None:
        self._schema, self._searcher, self._query = schema, searcher, query

    def total(self) -> int:
        return int(self._searcher.search(self._query, limit=1).count)

    def _load(self, hits: Hits) -> list[Record]:
        return [record_from_json(json.loads(self._searcher.doc(address)["head"][0])) for _, address in hits]

    # By a field

    def by_field(self, field: str, limit: int, offset: int) -> Found:
        total, hits = self._field_page(self._query, field, limit, offset)
        return Found(total, self._sorted(hits))

    def after(self, field: str, limit: int, position: Position) -> Found:
        """What follows a position, whatever arrived since: the rest of its equals, then what lies below."""
        group = self._only(self._query, field, position.value, position.value)
        equals = self._by_id(group)
        hits: Hits = [(position.value, address) for identifier, address in equals]
        hits = hits[bisect_right([identifier for identifier, _ in equals], position.advisory_id) :][:limit]
        if len(hits) < limit and position.value is not None:
            below = self._without(self._query, field, position.value)
            hits += self._field_page(below, field, limit - len(hits), 0)[1]
        return Found(self.total(), self._sorted(hits))

    def _field_page(self, query: Any, field: str, limit: int, offset: int) -> tuple[int, Hits]:
        """The right set of hits, in order of value; equal values inside the page are in no order yet."""
        start = max(0, offset - 1)
        result = self._searcher.search(query, limit=limit + offset - start + 1, offset=start, order_by_field=field)
        near: Hits = list(result.hits)
        page = near[offset - start : offset - start + limit]
        if not page:
            return result.count, []
        before, behind = near[: offset - start], near[offset - start + limit :]
        first, last = page[0][0], page[-1][0]
        if before and before[0][0] == first:
            size = sum(value == first for value, _ in page)
            place = offset - self._above(query, field, first, result.count)
            page = self._members(query, field, first, size, place) + page[size:]
        if behind and behind[0][0] == last and not (before and before[0][0] == last):
            size = sum(value == last for value, _ in page)
            page = page[:-size] + self._members(query, field, last, size, 0)
        return result.count, page

    def _members(self, query: Any, field: str, value: int | None, size: int, place: int) -> Hits:
        """`size` members of the group of a value, from `place` on, by id."""
        group = self._only(query, field, value, value)
        found = self._searcher.search(group, limit=size, offset=place, order_by_field="advisory_id", order=Order.Asc)
        return [(value, address) for _, address in found.hits]

    def _by_id(self, group: Any) -> list[tuple[str, Any]]:
        by_id: dict[str, Any] = {"order_by_field": "advisory_id", "order": Order.Asc}
        result = self._searcher.search(group, limit=_GROUP, **by_id)
        if result.count > _GROUP:
            result = self._searcher.search(group, limit=result.count, **by_id)
        return list(result.hits)

    def _above(self, query: Any, field: str, value: int | None, total: int) -> int:
        """How many matches have a higher value; every dated one stands above the undated."""
        low = _LOWEST if value is None else value + 1
        return int(self._searcher.search(self._only(query, field, low, None), limit=1).count) if total else 0

    def _only(self, query: Any, field: str, low: int | None, high: int | None) -> Any:
        if low is None:
            return self._without(query, field, _LOWEST)
        span = Query.range_query(self._schema, field, tantivy.FieldType.Integer, low, high, True, True)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(span, 0.0))])

    def _without(self, query: Any, field: str, low: int) -> Any:
        """Matches whose value is below `low`, and the undated."""
        span = Query.range_query(self._schema, field, tantivy.FieldType.Integer, low, None, True, True)
        return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, span)])

    def _sorted(self, hits: Hits) -> tuple[tuple[float, Record], ...]:
        rows = list(zip(hits, self._load(hits), strict=True))
        rows.sort(key=lambda row: (-row[0][0] if row[0][0] is not None else -_LOWEST, row[1].advisory_id))
        return tuple((0.0, record) for _, record in rows)

    # By relevance

    def by_relevance(self, limit: int, offset: int) -> Found:
        start, behind = max(0, offset - 1), _BEHIND
        while True:
            result = self._searcher.search(self._query, limit=offset - start + limit + behind, offset=start)
            near: Hits = [(float(score), address) for score, address in result.hits]
            page = near[offset - start : offset - start + limit]
            if not page:
                return Found(result.count, ())
            cut_before = 0 < start < offset and near[0][0] == page[0][0]
            cut_behind = len(near) == offset - start + limit + behind and near[-1][0] == page[-1][0]
            if not cut_before and not (cut_behind and behind < _DEPTH):
                break
            if cut_before:
                start = max(0, offset - 4 * (offset - start))
            if cut_behind:
                behind *= 8
        return Found(result.count, self._ranked(near, offset - start, limit))

    def _ranked(self, near: Hits, skip: int, limit: int) -> tuple[tuple[float, Record], ...]:
        """The page of hits whose equals are all in `near`: by score, newest, id; ids are read where they decide."""
        days = self._searcher.fast_field_values("published_seconds", [address for _, address in near])
        keyed = [
            ((-score, -_LOWEST if day is None else -day), address)
            for (score, address), day in zip(near, days, strict=True)
        ]
        keyed.sort(key=lambda item: item[0])
        edges = {keyed[skip][0], keyed[min(skip + limit, len(keyed)) - 1][0]}
        first, end = skip, min(skip + limit, len(keyed))
        while first > 0 and keyed[first - 1][0] in edges:
            first -= 1
        while end < len(keyed) and keyed[end][0] in edges:
            end += 1
        group = keyed[first:end]
        rows = list(zip(group, self._load(group), strict=True))
        rows.sort(key=lambda row: (row[0][0], row[1].advisory_id))
        return tuple((-key[0], record) for (key, _), record in rows[skip - first : skip - first + limit])
