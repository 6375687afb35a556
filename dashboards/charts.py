"""Charts as SVG made on the server: Vega-Lite through Altair. In: counts. Out: SVG text, no scripts, no fonts fetched."""

from collections.abc import Sequence
from datetime import date

import altair as alt
import vl_convert

from dashboards.words import Words

WIDE, NARROW = (720, 220), (330, 190)
"""Width and height in pixels for a desk's screen and for a phone's, where letters must not shrink."""


def months_svg(rows: Sequence[tuple[date, int, bool]], words: Words, *, narrow: bool = False) -> str:
    """Bars of a count per month; `rows` are (first day, count, observed). Unobserved months are grey bands."""
    width, height = NARROW if narrow else WIDE
    values = [
        {"month": day.isoformat(), "count": count, "observed": observed, "label": f"{day.month}/{day.year}"}
        for day, count, observed in rows
    ]
    order = [str(value["label"]) for value in values]
    base = alt.Chart(alt.InlineData(values=values))
    axis = alt.X(
        "label:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelAngle=-40, labelOverlap=True, ticks=False, domainColor="#8b97a3", labelColor="#5b6670"),
    )
    bars = base.mark_bar(color="#b4461e", cornerRadiusTopLeft=2, cornerRadiusTopRight=2).encode(
        x=axis,
        y=alt.Y(
            "count:Q",
            title=None,
            axis=alt.Axis(
                tickMinStep=1, grid=True, gridColor="#8b97a333", labelColor="#5b6670", domain=False, ticks=False
            ),
        ),
    )
    gaps = base.transform_filter("!datum.observed").mark_rect(color="#8b97a3", opacity=0.35).encode(x=axis)
    chart = (gaps + bars).properties(width=width, height=height, background="transparent").configure_view(stroke=None)
    specification = chart.configure(font="DejaVu Sans, Noto Sans, sans-serif").to_json()
    return str(vl_convert.vegalite_to_svg(specification))
