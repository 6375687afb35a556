"""Places of a document in their roles: who warns, where it happens, where victims live; never guessed.

In: a Context. Out: PlacesFound. Roles come from the clause (TAXONOMY section 5), the affected place from the ordered
focus rules: (a) named as affected, (b) the issuer's own area, (c) where a case happened, (d) the portal's province.
Publisher, court, suspects, false claims and background are never affected.
"""

import re
from dataclasses import dataclass, replace

from crawler.extract.context import Context
from crawler.extract.places.focus import CASE, OWN, REPORTED, evidence_of, focus_places, is_far, is_leading, same_area
from crawler.extract.places.mention import Mention
from crawler.extract.places.names.find import find_mentions
from crawler.extract.places.names.unaccented import is_unaccented
from crawler.extract.places.roles.decide import INVESTIGATING, roles_of, rules_of
from crawler.model import AdvisoryKind, Finding, Place, PlaceLevel, PlaceRole, SentenceKind
from crawler.vocab.vocabulary import Vocabulary, bundled_vocabulary

_UNHEARD = (SentenceKind.BOILERPLATE, SentenceKind.RELATED, SentenceKind.ADVICE)
_SHOWN = frozenset({PlaceRole.AFFECTED, PlaceRole.INCIDENT_SITE})
_CAPTION = re.compile(r"[^\n.!?]{0,120}[.\s(–-]\s?Ảnh(?: minh họa| minh hoạ| chụp màn hình)?\s?:")


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """Places with roles in order of appearance, derived ones last; `nationwide` is the evidence of a national claim.

    `far`: the report opens with deeds that have no place (over the network, from abroad, by the thousand).
    """

    places: tuple[Place, ...]
    nationwide: tuple[Finding, ...]
    far: bool


def find_places(context: Context, vocabulary: Vocabulary | None = None) -> PlacesFound:
    """Every place with its role, by the rows of a vocabulary (None: the bundled one)."""
    pairs = roles_of(context, find_mentions(context), rules_of(vocabulary or bundled_vocabulary()))
    confidence = 0.5 if is_unaccented(context) else 0.9
    places = [
        _place(context, mention, *_told(context, mention, role, rule), confidence) for mention, role, rule in pairs
    ]
    nationwide = _nationwide(context)
    places = _with_cited_issuer(context, places)
    far = is_far(context)
    places += focus_places(context, places, nationwide, far)
    return PlacesFound(_merged(places), nationwide, far)


def national_audience(context: Context, found: PlacesFound, kind: AdvisoryKind) -> tuple[Finding, ...]:
    """Evidence that a document speaks to the whole country.

    A warning that names neither an affected place (beyond the case it tells) nor a provincial issuer speaks to everybody:
    a national body, the public it addresses, or at least the scam it names, is the evidence; so does a policy event. A
    single case with advice is where it happened; other kinds need a national phrase, and what is unrelated has none.
    """
    if kind is AdvisoryKind.UNRELATED:
        return ()
    speaks = kind.is_advisory or kind is AdvisoryKind.POLICY_EVENT
    told = kind is AdvisoryKind.INCIDENT_ADVICE
    if (
        found.nationwide
        or not speaks
        or any(
            place.role in (PlaceRole.AFFECTED, PlaceRole.ISSUER)
            and place.province_2025
            and (told or place.evidence[0].rule != CASE)
            for place in found.places
        )
    ):
        return found.nationwide
    for passage, rule in (
        ("national_body", "national_body"),
        ("addressed_public", "addressed_public"),
        ("names_scam", "names_no_place"),
    ):
        span = evidence_of(context, passage)
        if span is not None:
            return (context.finding("nationwide", *span, rule),)
    return ()


_LEADING = "leading_office"
_CASES = frozenset({AdvisoryKind.CRIME_COURT, AdvisoryKind.INCIDENT_ONLY, AdvisoryKind.INCIDENT_ADVICE})


def fitted_to_kind(found: PlacesFound, kind: AdvisoryKind) -> PlacesFound:
    """Only a warning has an issuer: the police that reports an arrest issues none. What is unrelated affects nobody.

    The area of an office counts where it tells of a case of its own, not in a statement on policy; the police whose case
    opens a report with advice is the issuer of the advice, where nobody else speaks.
    """
    lost: set[PlaceRole] = set()
    if kind is AdvisoryKind.UNRELATED:
        lost = {PlaceRole.ISSUER, PlaceRole.AFFECTED}
    elif not kind.is_advisory:
        lost = {PlaceRole.ISSUER}
    dropped = set() if kind in _CASES else set(REPORTED)
    if not kind.is_advisory and (found.far or kind not in _CASES):
        dropped.add(OWN)
    places = [
        replace(place, role=PlaceRole.BACKGROUND) if place.role in lost else place
        for place in found.places
        if not (place.role is PlaceRole.AFFECTED and place.evidence[0].rule in dropped)
    ]
    if kind is AdvisoryKind.INCIDENT_ADVICE and not any(place.role is PlaceRole.ISSUER for place in places):
        places += [
            replace(same_area(place, _LEADING, 0.5, "issuer"), role=PlaceRole.ISSUER)
            for place in places
            if place.province and is_leading(place, INVESTIGATING)
        ][:1]
    return PlacesFound(_merged(places), found.nationwide, found.far)


def _told(context: Context, mention: Mention, role: PlaceRole, rule: str) -> tuple[PlaceRole, str]:
    """The role of a mention, unless a caption names it: where a picture was taken, nothing need have happened."""
    near = context.full.find("Ảnh", mention.end, mention.end + 130) if role in _SHOWN else -1  # cheaper to look for
    if near >= 0 and _CAPTION.match(context.full, mention.end):
        return PlaceRole.BACKGROUND, "caption"
    return role, rule


def _place(context: Context, mention: Mention, role: PlaceRole, rule: str, confidence: float) -> Place:
    return Place(
        role=role,
        name=context.full[mention.start : mention.end],
        level=mention.level,
        province=mention.province,
        province_2025=mention.province_2025,
        district=mention.district,
        commune=mention.commune,
        confidence=confidence,
        evidence=(context.finding(str(role), mention.start, mention.end, rule),),
    )


def _nationwide(context: Context) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for start, end in context.passages.all("national"):
        if context.sentence_at(start).kind not in _UNHEARD:
            found.append(context.finding("nationwide", start, end, "national_phrase"))
    return tuple(found[:5])


def _with_cited_issuer(context: Context, places: list[Place]) -> list[Place]:
    """A dispatch without a head of its own passes on what a provincial body wrote: that province issues it."""
    document = context.document
    if document.dispatch is None or any(place.role is PlaceRole.ISSUER for place in places):
        return places
    spans = [(e.start, e.end) for citation in document.citations for e in citation.evidence]
    result = []
    for place in places:
        start = place.evidence[0].start if place.evidence[0].field == "text" else -1
        cited = any(low <= start <= high for low, high in spans)
        if cited and place.level is PlaceLevel.PROVINCE and place.role is PlaceRole.BACKGROUND:
            begin = start + context.body_start
            evidence = context.finding("issuer", begin, begin + len(place.name), "cited_dispatch_issuer")
            place = Place(
                PlaceRole.ISSUER, place.name, place.level, place.province, place.province_2025,
                confidence=0.6, evidence=(evidence,),
            )  # fmt: skip
        result.append(place)
    return result


def _merged(places: list[Place]) -> tuple[Place, ...]:
    """One Place per role and unit, with all its evidence (at most ten pieces)."""
    merged: dict[tuple[str, ...], Place] = {}
    for place in places:
        unit = (place.commune or place.district) if place.level is not PlaceLevel.COUNTRY else place.name
        identity = (str(place.role), str(place.level), place.province, place.province_2025, unit)
        known = merged.get(identity)
        if known is None:
            merged[identity] = place
        elif len(known.evidence) < 10:
            merged[identity] = Place(
                known.role, known.name, known.level, known.province, known.province_2025, known.district, known.commune,
                max(known.confidence, place.confidence), (*known.evidence, *place.evidence),
            )  # fmt: skip
    return tuple(merged.values())
