"""What a document means, each label with its evidence."""

from dataclasses import dataclass
from enum import StrEnum

from crawler.model.dispatch import Dispatch
from crawler.model.document import Document
from crawler.model.finding import Finding

NATIONWIDE = "Toàn quốc"


class AdvisoryKind(StrEnum):
    """What a document is, decided in the order of docs/kinds.md (taxonomy section 4)."""

    UNRELATED = "unrelated"
    DEBUNK = "debunk"
    OFFICIAL_DISPATCH = "official_dispatch"
    CRIME_COURT = "crime_court"
    POLICY_EVENT = "policy_event"
    ADVISORY = "advisory"
    INCIDENT_ADVICE = "incident_advice"
    INCIDENT_ONLY = "incident_only"

    @property
    def is_advisory(self) -> bool:
        """True for the kinds that warn: debunk, official_dispatch, advisory, incident_advice."""
        return self in _ADVISORY_KINDS


_ADVISORY_KINDS = frozenset(
    {
        AdvisoryKind.DEBUNK,
        AdvisoryKind.OFFICIAL_DISPATCH,
        AdvisoryKind.ADVISORY,
        AdvisoryKind.INCIDENT_ADVICE,
    }
)


@dataclass(frozen=True, slots=True)
class Label:
    """A code of a closed vocabulary (tactic, facet value) with its score and evidence."""

    code: str
    score: float
    evidence: tuple[Finding, ...]


class PlaceRole(StrEnum):
    """What a place does in a warning (taxonomy section 5)."""

    ISSUER = "issuer"
    AFFECTED = "affected"
    VICTIM_RESIDENCE = "victim_residence"
    INCIDENT_SITE = "incident_site"
    SUSPECT_ORIGIN = "suspect_origin"
    SUSPECT_BASE = "suspect_base"
    COURT_VENUE = "court_venue"
    FAKE_CLAIM = "fake_claim"
    PUBLISHER = "publisher"
    BACKGROUND = "background"


class PlaceLevel(StrEnum):
    """The tier of an administrative unit."""

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in a role.

    `name` is the unit as written; `province` its province among the 63 (before 2025-07-01) and `province_2025`
    among the 34 (since), both by their short official names ('Nghệ An', 'TP.HCM' is 'Hồ Chí Minh'); empty for a
    country abroad. `province` is '' when only a new commune is known and it joins several of the 63; a merged
    province that is named by itself counts under its namesake of old, and has none beside a smaller unit of it. `confidence`
    is in [0, 1].
    """

    role: PlaceRole
    name: str
    level: PlaceLevel
    province: str
    province_2025: str
    district: str = ""
    commune: str = ""
    confidence: float = 1.0
    evidence: tuple[Finding, ...] = ()


class IndicatorRole(StrEnum):
    """Whose an indicator is. A bank may block on `scam`; `disputed` mentions contradict each other; `private` is a person's."""

    SCAM = "scam"
    OFFICIAL = "official"
    PRIVATE = "private"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A phone, domain, url, ip, bank_account, wallet, app, social_account or email, with its role.

    `value` is normalised and never defanged (phones '0889226999', domains lower case in their own script); views defang it.
    `owner` is the bank of an account, the chain of a wallet, the platform of a social account. `partial` marks masked and cut
    numbers. `imitates` is the id of the body that an address poses as (genuine.yml). The first evidence is what decided.
    """

    type: str
    value: str
    role: IndicatorRole
    owner: str = ""
    partial: bool = False
    evidence: tuple[Finding, ...] = ()
    imitates: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """An amount in VND with its role: lost, demanded, prevented, aggregate."""

    vnd: int
    role: str
    evidence: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Advisory:
    """A document with its meaning. Every kind but unrelated is indexed; views count advisories.

    Facets are tuples of labels whose codes are the ids of `crawler/vocab/facets.yml`; tactics are primary first.
    `nationwide` holds the evidence of a national claim (empty: not nationwide).
    """

    advisory_id: str
    document: Document
    kind: AdvisoryKind
    kind_evidence: tuple[Finding, ...]
    tactics: tuple[Label, ...]
    places: tuple[Place, ...]
    nationwide: tuple[Finding, ...]
    impersonated: tuple[Label, ...]
    channels: tuple[Label, ...]
    actions: tuple[Label, ...]
    lures: tuple[Label, ...]
    pretexts: tuple[Label, ...]
    targets: tuple[Label, ...]
    indicators: tuple[Indicator, ...]
    losses: tuple[Loss, ...]
    is_roundup: bool = False
    has_advice: bool = False
    extractor: str = ""
    flags: tuple[str, ...] = ()

    @property
    def is_advisory(self) -> bool:
        """Whether the document warns (see AdvisoryKind.is_advisory)."""
        return self.kind.is_advisory

    @property
    def dispatch(self) -> Dispatch | None:
        """The head of an official dispatch, where the document is one."""
        return self.document.dispatch

    def places_in(self, role: PlaceRole) -> tuple[Place, ...]:
        """The places in one role, in order of appearance."""
        return tuple(place for place in self.places if place.role is role)
