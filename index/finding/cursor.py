"""Where the next page of a search begins, as an opaque token.

In: a request and the last record shown. Out: a token, and back to a position. A token carries the last sort value and
id, or an offset for relevance, with a digest over both and the question: a changed token, or one of another question,
is refused. It gives nothing that a query could not ask for, so that no secret is needed.
"""

import base64
import json
from hashlib import blake2b

from crawler.model import ConfigurationError
from index.record import Record
from index.requests import Filters, Position, Sort, filters_json

_DIGEST = 12  # bytes
_LONGEST = 400  # characters of a token


def position_of(record: Record, sort: Sort) -> Position:
    """The place of a record in the order by date or first_seen; the value is in whole seconds, None if undated."""
    moment = record.published if sort == "date" else record.first_seen
    value = int(moment.timestamp()) if moment else None
    return Position(value, record.advisory_id)


def token_of(query: str, filters: Filters, sort: Sort, place: Position | int) -> str:
    """The token of a place: a position, or an offset where the order is relevance."""
    body = json.dumps([place.value, place.advisory_id] if isinstance(place, Position) else place).encode()
    asked = json.dumps([query, filters_json(filters), sort], sort_keys=True).encode()
    digest = blake2b(asked + b"\0" + body, digest_size=_DIGEST).digest()
    return base64.urlsafe_b64encode(digest + body).decode().rstrip("=")


def read_token(token: str, query: str, filters: Filters, sort: Sort) -> Position | int:
    """The place that a token of this very question names. Raises ConfigurationError for any other."""
    try:
        raw = base64.b64decode(token[:_LONGEST] + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        told = json.loads(raw[_DIGEST:])
        place = told if isinstance(told, int) else Position(told[0], told[1])
        if token == token_of(query, filters, sort, place):
            return place
    except (ValueError, TypeError, LookupError):
        pass  # said below, as for a token of another question
    raise ConfigurationError(
        f"Mã trang tiếp '{token[:20]}…' không hợp lệ, hoặc thuộc câu tìm khác. The token '{token[:20]}…' is damaged, or "
        "belongs to another query, filter or order: take `next` from the page before, of the same search."
    )
