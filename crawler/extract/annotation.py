"""An advisory as one line of `canhbao annotate` (DESIGN section 5). Offsets refer to the text as it was given."""

from collections.abc import Iterable
from typing import Any

from crawler.model import Advisory, Finding, IndicatorRole, Label, Place, PlaceRole


def annotation_of(advisory: Advisory, given_id: str | None = None) -> dict[str, Any]:
    """The annotation as JSON-ready values. Facets are plain ids; their evidence is in `facet_evidence`.

    Evidence is {quote, start, end, rule}, with "field": "title" where it lies in the title instead of the text.
    """
    facets = {
        "impersonated": advisory.impersonated,
        "channels": advisory.channels,
        "actions": advisory.actions,
        "lures": advisory.lures,
        "targets": advisory.targets,
        "pretexts": advisory.pretexts,
    }
    return {
        "id": given_id if given_id is not None else advisory.advisory_id,
        "kind": str(advisory.kind),
        "is_advisory": advisory.is_advisory,
        "tactics": [
            {"id": label.code, "score": round(label.score, 3), "evidence": _evidence(label.evidence)}
            for label in advisory.tactics
        ],
        "affected": [_place(place) for place in advisory.places_in(PlaceRole.AFFECTED)],
        "nationwide": bool(advisory.nationwide),
        "issuer": [_place(place) for place in advisory.places_in(PlaceRole.ISSUER)],
        **{name: _codes(labels) for name, labels in facets.items()},
        "indicators": [
            {
                "type": item.type,
                "value": _masked(item.value) if item.role is IndicatorRole.PRIVATE else item.value,
                "role": str(item.role),
                **({"owner": item.owner} if item.owner else {}),
                **({"imitates": item.imitates} if item.imitates else {}),
                **({"partial": True} if item.partial else {}),
                "evidence": [
                    {**told, "quote": _masked(told["quote"])} if item.role is IndicatorRole.PRIVATE else told
                    for told in _evidence(item.evidence)
                ],
            }
            for item in advisory.indicators
        ],
        "losses": [
            {"vnd": loss.vnd, "role": loss.role, "evidence": _evidence(loss.evidence)} for loss in advisory.losses
        ],
        "dispatch": _dispatch(advisory),
        "language": advisory.document.language,
        "kind_evidence": _evidence(advisory.kind_evidence),
        "nationwide_evidence": _evidence(advisory.nationwide),
        "facet_evidence": {
            name: {label.code: _evidence(label.evidence) for label in labels} for name, labels in facets.items()
        },
    }


def _masked(value: str) -> str:
    """A private person's number or address: letters and digits as 'x', as long as what it hides."""
    return "".join("x" if char.isalnum() else char for char in value)


def _codes(labels: Iterable[Label]) -> list[str]:
    return [label.code for label in labels]


def _evidence(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "quote": finding.quote,
            "start": finding.start,
            "end": finding.end,
            "rule": finding.rule,
            **({"field": finding.field} if finding.field != "text" else {}),
        }
        for finding in findings
    ]


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "province": place.province,
        "province_2025": place.province_2025,
        "level": str(place.level),
        **({"district": place.district} if place.district else {}),
        **({"commune": place.commune} if place.commune else {}),
        "confidence": place.confidence,
        "evidence": _evidence(place.evidence),
    }


def _dispatch(advisory: Advisory) -> dict[str, Any] | None:
    """The head and the cited documents; None if the document neither is a dispatch nor cites one."""
    head, citations = advisory.dispatch, advisory.document.citations
    if head is None and not citations:
        return None
    cited = [
        {"reference": c.reference, "date": c.date, "issuer": c.issuer, "evidence": _evidence(c.evidence)}
        for c in citations
    ]
    if head is None:
        return {"number": "", "symbol": "", "date": "", "issuer": "", "parent": "", "subject": "", "cited": cited}
    return {
        "number": head.number,
        "symbol": head.symbol,
        "date": head.date,
        "issuer": head.issuer,
        "parent": head.parent,
        "subject": head.subject,
        "recipients": list(head.recipients),
        "signer_role": head.signer_role,
        "flags": list(head.flags),
        "cited": cited,
    }
