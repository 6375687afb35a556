"""What is wrong with the files of an embedded index, and how its errors and panics are told at the door.

In: the folder of a tantivy index. Out: the names of files that are missing or not what was written (each ends with a checksum
of its own, but meta.json). Every error of a damaged index becomes EngineUnavailable with one sentence; an error of a sound
one is a bug and stays loud.
"""

import json
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from crawler.model import CanhbaoError, EngineUnavailable

PARTS = (".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm")
_END = struct.Struct("<II")  # length of the footer, and a magic number
_MAGIC = 1337
_PANIC = "pyo3_runtime"  # PanicException has no importable name, and is no Exception

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class HasFolder(Protocol):
    """An engine that can say where its index lies."""

    @property
    def folder(self) -> Path:
        """The folder of the generation in use."""


SMALL = 64 << 20
"""Bytes of an index that is looked through whenever it is opened; a larger one when something fails, and by `verify`."""


def faults(folder: Path, seen: set[str] | None = None, most: int | None = None) -> tuple[str, ...]:
    """Names of the files of an index that are missing, cut or changed; () for a sound one and where there is none.

    Files are written once: those in `seen` are taken to be whole, and what is found whole is added. Of an index of more than
    `most` bytes only the list is looked at.
    """
    try:
        meta = json.loads((folder / "meta.json").read_bytes())
        segments = [(str(row["segment_id"]).replace("-", ""), row["deletes"]) for row in meta["segments"]]
    except FileNotFoundError:
        return ("meta.json",) if has_lost_its_list(folder) else ()
    except (OSError, ValueError, KeyError, TypeError):
        return ("meta.json",)
    named = [f"{segment}{part}" for segment, _ in segments for part in PARTS]
    named += [f"{segment}.{deletes['opstamp']}.del" for segment, deletes in segments if deletes]
    known = seen if seen is not None else set()
    new = [name for name in named if name not in known]
    if most is not None and sum(map(_size, (folder / name for name in new))) > most:
        return ()
    formats = {name: _format(folder / name) for name in new}
    wrong = tuple(name for name in new if formats[name] is None or formats[name] != _usual(name, formats))
    known.update(set(new) - set(wrong))
    return wrong


def _usual(name: str, formats: Mapping[str, str | None]) -> str | None:
    """Who wrote most files of a part: one version of tantivy wrote them all, and no checksum covers its number."""
    segment = name.partition(".")[0]
    if not name.endswith(PARTS):
        return formats[name]
    return Counter(found for other, found in formats.items() if other.startswith(segment)).most_common(1)[0][0]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def held(meta: bytes) -> int | None:
    """How many documents an index holds by its meta.json; None where that cannot be read."""
    try:
        segments = json.loads(meta)["segments"]
        gone = sum(int(row["deletes"]["num_deleted_docs"]) for row in segments if row["deletes"])
        return sum(int(row["max_doc"]) for row in segments) - gone
    except (ValueError, KeyError, TypeError):
        return None


def has_lost_its_list(folder: Path) -> bool:
    """Whether parts of an index lie in a folder without the meta.json that says which of them count."""
    return not (folder / "meta.json").exists() and any(path.suffix in PARTS for path in folder.glob("*.*"))


def _format(path: Path) -> str | None:
    """Which version of tantivy wrote a file; None if the file is missing or not what was written."""
    try:
        content = path.read_bytes()
        length, magic = _END.unpack(content[-_END.size :])
        end = len(content) - _END.size - length
        footer = json.loads(content[end : -_END.size])
        is_whole = magic == _MAGIC and end >= 0 and footer["crc"] == zlib.crc32(content[:end])
        return json.dumps(footer["version"]) if is_whole else None
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return None


def damaged(folder: Path, what: str) -> EngineUnavailable:
    """The sentence for an index that cannot be trusted."""
    return EngineUnavailable(
        f"Chỉ mục {folder} bị hỏng ({what}). The index {folder} is damaged ({what}): run `canhbao index rebuild`; the archive "
        "and what waits in the outbox are kept."
    )


def is_panic(error: BaseException) -> bool:
    """Whether tantivy has given up in the middle of something."""
    return type(error).__module__ == _PANIC


def guarded(
    method: Callable[Concatenate[Any, Arguments], Answer],
) -> Callable[Concatenate[Any, Arguments], Answer]:
    """A method of an engine whose errors are told: as damage where a file is not what was written, else as they are."""

    @wraps(method)
    def called(self: HasFolder, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        try:
            return method(self, *args, **kwargs)
        except CanhbaoError:
            raise
        except BaseException as error:
            if is_panic(error):
                raise damaged(self.folder, ", ".join(faults(self.folder)) or str(error)) from error
            if isinstance(error, Exception) and (wrong := faults(self.folder)):
                raise damaged(self.folder, ", ".join(wrong)) from error
            raise

    return called
