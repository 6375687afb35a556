"""Word files to text: DOCX after a look at its zip, DOC by antiword, RTF by striprtf. Runs inside the worker only.

A DOCX is opened by python-docx and walked here: its own iteration leaves out text boxes and content controls, where the
templates of dispatches keep their head.
"""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from striprtf.striprtf import rtf_to_text

from crawler.read.file_text import FileText
from crawler.read.outcomes import ReadOutcome
from crawler.text.legacy import modern

_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_RATIO = 200  # a dispatch packs 5 to 20 times
_MAX_MEMBERS = 2000
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_docx(body: bytes) -> FileText:
    """Paragraphs, tables and text boxes in their order."""
    refused = refusal(body)
    if refused is not None:
        return refused
    try:
        document = docx.Document(io.BytesIO(body))
        text, flags = modern("\n".join(_walk(document.element.body)))
        title = str(document.core_properties.title or "")
    except Exception as error:  # python-docx raises six unrelated types on damaged files (measured)
        return FileText(ReadOutcome.CORRUPT, detail=f"{type(error).__name__}: {error}")
    if b"vbaProject.bin" in body:
        flags.append("macros")
    if not text.strip():
        return FileText(ReadOutcome.NO_TEXT, flags=tuple(flags))
    return FileText(ReadOutcome.TEXT, (_spaced(text),), title=title, flags=tuple(flags))


def _spaced(text: str) -> str:
    """At most one empty line between paragraphs."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def refusal(body: bytes) -> FileText | None:
    """Bombs and names that point outside are refused before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        return FileText(ReadOutcome.CORRUPT, detail=str(error))
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    unsafe = any(".." in member.filename.split("/") or member.filename.startswith("/") for member in members)
    if unpacked > _MAX_UNPACKED or len(members) > _MAX_MEMBERS or unsafe:
        return FileText(ReadOutcome.BOMB, detail=f"{len(members)} members, {unpacked} bytes unpacked")
    if unpacked / packed > _MAX_RATIO and unpacked > 10 * 1024 * 1024:
        return FileText(ReadOutcome.BOMB, detail=f"packed {unpacked // packed} times")
    if any(member.flag_bits & 0x1 for member in members):
        return FileText(ReadOutcome.ENCRYPTED)
    return None


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says the same as its Choice
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_UNSEEN = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK))


def _walk(parent: Any) -> Iterator[str]:
    """Lines of a body, cell, text box or content control."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield "".join(_runs(child))
            yield from (line for box in _boxes(child) for line in _walk(box))
        elif child.tag == f"{_W}tbl":
            yield from _rows(child)
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from _walk(child)


def _runs(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag != f"{_W}txbxContent" and child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from _runs(child)


def _boxes(node: Any) -> Iterator[Any]:
    for child in node:
        if child.tag == f"{_W}txbxContent":
            yield child
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from _boxes(child)


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl"), None) is not table:
            continue  # a row of a table inside a cell: its cell gives it
        cells = ["\n".join(_walk(cell)).strip() for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
        filled = [cell for cell in cells if cell]
        # A dispatch's head is a table of two columns: each column reads on its own.
        yield ("\n" if any("\n" in cell for cell in filled) or len(filled) <= 2 else " | ").join(filled)


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tr"), None)


def read_doc(body: bytes) -> FileText:
    """Word 97-2003 by antiword, which reads a file: a private one, gone afterwards."""
    if _OLE_ENCRYPTED in body:
        return FileText(ReadOutcome.ENCRYPTED)
    program = shutil.which("antiword")
    if program is None:
        return FileText(ReadOutcome.UNSUPPORTED, detail="antiword is not installed (Debian: apt-get install antiword)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input.doc"
        path.write_bytes(body)
        try:
            done = subprocess.run(  # noqa: S603 - fixed program and arguments
                [program, "-w", "0", "-m", "UTF-8.txt", str(path)], capture_output=True, timeout=50, check=False
            )
        except subprocess.TimeoutExpired:
            return FileText(ReadOutcome.TIMEOUT)
    text, flags = modern(done.stdout.decode("utf-8", errors="replace"))
    errors = done.stderr.decode(errors="replace").strip()
    if _OLE_MACROS in body:
        flags.append("macros")
    if text.strip():
        return FileText(ReadOutcome.TEXT, (_spaced(text),), flags=tuple(flags))
    if "encrypted" in errors.lower():
        return FileText(ReadOutcome.ENCRYPTED)
    return FileText(ReadOutcome.CORRUPT if errors else ReadOutcome.NO_TEXT, detail=errors)


_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_VIETNAMESE_CHARSET = re.compile(rb"\\fcharset163\b")


def read_rtf(body: bytes) -> FileText:
    """Rich text by its declared code page; a Vietnamese font table (fcharset 163) means windows-1258."""
    declared = _CODE_PAGE.search(body[:4096])
    page = f"cp{declared[1].decode()}" if declared else "cp1252"
    if _VIETNAMESE_CHARSET.search(body[:65536]) and b"\\u" not in body:
        page = "cp1258"
    try:
        "".encode(page)
    except LookupError:
        page = "cp1252"
    try:
        text, flags = modern(
            rtf_to_text(  # type: ignore[no-untyped-call]
                body.decode("latin-1"), encoding=page, errors="replace"
            )
        )
    except (ValueError, IndexError, RecursionError) as error:
        return FileText(ReadOutcome.CORRUPT, detail=f"{type(error).__name__}: {error}")
    text = re.sub(r"[ \t]*\|[ \t]*(?=\n|\Z)", "", text)  # the ends of table rows
    if not text.strip():
        return FileText(ReadOutcome.NO_TEXT)
    return FileText(ReadOutcome.TEXT, (_spaced(text),), flags=tuple(flags))
