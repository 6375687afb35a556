"""What a WARC record says besides its payload: all that the ledger knew of the request, so that the files alone suffice.

In: named fields of a record (ISO 28500 allows one's own). Out: the same as a value. Knows no file and no ledger. What reading
made of a page is not here: it is derived again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.model import Outcome, Source

Fields = tuple[tuple[str, str], ...]
SOURCE_URN, LAYOUTS_URN, RUN_URN = "urn:canhbao:source:", "urn:canhbao:layouts", "urn:canhbao:run:"


@dataclass(frozen=True, slots=True)
class Definition:
    """What was in force when a file was written: a source's facts or the layouts, under a name of its own (`urn`)."""

    urn: str
    media: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a response came from and what it was for.

    `asked` is the address that was asked for before redirects: it names the page. `parent` is the address of the page that
    links to it ('' for none). `discovered` and `requested` are aware, UTC. `revision` says whether the payload became the
    page's newest. `entered` is when somebody added a capture of an earlier time. `outcome` is set where the archive alone
    decided (refused, unchanged, gone, …), None where reading does.
    """

    asked: str
    source: str
    run: str
    role: str
    discovered: datetime
    requested: datetime | None = None
    parent: str = ""
    listed_title: str | None = None
    listed_published: str | None = None
    revision: bool = False
    outcome: Outcome | None = None
    reason: str = ""
    entered: datetime | None = None

    def fields(self) -> Fields:
        """As named fields of a record; what is not known is left out."""
        told = (
            ("Canhbao-Asked", self.asked),
            ("Canhbao-Source", self.source),
            ("Canhbao-Run", self.run),
            ("Canhbao-Role", self.role),
            ("Canhbao-Discovered", written(self.discovered)),
            ("Canhbao-Requested", written(self.requested) if self.requested else ""),
            ("Canhbao-Written", written(self.entered) if self.entered else ""),
            ("Canhbao-Parent", self.parent),
            ("Canhbao-Listed-Title", self.listed_title or ""),
            ("Canhbao-Listed-Published", self.listed_published or ""),
            ("Canhbao-Revision", "yes" if self.revision else "no"),
            ("Canhbao-Outcome", self.outcome.value if self.outcome else ""),
            ("Canhbao-Reason", self.reason),
        )
        return tuple((name, value) for name, value in told if value)


def provenance_of(fields: Mapping[str, str]) -> Provenance | None:
    """The provenance that a record's fields tell; None where they tell none. Raises ValueError if they are broken."""
    if "Canhbao-Asked" not in fields:
        return None
    try:
        return Provenance(
            asked=fields["Canhbao-Asked"],
            source=fields["Canhbao-Source"],
            run=fields["Canhbao-Run"],
            role=fields["Canhbao-Role"],
            discovered=read_time(fields["Canhbao-Discovered"]),
            requested=read_time(fields["Canhbao-Requested"]) if "Canhbao-Requested" in fields else None,
            parent=fields.get("Canhbao-Parent", ""),
            listed_title=fields.get("Canhbao-Listed-Title"),
            listed_published=fields.get("Canhbao-Listed-Published"),
            revision=fields.get("Canhbao-Revision") == "yes",
            outcome=Outcome(fields["Canhbao-Outcome"]) if "Canhbao-Outcome" in fields else None,
            reason=fields.get("Canhbao-Reason", ""),
        )
    except KeyError as error:
        raise ValueError(f"the field {error} is missing") from error


def definition_of(source: Source) -> Definition:
    """A source's facts as the archive holds them."""
    return Definition(f"{SOURCE_URN}{source.slug}", "application/json", source.model_dump_json().encode())


def written(moment: datetime) -> str:
    """A time as WARC writes it, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_time(text: str) -> datetime:
    """A WARC-Date (1.0 or 1.1) as an aware time, UTC. Raises ValueError if it is none."""
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
