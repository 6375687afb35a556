"""Opens SQLite databases to read them: makes no file beside them, and needs no right to write.

In: the path of a database, in WAL mode or not. Out: a connection, and whether it still shows the present state. SQLite itself
would make `-wal` and `-shm` beside a database in WAL mode, even for who only reads. Knows no table.
"""

import os
import shutil
import sqlite3
import tempfile
import weakref
from pathlib import Path

State = tuple[int, ...]


class _Copy(sqlite3.Connection):
    """A connection to a copy, which is removed with it."""

    folder: "tempfile.TemporaryDirectory[str] | None" = None

    def close(self) -> None:
        super().close()
        if self.folder is not None:
            self.folder.cleanup()


class Reader:
    """A connection in autocommit mode that only reads. Raises sqlite3.Error if the file is missing or none.

    Beside a writer it sees each transaction; where nobody has the database open it sees the file as it lies there, and must
    be made anew when `is_current` says no. A damage may show at a question only.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process = os.getpid()  # SQLite's connections must not be taken along into a child process
        self._state = state_of(path)
        self.connection, self._follows = _open(path)
        weakref.finalize(self, self.connection.close)

    def is_current(self) -> bool:
        """Whether what the connection says is the present state."""
        if os.getpid() != self._process:
            return False
        now = state_of(self._path)
        return now[:1] == self._state[:1] if self._follows else now == self._state

    def version(self) -> int:
        """Of a current connection: another number whenever another one has written (SQLite's data_version)."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection as a Reader has it, for questions that are asked at once; whoever asks closes it."""
    return _open(path)[0]


def state_of(path: Path) -> State:
    """Another value whenever the database or its log has changed; empty where there is no database."""
    try:
        database = path.stat()
    except OSError:
        return ()
    return (database.st_ino, database.st_size, database.st_mtime_ns, *_log(path))


def _log(path: Path) -> State:
    """Size and time of the write-ahead log; empty where there is nothing in one."""
    try:
        log = path.with_name(f"{path.name}-wal").stat()
    except OSError:
        return ()
    return (log.st_size, log.st_mtime_ns) if log.st_size else ()


def _open(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection, and whether it follows what others write."""
    if not _log(path):
        return _connect(path, "mode=ro&immutable=1"), False  # no transaction lies outside the file itself
    if path.with_name(f"{path.name}-shm").exists():
        return _connect(path, "mode=ro"), True
    return _copied(path), False  # a copied folder, perhaps: SQLite would write the log's index


def _connect(path: Path, how: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=60, isolation_level=None, check_same_thread=False)


def _copied(path: Path) -> sqlite3.Connection:
    folder = tempfile.TemporaryDirectory(prefix="canhbao-reading-")
    try:
        for name in (path.name, f"{path.name}-wal"):
            shutil.copyfile(path.with_name(name), Path(folder.name) / name)
        copy = Path(folder.name) / path.name
        database = sqlite3.connect(copy, timeout=60, isolation_level=None, check_same_thread=False, factory=_Copy)
    except BaseException:
        folder.cleanup()
        raise
    database.folder = folder
    database.execute("PRAGMA query_only=ON")
    return database
