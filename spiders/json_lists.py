"""The JSON of a list as servers send it: with a notice of PHP before it, a cache's comment behind it, raw control signs.

In: bytes. Out: the first JSON list or object in them. Knows no site.
"""

import json
import re
from typing import Any

from crawler.read.charset import decode

_STARTS = 50  # brackets that are tried: a notice holds few
_OPENING = re.compile(r"[\[{]")


def read_json(body: bytes) -> Any:
    """The list or object that reaches furthest among those that can be read. Raises ValueError where there is none."""
    text, _ = decode(body)
    decoder = json.JSONDecoder(strict=False)
    best: Any = None
    length = end = 0
    for tries, start in enumerate(_OPENING.finditer(text)):
        if tries >= _STARTS:
            break
        if start.start() < end:
            continue  # inside what was read already
        try:
            value, end = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            continue
        if end - start.start() > length:
            best, length = value, end - start.start()
    if not length:
        raise ValueError("no JSON")
    return best
