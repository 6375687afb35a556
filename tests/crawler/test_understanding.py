"""A poisonous document is set apart by name, and neither a crawl nor a replay ends with it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.model import DocumentQuarantined, Outcome, Page
from crawler.understanding import understand_page
from crawler.vocab.vocabulary import bundled_vocabulary

TEXT = (
    "<html><h1>Cảnh báo lừa đảo</h1><p>"
    + "Công an cảnh báo thủ đoạn giả danh cán bộ thuế để lừa đảo. " * 8
    + "</p></html>"
)


@pytest.fixture
def page() -> Page:
    return Page(
        page_id="0" * 16, revision="0" * 64, url="http://mau.gov.vn/a", canonical_url="http://mau.gov.vn/a", source="mau",
        status=200, content_type="text/html", headers=(), body=TEXT.encode(), fetched_at=datetime(2026, 3, 6, tzinfo=UTC),
    )  # fmt: skip


def failing(error: Exception) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize("step", ["read", "understand"])
@pytest.mark.parametrize("error", [ZeroDivisionError("a bug"), RecursionError("too deep"), UnicodeError("no text")])
def test_whatever_a_reader_or_an_extractor_raises_is_the_reason_of_the_quarantine(
    page: Page, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    monkeypatch.setattr(f"crawler.understanding.{step}", failing(error))
    understood = understand_page(page, (), None, bundled_vocabulary())
    assert (understood.outcome, understood.reason) == (Outcome.QUARANTINED, type(error).__name__)
    assert understood.advisory is None


@pytest.mark.parametrize("step", ["read", "understand"])
def test_a_named_outcome_is_kept_as_it_is(page: Page, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    monkeypatch.setattr(f"crawler.understanding.{step}", failing(DocumentQuarantined("locked", "encrypted")))
    assert understand_page(page, (), None, bundled_vocabulary()).reason == "encrypted"


def test_a_sound_page_is_understood(page: Page) -> None:
    understood = understand_page(page, (), None, bundled_vocabulary())
    assert (understood.outcome, understood.reason) == (Outcome.ADVISORY, "")
