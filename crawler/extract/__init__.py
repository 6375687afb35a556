"""Document -> Advisory: what a document is, warns of, where and with which evidence. Knows no engine and no site."""

from pathlib import Path

from crawler.extract.context import Context
from crawler.extract.figures.indicators import find_indicators
from crawler.extract.figures.losses import find_losses
from crawler.extract.labels.cues import check_patterns, find_cues
from crawler.extract.labels.facets import NO_FACETS, Facets, find_facets
from crawler.extract.labels.kind import decide_kind
from crawler.extract.labels.tactics import fallback, find_tactics, is_roundup
from crawler.extract.patterns import PatternError
from crawler.extract.places.merged import without_namesakes
from crawler.extract.places.places import find_places, fitted_to_kind, national_audience
from crawler.model import Advisory, AdvisoryKind, ConfigurationError, Document, Source, advisory_id
from crawler.text.dates import local_day
from crawler.vocab.tactics import FALLBACK, load_own_tactics, load_tactics, use_own_tactics

EXTRACTOR = "rules-4"
"""Version of the rules; it changes whenever their results may. The version of the tactics is told beside it."""

_WITHOUT_METHOD = frozenset({AdvisoryKind.UNRELATED, AdvisoryKind.POLICY_EVENT})

__all__ = ["EXTRACTOR", "understand", "understand_with"]


def understand_with(own_tactics: Path | None) -> None:
    """From now on understand with a team's own tactics (None: the bundled ones alone).

    Raises ConfigurationError if the file is missing, breaks its schema, holds a malformed pattern, or if an example of
    one of its own tactics is not read as it says.
    """
    use_own_tactics(own_tactics)
    if own_tactics is None:
        return
    try:
        check_patterns()
    except PatternError as error:
        raise ConfigurationError(f"{own_tactics.name}: {error}") from error
    for tactic in load_own_tactics(own_tactics).tactics:
        for example, shows in [(e, True) for e in tactic.examples.positive] + [
            (e, False) for e in tactic.examples.negative
        ]:
            found = {label.code for label in find_tactics(find_cues(Context(_example(example))))}
            if tactic.id != FALLBACK and (tactic.id in found) is not shows:
                raise ConfigurationError(
                    f"{own_tactics.name}: {tactic.id}: the {'positive' if shows else 'negative'} example {example!r} "
                    f"{'does not show' if shows else 'shows'} the tactic; mend its cues or the example"
                )


def understand(document: Document, source: Source | None = None) -> Advisory:
    """The document with its meaning. `source` tells the publisher's province and kind, where known. Never raises."""
    context = Context(document, source)
    cues = find_cues(context)
    tactics = find_tactics(cues)
    decision = decide_kind(cues, tactics)
    places = fitted_to_kind(find_places(context), decision.kind)
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
        extractor=f"{EXTRACTOR}/{load_tactics().version}",
    )


def _tells_a_scam(kind: AdvisoryKind, facets: Facets) -> bool:
    """Whether a document without a known tactic has an unknown one: a fraud within a company has none."""
    return kind.is_advisory or bool(facets.impersonated)


def _example(text: str) -> Document:
    return Document("", "", "", "", "", "", text, None, None, "vi", "example")
