"""How the sheets of an XLSX look: the number formats of its cells, hidden rows and columns. Runs inside the worker only.

In: the bytes of a workbook. Out: for each sheet by name, codes by (row, column) and what nobody sees; nothing where the
parts cannot be read, since the values are another reader's. Strict (ISO) workbooks are read like the others.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath

from lxml import etree

_BUILT_IN = {
    1: "0",
    3: "#,##0",
    37: "#,##0",
    38: "#,##0",
}  # of the codes that a file does not spell out, those of whole numbers


@dataclass(frozen=True, slots=True)
class Looks:
    """`codes` maps (row, column), from zero, to a format code; rows and columns in `rows` and `columns` are hidden."""

    codes: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def looks_of(body: bytes, most_rows: int) -> dict[str, Looks]:
    """The looks of every sheet by its name; empty for what is no XLSX or cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return {}
            codes = _codes(archive)
            return {
                name: _sheet(archive.read(path), codes, most_rows)
                for name, path in _sheets(archive).items()
                if path in archive.namelist()
            }
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, OSError, NotImplementedError):
        return {}


def _tree(body: bytes) -> etree._Element:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))


def _named(tree: etree._Element, name: str) -> list[etree._Element]:
    return [node for node in tree.iter() if isinstance(node.tag, str) and etree.QName(node).localname == name]


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The path of each sheet by its name."""
    targets = {
        str(node.get("Id")): normpath(join("xl", str(node.get("Target")).removeprefix("/xl/")))
        for node in _named(_tree(archive.read("xl/_rels/workbook.xml.rels")), "Relationship")
    }
    sheets = {}
    for node in _named(_tree(archive.read("xl/workbook.xml")), "sheet"):
        link = next((value for key, value in node.attrib.items() if str(key).endswith("}id")), "")
        sheets[str(node.get("name"))] = targets.get(str(link), "")
    return sheets


def _codes(archive: zipfile.ZipFile) -> list[str]:
    """The format code of each style of a cell."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    tree = _tree(archive.read("xl/styles.xml"))
    own = {int(node.get("numFmtId", -1)): str(node.get("formatCode") or "") for node in _named(tree, "numFmt")}
    styles = next(iter(_named(tree, "cellXfs")), None)
    numbers = [int(node.get("numFmtId", 0)) for node in (_named(styles, "xf") if styles is not None else [])]
    return [own.get(number, _BUILT_IN.get(number, "")) for number in numbers]


def _sheet(body: bytes, codes: list[str], most_rows: int) -> Looks:
    found: dict[tuple[int, int], str] = {}
    rows: set[int] = set()
    columns: set[int] = set()
    events = etree.iterparse(io.BytesIO(body), resolve_entities=False, no_network=True, recover=True)
    for _, node in events:
        name = etree.QName(node).localname if isinstance(node.tag, str) else ""
        if name == "c":
            place = _place(str(node.get("r") or ""))
            style = int(node.get("s") or 0)
            code = codes[style] if style < len(codes) else ""
            if place is not None and code and node.get("t", "n") == "n":
                found[place] = code
        elif name == "row":
            number = int(node.get("r") or 0) - 1
            if node.get("hidden") in ("1", "true"):
                rows.add(number)
            node.clear()
            if number >= most_rows:
                break
        elif name == "col" and node.get("hidden") in ("1", "true"):
            columns |= set(range(int(node.get("min", 1)) - 1, min(int(node.get("max", 1)), 16384)))
    return Looks(found, frozenset(rows), frozenset(columns))


def _place(reference: str) -> tuple[int, int] | None:
    """(row, column) of 'B3'."""
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
