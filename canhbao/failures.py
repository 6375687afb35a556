"""The four named failures: a sentence on standard error, and the exit code of each."""

from rich.console import Console

from crawler.model import ConfigurationError, DocumentQuarantined, EngineUnavailable, SourceChanged

EXIT_USAGE, EXIT_PARTLY, EXIT_UNAVAILABLE, EXIT_RUNNING = 2, 3, 4, 5

_EXITS = (
    (ConfigurationError, EXIT_USAGE),
    (SourceChanged, EXIT_PARTLY),
    (DocumentQuarantined, EXIT_PARTLY),
    (EngineUnavailable, EXIT_UNAVAILABLE),
)


def exit_code(error: Exception) -> int | None:
    """The exit code of a named failure; None for anything else, which is a bug or Typer's own."""
    return next((code for kind, code in _EXITS if isinstance(error, kind)), None)


def tell(error: Exception) -> None:
    """The failure's own sentence on standard error."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(f"canhbao: {error}", markup=False)
