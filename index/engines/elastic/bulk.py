"""Many documents to one index, in order: requests of bounded size, new tries of what was not taken, poison set apart.

In: operations, each the bytes of its lines. Out: the ids that the engine refuses for good, with its reasons. Requests
shrink by half when the cluster is overloaded (429), finds one too large (413) or cannot read it (400), down to one
document, and grow again as they succeed: so a poison document ends alone, and the others are indexed.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from crawler.model import EngineUnavailable
from index.engines.elastic.client import TRANSIENT, Cluster, Patience

MOST_BYTES = 8 * 2**20
MOST_DOCUMENTS = 1000
_LEAST_BYTES = 64 * 2**10
_SECONDS = "20s"  # how long the cluster may wait for a lost shard: less than the client's patience with one request
_SYSTEMIC = frozenset(
    {
        "cluster_block_exception",
        "index_closed_exception",
        "security_exception",
        "strict_dynamic_mapping_exception",  # fields are ours, not the document's: the index is of another version
    }
)
_PRESSURE = re.compile(r"\b(coordinating|primary)_operation_bytes=(\d+), max_\1_bytes=(\d+)")


@dataclass(frozen=True, slots=True)
class Operation:
    """One document to index, or, without one, to delete: its lines as newline-delimited JSON."""

    identifier: str
    lines: bytes


def indexing(identifier: str, document: Mapping[str, Any]) -> Operation:
    """Raises ValueError (UnicodeError among them) for a document that has no JSON."""
    action = json.dumps({"index": {"_id": identifier}})
    whole = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Operation(identifier, f"{action}\n{whole}\n".encode())


def deleting(identifier: str) -> Operation:
    """The removal of a document; an unknown one is no error."""
    return Operation(identifier, (json.dumps({"delete": {"_id": identifier}}) + "\n").encode())


class Bulk:
    """Sends operations through a cluster. `restore` is called when the index is not there, before the next try."""

    def __init__(self, cluster: Cluster, target: str, *, restore: Callable[[], None], require_alias: bool) -> None:
        self._cluster = cluster
        self._target = target
        self._restore = restore
        self._require_alias = require_alias
        self._ceiling = MOST_BYTES  # lowered for good by a proxy or node that takes less
        self._bytes = MOST_BYTES
        self._documents = MOST_DOCUMENTS

    def send(self, operations: Sequence[Operation]) -> dict[str, str]:
        """Send all in order; each is done, or refused with a reason, on return. One operation for each id.

        Raises EngineUnavailable if the cluster stays away, overloaded or misconfigured; sending all again does no harm.
        """
        refused: dict[str, str] = {}
        left = list(operations)
        patience = self._cluster.patience()
        while left:
            part = self._fitting(left)
            again = self._request(part, refused, patience)
            left = [*again, *left[len(part) :]]
            if len(again) < len(part):  # something is settled: the cluster is alive
                patience = self._cluster.patience()
        return refused

    def _fitting(self, left: Sequence[Operation]) -> list[Operation]:
        """The longest beginning within the limits, at least one operation."""
        part: list[Operation] = []
        size = 0
        for operation in left[: self._documents]:
            size += len(operation.lines)
            if part and size > self._bytes:
                break
            part.append(operation)
        return part

    def _request(self, part: list[Operation], refused: dict[str, str], patience: Patience) -> list[Operation]:
        """Send one request; returns the operations that must be sent again. Adds to `refused`."""
        try:
            answer = self._bulk(self._cluster.client, part)
        except ApiError as error:
            self._shrink(part, for_good=error.status_code == 413 and len(part) > 1)
            if not _is_about_documents(error):
                self._cluster.endure(patience, error)
                return part
            if len(part) > 1:
                return part
            self._refuse(part[0], error.status_code, error.body, refused)
            return []
        except TransportError as error:
            self._cluster.endure(patience, error)
            return part
        again, missing, reason = self._sort(part, answer["items"], refused)
        if not again:
            self._bytes = min(self._ceiling, self._bytes * 2)
            self._documents = min(MOST_DOCUMENTS, self._documents * 2)
        else:
            self._wait_for(again, missing, reason, patience)
        return again

    def _bulk(self, client: Elasticsearch, part: Sequence[Operation]) -> Any:
        lines: Any = [operation.lines for operation in part]
        return client.bulk(
            index=self._target, operations=lines, refresh=True, require_alias=self._require_alias, timeout=_SECONDS
        )

    def _sort(
        self, part: Sequence[Operation], items: Sequence[Mapping[str, Any]], refused: dict[str, str]
    ) -> tuple[list[Operation], bool, str]:
        """(operations to send again, whether the index was missing, why); the rest is done or in `refused`."""
        again: list[Operation] = []
        missing, reason = False, ""
        for operation, item in zip(part, items, strict=True):
            (result,) = item.values()
            status, error = int(result["status"]), result.get("error")
            if status < 300 or error is None:  # a removal of what is not there is 404 without an error
                continue
            if status == 429 and len(part) == 1 and _is_too_large(_text(error)):
                self._refuse(operation, status, error, refused)
            elif status in TRANSIENT or status == 404:  # 404: the index was switched or dropped meanwhile
                again.append(operation)
                missing, reason = missing or status == 404, _text(error)
            else:
                self._refuse(operation, status, error, refused)
        return again, missing, reason

    def _wait_for(self, again: Sequence[Operation], missing: bool, reason: str, patience: Patience) -> None:
        """What was rejected goes alone, after a wait."""
        self._documents = max(1, len(again))
        if not patience.wait(EngineUnavailable(reason)):
            raise EngineUnavailable(
                f"Elasticsearch tại {self._cluster.access.name} quá tải hoặc thiếu phân mảnh: {reason}. Elasticsearch at "
                f"{self._cluster.access.name} is overloaded or lacks a shard: {len(again)} documents wait in the outbox; "
                "see its health."
            )
        if missing:
            self._restore()

    def _shrink(self, part: Sequence[Operation], *, for_good: bool) -> None:
        self._documents = max(1, len(part) // 2)
        self._bytes = max(_LEAST_BYTES, sum(len(operation.lines) for operation in part) // 2)
        if for_good:
            self._ceiling = self._bytes

    def _refuse(self, operation: Operation, status: int, error: Any, refused: dict[str, str]) -> None:
        """Raises EngineUnavailable where not the document but the index is at fault: every other would be refused too."""
        text = _text(error)
        if status in (401, 403) or _is_about_the_index(error):
            raise EngineUnavailable(
                f"Chỉ mục '{self._target}' của Elasticsearch không nhận ghi: {text}. The index '{self._target}' of "
                "Elasticsearch takes no writes: open or unblock it, let one index alone stand behind the alias, or run "
                "'canhbao index rebuild' if it is of another version; the work is kept in the outbox."
            )
        refused[operation.identifier] = text


def _is_about_documents(error: ApiError) -> bool:
    """Too large, or unreadable in the cluster's own words; a proxy's 400 says nothing about documents."""
    if error.status_code == 429:
        return _is_too_large(_text(error.body))
    return error.status_code == 413 or (
        error.status_code == 400 and isinstance(error.body, dict) and "error" in error.body
    )


def _is_about_the_index(error: Any) -> bool:
    """By the kind of error alone: its reason may quote the document."""
    told = error.get("error", error) if isinstance(error, dict) else {}
    kind, reason = (str(told.get(key, "")) for key in ("type", "reason")) if isinstance(told, dict) else ("", "")
    return kind in _SYSTEMIC or reason.startswith("no write index is defined")


def _is_too_large(text: str) -> bool:
    """Whether a 429 tells of a request larger than the node's memory ever allows, which no waiting would mend."""
    found = _PRESSURE.search(text)
    return found is not None and int(found[2]) > int(found[3])


def _text(error: Any) -> str:
    return json.dumps(error, ensure_ascii=False)[:500]
