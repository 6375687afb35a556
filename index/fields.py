"""One table of fields makes both mappings; `record_of` makes the record that both engines store.

A record is flat and JSON-ready. `advisory` in it is the whole advisory; search hits come without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal

from crawler.model import Advisory, Label, PlaceRole, Source, advisory_to_json
from index.language.terms import index_texts
from index.requests import Dimension, Record

VIETNAM = timezone(timedelta(hours=7), "ICT")  # one offset since 1975, no daylight saving


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """`keyword` fields are matched and counted whole; `tokens` are analysed text (index.language.terms: `fold` and
    `exact` are title and text, without and with diacritics); `integer` can be ranged over.

    `counted` fields are also kept as columns (index.columns.facts), from which trends and maps are made.
    """

    name: str
    type: Literal["keyword", "tokens", "integer"]
    source: str
    counted: bool = False


FIELDS: tuple[FieldSpec, ...] = (
    *(FieldSpec(name, "keyword", name) for name in ("advisory_id", "story_id", "language")),
    *(
        FieldSpec(name, "keyword", name, counted=True)
        for name in (
            "kind",
            "source",
            "source_province",
            "source_province_old",
            "body",
            "is_advisory",
            "provinces",
            "provinces_2025",
            "issuer_provinces",
            "issuer_provinces_2025",
            "tactics",
            "impersonated",
            "channels",
        )
    ),
    *(
        FieldSpec(name, "keyword", name)
        for name in ("actions", "lures", "pretexts", "targets", "indicators", "flags", "bands")
    ),
    FieldSpec("nationwide", "keyword", "nationwide", counted=True),
    FieldSpec("has_attachment", "keyword", "has_attachment", counted=True),
    FieldSpec("day", "integer", "published_day"),
    FieldSpec("published_seconds", "integer", "published"),
    FieldSpec("first_seen_seconds", "integer", "first_seen"),
    FieldSpec("indexed_seconds", "integer", "indexed_at"),
    FieldSpec("title_fold", "tokens", "title"),
    FieldSpec("fold", "tokens", "title, text"),
    FieldSpec("exact", "tokens", "title, text"),
)


def dimension_field(dimension: Dimension, old_provinces: bool) -> str:
    """The keyword field that a dimension counts."""
    if dimension == "province":
        return "provinces" if old_provinces else "provinces_2025"
    if dimension == "issuer":
        return "issuer_provinces" if old_provinces else "issuer_provinces_2025"
    plural: dict[str, str] = {"tactic": "tactics", "channel": "channels"}
    return plural.get(dimension, dimension)


def local_day(moment: datetime) -> date:
    """The day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def _codes(labels: Sequence[Label]) -> list[str]:
    return [label.code for label in labels]


def _provinces(advisory: Advisory, role: PlaceRole, new: bool) -> list[str]:
    places = advisory.places_in(role)
    names = [place.province_2025 if new else place.province for place in places]
    return list(dict.fromkeys(name for name in names if name))


def record_of(
    advisory: Advisory, source: Source | None, *, story_id: str, bands: Sequence[str], indexed_at: datetime
) -> Record:
    """The record of one advisory. `indexed_at` is aware; `bands` are the MinHash bands of its text."""
    document = advisory.document
    published = document.published
    return {
        "advisory_id": advisory.advisory_id,
        "story_id": story_id,
        "kind": str(advisory.kind),
        "is_advisory": advisory.is_advisory,
        "source": document.source,
        "source_name": source.name if source else document.source,
        "source_province": source.province if source else "",
        "source_province_old": source.province_old if source else "",
        "body": str(source.body) if source else "",
        "url": document.url,
        "title": document.title,
        "lead": document.lead,
        "text": document.text,
        "published": published.value.isoformat() if published else None,
        "published_precision": published.precision if published else None,
        "published_day": local_day(published.value).isoformat() if published else None,
        "first_seen": document.fetched_at.isoformat() if document.fetched_at else indexed_at.isoformat(),
        "indexed_at": indexed_at.isoformat(),
        "provinces": _provinces(advisory, PlaceRole.AFFECTED, new=False),
        "provinces_2025": _provinces(advisory, PlaceRole.AFFECTED, new=True),
        "issuer_provinces": _provinces(advisory, PlaceRole.ISSUER, new=False),
        "issuer_provinces_2025": _provinces(advisory, PlaceRole.ISSUER, new=True),
        "nationwide": bool(advisory.nationwide),
        "tactics": _codes(advisory.tactics),
        "primary_tactic": advisory.tactics[0].code if advisory.tactics else "",
        "impersonated": _codes(advisory.impersonated),
        "channels": _codes(advisory.channels),
        "actions": _codes(advisory.actions),
        "lures": _codes(advisory.lures),
        "pretexts": _codes(advisory.pretexts),
        "targets": _codes(advisory.targets),
        "indicators": list(dict.fromkeys(f"{item.type}:{item.value}" for item in advisory.indicators)),
        "has_attachment": bool(document.attachments),
        "language": document.language,
        "flags": list(dict.fromkeys((*document.flags, *advisory.flags))),
        "bands": list(bands),
        "advisory": advisory_to_json(advisory),
    }


def index_value(spec: FieldSpec, record: Record) -> Any:
    """What an engine indexes for a field: strings for keywords, an int or None, or tokens joined by spaces."""
    value = record.get(spec.source)
    if spec.type == "keyword":
        if isinstance(value, bool):
            return ["true" if value else "false"]
        return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []
    if spec.type == "integer":
        return _integer(spec, value)
    texts = index_texts(str(record.get("title") or ""), str(record.get("text") or ""))
    return getattr(texts, spec.name)


def _integer(spec: FieldSpec, value: Any) -> int | None:
    if not value:
        return None
    if spec.name == "day":
        return date.fromisoformat(value).toordinal()
    return int(datetime.fromisoformat(value).timestamp())


_TWICE = ("title", "lead", "text")  # in the record and in the advisory's document


def split(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record as engines store it: what search hits carry, and the rest, without the texts that are in both."""
    head = {key: value for key, value in record.items() if key not in ("advisory", "bands")}
    rest = {key: value for key, value in record.items() if key in ("advisory", "bands")}
    document = rest.get("advisory", {}).get("document")
    if document:
        same = [name for name in _TWICE if name in document and document[name] == head.get(name)]
        kept = {name: None if name in same else value for name, value in document.items()}
        rest["advisory"] = {**rest["advisory"], "document": kept}
        rest["same"] = same
    return head, rest


def joined(head: dict[str, Any], rest: dict[str, Any]) -> Record:
    """The whole record from its two parts."""
    for name in rest.pop("same", ()):
        rest["advisory"]["document"][name] = head[name]
    return {**head, **rest}
