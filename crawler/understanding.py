"""From a page to an advisory, or to the named reason why not. Used by the pipelines, by replay and by local files.

In: a Page with its attachments, and the vocabulary in use. Out: Understood. A poison document ends as quarantined, never the run. Knows no
Scrapy, no ledger and no engine.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extract import understand
from crawler.model import Advisory, AdvisoryKind, Document, DocumentQuarantined, Outcome, Page, Source
from crawler.read.pages import read
from crawler.read.sandbox import Sandbox
from crawler.vocab.vocabulary import Vocabulary

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Understood:
    """How a page ended. `advisory` is there for ADVISORY alone, `warns` says whether it is one that warns; `reason` names a read
    outcome or an exception.
    """

    outcome: Outcome
    reason: str = ""
    advisory: Advisory | None = None
    warns: bool = False


def read_page(
    page: Page, attachments: Sequence[Page] = (), source: Source | None = None, sandbox: Sandbox | None = None
) -> Document:
    """The document of a page; `sandbox` parses files, one is opened for the page alone where none is handed in.

    Raises DocumentQuarantined, also for anything unexpected that a reader raises.
    """
    try:
        return read(page, attachments, source, sandbox)
    except DocumentQuarantined:
        raise
    except Exception as error:
        raise _poison(page.url, error) from error


def extract_document(document: Document, source: Source | None, vocabulary: Vocabulary) -> Advisory:
    """The advisory of a document. Raises DocumentQuarantined for anything that an extractor raises."""
    try:
        return understand(document, source, vocabulary)
    except DocumentQuarantined:
        raise
    except Exception as error:
        raise _poison(document.url, error) from error


def judge(advisory: Advisory) -> Understood:
    """Whether an advisory goes into the index: every kind but unrelated does."""
    if advisory.kind is AdvisoryKind.UNRELATED:
        return Understood(Outcome.NOT_RELEVANT)
    return Understood(Outcome.ADVISORY, advisory=advisory, warns=advisory.is_advisory)


def understand_page(
    page: Page,
    attachments: Sequence[Page],
    source: Source | None,
    vocabulary: Vocabulary,
    sandbox: Sandbox | None = None,
) -> Understood:
    """Read, extract and judge. Never raises for what a document holds."""
    try:
        return judge(extract_document(read_page(page, attachments, source, sandbox), source, vocabulary))
    except DocumentQuarantined as error:
        return Understood(Outcome.QUARANTINED, error.outcome)


def _poison(url: str, error: Exception) -> DocumentQuarantined:
    name = type(error).__name__
    logger.error("poison document %s: %s", url, name, exc_info=error)
    return DocumentQuarantined(
        f"Văn bản {url} làm hỏng bộ đọc ({name}). The document {url} broke its reader ({name}); it is kept in the "
        "archive and can be replayed after a mend.",
        outcome=name,
    )
