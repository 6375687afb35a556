"""Number formats of spreadsheets: what a cell shows, where the file holds a number and a code such as '0000000000'.

In: a number and its format code. Out: the digits as a person sees them, or None for a code that is not one of digits
(dates, fractions, exponents): the caller shows the number plainly. Pure.
"""

import re

_SECTION = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|([0#?,])|([ \-.()+/%])|(.)')
_GROUPED = re.compile(r"#,##0|0,000|#,##")


def shown(value: float, code: str) -> str | None:
    """A whole number in its format, a fraction or another kind of code is None."""
    if float(value) != int(value) or not code or code.lower() in ("general", "@"):
        return None
    parts = _parts(code.split(";", maxsplit=1)[0])
    if parts is None or not any(kind == "digit" for kind, _ in parts):
        return None
    digits = str(abs(int(value)))
    pieces: list[str] = []
    first = next(number for number, (kind, _) in enumerate(parts) if kind == "digit")
    for number in range(len(parts) - 1, -1, -1):
        kind, sign = parts[number]
        if kind == "text":
            pieces.append(sign if digits or number <= first or _is_padded(parts[:number]) else "")
            continue
        if digits:
            taken, digits = (digits, "") if number == first else (digits[-1], digits[:-1])
            pieces.append(taken)
        elif sign == "0":
            pieces.append("0")
    text = "".join(reversed(pieces))
    if _GROUPED.search(code):
        text = re.sub(r"(?<=\d)(?=(?:\d{3})+(?!\d))", ",", text)
    return ("-" if value < 0 else "") + text.strip()


def _is_padded(parts: list[tuple[str, str]]) -> bool:
    return any(kind == "digit" and sign == "0" for kind, sign in parts)


def _parts(code: str) -> list[tuple[str, str]] | None:
    """('digit', '0' or '#') and ('text', sign) in order; None for a code that is not one of whole digits."""
    parts: list[tuple[str, str]] = []
    for found in _SECTION.finditer(code):
        quoted, escaped, digit, plain, other = found.groups()
        if quoted is not None or escaped is not None:
            parts.append(("text", quoted if quoted is not None else escaped))
        elif digit == ",":
            continue
        elif digit is not None:
            parts.append(("digit", "#" if digit == "?" else digit))
        elif plain in (".", "/", "%"):
            return None
        elif plain is not None:
            parts.append(("text", plain))
        elif other is not None:
            return None
    return parts
