"""The affected place of a document that names none as such, by the ordered focus rules of TAXONOMY section 5.

In: a Context, its places with roles, its national claims. Out: derived places with the role affected: the issuer's own
area, where the cases it tells happened, the area of the police whose case it is, the headline's place, the portal's. The
words are in passages.yml; the order is flow, as is what is compared across places ('quê A, tạm trú B'), and the portal's address.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from crawler.extract.context import Context
from crawler.extract.places.roles.decide import CASE_IN_AREA, INVESTIGATING
from crawler.model import Finding, Place, PlaceLevel, PlaceRole, SentenceKind
from crawler.vocab.units import province_2025_of, provinces_63

_HOME = re.compile(r"\b(?P<back>về )?(?:quê|nguyên quán)\b(?:(?!\b(?:trú|ngụ|sống|làm|đang|hiện)\b)[^.;()\n]){0,50}$")
_LIVES_NOW = re.compile(
    r"(?:(?!\b(?:quê|bị can|đối tượng|chị|anh|ông|bà)\b)[^.;()\n]){0,50}\b(?:tạm trú|trú|ngụ|thuê trọ|sinh sống)\b"
)
_AT = re.compile(r"\b(?:ở|tại)(?: (?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã))?\s*$")
_PORTAL = re.compile(
    r"\b(?:nguồn(?: tin)?|theo)\s*:?\s*(?:cổng ttđt|cổng thông tin điện tử)?\s*(?:tỉnh\s*)?([a-z]+)\.gov\.vn"
)
OWN, CASE, POLICE = "issuer_own", "case_place", "investigating_office"
_TITLED = "titled_place"
_CIRCLE_KEPT, _WORK = "savings_circle", "workplace"
REPORTED = frozenset({POLICE, _WORK})
"""Rules that hold for the report of a case alone."""
_LEAD = 700
"""Characters of the text in which a report names the police whose case it tells, and says how far the case reaches."""
_CASE_ROLES = (PlaceRole.VICTIM_RESIDENCE, PlaceRole.INCIDENT_SITE)
_STOPS = frozenset({"site_cue", "containment"})
_DEEP = 300
"""Characters of text after which a mere 'đến X' is a stop on the way."""
_PLAIN = frozenset({"affected_cue", "many_there", "subject_of_cases"})
"""Rules by which a text says plainly where it is going on; beside a mere 'tại X', the places of its cases count too."""


def focus_places(context: Context, places: list[Place], nationwide: tuple[Finding, ...], far: bool) -> list[Place]:
    """The affected places that follow from the others; empty where nothing tells. `far` is what is_far says."""
    named = [place for place in places if place.role is PlaceRole.AFFECTED]
    if named:
        plainly = any(place.evidence[0].rule in _PLAIN for place in named)
        return _case_places(context, [p for p in places if not plainly or p.evidence[0].rule == CASE_IN_AREA])
    if _is_of_victims_abroad(context, places):
        return []
    issuers = list(dict.fromkeys(p.province for p in places if p.role is PlaceRole.ISSUER and p.province))
    here = evidence_of(context, "here")
    if len(issuers) == 1:
        if here is not None:
            return [_derived(context, issuers[0], here, "issuer_area", 0.8)]
        recently = None if nationwide else evidence_of(context, "recently")
        cases = [p for p in places if p.role in _CASE_ROLES and p.province]
        if recently is not None and not cases:
            return [_derived(context, issuers[0], recently, "issuer_recently", 0.7)]
        if not nationwide and not cases:
            issuer = next(p for p in places if p.role is PlaceRole.ISSUER and p.province)
            return [same_area(issuer, OWN, 0.5)]
    found = _case_places(context, places) or _savings_circle(context, places)
    if not found and not far:
        police = (p for p in places if p.province and is_leading(p, INVESTIGATING))
        found = _area_of_first(police, POLICE, 0.5)
    if found or nationwide:
        return found
    if not context.passages.first("caught_headline", 0, context.body_start):
        found = _area_of_first((p for p in places if p.province and _is_titled(context, p)), _TITLED, 0.5)
    if not found and not far:  # a suspect deceived from a post there, or staff kept a customer from losing
        found = _area_of_first((p for p in places if p.province_2025 and is_leading(p, "workplace")), _WORK, 0.4)
    return found or _portal_province(context, here)


def is_far(context: Context) -> bool:
    """Whether a report opens with deeds that have no place: online, from abroad, by the thousand; nobody was rescued."""
    end = context.body_start + _LEAD
    return bool(context.passages.first("far", 0, end)) and not context.passages.first("rescued", 0, end)


def _savings_circle(context: Context, places: list[Place]) -> list[Place]:
    """Members of a *hụi* are neighbours of the one who keeps it: where the keeper lives is where they lost."""
    if not context.passages.first("savings_circle", 0, context.body_start + _LEAD):
        return []
    keepers = (p for p in places if p.role is PlaceRole.SUSPECT_ORIGIN and p.province_2025)
    return _area_of_first(keepers, _CIRCLE_KEPT, 0.5)


def _area_of_first(fitting: Iterator[Place], rule: str, confidence: float) -> list[Place]:
    """The area of the first place that fits, as affected; empty where none does."""
    return [same_area(place, rule, confidence) for place in islice(fitting, 1)]


def _is_of_victims_abroad(context: Context, places: list[Place]) -> bool:
    """Whether a case is told whose victims live in another country, and none in this one."""
    at_home = any(place.role is PlaceRole.VICTIM_RESIDENCE and place.province_2025 for place in places)
    abroad = any(place.level is PlaceLevel.COUNTRY for place in places)
    return abroad and not at_home and bool(context.passages.all("deceived_abroad"))


def _is_titled(context: Context, place: Place) -> bool:
    """A place that the headline names in no role of its own ('Cảnh giác khách sạn giá rẻ ở Vũng Tàu')."""
    first = place.evidence[0]
    titled = place.role is PlaceRole.BACKGROUND and first.field == "title" and first.rule == "no_cue"
    return titled and bool(_AT.search(context.match, 0, first.start))


def is_leading(place: Place, rule: str) -> bool:
    """Whether a rule read the place in the title or at the beginning of the text."""
    return any(
        finding.rule == rule and (finding.field == "title" or finding.start < _LEAD) for finding in place.evidence
    )


def same_area(place: Place, rule: str, confidence: float, code: str = "affected") -> Place:
    """The area of an office as affected: of the issuer that names no place, of the police that looks into a case."""
    evidence = tuple(replace(finding, code=code, rule=rule) for finding in place.evidence)
    return replace(place, role=PlaceRole.AFFECTED, confidence=confidence, evidence=evidence)


def _is_left_home(context: Context, place: Place) -> bool:
    """Where somebody comes from who lives elsewhere ('quê A, tạm trú B'), or goes home to: no place of the case."""
    if place.role is not PlaceRole.VICTIM_RESIDENCE:
        return False
    first = place.evidence[0]
    shift = context.body_start if first.field == "text" else 0
    start, end = first.start + shift, first.end + shift
    home = _HOME.search(context.match, max(0, start - 60), start)
    if home is None:
        return False
    return bool(home["back"]) or bool(_LIVES_NOW.match(context.match, end))


def _case_places(context: Context, places: list[Place]) -> list[Place]:
    """Where victims live and cases happened, as affected."""
    cases = [p for p in places if p.role in _CASE_ROLES and (p.province or p.province_2025)]
    if len({p.province or p.province_2025 for p in cases}) > 1:
        cases = [p for p in cases if not _is_in_passing(p)]
    return [
        Place(
            PlaceRole.AFFECTED, p.name, p.level, p.province, p.province_2025, p.district, p.commune, 0.6,
            tuple(Finding("affected", e.quote, e.start, e.end, CASE, e.sentence, e.weight, e.field) for e in p.evidence),
        )
        for p in cases
        if not _is_left_home(context, p)
    ]  # fmt: skip


def _is_in_passing(place: Place) -> bool:
    """'đến Tây Ninh', told deep in a text of several places: a stop on the way, more often than where somebody lost."""
    return place.role is PlaceRole.INCIDENT_SITE and all(
        e.rule in _STOPS and e.field == "text" and e.start >= _DEEP for e in place.evidence
    )


def _portal_province(context: Context, here: tuple[int, int] | None) -> list[Place]:
    """'trên địa bàn tỉnh' on a province's portal means that province."""
    slugs = {p.slug: p.name for p in provinces_63()}
    portal = _PORTAL.search(context.match) if ".gov.vn" in context.match else None
    if portal and portal[1] in slugs:
        return [_derived(context, slugs[portal[1]], portal.span(), "portal_source", 0.6)]
    source = context.source
    if source is None or not source.province or source.body == "newspaper" or here is None:
        return []
    return [_derived(context, source.province_old or source.province, here, "portal_area", 0.5)]


def evidence_of(context: Context, passage: str) -> tuple[int, int] | None:
    """Where a passage stands first; not among the headlines of other articles."""
    for start, end in context.passages.all(passage):
        crosses = start < context.body_start < end
        if context.sentence_at(start).kind is not SentenceKind.RELATED and not crosses:
            return start, end
    return None


def _derived(context: Context, province: str, span: tuple[int, int], rule: str, confidence: float) -> Place:
    try:
        new = province_2025_of(province)
    except KeyError:  # a source that names one of the 34 only
        new = province
    return Place(
        PlaceRole.AFFECTED, province, PlaceLevel.PROVINCE, province, new,
        confidence=confidence, evidence=(context.finding("affected", *span, rule),),
    )  # fmt: skip
