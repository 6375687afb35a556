"""One table of fields makes both mappings, and says what an engine indexes of a record.

In: a record (index.record). Out: keywords, numbers and tokens by field. Knows no engine.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from index.language.terms import index_texts
from index.record import Record
from index.requests import Dimension

TABLE = 4
"""The version of this table and of what its fields hold: an index of another one is named, never read, and rebuilt."""


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


def keywords_of(spec: FieldSpec, record: Record) -> list[str]:
    """What a keyword field holds: 'true' or 'false', one value or none where it is empty, or each of several."""
    value = getattr(record, spec.source)
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return [str(value)] if value else []


def number_of(spec: FieldSpec, record: Record) -> int | None:
    """What an integer field holds: the ordinal of a day, the seconds of a moment, None where nobody knows it."""
    value: date | datetime | None = getattr(record, spec.source)
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.toordinal() if value else None


def tokens_of(spec: FieldSpec, record: Record) -> str:
    """What a field of text holds: tokens joined by spaces."""
    return str(getattr(index_texts(record.title, record.text), spec.name))
