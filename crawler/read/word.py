"""Word files to text: DOCX by python-docx after a look at its zip, DOC by antiword. Runs inside the worker only."""

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
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph

from crawler.read.outcomes import ReadOutcome
from crawler.read.worker import answer
from crawler.text.unicode import clean

_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_RATIO = 200  # a dispatch packs 5 to 20 times
_MAX_MEMBERS = 2000
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_docx(body: bytes) -> dict[str, Any]:
    """Paragraphs and tables in their order."""
    refusal = _refusal(body)
    if refusal is not None:
        return refusal
    try:
        document = docx.Document(io.BytesIO(body))
        text = clean("\n".join(_blocks(document)))
        title = str(document.core_properties.title or "")
    except Exception as error:  # python-docx raises six unrelated types on damaged files (measured)
        return answer(ReadOutcome.CORRUPT, detail=f"{type(error).__name__}: {error}")
    if not text.strip():
        return answer(ReadOutcome.NO_TEXT)
    return answer(ReadOutcome.TEXT, [text], title=title)


def _refusal(body: bytes) -> dict[str, Any] | None:
    """Bombs and names that point outside are refused before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        return answer(ReadOutcome.CORRUPT, detail=str(error))
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    unsafe = any(".." in member.filename.split("/") or member.filename.startswith("/") for member in members)
    if unpacked > _MAX_UNPACKED or len(members) > _MAX_MEMBERS or unsafe:
        return answer(ReadOutcome.BOMB, detail=f"{len(members)} members, {unpacked} bytes unpacked")
    if unpacked / packed > _MAX_RATIO and unpacked > 10 * 1024 * 1024:
        return answer(ReadOutcome.BOMB, detail=f"packed {unpacked // packed} times")
    if any(member.flag_bits & 0x1 for member in members):
        return answer(ReadOutcome.ENCRYPTED)
    return None


def _blocks(document: WordDocument) -> Iterator[str]:
    for block in document.iter_inner_content():
        yield from _block_lines(block)


def _block_lines(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
        return
    for row in block.rows:
        cells = list(dict.fromkeys(id(cell._tc) for cell in row.cells))
        texts = {id(cell._tc): cell.text.strip() for cell in row.cells}
        multiline = any("\n" in text for text in texts.values())
        filled = [texts[key] for key in cells if texts[key]]
        # A dispatch's head is a table of two columns: each column reads on its own.
        yield ("\n" if multiline or len(filled) <= 2 else " | ").join(filled)


def read_doc(body: bytes) -> dict[str, Any]:
    """Word 97-2003 by antiword, which reads a file: a private one, gone afterwards."""
    if _OLE_ENCRYPTED in body:
        return answer(ReadOutcome.ENCRYPTED)
    program = shutil.which("antiword")
    if program is None:
        return answer(ReadOutcome.UNSUPPORTED, detail="antiword is not installed (Debian: apt-get install antiword)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input.doc"
        path.write_bytes(body)
        try:
            done = subprocess.run(  # noqa: S603 - fixed program and arguments
                [program, "-w", "0", "-m", "UTF-8.txt", str(path)], capture_output=True, timeout=50, check=False
            )
        except subprocess.TimeoutExpired:
            return answer(ReadOutcome.TIMEOUT)
    text = clean(done.stdout.decode("utf-8", errors="replace"))
    errors = done.stderr.decode(errors="replace").strip()
    if text.strip():
        return answer(ReadOutcome.TEXT, [re.sub(r"\n{3,}", "\n\n", text)])
    if "encrypted" in errors.lower():
        return answer(ReadOutcome.ENCRYPTED)
    return answer(ReadOutcome.CORRUPT if errors else ReadOutcome.NO_TEXT, detail=errors)
