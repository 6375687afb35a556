"""Word files to text: DOCX after a look at its zip, DOC by antiword, RTF by striprtf. Runs inside the worker only.

A DOCX is opened by python-docx and walked by crawler.read.formats.word_xml: its own iteration leaves out text boxes and
content controls, where the templates of dispatches keep their head.
"""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from lxml import etree
from striprtf.striprtf import rtf_to_text

from crawler.read.file_text import FileText
from crawler.read.formats.mail import words_of
from crawler.read.formats.strict import transitional
from crawler.read.formats.word_xml import lines_of
from crawler.read.outcomes import ReadOutcome
from crawler.text.legacy import modern

_LETTERS_OF_A_HEAD = 5
_TEMPLATE = re.compile(
    rb"(?:wordprocessingml|ms-word)\.template(?:\.macroEnabledTemplate)?\.main\+xml|macroEnabledTemplate\.main"
)
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
    if _is_template(body):
        return FileText(ReadOutcome.UNSUPPORTED, detail="template")
    try:
        document = docx.Document(io.BytesIO(transitional(body)))
        text, flags = modern("\n".join((*_heads(document), *lines_of(document.element.body, _other_parts(document)))))
        title = str(document.core_properties.title or "")
    except Exception as error:  # python-docx raises six unrelated types on damaged files (measured)
        return FileText(ReadOutcome.CORRUPT, detail=f"{type(error).__name__}: {error}")
    if b"vbaProject.bin" in body:
        flags.append("macros")
    if not text.strip():
        return FileText(ReadOutcome.NO_TEXT, flags=tuple(flags))
    return FileText(ReadOutcome.TEXT, (_spaced(text),), title=title, flags=tuple(flags))


def _is_template(body: bytes) -> bool:
    """A form to be filled in says nothing yet."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "[Content_Types].xml" in archive.namelist() and bool(
            _TEMPLATE.search(archive.read("[Content_Types].xml"))
        )


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


def _heads(document: Any) -> list[str]:
    """What stands at the head of pages: templates of dispatches keep number and issuer there. Page numbers say nothing."""
    lines: dict[str, None] = {}
    for section in document.sections:
        for head in (section.first_page_header, section.header):
            if not head.is_linked_to_previous:
                # The two sides of a head stand beside each other, with tabs or blanks between them.
                told = re.sub(r"[ \t\u00a0]{2,}|\t", "\n", "\n".join(lines_of(head._element)).strip())
                if sum(map(str.isalpha, told)) >= _LETTERS_OF_A_HEAD:
                    lines.setdefault(told)
    return list(lines)


def _other_parts(document: Any) -> Callable[[str], list[str]]:
    """Reads a part that a document takes in as a whole (altChunk), by the id of its relation."""

    def lines(relation: str) -> list[str]:
        part = document.part.related_parts.get(relation)
        if part is None:
            return []
        data: bytes = part.blob
        if data.startswith(b"PK"):
            return list(read_docx(data).pages) if refusal(data) is None else []
        if data.lstrip()[:5] == b"{\\rtf":
            return list(read_rtf(data).pages)
        return words_of(data, str(part.content_type)).split("\n")

    return lines


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


_WORDML = b"http://schemas.microsoft.com/office/word/2003/wordml"
_MAIN = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read_wordml(body: bytes) -> FileText:
    """Word's single XML file: WordML of 2003, or a package written flat."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        tree = etree.fromstring(body.replace(_WORDML, _MAIN), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return FileText(ReadOutcome.CORRUPT, detail=str(error))
    found = next(tree.iter(f"{{{_MAIN.decode()}}}body"), None) if tree is not None else None
    if found is None:
        return FileText(ReadOutcome.CORRUPT, detail="no body")
    heads = [
        "\n".join(lines_of(head)) for head in tree.iter(f"{{{_MAIN.decode()}}}hdr") if head.getparent() is not None
    ]
    text, flags = modern("\n".join((*heads, *lines_of(found))))
    if not text.strip():
        return FileText(ReadOutcome.NO_TEXT)
    return FileText(ReadOutcome.TEXT, (_spaced(text),), flags=tuple(flags))


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
