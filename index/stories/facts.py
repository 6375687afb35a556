"""The facts by which two near texts are told to be one warning or two: who issued, which case, what is passed on.

In: stored records, which carry the whole advisory. Out: facts, and what two sets of them have in common or against each
other. Knows neither similarity nor engines. The rules and their reasons: docs/decisions/0007-one-story-or-two.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crawler.model import Body, IndicatorRole, PlaceLevel
from crawler.vocab.units import resolve_province
from index.record import Record

AUTHORITIES = frozenset({Body.PORTAL, Body.POLICE, Body.DEPARTMENT, Body.DISTRICT, Body.COMMUNE})  # of a province
_TRACES = frozenset(
    {"phone", "domain", "url", "bank_account", "email"}
)  # an app's or account's name is seldom one's own
_CASE_AMOUNTS = frozenset({"lost", "prevented", "aggregate"})  # what is demanded belongs to the tactic, not to a case
_CASE_PLACES = frozenset({"affected", "incident_site", "victim_residence"})
_MOST_TERMS = 30


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a warning says that others would not say by chance.

    `traces` are the scammer's phones, addresses and accounts as 'type:value'; `amounts` are VND of the case with two
    significant digits or more; `units` are districts and communes as 'name, province'; `reference` is the dispatch's
    own number and symbol, with `dated` its day or ''; `cited` are references it passes on. `issuers` are of the 63 where known.
    """

    issuers: frozenset[str]
    issuers_2025: frozenset[str]
    traces: frozenset[str] = frozenset()
    amounts: frozenset[int] = frozenset()
    units: frozenset[str] = frozenset()
    reference: str = ""
    dated: str = ""
    cited: frozenset[str] = frozenset()
    is_roundup: bool = False
    warns: bool = False

    @property
    def has_case(self) -> bool:
        """Whether it tells a case of its own. A place alone is none: it is what a passed-on text changes first."""
        return bool(self.traces or self.amounts)


def facts_of(record: Record) -> CaseFacts:
    """The facts of a whole record; of one without its advisory only the issuers are known."""
    advisory: Mapping[str, Any] = record.advisory or {}
    document: Mapping[str, Any] = advisory.get("document") or {}
    dispatch: Mapping[str, Any] = document.get("dispatch") or {}
    return CaseFacts(
        issuers=issuers_of(record, old=True),
        issuers_2025=issuers_of(record, old=False),
        traces=frozenset(
            f"{item['type']}:{item['value']}"
            for item in advisory.get("indicators", ())
            if item["role"] == IndicatorRole.SCAM and item["type"] in _TRACES and not item["partial"]
        ),
        amounts=frozenset(
            loss["vnd"]
            for loss in advisory.get("losses", ())
            if loss["role"] in _CASE_AMOUNTS and significant_digits(loss["vnd"]) >= 2
        ),
        units=frozenset(
            f"{place['name'].casefold()}, {place['province_2025']}"
            for place in advisory.get("places", ())
            if place["role"] in _CASE_PLACES and place["level"] in (PlaceLevel.DISTRICT, PlaceLevel.COMMUNE)
        ),
        reference=_reference(dispatch.get("number", ""), dispatch.get("symbol", "")),
        dated=dispatch.get("date", ""),
        cited=frozenset(filter(None, (_reference(c["number"], c["symbol"]) for c in document.get("citations", ())))),
        is_roundup=bool(advisory.get("is_roundup")),
        warns=record.is_advisory,
    )


def issuers_of(record: Record, *, old: bool) -> frozenset[str]:
    """Provinces whose authority warns: as the text names them, or the publisher's own where it is an authority."""
    named = record.issuer_provinces if old else record.issuer_provinces_2025
    if named or record.issuer_provinces_2025:
        return frozenset(named)
    own = publisher_province(record, old=old) if record.body in AUTHORITIES else ""
    return frozenset({own} if own else ())


def publisher_province(record: Record, *, old: bool) -> str:
    """The province of the record's source on a map, of the 63 as its source file says where it does; '' for a national one."""
    if old and record.source_province_old:
        return record.source_province_old
    return _province(record.source_province, old) if record.source_province else ""


@lru_cache(maxsize=256)
def _province(name: str, old: bool) -> str:
    return resolve_province(name, old=old) or ""


def _reference(number: str, symbol: str) -> str:
    """'1256/stttt-ttbcxb', or '' where the number was left blank: a template's head is no fact."""
    return f"{number.lstrip('0')}/{symbol}".casefold() if number and symbol else ""


def significant_digits(vnd: int) -> int:
    """Digits before the zeros at the end: 500 million has one, 1.215 billion four."""
    return len(str(vnd).rstrip("0"))


def terms_of(facts: CaseFacts) -> tuple[str, ...]:
    """Traces and references as band terms, so that a re-issue in other words is a candidate too."""
    references: Iterable[str] = filter(None, (facts.reference, *sorted(facts.cited)))
    terms = [f"i:{trace}" for trace in sorted(facts.traces)] + [f"d:{reference}" for reference in references]
    return tuple(dict.fromkeys(terms))[:_MOST_TERMS]


def other_issuers(first: CaseFacts, second: CaseFacts) -> bool:
    """Whether both say who warns and it is nobody in common; on the old map where both are known on it."""
    if first.issuers and second.issuers:
        return not first.issuers & second.issuers
    return bool(first.issuers_2025 and second.issuers_2025) and not first.issuers_2025 & second.issuers_2025


def passes_on(first: CaseFacts, second: CaseFacts) -> bool:
    """Whether one cites the other's dispatch, both are the same dispatch, or both cite one."""
    return (
        same_dispatch(first, second)
        or first.reference in second.cited
        or second.reference in first.cited
        or bool(first.cited & second.cited)
    )


def same_dispatch(first: CaseFacts, second: CaseFacts) -> bool:
    """The same number and symbol, of one issuer where both are known, on one day where both are known."""
    dates = {first.dated, second.dated} - {""}
    return (
        bool(first.reference)
        and first.reference == second.reference
        and len(dates) < 2
        and not other_issuers(first, second)
    )


def share_rare_facts(first: CaseFacts, second: CaseFacts) -> bool:
    """Whether both warn of one trace or pass on one dispatch: it verifies a pair whose texts are less alike.

    Amounts do not: the reports that follow a case to court repeat them for years, and are no copies of one another.
    """
    if not (first.warns and second.warns):
        return False
    return bool(first.traces & second.traces) or passes_on(first, second)


def have_in_common(first: CaseFacts, second: CaseFacts) -> bool:
    """Whether they share a trace, an amount, a unit, a dispatch or the authority that warns."""
    return bool(
        first.traces & second.traces
        or first.amounts & second.amounts
        or first.units & second.units
        or first.issuers & second.issuers
        or passes_on(first, second)
    )


def tell_apart(first: CaseFacts, second: CaseFacts) -> bool:
    """Whether near texts are two warnings: a form that was filled in twice.

    Nothing of the case is in common, both have particulars of their own, and either other authorities issued them, or they
    are two dispatches with two cases.
    """
    if first.traces & second.traces or first.amounts & second.amounts or first.units & second.units:
        return False
    if passes_on(first, second):
        return False
    own = all(facts.has_case or facts.reference for facts in (first, second))
    if own and other_issuers(first, second):
        return True
    numbered = bool(first.reference and second.reference) and first.reference != second.reference
    return numbered and first.has_case and second.has_case
