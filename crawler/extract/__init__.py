"""Document -> Advisory: what a document is, warns of, where and with which evidence. Knows no engine and no site."""

from crawler.extract.context import Context
from crawler.extract.figures.indicators import find_indicators
from crawler.extract.figures.losses import find_losses
from crawler.extract.labels.cues import find_cues
from crawler.extract.labels.facets import NO_FACETS, Facets, find_facets
from crawler.extract.labels.kind import decide_kind
from crawler.extract.labels.tactics import fallback, find_tactics, is_roundup
from crawler.extract.places.merged import without_namesakes
from crawler.extract.places.places import find_places, fitted_to_kind, national_audience
from crawler.model import Advisory, AdvisoryKind, Document, Source, advisory_id
from crawler.text.dates import local_day
from crawler.vocab.vocabulary import Vocabulary, bundled_vocabulary

EXTRACTOR = "rules-5"
"""Version of the rules; it changes whenever their results may. The version of the tactics is told beside it."""

_WITHOUT_METHOD = frozenset({AdvisoryKind.UNRELATED, AdvisoryKind.POLICY_EVENT})

__all__ = ["EXTRACTOR", "understand"]


def understand(document: Document, source: Source | None = None, vocabulary: Vocabulary | None = None) -> Advisory:
    """The document with its meaning, in the words of a vocabulary (None: the bundled one). Never raises.

    `source` tells the publisher's province and kind, where known.
    """
    vocabulary = vocabulary or bundled_vocabulary()
    context = Context(document, source)
    cues = find_cues(context, vocabulary)
    tactics = find_tactics(cues)
    decision = decide_kind(cues, tactics)
    places = fitted_to_kind(find_places(context, vocabulary), decision.kind)
    day = local_day(document.published.value) if document.published else None
    if decision.kind is AdvisoryKind.UNRELATED:
        tactics = ()
    facets = find_facets(cues) if decision.kind not in _WITHOUT_METHOD or tactics else NO_FACETS
    if not tactics and _tells_a_scam(decision.kind, facets):
        tactics = fallback(cues)
    if not tactics:
        facets = NO_FACETS  # facets describe how a scam works: none where no scam is described
    return Advisory(
        advisory_id=advisory_id(document.source, document.page_id),
        document=document,
        kind=decision.kind,
        kind_evidence=decision.evidence,
        tactics=tactics,
        places=without_namesakes(places.places, day),
        nationwide=national_audience(context, places, decision.kind),
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
        extractor=f"{EXTRACTOR}/{vocabulary.tactics.version}",
    )


def _tells_a_scam(kind: AdvisoryKind, facets: Facets) -> bool:
    """Whether a document without a known tactic has an unknown one: a fraud within a company has none."""
    return kind.is_advisory or bool(facets.impersonated)
