"""Places of a document in their roles: who warns, where it happens, where victims live; never guessed.

In: a Context. Out: PlacesFound. Roles come from the clause (TAXONOMY section 5), the affected place from the ordered
focus rules: (a) named as affected, (b) the issuer's own area, (c) where a case happened, (d) the portal's province.
Publisher, court, suspects, false claims and background are never affected.
"""

import re
from dataclasses import dataclass, replace

from crawler.extract.context import Context
from crawler.extract.place_mentions import Mention
from crawler.extract.place_names import find_mentions
from crawler.extract.place_roles import CASE_IN_AREA, INVESTIGATING, roles_of
from crawler.extract.place_unaccented import is_unaccented
from crawler.model import AdvisoryKind, Finding, Place, PlaceLevel, PlaceRole, SentenceKind
from crawler.vocab.units import province_2025_of, provinces_63

_NATIONAL = re.compile(
    r"\b(?:(?:trên )?(?:phạm vi )?(?:cả nước|toàn quốc)|trên phạm vi toàn quốc|(?:tại |ở )?(?:nhiều|các) (?:tỉnh,? thành(?: phố)?|tỉnh thành|"
    r"địa phương)(?: trên)? (?:cả nước|toàn quốc|trong nước)|nhiều tỉnh,? thành(?: phố)?|nhiều địa phương)\b"
)
_NATIONAL_WORDS = ("cả nước", "toàn quốc", "nhiều tỉnh", "nhiều địa phương", "trong nước")
"""One of them stands in every match of _NATIONAL: cheaper to look for."""
_WANTED = re.compile(r"\btruy nã[^.;\n]{0,30}$")  # 'truy nã toàn quốc' is where one is looked for, not where it goes on
_NATIONAL_BODY = re.compile(
    r"\b(?:bộ (?:công an|y tế|tài chính|công thương|quốc phòng|thông tin và truyền thông|tt ?[&-] ?tt|khoa học và công nghệ|giáo dục)|"
    r"cục (?:an toàn thông tin|an ninh mạng|cảnh sát hình sự|viễn thông|a05)|a05|ngân hàng nhà nước|tổng cục thuế|"
    r"bảo hiểm xã hội việt nam|hiệp hội an ninh mạng|trung tâm giám sát an toàn)\b"
)
_PUBLIC = re.compile(
    r"\b(?:người dân|người dùng|khách hàng|mọi người|nạn nhân|người sử dụng|phụ huynh|người tiêu dùng|bạn)\b"
)
_SCAM = re.compile(r"\b(?:lừa đảo|mạo danh|giả danh|giả mạo|chiêu trò|thủ đoạn)\b")
_HERE = re.compile(
    r"\b(?:trên|tại|trong) địa bàn (?:toàn )?(?:tỉnh|thành phố|tp|huyện|quận|thị xã|xã|phường)?\b|\btrong tỉnh\b|"
    r"\b(?:người|nhân) dân (?:trong|toàn|trên) (?:tỉnh|thành phố)\b"
)
_RECENTLY = re.compile(
    r"\b(?:thời gian (?:gần đây|qua|vừa qua)|gần đây|hiện nay|mới đây|những ngày (?:gần đây|qua)|vừa qua|xuất hiện|nổi lên|tái diễn|ghi nhận)\b"
)
_PORTAL = re.compile(
    r"\b(?:nguồn(?: tin)?|theo)\s*:?\s*(?:cổng ttđt|cổng thông tin điện tử)?\s*(?:tỉnh\s*)?([a-z]+)\.gov\.vn"
)


_OWN, _CASE, _POLICE = "issuer_own", "case_place", "investigating_office"
_LEADING = "leading_office"
_LEAD = 700
"""Characters in which a report names the police whose case it tells."""
_PLAIN = frozenset({"affected_cue", "many_there", "subject_of_cases"})
"""Rules by which a text says plainly where it is going on; beside a mere 'tại X', the places of its cases count too."""


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """Places with roles in order of appearance, derived ones last; `nationwide` is the evidence of a national claim."""

    places: tuple[Place, ...]
    nationwide: tuple[Finding, ...]


def find_places(context: Context) -> PlacesFound:
    """Every place with its role."""
    pairs = roles_of(context, find_mentions(context))
    confidence = 0.5 if is_unaccented(context) else 0.9
    places = [_place(context, mention, role, rule, confidence) for mention, role, rule in pairs]
    nationwide = _nationwide(context)
    places = _with_cited_issuer(context, places)
    places += _focus(context, places, nationwide)
    return PlacesFound(_merged(places), nationwide)


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
            and (told or place.evidence[0].rule != _CASE)
            for place in found.places
        )
    ):
        return found.nationwide
    for pattern, rule in (
        (_NATIONAL_BODY, "national_body"),
        (_PUBLIC, "addressed_public"),
        (_SCAM, "names_no_place"),
    ):
        span = _evidence(context, pattern)
        if span is not None:
            return (context.finding("nationwide", *span, rule),)
    return ()


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
    dropped: set[str] = set() if kind in _CASES else {_POLICE} if kind.is_advisory else {_POLICE, _OWN}
    places = [
        replace(place, role=PlaceRole.BACKGROUND) if place.role in lost else place
        for place in found.places
        if place.evidence[0].rule not in dropped
    ]
    if kind is AdvisoryKind.INCIDENT_ADVICE and not any(place.role is PlaceRole.ISSUER for place in places):
        places += [
            replace(_same_area(place, _LEADING, 0.5, "issuer"), role=PlaceRole.ISSUER)
            for place in places
            if place.province and _is_leading(place, INVESTIGATING)
        ][:1]
    return PlacesFound(_merged(places), found.nationwide)


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
    if not any(words in context.match for words in _NATIONAL_WORDS):
        return ()
    for match in _NATIONAL.finditer(context.match):
        kind = context.sentence_at(match.start()).kind
        if kind in (SentenceKind.BOILERPLATE, SentenceKind.RELATED, SentenceKind.ADVICE):
            continue
        if _WANTED.search(context.match, max(0, match.start() - 40), match.start()):
            continue
        found.append(context.finding("nationwide", match.start(), match.end(), "national_phrase"))
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


def _focus(context: Context, places: list[Place], nationwide: tuple[Finding, ...]) -> list[Place]:
    """The affected place where none is named as such."""
    named = [place for place in places if place.role is PlaceRole.AFFECTED]
    if named:
        plainly = any(place.evidence[0].rule in _PLAIN for place in named)
        return _case_places([p for p in places if not plainly or p.evidence[0].rule == CASE_IN_AREA])
    issuers = list(dict.fromkeys(p.province for p in places if p.role is PlaceRole.ISSUER and p.province))
    here = _evidence(context, _HERE)
    if len(issuers) == 1:
        if here is not None:
            return [_derived(context, issuers[0], here, "issuer_area", 0.8)]
        recently = None if nationwide else _evidence(context, _RECENTLY)
        cases = [p for p in places if p.role in (PlaceRole.VICTIM_RESIDENCE, PlaceRole.INCIDENT_SITE) and p.province]
        if recently is not None and not cases:
            return [_derived(context, issuers[0], recently, "issuer_recently", 0.7)]
        if not nationwide and not cases:
            issuer = next(p for p in places if p.role is PlaceRole.ISSUER and p.province)
            return [_same_area(issuer, _OWN, 0.5)]
    found = _case_places(places)
    if found:
        return found
    police = next((p for p in places if p.province and _is_leading(p, INVESTIGATING)), None)
    if police is not None:
        return [_same_area(police, _POLICE, 0.5)]
    if nationwide:
        return []
    return _portal_province(context, here)


def _is_leading(place: Place, rule: str) -> bool:
    """Whether a rule read the place in the title or at the beginning of the text."""
    return any(
        finding.rule == rule and (finding.field == "title" or finding.start < _LEAD) for finding in place.evidence
    )


def _same_area(place: Place, rule: str, confidence: float, code: str = "affected") -> Place:
    """The area of an office as affected: of the issuer that names no place, of the police that looks into a case."""
    evidence = tuple(replace(finding, code=code, rule=rule) for finding in place.evidence)
    return replace(place, role=PlaceRole.AFFECTED, confidence=confidence, evidence=evidence)


def _case_places(places: list[Place]) -> list[Place]:
    """Where victims live and cases happened, as affected."""
    roles = (PlaceRole.VICTIM_RESIDENCE, PlaceRole.INCIDENT_SITE)
    return [
        Place(
            PlaceRole.AFFECTED, p.name, p.level, p.province, p.province_2025, p.district, p.commune, 0.6,
            tuple(Finding("affected", e.quote, e.start, e.end, _CASE, e.sentence, e.weight, e.field) for e in p.evidence),
        )
        for p in places
        if p.role in roles and (p.province or p.province_2025)
    ]  # fmt: skip


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


def _evidence(context: Context, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    for match in pattern.finditer(context.match):
        kind = context.sentence_at(match.start()).kind
        title = match.start() < context.body_start < match.end()
        if kind not in (SentenceKind.RELATED,) and not title:
            return match.span()
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
