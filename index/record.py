"""The record of one advisory: what an engine stores of it, finds it by, and hands back.

In: an advisory with its source. Out: a `Record`, its JSON-ready form, and the two parts in which engines store that. Knows no
engine and no field of an index: those are in index.fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from crawler.model import Advisory, Label, PlaceRole, Source, advisory_from_json, advisory_to_json
from crawler.text.dates import local_day
from index.sightings import terms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One document. Provinces are short names, among the 63 or, where so named, among the 34 of 2025; codes are of
    crawler.vocab; moments are aware. `published_day` is the day in Vietnam; both are None where nobody knows them.

    `advisory` is the whole advisory as it was stored (crawler.model.advisory_to_json), or None: what a search finds
    comes without it and without `bands`, which are the terms that near texts share. `Engine.get` gives whole records.
    """

    advisory_id: str
    story_id: str
    kind: str
    is_advisory: bool
    source: str
    source_name: str
    source_province: str
    source_province_old: str
    body: str
    url: str
    title: str
    lead: str
    text: str
    published: datetime | None
    published_precision: str | None
    published_day: date | None
    first_seen: datetime
    indexed_at: datetime
    provinces: tuple[str, ...]
    provinces_2025: tuple[str, ...]
    issuer_provinces: tuple[str, ...]
    issuer_provinces_2025: tuple[str, ...]
    nationwide: bool
    tactics: tuple[str, ...]
    primary_tactic: str
    impersonated: tuple[str, ...]
    channels: tuple[str, ...]
    actions: tuple[str, ...]
    lures: tuple[str, ...]
    pretexts: tuple[str, ...]
    targets: tuple[str, ...]
    indicators: tuple[str, ...]
    has_attachment: bool
    language: str
    flags: tuple[str, ...]
    bands: tuple[str, ...] = ()
    advisory: Mapping[str, Any] | None = None

    def whole_advisory(self) -> Advisory:
        """The advisory, read from its stored form. Raises ValueError for a record that came without it."""
        if self.advisory is None:
            raise ValueError(f"The record {self.advisory_id} was found without its advisory: ask Engine.get for it.")
        return advisory_from_json(dict(self.advisory))


def by_publication(record: Record) -> tuple[bool, float, str]:
    """Sorts by the moment of publication, undated last, then by id."""
    return record.published is None, record.published.timestamp() if record.published else 0.0, record.advisory_id


_NAMES = tuple(field.name for field in fields(Record))
_WHOLE_ONLY = ("bands", "advisory")
_HEAD = tuple(name for name in _NAMES if name not in _WHOLE_ONLY)
_LISTS = tuple(field.name for field in fields(Record) if field.type == tuple[str, ...])
_MOMENTS = ("published", "first_seen", "indexed_at")


def _codes(labels: Sequence[Label]) -> tuple[str, ...]:
    return tuple(label.code for label in labels)


def _provinces(advisory: Advisory, role: PlaceRole, new: bool) -> tuple[str, ...]:
    places = advisory.places_in(role)
    names = [place.province_2025 if new else place.province for place in places]
    return tuple(dict.fromkeys(name for name in names if name))


def record_of(
    advisory: Advisory, source: Source | None, *, story_id: str, bands: Sequence[str], indexed_at: datetime
) -> Record:
    """The whole record of one advisory. `indexed_at` is aware; `bands` are the MinHash bands of its text."""
    document = advisory.document
    published = document.published
    return Record(
        advisory_id=advisory.advisory_id,
        story_id=story_id,
        kind=str(advisory.kind),
        is_advisory=advisory.is_advisory,
        source=document.source,
        source_name=source.name if source else document.source,
        source_province=source.province if source else "",
        source_province_old=source.province_old if source else "",
        body=str(source.body) if source else "",
        url=document.url,
        title=document.title,
        lead=document.lead,
        text=document.text,
        published=published.value if published else None,
        published_precision=published.precision if published else None,
        published_day=local_day(published.value) if published else None,
        first_seen=document.fetched_at or indexed_at,
        indexed_at=indexed_at,
        provinces=_provinces(advisory, PlaceRole.AFFECTED, new=False),
        provinces_2025=_provinces(advisory, PlaceRole.AFFECTED, new=True),
        issuer_provinces=_provinces(advisory, PlaceRole.ISSUER, new=False),
        issuer_provinces_2025=_provinces(advisory, PlaceRole.ISSUER, new=True),
        nationwide=bool(advisory.nationwide),
        tactics=_codes(advisory.tactics),
        primary_tactic=advisory.tactics[0].code if advisory.tactics else "",
        impersonated=_codes(advisory.impersonated),
        channels=_codes(advisory.channels),
        actions=_codes(advisory.actions),
        lures=_codes(advisory.lures),
        pretexts=_codes(advisory.pretexts),
        targets=_codes(advisory.targets),
        indicators=terms_of(advisory),
        has_attachment=bool(document.attachments),
        language=document.language,
        flags=tuple(dict.fromkeys((*document.flags, *advisory.flags))),
        bands=tuple(bands),
        advisory=advisory_to_json(advisory),
    )


def values_json(record: Record, names: Sequence[str]) -> dict[str, Any]:
    """JSON-ready values of the named fields, in the order asked: moments and days in ISO 8601, tuples as lists."""
    return {name: _json_value(getattr(record, name)) for name in names}


def _json_value(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def record_json(record: Record) -> dict[str, Any]:
    """All that is known of a record, JSON-ready; one without its advisory has neither that nor bands."""
    return values_json(record, _HEAD if record.advisory is None else _NAMES)


def record_from_json(stored: Mapping[str, Any]) -> Record:
    """The record of its JSON-ready form. Raises TypeError where a field is missing, ValueError for a broken moment."""
    values = {name: stored[name] for name in _NAMES if name in stored}
    for name in _LISTS:
        if name in values:
            values[name] = tuple(values[name])
    for name in _MOMENTS:
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    if values.get("published_day"):
        values["published_day"] = date.fromisoformat(values["published_day"])
    return Record(**values)


_TWICE = ("title", "lead", "text")  # in the record and in the advisory's document


def split(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record as engines store it: what search hits carry, and the rest, without the texts that are in both."""
    head = values_json(record, _HEAD)
    if record.advisory is None:
        return head, {}
    rest = values_json(record, _WHOLE_ONLY)
    document = record.advisory.get("document")
    if document:
        same = [name for name in _TWICE if name in document and document[name] == head[name]]
        kept = {name: None if name in same else value for name, value in document.items()}
        rest["advisory"] = {**record.advisory, "document": kept}
        rest["same"] = same
    return head, rest


def joined(head: Mapping[str, Any], rest: Mapping[str, Any]) -> Record:
    """The whole record from its two parts, as JSON gives them."""
    parts = dict(rest)
    same = parts.pop("same", ())
    if same:
        document = {**parts["advisory"]["document"], **{name: head[name] for name in same}}
        parts["advisory"] = {**parts["advisory"], "document": document}
    return record_from_json({**head, **parts})
