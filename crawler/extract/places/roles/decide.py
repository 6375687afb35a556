"""Which role a mention plays, by the words of its clause. One rule each, first that fits wins.

In: a Context and its mentions. Out: role and rule id for each. Windows end at the sentence. The units of one address
share a role, and so do the members of a list ('Cần Thơ, Bình Phước và Đồng Tháp').
"""

from collections.abc import Sequence

from crawler.extract.context import Context
from crawler.extract.places.address import Address, addresses, undotted
from crawler.extract.places.mention import Found, Mention
from crawler.extract.places.names.unaccented import is_unaccented, unaccented_roles
from crawler.extract.places.roles import patterns as words
from crawler.extract.places.roles.abroad import country_role
from crawler.extract.places.roles.claims import goes_on_claiming, is_claimed
from crawler.extract.places.roles.people import post_holder, residence
from crawler.extract.places.roles.scenes import body_named, comments, elsewhere, harmed_body, scene
from crawler.model import PlaceLevel, PlaceRole, SentenceKind

_SHARED = frozenset(
    (
        PlaceRole.AFFECTED,
        PlaceRole.FAKE_CLAIM,
        PlaceRole.SUSPECT_BASE,
        PlaceRole.BACKGROUND,
        PlaceRole.SUSPECT_ORIGIN,
        PlaceRole.VICTIM_RESIDENCE,
        PlaceRole.INCIDENT_SITE,
    )
)

Pairs = list[tuple[Mention, PlaceRole, str]]
INVESTIGATING = "office_investigates"
CASE_IN_AREA = "case_in_area"  # 'vụ án xảy ra tại A': named as plainly as what goes on there
HARMED = "harmed_body"
_BACKGROUND: Found = (PlaceRole.BACKGROUND, "no_cue")


def roles_of(context: Context, mentions: Sequence[Mention]) -> Pairs:
    """Mentions in order, each with its role and rule."""
    pairs: Pairs = []
    if not mentions:
        return pairs
    if is_unaccented(context):
        return unaccented_roles(context, mentions)
    text = undotted(context.match)
    harmed: set[str] = set()
    for address in addresses(context, mentions, text):
        role, rule = _role(context, address, text, pairs)
        if rule == HARMED:
            harmed.add(body_named(address, text))
        elif harmed and rule == "no_cue" and body_named(address, text) in harmed:
            role, rule = PlaceRole.INCIDENT_SITE, "same_body"
        pairs.append((address.first, role, rule))
        pairs += [(mention, role, "containment") for mention in address.mentions[1:]]
    return pairs


def _role(context: Context, address: Address, text: str, earlier: Pairs) -> Found:
    """Role and rule of an address; `earlier` are the mentions before it with theirs."""
    if address.sentence.kind is SentenceKind.RELATED:
        return PlaceRole.BACKGROUND, "related_links"
    listed = _listed(address, text, earlier)
    if address.first.level is PlaceLevel.COUNTRY:
        return country_role(context, address, text, listed)
    found = (
        post_holder(address)
        or _speaker_role(context, address, text, earlier)
        or scene(address)
        or _affected_role(context, address, text, listed)
        or _seat(address)
        or residence(context, address, text)
    )
    if found is not None:
        return found
    if listed is not None:
        return listed, "list"
    return _site_role(context, address, text) or harmed_body(address) or _office(address) or _BACKGROUND


def _office(address: Address) -> Found | None:
    """An office that looks into a case: no speaker, but it tells whose case it is."""
    if address.ends(words.OFFICE_BEFORE, 110) and words.INVESTIGATES.match(address.tail):
        return PlaceRole.BACKGROUND, INVESTIGATING
    return None


def _seat(address: Address) -> Found | None:
    """Where an office stands or an account is kept; a headline has no room for either."""
    seat = address.sentence.kind is not SentenceKind.TITLE and address.ends(words.SEAT, 140)
    if seat and words.DEPOSITED.search(address.head):
        return None  # money that was taken from there
    return (PlaceRole.BACKGROUND, "seat") if seat else None


def _speaker_role(context: Context, address: Address, text: str, earlier: Pairs) -> Found | None:
    """An office, court or paper of the place, or one that a scammer claims."""
    if _in_dispatch_head(context, address.first, address.tail):
        return PlaceRole.ISSUER, "dispatch_head"
    if _is_publisher(context, address) or words.PUBLISHER_AFTER.match(address.tail):
        return PlaceRole.PUBLISHER, "publisher"
    office = words.ENDS.match(address.tail) and address.ends(words.OFFICE_NEXT, 34)
    if office and words.CITED_BEHIND.search(address.head[: office.start()]):
        return PlaceRole.ISSUER, "cited_behind"
    claimed_before = earlier and earlier[-1][1] is PlaceRole.FAKE_CLAIM
    if is_claimed(address, text) or (claimed_before and goes_on_claiming(address, text, earlier[-1][0])):
        return PlaceRole.FAKE_CLAIM, "impersonated_body"
    if any(cue in address.head[-60:] for cue in words.COURT_WORDS) and address.ends(words.COURT, 60):
        return (PlaceRole.BACKGROUND, "court_comments") if comments(address) else (PlaceRole.COURT_VENUE, "court")
    if address.ends(words.BANK_NAMED, 14):
        return PlaceRole.BACKGROUND, "bank_name"
    if _is_issuer(address):
        return PlaceRole.ISSUER, "office_says"
    if address.ends(words.UNNAMED_BODY, 90) and words.WARNS.match(address.tail):
        return PlaceRole.ISSUER, "body_warns"
    whole = address.first.level is PlaceLevel.PROVINCE and not address.head.strip()
    if whole and words.PROVINCE_WARNS.match(address.tail):
        return PlaceRole.ISSUER, "province_warns"
    if words.UNIT_WARNS.match(address.tail) and words.WHEN.match(address.head):
        return PlaceRole.ISSUER, "unit_warns"
    return None


def _affected_role(context: Context, address: Address, text: str, listed: PlaceRole | None) -> Found | None:
    first, head = address.first, address.head
    if words.AFTER_SUSPECT.match(address.tail) and address.ends(words.IS_FROM, 24):
        return None  # 'bị hai người phụ nữ ở A lừa'
    if address.ends(words.VICTIMS_COUNTED, 110):
        return PlaceRole.VICTIM_RESIDENCE, "victims_counted"
    if address.ends(words.AFFECTED_PEOPLE, 90) and not words.ARREST.search(head):
        return PlaceRole.AFFECTED, "affected_cue"
    if "địa bàn" in head and address.ends(words.WORKING_AREA, 110) and not words.SCAMMERS.search(head):
        return PlaceRole.BACKGROUND, "working_area"
    area = address.ends(words.AFFECTED_AREA, 80)
    if area and not words.ARREST.search(head) and not _nothing_done(address):
        one = _is_particular(context, address, text) or words.ONE.search(head, 0, area.start())
        return (PlaceRole.INCIDENT_SITE, CASE_IN_AREA) if one else (PlaceRole.AFFECTED, "affected_cue")
    many = words.MANY_THERE.search(head)
    if many and not (words.ARRESTED.search(head) or address.ends(words.SEAT, 140) or words.BUILT.search(head)):
        return PlaceRole.AFFECTED, "many_there"
    whole = first.anchor == "type" or first.level is PlaceLevel.PROVINCE
    if whole and words.SUBJECT_AFFECTED.match(address.tail) and not address.ends(words.OFFICE_NEXT, 34):
        return PlaceRole.AFFECTED, "subject_of_cases"
    if not head.strip() and first.end < context.body_start and words.TITLE_HEAD.match(address.tail):
        crime = words.CRIME_HEADLINE.match(address.tail)
        return PlaceRole.INCIDENT_SITE if crime else PlaceRole.AFFECTED, "headline_place"
    if listed is PlaceRole.AFFECTED:  # 'người dân A, B và C': the list goes on before a residence is looked for
        return listed, "list"
    return None


def _nothing_done(address: Address) -> bool:
    """Where a suspect was or was caught, without a deed there."""
    return elsewhere(address) or bool(address.ends(words.CAUGHT, 110))


def _site_role(context: Context, address: Address, text: str) -> Found | None:
    """Where a deed happened: a particular case, or what is going on there."""
    head, kind = address.head, address.sentence.kind
    if kind in (SentenceKind.BOILERPLATE, SentenceKind.ADVICE) or address.ends(words.OFFICE_NEXT, 34):
        return None
    if _nothing_done(address):
        return None
    if address.ends(words.HERE, 60) and words.FOREIGN_BASE.search(text, address.start, address.sentence.end):
        return PlaceRole.SUSPECT_BASE, "foreigners_there"
    if words.PROPERTY.search(head) or (address.bracketed and words.PLACE_NAMED.search(head)):
        return None if words.BUILT.search(head) else (PlaceRole.INCIDENT_SITE, "named_site")
    if words.BANK.search(head):
        return PlaceRole.INCIDENT_SITE, "bank_branch"
    if not address.ends(words.SITE, 64):
        return None
    went = words.WENT.search(head + address.lead)
    if kind is SentenceKind.CASE or went or words.PERSON_TITLE.search(head):
        return None if words.ORGANISATION.search(head) else (PlaceRole.INCIDENT_SITE, "site_cue")
    if words.ELSEWHERE.search(head) or words.ORGANISATION.search(head) or words.EVENT_NEXT.match(address.tail):
        return None
    if _is_particular(context, address, text):
        return PlaceRole.INCIDENT_SITE, "particular_case"
    return _at_place(address, text) if address.ends(words.HERE, 60) else None


def _at_place(address: Address, text: str) -> Found | None:
    """'Tại A ...' without a case: one deed, or what goes on there; a sentence that tells of neither says nothing."""
    sentence = text[address.start : address.sentence.end]
    if words.DEED.search(sentence):
        return PlaceRole.INCIDENT_SITE, "deed_there"
    return (PlaceRole.AFFECTED, "at_place") if words.GOING_ON.search(sentence) else None


def _is_particular(context: Context, address: Address, text: str) -> bool:
    """One case ('Tại A, Thu gặp ...', 'chiều 5/3, tại B'), not what goes on in general."""
    end = address.mentions[-1].end
    if words.ARRESTED.search(address.head) or words.ACTOR_NEXT.match(context.full[end : end + 24]):
        return True
    if words.TITLED_NEXT.match(context.full[end : end + 24]):
        return True
    sentence = text[address.start : address.sentence.end]
    return bool(words.PARTICULAR.search(sentence)) and not words.GENERAL.search(sentence)


def _in_dispatch_head(context: Context, mention: Mention, right: str) -> bool:
    dispatch = context.document.dispatch
    if dispatch is None or mention.start - context.body_start > 900 or mention.start < context.body_start:
        return False
    written = context.match[mention.start : mention.end]
    bodies = f"{dispatch.parent} {dispatch.issuer}".lower()
    return written in bodies or bool(words.HEAD_PLACE.match(right))


def _is_issuer(address: Address) -> bool:
    """An office of the place that speaks in this clause."""
    office = address.ends(words.OFFICE_BEFORE, 110)
    banks = office is None and ("bank" in address.head or "ngân hàng" in address.head)
    before = address.ends(words.BANK_SAYS, 80) if banks else office
    if before is None or address.sentence.kind is SentenceKind.BOILERPLATE:
        return False
    lead_in = address.head[: before.start()]
    if words.ASKED.search(lead_in):
        return False
    tail = address.tail
    acts = office and any(verb in tail for verb in words.ACT_WORDS) and words.ACTS.match(tail)
    return bool(words.SAYS.match(tail) or acts or words.SOURCE_BEFORE.search(lead_in))


def _is_publisher(context: Context, address: Address) -> bool:
    """'Báo Nghệ An' and 'theo báo Nghệ An', but not 'trình báo Công an Nghệ An'."""
    near = address.head[-70:]
    found = address.ends(words.PUBLISHER, 70) if any(cue in near for cue in words.PUBLISHER_WORDS) else None
    if not found or not found[0].startswith("báo"):
        return bool(found)
    written = context.full[address.begin - len(address.head) + found.start()]
    return written.isupper() or bool(words.NEWS_OF.search(address.head, 0, found.start()))


def _listed(address: Address, text: str, earlier: Pairs) -> PlaceRole | None:
    """The role of the mention right before it in a list."""
    if not earlier:
        return None
    previous, role, _ = earlier[-1]
    gap = text[previous.end : address.first.start]
    return role if role in _SHARED and len(gap) < 30 and "\n" not in gap and words.LIST_GAP.match(gap) else None
