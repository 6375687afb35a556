"""What was typed into the fields of a PDF's form, which its text layer does not hold. Runs inside the worker only.

In: a page of pdfium with the form of its document. Out: the values of its text fields and lists, in the page's order.
"""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

_TOLD = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_MOST = 2000  # fields of a page
_LONGEST = 1 << 20  # bytes of a value


def typed_into(page: Any, form: Any) -> list[str]:
    """The values of the page's fields, those without any left out."""
    if form is None:
        return []
    values = []
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        field = pdfium.FPDFPage_GetAnnot(page, number)
        if not field:
            continue
        try:
            if pdfium.FPDFAnnot_GetFormFieldType(form, field) in _TOLD and (value := _value(form, field)):
                values.append(value)
        finally:
            pdfium.FPDFPage_CloseAnnot(field)
    return values


def _value(form: Any, field: Any) -> str:
    size = pdfium.FPDFAnnot_GetFormFieldValue(form, field, None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetFormFieldValue(form, field, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace").strip()
