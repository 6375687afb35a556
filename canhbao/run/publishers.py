"""Who published what the archive holds: the registry's word, else the definition that was in force when it was crawled.

In: the registry and the archive. Out: a Source for a slug, also where its file was renamed, moved or removed since. Knows no
engine.
"""

from collections.abc import Mapping

from pydantic import ValidationError

from crawler.archive import Archive
from crawler.archive.provenance import SOURCE_URN
from crawler.model import Source


class Publishers:
    """Sources by slug; each is looked up in the archive once."""

    def __init__(self, registry: Mapping[str, Source], archive: Archive) -> None:
        self._found: dict[str, Source | None] = dict(registry)
        self._archive = archive

    def of(self, slug: str) -> Source | None:
        """The source, or None where neither the registry nor the archive knows it."""
        if slug not in self._found:
            self._found[slug] = self._archived(slug)
        return self._found[slug]

    def unknown(self) -> tuple[str, ...]:
        """The slugs that were asked for in vain."""
        return tuple(sorted(slug for slug, source in self._found.items() if source is None))

    def _archived(self, slug: str) -> Source | None:
        body = self._archive.definition(f"{SOURCE_URN}{slug}")
        try:
            return Source.model_validate_json(body) if body is not None else None
        except ValidationError:  # of a release whose fields are others
            return None
