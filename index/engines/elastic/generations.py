"""The versioned indices of one installation and the alias that names the one in use.

Every change of the alias is one request that the cluster takes whole or not at all, and that fails if another process
was faster: readers always see exactly one index.
"""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from crawler.model import EngineUnavailable
from index.engines.elastic.access import Layout
from index.engines.elastic.client import Cluster
from index.fields import FIELDS, TABLE

VERSION = f"v{TABLE}"  # of the mapping
_WINDOW = 20_000  # documents that pages may reach into; more than index.finding.search allows


def mapping() -> dict[str, Any]:
    """Strict: a field that is not in index.fields is refused."""
    properties: dict[str, Any] = {
        "head": {"type": "object", "enabled": False},
        "rest": {"type": "object", "enabled": False},
    }
    for spec in FIELDS:
        if spec.type == "keyword":
            properties[spec.name] = {"type": "keyword", "ignore_above": 8000}
        elif spec.type == "integer":
            properties[spec.name] = {"type": "long"}
        else:
            properties[spec.name] = {"type": "text", "analyzer": "whitespace", "norms": True}
    return {"dynamic": "strict", "_meta": {"table": TABLE}, "properties": properties}


def settings(layout: Layout) -> dict[str, Any]:
    """Of a new index."""
    copies: dict[str, Any] = (
        {"auto_expand_replicas": "0-1"} if layout.replicas is None else {"number_of_replicas": layout.replicas}
    )
    return {"number_of_shards": layout.shards, "max_result_window": _WINDOW, **copies}


class Generations:
    """The indices `<alias>-v<table>-…` of a cluster."""

    def __init__(self, cluster: Cluster, alias: str, layout: Layout) -> None:
        self._cluster = cluster
        self.alias = alias
        self._layout = layout

    def in_use(self) -> list[str]:
        """The indices behind the alias: one, or none before the first writer."""
        try:
            return sorted(self._cluster.ask(lambda c: c.indices.get_alias(name=self.alias), passes=(404,)))
        except NotFoundError:
            return []

    def ensure(self) -> None:
        """Create the first index if there is none. Processes that do so at once create one between them."""
        if self.in_use():
            return
        first = f"{self.alias}-{VERSION}-first"
        self.create(first, aliased=True)
        found = self.in_use()
        if not found:  # it stood there without the alias
            self._cluster.ask(lambda c: c.indices.put_alias(index=first, name=self.alias))
        elif len(found) > 1:  # another process has gone on to a later one since we looked: ours is empty
            self.drop(first)

    def create(self, name: str, *, aliased: bool = False) -> None:
        """Create an index; one that exists is as good (a request whose answer was lost is sent twice)."""
        try:
            self._cluster.ask(
                lambda c: c.indices.create(
                    index=name,
                    mappings=mapping(),
                    settings=settings(self._layout),
                    aliases={self.alias: {}} if aliased else None,
                ),
                passes=(400,),
            )
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise self._cluster.unavailable(error) from error

    def new_name(self) -> str:
        """A name that no other generation has."""
        return f"{self.alias}-{VERSION}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"

    def switch_to(self, name: str) -> None:
        """The alias names `name` alone, and what it named before is dropped, in one request."""
        patience = self._cluster.patience()
        while (old := self.in_use()) != [name]:
            if not old:  # the removal below is what fails if another was faster, so there must be one to remove
                self.ensure()
                continue
            actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self.alias}}]
            actions += [{"remove_index": {"index": index}} for index in old if index != name]
            try:
                self._cluster.ask(partial(_change_aliases, actions=actions), passes=(404,))
                return
            except NotFoundError as error:  # another process switched since we looked: look again
                self._cluster.endure(patience, error, transient=True)

    def drop(self, name: str) -> None:
        """Delete an index; one that is not there is no error."""
        self._cluster.ask(lambda c: c.indices.delete(index=name, ignore_unavailable=True))

    def check_fields(self, target: str) -> None:
        """Raises EngineUnavailable for an index of another table of fields: its documents would be found by half.

        A strict one that lacks fields of ours would refuse every document.
        """
        try:
            found = self._cluster.ask(lambda c: c.indices.get_mapping(index=target), passes=(404,))
        except NotFoundError:
            return
        wanted = {name: spec["type"] for name, spec in mapping()["properties"].items()}
        for index, held in found.items():
            properties = held["mappings"].get("properties", {})
            if wrong := [name for name, kind in wanted.items() if properties.get(name, {}).get("type") != kind]:
                raise EngineUnavailable(
                    f"Chỉ mục {index} của phiên bản khác, thiếu trường {', '.join(wrong)}. The index {index} was made by "
                    f"another version and lacks the fields {', '.join(wrong)}: run 'canhbao index rebuild'; the work is "
                    "kept in the outbox."
                )
            if (table := held["mappings"].get("_meta", {}).get("table", "")) != TABLE:
                raise EngineUnavailable(
                    f"Chỉ mục {index} theo bảng trường {table or 'cũ'}, không phải {TABLE}. The index {index} was made with "
                    f"table of fields {table or 'of old'}, not {TABLE}: run 'canhbao index rebuild'; the work is kept in the "
                    "outbox."
                )


def _change_aliases(client: Elasticsearch, actions: list[dict[str, Any]]) -> Any:
    return client.indices.update_aliases(actions=actions)
