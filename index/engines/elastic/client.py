"""One cluster behind a client: which failures are tried again, for how long, and the sentence for those that stay.

The library's own retries are off, because they ignore Retry-After and send a bulk request whole again. Each new try goes
to the next living node; a node that failed rests for a second or more and then takes part again.
"""

import random
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from crawler.model import EngineUnavailable
from index.engines.elastic.access import Access

WAITS = (0.5, 1, 2, 4, 8)  # seconds before each new try, each drawn between half and one and a half of it
LONGEST_WAIT = 60.0  # seconds; a server that asks for more is taken to be away
TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
_LOST = 2  # new tries, beyond one for each node, of connections that nobody answers
_REQUEST_SECONDS = 30

Pause = Callable[[float], None]


class Patience:
    """The waits of one piece of work. Lost connections end it sooner than a server that says it is busy."""

    def __init__(self, nodes: int, pause: Pause, chance: Callable[[], float]) -> None:
        self._waits = list(WAITS)
        self._lost = nodes + _LOST - 1
        self._pause = pause
        self._chance = chance

    def wait(self, error: Exception) -> bool:
        """Wait before the next try; False, without waiting, where no more is due."""
        asked = retry_after(error)
        if isinstance(error, TransportError):
            self._lost -= 1
        if not self._waits or self._lost < 0 or asked > LONGEST_WAIT:
            return False
        due = self._waits.pop(0)
        # Never sooner than asked; and not all clients at once.
        self._pause(max(asked, due) * (1 + self._chance() / 4) if asked else due * (0.5 + self._chance()))
        return True


class Cluster:
    """Asks a cluster. `pause` takes seconds; `chance` draws from [0, 1) and spreads the new tries of many clients."""

    def __init__(
        self,
        access: Access,
        *,
        pause: Pause = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.access = access
        self._pause = pause
        self._chance = chance
        tls: dict[str, Any] = {"ssl_context": access.trusted} if access.trusted else {}
        self.client = Elasticsearch(
            list(access.nodes),
            api_key=access.api_key,
            request_timeout=_REQUEST_SECONDS,
            max_retries=0,
            retry_on_timeout=False,
            dead_node_backoff_factor=1.0,
            max_dead_node_backoff=15.0,
            **tls,
        )

    def patience(self) -> Patience:
        """A fresh one."""
        return Patience(len(self.access.nodes), self._pause, self._chance)

    def ask(self, call: Callable[[Elasticsearch], Any], passes: Collection[int] = ()) -> Any:
        """Run a request; what is transient is tried again.

        Raises ApiError for the statuses in `passes`, EngineUnavailable for every other failure that stays.
        """
        patience = self.patience()
        while True:
            try:
                return call(self.client)
            except ApiError as error:
                if error.status_code in passes:
                    raise
                self.endure(patience, error)
            except TransportError as error:
                self.endure(patience, error)

    def endure(self, patience: Patience, error: Exception, *, transient: bool | None = None) -> None:
        """Wait for the next try. Raises EngineUnavailable for what no try would mend, and at the end of patience."""
        if not (_is_transient(error) if transient is None else transient) or not patience.wait(error):
            raise self.unavailable(error) from error

    def unavailable(self, error: Exception) -> EngineUnavailable:
        """The failure with its sentence."""
        return EngineUnavailable(sentence(self.access.name, error))

    def close(self) -> None:
        """Close connections."""
        self.client.close()


def retry_after(error: Exception) -> float:
    """Seconds that the server asks to wait (Retry-After, as seconds or as a date), or 0."""
    asked = error.meta.headers.get("retry-after", "") if isinstance(error, ApiError) else ""
    if not asked:
        return 0.0
    if asked.strip().isdecimal():
        return float(asked)
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _is_transient(error: Exception) -> bool:
    if isinstance(error, ApiError):
        return error.status_code in TRANSIENT
    return not _is_untrusted(error)


def _is_untrusted(error: Exception) -> bool:
    return isinstance(error, TransportError) and "CERTIFICATE_VERIFY_FAILED" in _text(error)


def _text(error: Exception) -> str:
    """One line; of a failed connection its cause too, which the library leaves out."""
    cause = f" ({error.__cause__})" if isinstance(error, TransportError) and error.__cause__ else ""
    return " ".join(f"{error}{cause}".split())[:400]


def sentence(cluster: str, error: Exception) -> str:
    """What is wrong and what to do, in both languages."""
    text = _text(error)
    status = error.status_code if isinstance(error, ApiError) else 0
    if status == 401:
        return (
            f"Elasticsearch tại {cluster} không nhận khoá API (401). Elasticsearch at {cluster} refuses the API key: set "
            "ELASTICSEARCH_API_KEY, or ELASTICSEARCH_API_KEY_FILE, to a valid one; the work is kept in the outbox."
        )
    if status == 403:
        return (
            f"Elasticsearch tại {cluster} không cho phép (403): {text}. Elasticsearch at {cluster} forbids this: give the "
            "API key the privileges monitor on the cluster and all on the indices 'canhbao*', and lift blocks of the "
            "index; the work is kept in the outbox."
        )
    if _is_untrusted(error):
        return (
            f"Chứng chỉ TLS của Elasticsearch tại {cluster} không đáng tin: {text}. The TLS certificate of Elasticsearch at "
            f"{cluster} is not trusted: set ELASTICSEARCH_CA_FILE to the PEM file of the authority that signed it, or renew "
            "the certificate; it is never accepted unverified. The work is kept in the outbox."
        )
    return (
        f"Elasticsearch tại {cluster} không trả lời: {text}. Elasticsearch at {cluster} does not answer as expected: start "
        "it, or mend CANHBAO_INDEX; the work is kept in the outbox."
    )
