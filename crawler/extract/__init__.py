"""Document -> Advisory: what a document is, warns of, where and with which evidence. Knows no engine and no site."""

from crawler.extract.context import Context
from crawler.extract.cues import find_cues
from crawler.extract.facets import find_facets
from crawler.extract.indicators import find_indicators
from crawler.extract.kind import decide_kind
from crawler.extract.losses import find_losses
from crawler.extract.places import find_places, fitted_to_kind, national_audience
from crawler.extract.tactics import fallback, find_tactics, is_roundup
from crawler.model import Advisory, AdvisoryKind, Document, Source, advisory_id

EXTRACTOR = "rules-1"
"""Version of the rules; it changes whenever their results may."""

__all__ = ["EXTRACTOR", "understand"]


def understand(document: Document, source: Source | None = None) -> Advisory:
    """The document with its meaning. `source` tells the publisher's province and kind, where known. Never raises."""
    context = Context(document, source)
    cues = find_cues(context)
    tactics = find_tactics(cues)
    decision = decide_kind(cues, tactics)
    facets = find_facets(cues)
    places = fitted_to_kind(find_places(context), decision.kind)
    speaks = decision.kind.is_advisory or decision.kind is AdvisoryKind.POLICY_EVENT
    if decision.kind is AdvisoryKind.UNRELATED:
        tactics = ()
    elif not tactics and decision.kind.is_advisory:
        tactics = fallback(cues)
    return Advisory(
        advisory_id=advisory_id(document.source, document.page_id),
        document=document,
        kind=decision.kind,
        kind_evidence=decision.evidence,
        tactics=tactics,
        places=places.places,
        nationwide=national_audience(context, places) if speaks else places.nationwide,
        impersonated=facets.impersonated,
        channels=facets.channels,
        actions=facets.actions,
        lures=facets.lures,
        pretexts=facets.pretexts,
        targets=facets.targets,
        indicators=find_indicators(context),
        losses=find_losses(context),
        is_roundup=is_roundup(tactics),
        has_advice=decision.has_advice,
        extractor=EXTRACTOR,
    )
