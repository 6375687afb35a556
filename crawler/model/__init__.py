"""The frozen types every part speaks: Source, Page, Document, Advisory, Story, RunSummary, Issue. No I/O."""

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
from crawler.model.run import FINISHED, Balance, Issue, Outcome, Readings, RunSummary
from crawler.model.run_json import balance_to_json, issues_to_json, summary_from_json, summary_to_json
from crawler.model.serialize import advisory_from_json, advisory_to_json, document_from_json, document_to_json
from crawler.model.source import Body, Expectations, Politeness, Selectors, Source, TlsPolicy
from crawler.model.story import FirstKnown, Joined, Lag, Publication, Reached, Relation, Story

__all__ = [
    "FINISHED",
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
    "Readings",
    "Relation",
    "RunSummary",
    "Selectors",
    "SentenceKind",
    "Source",
    "SourceChanged",
    "Story",
    "TlsPolicy",
    "advisory_from_json",
    "advisory_id",
    "advisory_to_json",
    "balance_to_json",
    "document_from_json",
    "document_to_json",
    "issues_to_json",
    "page_id",
    "payload_digest",
    "summary_from_json",
    "summary_to_json",
]
