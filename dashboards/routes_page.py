"""The page of the docs about pages and their twins, made from the table of routes.

python -m dashboards.routes_page > docs/pages.md
"""

import sys
from collections.abc import Iterator

from dashboards import parameters as p
from dashboards.parameters import Parameter
from dashboards.routes import ADDRESSES, ROUTES, Route, Twin

_HEAD = """# Trang và bản cho máy · Pages and their twins

This page is made by `python -m dashboards.routes_page` from the table in `dashboards/routes.py`; a test holds it to it.

Mỗi trang có bản cho chương trình, cùng tham số, cùng con số. Every page has twins for programs, with the same parameters and the
same numbers: JSON, CSV for spreadsheets, Atom for feed readers. All are asked with GET. A wrong value of a parameter gets status 400
and one sentence that names it; a parameter that an address does not know is passed over. `/api/openapi.json` describes `/api`.
"""
_FILTERS = "*filters*"


def routes_page() -> str:
    """The whole page."""
    return "\n".join((*_pages(), *_parameters_of_each(), *_parameters())) + "\n"


def _pages() -> Iterator[str]:
    yield _HEAD
    yield "## Trang · Pages"
    yield "| page | trang này · what it shows | twins |"
    yield "|---|---|---|"
    for route in ROUTES:
        yield f"| `{route.path}` | {route.vi} · {route.en} | {_twins(route)} |"
    yield ""


def _twins(route: Route) -> str:
    if route.alone:
        return f"none: {route.alone}"
    if route.shares:
        return f"those of `{route.shares}`, narrowed to it"
    return ", ".join(f"`{twin.path}`" for twin in route.twins)


def _parameters_of_each() -> Iterator[str]:
    yield "## Tham số của mỗi địa chỉ · Parameters of each address"
    yield f"{_FILTERS} are {', '.join(f'`{known.name}`' for known in p.FILTERS)}."
    yield ""
    yield "| address | parameters |"
    yield "|---|---|"
    for asked in ADDRESSES:
        yield f"| `{asked.path}` | {_names(asked)} |"
    yield ""


def _names(asked: Route | Twin) -> str:
    filters = [known for known in asked.parameters if known in p.FILTERS]
    named = [f"`{known.name}`{_here(known)}" for known in asked.parameters if known not in filters]
    if filters == list(p.FILTERS):
        return ", ".join((_FILTERS, *named))
    return ", ".join((*(f"`{known.name}`" for known in filters), *named)) or "none"


def _here(known: Parameter) -> str:
    """What is another here than elsewhere."""
    usual = next(other for other in p.ALL if other.name == known.name)
    default = f" (usually `{known.default}` here)" if known.default != usual.default else ""
    return default + (f" (up to {known.most} here)" if known.most != usual.most else "")


def _parameters() -> Iterator[str]:
    yield "## Tham số · Parameters"
    yield "| parameter | nghĩa · meaning | values | usually |"
    yield "|---|---|---|---|"
    for parameter in p.ALL:
        default = f"`{parameter.default}`" if parameter.default else ""
        yield f"| `{parameter.name}` | {parameter.vi} · {parameter.en} | {_values(parameter)} | {default} |"


def _values(known: Parameter) -> str:
    values = {
        "text": "text",
        "day": "a day, YYYY-MM-DD",
        "flag": "`1`",
        "number": f"a number from {known.least} to {known.most}",
        "choice": ", ".join(f"`{choice}`" for choice in known.choices),
    }[known.type]
    return f"{values}; more than one" if known.many else values


if __name__ == "__main__":
    sys.stdout.write(routes_page())
