"""Office Open XML in its strict form (ISO 29500) made transitional: the same parts under the names that libraries know.

In: the bytes of a package. Out: the same bytes, or a package with other names of namespaces. Runs inside the worker only.
"""

import io
import re
import zipfile

_MARK = b"http://purl.oclc.org/ooxml/"
_BASE = "http://schemas.openxmlformats.org"
_NAMES = {
    "officeDocument/relationships": f"{_BASE}/officeDocument/2006/relationships",
    "officeDocument/extendedProperties": f"{_BASE}/officeDocument/2006/extended-properties",
    "officeDocument/customProperties": f"{_BASE}/officeDocument/2006/custom-properties",
    "officeDocument/docPropsVTypes": f"{_BASE}/officeDocument/2006/docPropsVTypes",
    "officeDocument/math": f"{_BASE}/officeDocument/2006/math",
    "officeDocument/customXml": f"{_BASE}/officeDocument/2006/customXml",
    "wordprocessingml/main": f"{_BASE}/wordprocessingml/2006/main",
    "spreadsheetml/main": f"{_BASE}/spreadsheetml/2006/main",
    "drawingml/main": f"{_BASE}/drawingml/2006/main",
    "drawingml/wordprocessingDrawing": f"{_BASE}/drawingml/2006/wordprocessingDrawing",
    "drawingml/spreadsheetDrawing": f"{_BASE}/drawingml/2006/spreadsheetDrawing",
    "drawingml/picture": f"{_BASE}/drawingml/2006/picture",
    "drawingml/chart": f"{_BASE}/drawingml/2006/chart",
    "schemaLibrary/main": f"{_BASE}/schemaLibrary/2006/main",
}
_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(" + "|".join(map(re.escape, _NAMES)).encode() + rb")\b")


def transitional(body: bytes) -> bytes:
    """The package with transitional names; itself where it is not strict, or no package."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            main = next((n for n in ("word/document.xml", "xl/workbook.xml") if n in archive.namelist()), "")
            if not main or _MARK not in archive.read(main)[:8192]:
                return body
            made = io.BytesIO()
            with zipfile.ZipFile(made, "w") as changed:
                for item in archive.infolist():
                    data = archive.read(item)
                    if item.filename.endswith((".xml", ".rels")):
                        data = _NAME.sub(lambda found: _NAMES[found[1].decode()].encode(), data)
                    changed.writestr(item.filename, data)
            return made.getvalue()
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError):
        return body
