"""The demo's own data folder: it holds one edition of the sample sites, and starts anew when the sites are others.

In: the folder and the edition (a digest of what the sites answer; another day makes another one). Out: a folder that is
empty or holds that edition, while the context is open. What the demo did not make is moved aside, never removed. Knows
neither sites nor crawls.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from canhbao.holdings import DEMO_MARK as MARK
from canhbao.run.crawl import AlreadyRunning


@contextmanager
def demo_folder(folder: Path, edition: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the folder for one edition; `tell` gets a sentence when it is cleared or moved aside.

    Raises AlreadyRunning while another demo, of another edition, is open on it.
    """
    _move_aside(folder, tell)
    folder.mkdir(parents=True, exist_ok=True)
    mark = os.open(folder / MARK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if _read(mark) != edition:
            _lock(mark, fcntl.LOCK_EX, folder)
            if _read(mark) != edition:  # who waited for the lock may find it done
                _start_anew(folder, mark, edition, tell)
        _lock(mark, fcntl.LOCK_SH, folder)
        yield
    finally:
        os.close(mark)


def _lock(mark: int, kind: int, folder: Path) -> None:
    try:
        fcntl.flock(mark, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyRunning(
            f"Một bản chạy thử khác đang mở trên {folder}. Another demo is open on {folder}: stop it first (Ctrl+C), or "
            "give this one a folder of its own with --data."
        ) from error


def _read(mark: int) -> str:
    return os.pread(mark, 200, 0).decode("ascii", "replace").strip()


def _start_anew(folder: Path, mark: int, edition: str, tell: Callable[[str], None]) -> None:
    """Clear the folder. The mark is emptied first and written last: a kill between them is no whole edition."""
    if _read(mark):
        tell(
            f"Trang mẫu đã khác (theo ngày hôm nay): làm lại {folder}. The sample sites are of another day: {folder} starts anew."
        )
    os.ftruncate(mark, 0)
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != MARK:
            entry.unlink()
    os.pwrite(mark, f"{edition}\n".encode("ascii"), 0)
    os.fsync(mark)


def _move_aside(folder: Path, tell: Callable[[str], None]) -> None:
    """What stands there without the demo's mark is somebody's: a team's data, or a demo of an earlier version."""
    if not folder.is_dir() or (folder / MARK).exists() or not any(folder.iterdir()):
        return
    number = next(n for n in range(1, 10_000) if not folder.with_name(f"{folder.name}-{n}").exists())
    aside = folder.with_name(f"{folder.name}-{number}")
    folder.rename(aside)
    tell(f"Đã chuyển {folder} sang {aside}. {folder} was not made by this demo: it is now {aside}.")
