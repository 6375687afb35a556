"""The four named failures: a sentence on standard error, and the exit code of each."""

import errno
import sqlite3

from rich.console import Console

from crawler.model import ConfigurationError, DocumentQuarantined, EngineUnavailable, SourceChanged

EXIT_USAGE, EXIT_PARTLY, EXIT_UNAVAILABLE, EXIT_RUNNING = 2, 3, 4, 5

_EXITS = (
    (ConfigurationError, EXIT_USAGE),
    (SourceChanged, EXIT_PARTLY),
    (DocumentQuarantined, EXIT_PARTLY),
    (EngineUnavailable, EXIT_UNAVAILABLE),
)


_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})


def exit_code(error: Exception) -> int | None:
    """The exit code of a named failure, or of a disk or database that refuses; None for anything else, which is a bug or Typer's own."""
    if isinstance(error, sqlite3.DatabaseError) or (isinstance(error, OSError) and error.errno in _DISK):
        return EXIT_UNAVAILABLE
    return next((code for kind, code in _EXITS if isinstance(error, kind)), None)


def tell(error: Exception) -> None:
    """The failure's own sentence on standard error."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(f"canhbao: {sentence(error)}", markup=False)


def sentence(error: Exception) -> str:
    """What happened and what to do, in one sentence."""
    if isinstance(error, sqlite3.DatabaseError):
        return (
            f"Cơ sở dữ liệu trong thư mục dữ liệu không đọc hoặc ghi được ({error}). A database of the data folder cannot be read or "
            f"written ({error}): see that the disk has room and may be written, then run `canhbao verify`; what was kept is whole."
        )
    if isinstance(error, OSError):
        place = error.filename or "thư mục dữ liệu · the data folder"
        return (
            f"Đĩa không nhận ghi ở {place} ({error.strerror}). The disk refuses at {place} ({error.strerror}): free some room or mend "
            "it, then run again; what was kept is whole."
        )
    return str(error)
