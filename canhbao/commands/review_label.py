"""review label, review dismiss: an analyst's word on one advisory."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from canhbao.analyst.decisions import Decision, find_quote, record_decision
from canhbao.commands.review_handing import hand_over
from canhbao.commands.review_vocabulary import review_vocabulary
from canhbao.config import Config
from canhbao.workspace import reading_engine
from crawler.extract.context import Context
from crawler.model import Advisory, ConfigurationError
from crawler.vocab.tactics import FALLBACK

_QUOTE_LIMIT = 300


def label(
    ctx: typer.Context,
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Mã cảnh báo. Advisory id")],
    tactic_id: Annotated[str, typer.Argument(metavar="TACTIC", help="Mã thủ đoạn có sẵn. An existing tactic")],
    quote: Annotated[str, typer.Option(help="Câu chữ trong bài làm chứng. Words of the document that show it")],
) -> None:
    """Gán thủ đoạn cho một cảnh báo. Give one advisory a tactic; it stays through every replay."""
    config: Config = ctx.obj
    vocabulary = review_vocabulary(config)
    if tactic_id not in vocabulary.tactic_ids or tactic_id == FALLBACK:
        raise ConfigurationError(
            f"Không có thủ đoạn '{tactic_id}'. There is no tactic '{tactic_id}': see `canhbao tactics`, or make one with "
            "`canhbao review tactic`."
        )
    advisory = _advisory(config, identifier)
    span = find_quote(Context(advisory.document), quote)
    if span is None or len(quote) > _QUOTE_LIMIT:
        raise ConfigurationError(
            f"Trong bài không có câu “{quote[:60]}”. The document does not hold that quote: no label without evidence; "
            f"copy up to {_QUOTE_LIMIT} characters from `canhbao show {identifier}`."
        )
    _decide(config, advisory, tactic_id, quote)
    _tell(advisory, vocabulary.tactic_name(tactic_id))


def dismiss(
    ctx: typer.Context,
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Mã cảnh báo. Advisory id")],
) -> None:
    """Bỏ khỏi hàng đợi: không thủ đoạn nào hợp. Take one advisory out of the queue: no tactic fits."""
    config: Config = ctx.obj
    advisory = _advisory(config, identifier)
    _decide(config, advisory, "", "")
    _tell(advisory, "không thủ đoạn nào hợp · no tactic fits")


def _advisory(config: Config, identifier: str) -> Advisory:
    with reading_engine(config) as engine:
        record = engine.get(identifier)
    if record is None:
        raise ConfigurationError(
            f"Không có cảnh báo '{identifier}' trong chỉ mục. No document '{identifier}' in the index: take an id from "
            "`canhbao review`."
        )
    return record.whole_advisory()


def _decide(config: Config, advisory: Advisory, tactic_id: str, quote: str) -> None:
    today = datetime.now(UTC).date().isoformat()
    title = advisory.document.title
    record_decision(config.decisions, Decision(advisory.advisory_id, tactic_id, quote, today, title))
    hand_over(config, [advisory])


def _tell(advisory: Advisory, what: str) -> None:
    typer.echo(f"đã ghi · recorded: {advisory.advisory_id} → {what}")
