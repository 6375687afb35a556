"""Indicators with their roles: whose number, page, account or application it is. Precision first: a bank may block on `scam`.

In: a Context. Out: indicators with evidence, the one that decided first. A role comes from what governs the mention in its own
clause (governors.yml), from what is known of the host (genuine.yml, platforms.yml) and from whom the host poses as. Mentions
that contradict each other make it `disputed`. Rules: FACTS part E, TAXONOMY section 7.
"""

from crawler.extract.context import Context
from crawler.extract.figures.governors import Governing, Mention, Verdict
from crawler.extract.figures.lookalikes import Likeness, likeness
from crawler.extract.figures.mentions import Spotted, spotted
from crawler.model import Finding, Indicator, IndicatorRole, SentenceKind
from crawler.text.links import is_government
from crawler.vocab.addresses import load_genuine, load_platforms
from crawler.vocab.contacts import contacts
from crawler.vocab.naming import key_of

_ROLES = {
    "scam": IndicatorRole.SCAM,
    "official": IndicatorRole.OFFICIAL,
    "imitated": IndicatorRole.OFFICIAL,
    "private": IndicatorRole.PRIVATE,
    "publisher": IndicatorRole.UNKNOWN,
    "unknown": IndicatorRole.UNKNOWN,
}
_SILENT = frozenset((SentenceKind.BOILERPLATE, SentenceKind.RELATED))
_EXPLICIT = frozenset(("fake_thing", "is_fake", "do_not_visit", "next_sentence"))
"""Rows that call the thing itself fake: they speak also in advice and at the foot of a page."""

_Decided = tuple[IndicatorRole, str]


def find_indicators(context: Context) -> tuple[Indicator, ...]:
    """Every indicator, each value once per type, in the order of the types' first mention."""
    items = spotted(context)
    if not items:
        return ()
    verdicts = Governing(context).verdicts([Mention(item.start, item.end, item.governed) for item in items])
    found: dict[tuple[str, str], list[tuple[Spotted, _Decided]]] = {}
    for item, verdict in zip(items, verdicts, strict=True):
        decided = _decided(context, item, verdict)
        found.setdefault((item.type, _key(item)), []).append((item, decided))
    return tuple(_united(context, mentions) for mentions in found.values())


def _key(item: Spotted) -> str:
    """All forms of one value are one indicator; a cut number is never the whole one."""
    return key_of(item.type, item.value) + "…" * item.partial


def _decided(context: Context, item: Spotted, verdict: Verdict) -> _Decided:
    kind = context.sentence_at(item.start).kind
    if item.type == "phone" and (item.phone_kind == "police" or item.value in contacts().short_codes):
        return IndicatorRole.OFFICIAL, "known_official_number"
    if item.host and item.type != "social_account":
        known = _known(item)
        if known is not None:
            return known
    like = likeness(item.host) if item.type in ("domain", "url", "email") else None
    role, rule = _ROLES[verdict.role], verdict.rule
    if like is not None:
        return _posing(context, item, like, verdict)
    explicit = rule.removesuffix("/above") in _EXPLICIT
    if kind in _SILENT and role is not IndicatorRole.PRIVATE and not explicit:
        return IndicatorRole.UNKNOWN, "footer"
    if role is IndicatorRole.SCAM and kind is SentenceKind.ADVICE and not explicit:
        return IndicatorRole.UNKNOWN, "advice"
    return role, rule


def _known(item: Spotted) -> _Decided | None:
    """What is known of a host, whatever the text says of it. A mail service is everybody's."""
    host = item.host
    if is_government(host):
        return IndicatorRole.OFFICIAL, "gov_vn"
    if load_genuine().owner(host) and not (item.type == "email" and _is_platform(host)):
        return IndicatorRole.OFFICIAL, "known_official_domain"
    if load_platforms().is_publisher(host):
        return IndicatorRole.UNKNOWN, "known_publisher"
    return None


def _is_platform(host: str) -> bool:
    owner = load_genuine().owner(host)
    return any(body.id == owner and body.kind == "platform" for body in load_genuine().bodies)


def _posing(context: Context, item: Spotted, like: Likeness, verdict: Verdict) -> _Decided:
    """A host that poses as a body: a strong likeness is proof, a weak one beside words of deceit."""
    if verdict.role in ("official", "imitated", "publisher"):
        if like.strong:
            return IndicatorRole.DISPUTED, "lookalike_called_genuine"
        return _ROLES[verdict.role], verdict.rule
    if like.strong or verdict.role == "scam":
        return IndicatorRole.SCAM, "lookalike_of_official"
    return IndicatorRole.UNKNOWN, "like_a_brand"


def _united(context: Context, mentions: list[tuple[Spotted, _Decided]]) -> Indicator:
    """One indicator of all mentions of a value; the evidence that decided stands first."""
    roles = {role for _, (role, _) in mentions}
    contrary = IndicatorRole.SCAM in roles and roles & {IndicatorRole.OFFICIAL, IndicatorRole.PRIVATE}
    role = IndicatorRole.DISPUTED if contrary else next(r for r in _ORDER if r in roles)
    ranked = sorted(mentions, key=lambda mention: mention[1][0] is not role)
    item = ranked[0][0]
    like = (
        likeness(item.host) if item.type in ("domain", "url", "email") and role is not IndicatorRole.OFFICIAL else None
    )
    owner = next((spot.owner for spot, _ in ranked if spot.owner), "")
    evidence = tuple(_finding(context, spot, rule) for spot, (_, rule) in ranked)[:5]
    return Indicator(item.type, item.value, role, owner, item.partial, evidence, like.body if like else "")


_ORDER = (
    IndicatorRole.DISPUTED,
    IndicatorRole.PRIVATE,
    IndicatorRole.SCAM,
    IndicatorRole.OFFICIAL,
    IndicatorRole.UNKNOWN,
)


def _finding(context: Context, item: Spotted, rule: str) -> Finding:
    return context.finding(item.type, item.start, item.end, rule)
