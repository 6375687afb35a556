"""The frozen types every part speaks: Source, Page, Document, Advisory, Story, Run, Issue. No I/O."""

from crawler.model.advisory import (
    NATIONWIDE,
    Advisory,
    AdvisoryKind,
    Indicator,
    IndicatorRole,
    Label,
    Loss,
    Place,
    PlaceLevel,
    PlaceRole,
)
from crawler.model.dispatch import Citation, Dispatch
from crawler.model.document import Anchor, Attachment, DateMethod, DateValue, Document
from crawler.model.errors import (
    CanhbaoError,
    ConfigurationError,
    DocumentQuarantined,
    EngineUnavailable,
    SourceChanged,
)
from crawler.model.finding import Finding, SentenceKind
from crawler.model.ids import advisory_id, page_id, payload_digest
from crawler.model.page import Page
from crawler.model.run import Balance, Issue, Outcome, Run
from crawler.model.serialize import advisory_from_json, advisory_to_json, document_from_json, document_to_json
from crawler.model.source import Body, Expectations, Politeness, Selectors, Source, TlsPolicy
from crawler.model.story import FirstKnown, Joined, Lag, Publication, Reached, Relation, Story

__all__ = [
    "NATIONWIDE",
    "Advisory",
    "AdvisoryKind",
    "Anchor",
    "Attachment",
    "Balance",
    "Body",
    "CanhbaoError",
    "Citation",
    "ConfigurationError",
    "DateMethod",
    "DateValue",
    "Dispatch",
    "Document",
    "DocumentQuarantined",
    "EngineUnavailable",
    "Expectations",
    "Finding",
    "FirstKnown",
    "Indicator",
    "IndicatorRole",
    "Issue",
    "Joined",
    "Label",
    "Lag",
    "Loss",
    "Outcome",
    "Page",
    "Place",
    "PlaceLevel",
    "PlaceRole",
    "Politeness",
    "Publication",
    "Reached",
    "Relation",
    "Run",
    "Selectors",
    "SentenceKind",
    "Source",
    "SourceChanged",
    "Story",
    "TlsPolicy",
    "advisory_from_json",
    "advisory_id",
    "advisory_to_json",
    "document_from_json",
    "document_to_json",
    "page_id",
    "payload_digest",
]
