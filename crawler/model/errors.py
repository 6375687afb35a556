"""The four kinds of failure. Anything else that is raised is a bug and stops loudly.

Each message names the input and the remedy, so that it can be shown to a user as it is.
"""


class CanhbaoError(Exception):
    """A failure with a name: str(error) is one clear sentence for the user."""


class SourceChanged(CanhbaoError):
    """A site no longer looks as its source file says (layout, feed, address)."""


class DocumentQuarantined(CanhbaoError):
    """One document cannot be read; the others go on. `outcome` is one of the named read outcomes."""

    def __init__(self, message: str, outcome: str) -> None:
        super().__init__(message)
        self.outcome = outcome


class EngineUnavailable(CanhbaoError):
    """A search engine or a disk does not answer; the work is kept and drained later."""


class ConfigurationError(CanhbaoError):
    """A setting, a command's argument or a file that people edit is wrong."""
