"""Feeding the engine from the outbox, while a crawl runs and at its end. Engine trouble never stops a crawl."""

import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from canhbao.config import Config
from canhbao.workspace import engine_of
from crawler.model import EngineUnavailable
from index.outbox import Outbox

logger = logging.getLogger(__name__)

REBUILDING = (
    "Chỉ mục đang được dựng lại; việc chờ trong hàng đợi. The index is being rebuilt; the work waits in the outbox."
)


@dataclass(slots=True)
class Fed:
    """What reached the engine so far. `trouble` is the sentence of an engine that does not answer, or ''."""

    indexed: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    waiting: int = 0
    trouble: str = ""


def feed(config: Config, on_progress: Callable[[int], None] | None = None) -> Fed:
    """Drain the outbox once. An engine that is away is told in `trouble`; the documents wait."""
    outbox = Outbox(config.data)
    fed = Fed()
    try:
        with index_lock(config.data, shared=True) as free:
            if not free:
                return Fed(waiting=outbox.waiting(), trouble=REBUILDING)
            fed = _drain(config, outbox, on_progress)
    except EngineUnavailable as error:
        fed = Fed(waiting=outbox.waiting(), trouble=str(error))
    finally:
        outbox.close()
    return fed


def _drain(config: Config, outbox: Outbox, on_progress: Callable[[int], None] | None) -> Fed:
    with engine_of(config) as engine:
        result = outbox.drain(engine, on_progress=on_progress)
    return Fed(result.indexed, dict(result.refused), result.waiting)


@contextmanager
def index_lock(data: Path, *, shared: bool) -> Iterator[bool]:
    """Whether the index may be written: many feeders share it, a rebuild has it alone. Never waits."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "index.lock").open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


class Feeder:
    """Drains the outbox every `seconds` in a thread of its own until stopped; then once more."""

    def __init__(self, config: Config, seconds: float = 5.0) -> None:
        self._config = config
        self._seconds = seconds
        self._stop = threading.Event()
        self._fed = Fed()
        self._thread = threading.Thread(target=self._run, name="feeder", daemon=True)

    def start(self) -> "Feeder":
        """Begin."""
        self._thread.start()
        return self

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            self._once()

    def _once(self) -> None:
        fed = feed(self._config)
        if fed.trouble and not self._fed.trouble:
            logger.warning("%s", fed.trouble)
        self._fed.indexed += fed.indexed
        self._fed.refused.update(fed.refused)
        self._fed.waiting, self._fed.trouble = fed.waiting, fed.trouble

    def finish(self) -> Fed:
        """Stop, drain what is left, and tell what happened."""
        self._stop.set()
        self._thread.join()
        self._once()
        return self._fed
