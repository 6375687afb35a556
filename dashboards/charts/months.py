"""Months: a count for each, as rows and as an SVG made on the server: no scripts, no fonts fetched.

In: an engine's trend. Out: (first day, count, observed) rows, their links, SVG text (Vega-Lite through Altair).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from starlette.responses import Response

from dashboards.state import State
from dashboards.visit import Visit
from index.requests import TrendRequest, TrendResult
from index.trends.count import next_period, period_of, trends

WIDE, NARROW = (720, 220), (330, 190)
"""Width and height in pixels for a desk's screen and for a phone's, where letters must not shrink."""


def months(result: TrendResult, at_most: int = 24) -> list[tuple[date, int, bool]]:
    """(first day, count, observed) of the latest months, gaps included."""
    counts = {cell.period: cell.count for cell in result.cells}
    rows = [(period, counts.get(period, 0), result.observed.get(period, 0) > 0) for period in result.periods]
    return rows[-at_most:]


def month_link(state: State, period: date) -> str:
    """The search behind one month of a chart."""
    last = next_period(period_of(period, "month"), "month") - timedelta(days=1)
    return state.url(since=period, until=last)


def image(visit: Visit) -> Response:
    """The chart of the state's filters, up to today unless it says otherwise; `narrow=1` for a phone."""
    state = visit.state
    filters = state.filters if state.filters.until else replace(state.filters, until=visit.today)
    rows = months(trends(visit.engine, TrendRequest(count="advisories", filters=filters)))
    return Response(months_svg(rows, narrow=visit.last("narrow") == "1"), media_type="image/svg+xml")


def months_svg(rows: Sequence[tuple[date, int, bool]], *, narrow: bool = False) -> str:
    """Bars of a count per month; `rows` are (first day, count, observed). Unobserved months are grey bands."""
    import altair as alt  # both take over a second to import: only whoever asks for a chart waits for them
    import vl_convert

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
