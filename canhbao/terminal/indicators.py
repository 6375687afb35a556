"""How indicators look in a terminal: defanged, so that nobody clicks."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.model import IndicatorRole
from crawler.text.formats import day
from crawler.text.links import defang
from index.indicators.gathering import State
from index.indicators.listing import IndicatorList, ListedIndicator

_ROLES = {
    IndicatorRole.SCAM: "lừa đảo · scam",
    IndicatorRole.OFFICIAL: "chính thức · official",
    IndicatorRole.DISPUTED: "mâu thuẫn · disputed",
    IndicatorRole.UNKNOWN: "chưa rõ · unknown",
}


def print_indicators(console: Console, found: IndicatorList, *, old: bool) -> None:
    """A table, then how many there are."""
    table = Table(title_justify="left")
    for heading in ("dấu hiệu · indicator", "loại · type", "vai · role", "giả · imitates", "tin cậy · confidence",
                    "ngày đầu … cuối · seen", "tin · stories", "nguồn · sources", "tỉnh · provinces", "chứng cứ · evidence"):  # fmt: skip
        table.add_column(heading, overflow="fold")
    for item in found.indicators:
        table.add_row(*_cells(item, old))
    console.print(table)
    console.print(
        f"{len(found.indicators)} trong {found.found} dấu hiệu · {len(found.indicators)} of {found.found} indicators",
        markup=False,
    )


def _cells(item: ListedIndicator, old: bool) -> tuple[Text, ...]:
    one = item.record
    role = f"đã rút · withdrawn: {one.why}" if one.state is State.WITHDRAWN else _ROLES[one.role]
    seen = day(one.first_seen) if one.first_seen == one.last_seen else f"{day(one.first_seen)} … {day(one.last_seen)}"
    places = one.provinces_old if old else one.provinces
    proof = item.proofs[0].advisory_id if item.proofs else ""
    named = (defang(item.value), one.type, role, one.imitates, f"{one.confidence:.2f}", seen)
    counts = (str(len(one.stories)), str(len(one.sources)), ", ".join(places[:3]) + (" …" if len(places) > 3 else ""))
    return tuple(Text(cell) for cell in (*named, *counts, proof))
