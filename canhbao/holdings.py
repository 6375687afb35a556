"""What a data folder holds, and where something lies when it holds nothing.

In: the folder that a configuration names. Out: whether anything was ever put there, how many documents its archive has, and
the one sentence for "nothing here". Reads only; opens no engine.
"""

from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from crawler.model import ConfigurationError

DEMO_MARK = "demo.txt"
_MARKS = ("ledger.sqlite", "warc", "index", "outbox.sqlite")
_OURS = ("ledger.sqlite", "outbox.sqlite", DEMO_MARK)  # what no other folder has: 'index' is a usual name
_LOOKED_AT = 500  # neighbours of a folder
_NAMED = 3


class NothingHere(ConfigurationError):
    """A command that reads was given a folder without data."""


def is_filled(data: Path) -> bool:
    """Whether a crawl, an added file or an index has left something in a folder."""
    return any((data / mark).exists() for mark in _MARKS)


def refuse_nothing(data: Path) -> None:
    """Raises NothingHere, naming where something is, if a folder holds no data."""
    if not is_filled(data):
        raise NothingHere(_sentence(data))


def told_of_new(data: Path) -> str:
    """A sentence for who is about to begin a folder although there are data elsewhere nearby; '' otherwise."""
    if is_filled(data) or not (others := [path for path in _nearby(data) if not (path / DEMO_MARK).exists()]):
        return ""
    return (
        f"Bắt đầu thư mục dữ liệu mới {data}; đã có dữ liệu ở {_listed(others)}. A new data folder {data} begins; there are "
        f"data in {_listed(others)} already."
    )


def has_lost_its_ledger(data: Path) -> bool:
    """Whether WARC files lie there without the ledger."""
    return not (data / "ledger.sqlite").exists() and any((data / "warc").glob("*.warc.gz"))


def archived_documents(data: Path) -> int:
    """How many articles of the archive became documents of the index. Raises ConfigurationError for a damaged ledger."""
    if not (data / "ledger.sqlite").exists():
        return 0
    from crawler.archive import Ledger  # who finds an index filled needs no archive

    ledger = Ledger(data, readonly=True)
    try:
        balance = ledger.balance()
    finally:
        ledger.close()
    return balance.advisories + balance.gone


def _sentence(data: Path) -> str:
    found = _nearby(data)
    if not found:
        return (
            f"Không có dữ liệu trong {data}: hãy chạy `canhbao demo`, `canhbao crawl` hoặc `canhbao add` trước. There is nothing "
            f"in {data}: run `canhbao demo`, `canhbao crawl` or `canhbao add` first, or name another folder with --data."
        )
    demo = [path for path in found if (path / DEMO_MARK).exists()]
    vi = "".join(f" ({path} là bản chạy thử)" for path in demo)
    en = "".join(f" ({path} is the demo)" for path in demo)
    return (
        f"Không có dữ liệu trong {data}; có ở {_listed(found)}{vi}: thêm --data. There is nothing in {data}; there are data in "
        f"{_listed(found)}{en}: run `canhbao --data {found[0]} …`."
    )


def _listed(found: list[Path]) -> str:
    return ", ".join(map(str, found))


def _nearby(data: Path) -> list[Path]:
    """Folders with data that were perhaps meant: below, beside and above, the likest name first, the demo last."""
    around = [data.parent, Path("data"), Path("data") / "demo", data / "demo", *_folders(data), *_folders(data.parent)]
    found = {
        path.absolute(): path for path in reversed(around) if path.absolute() != data.absolute() and _is_ours(path)
    }
    likeness = {path: SequenceMatcher(None, path.name, data.name).ratio() for path in found.values()}
    ordered = sorted(found.values(), key=lambda path: ((path / DEMO_MARK).exists(), -likeness[path], str(path)))
    return ordered[:_NAMED]


def _is_ours(path: Path) -> bool:
    return any((path / mark).exists() for mark in _OURS) or any((path / "warc").glob("*.warc.gz"))


def _folders(parent: Path) -> list[Path]:
    try:
        return [path for path in islice(parent.iterdir(), _LOOKED_AT) if path.is_dir()]
    except OSError:
        return []
