"""Opens the folder of an embedded index: for its writer, or for readers, who make nothing and need no right to write.

In: the folder that holds the generations, and which of them is meant. Out: tantivy's index. What was there and is gone is told
apart from what never was: a lost list of parts or a lost pointer is no empty index.
"""

import re
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Any

import tantivy

from crawler.model import EngineUnavailable
from index.engines.embedded.damage import damaged, faults, has_lost_its_list, is_panic
from index.fields import FIELDS, TABLE

VERSION = f"v{TABLE}"  # a change makes a new folder, filled by `canhbao index rebuild`
FIRST = f"embedded-{VERSION}"
POINTER = "current"
_OWN = re.compile(rf"{FIRST}(?:-\d+)?")
_LOCK = ".tantivy-meta.lock"


def schema() -> Any:
    """The fields of index.fields for tantivy, and the stored record in two parts."""
    builder = tantivy.SchemaBuilder()
    for spec in FIELDS:
        if spec.type == "keyword":
            builder.add_text_field(spec.name, fast=True, tokenizer_name="raw", index_option="basic")
        elif spec.type == "integer":
            builder.add_integer_field(spec.name, indexed=True, fast=True)
        else:
            builder.add_text_field(spec.name, tokenizer_name="whitespace", index_option="position")
    builder.add_bytes_field("head", stored=True, indexed=False)
    builder.add_bytes_field("rest", stored=True, indexed=False)
    return builder.build()


def current(base: Path) -> str:
    """The name of the generation that is in use; a pointer to another version's schema is not followed."""
    try:
        named = (base / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        named = ""
    return named if _OWN.fullmatch(named) else FIRST


def refuse_what_is_lost(base: Path, folder: Path) -> None:
    """Of the generation in use: raises EngineUnavailable if it was made by another version, or lost its list or pointer."""
    if (folder / "meta.json").exists():
        return
    if has_lost_its_list(folder):
        raise damaged(folder, "meta.json")
    others = [path.parent.name for path in base.glob("embedded-v*/meta.json")]
    own = any(map(_OWN.fullmatch, others))
    if others and not own:
        raise EngineUnavailable(
            f"Chỉ mục {base / others[0]} của phiên bản khác. The index {base / others[0]} was made by another version: run "
            "`canhbao index rebuild`; the work is kept in the outbox."
        )
    if own or (base / POINTER).exists():
        raise damaged(base, folder.name if (base / POINTER).exists() else POINTER)


class Opened:
    """An index that is open. `index` is tantivy's; what was made to read it goes with this object."""

    def __init__(self, folder: Path, fields: Any, *, readonly: bool) -> None:
        """Raises EngineUnavailable if it cannot be opened."""
        try:
            if readonly and not (folder / "meta.json").exists():
                self.index: Any = tantivy.Index(fields)  # in memory and empty: nothing was indexed yet
                return
            if readonly and not _may_lock(folder):
                folder = self._linked(folder)
            elif not readonly:
                folder.mkdir(parents=True, exist_ok=True)
            self.index = tantivy.Index(fields, path=str(folder))
            self.index.config_reader("manual")  # a thread of its own would read what nobody has looked through yet
        except (ValueError, OSError) as error:
            if wrong := faults(folder):
                raise damaged(folder, ", ".join(wrong)) from error
            raise EngineUnavailable(
                f"Không mở được chỉ mục {folder}: {error}. Cannot open the index {folder}: check the disk, or run `canhbao "
                "index rebuild`."
            ) from error
        except BaseException as error:
            if is_panic(error):
                raise damaged(folder, ", ".join(faults(folder)) or str(error)) from error
            raise

    def _linked(self, folder: Path) -> Path:
        """A folder of links to the files of an index that cannot be locked: tantivy takes a lock even to read."""
        made = Path(tempfile.mkdtemp(prefix="canhbao-index-"))
        weakref.finalize(self, shutil.rmtree, made, ignore_errors=True)
        for path in folder.absolute().iterdir():
            if path.suffix != ".lock":
                (made / path.name).symlink_to(path)
        return made


def _may_lock(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open("r+b"):
            return True
    except OSError:
        return False
