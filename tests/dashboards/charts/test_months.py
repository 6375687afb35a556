"""The chart of months is drawn where it is asked for, and what draws it is imported no earlier."""

import subprocess
import sys
from datetime import date

from lxml import etree

from dashboards.charts.months import NARROW, WIDE, month_link, months_svg
from dashboards.state import State

ROWS = [(date(2026, 1, 1), 4, True), (date(2026, 2, 1), 0, False), (date(2026, 3, 1), 2, True)]
SVG = "{http://www.w3.org/2000/svg}"


def test_an_application_starts_without_what_draws_charts_and_writes_feeds() -> None:
    """They take longer to import than everything else together."""
    slow = "altair", "vl_convert", "pandas", "narwhals", "feedgen"
    asked = f"import sys, dashboards.app; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_month_is_a_bar_as_high_as_its_count_and_a_gap_is_a_band() -> None:
    drawing = etree.fromstring(months_svg(ROWS).encode())
    labels = [mark.get("aria-label") or "" for mark in drawing.iter(f"{SVG}path")]
    assert [label for label in labels if "count: 4" in label and "1/2026" in label]
    assert [label for label in labels if "count: 2" in label and "3/2026" in label]
    gaps = [
        mark for mark in drawing.iter(f"{SVG}path") if mark.get("fill") == "#8b97a3" and mark.get("opacity") == "0.35"
    ]
    assert len(gaps) == 1


def test_a_phone_gets_a_drawing_that_fits_it() -> None:
    wide, narrow = (float(etree.fromstring(months_svg(ROWS, narrow=n).encode()).get("width")) for n in (False, True))
    assert wide >= WIDE[0] > narrow >= NARROW[0]


def test_a_drawing_carries_no_script_and_fetches_nothing() -> None:
    drawing = etree.fromstring(months_svg(ROWS).encode())
    assert not [node for node in drawing.iter() if "script" in str(node.tag) or node.get("href")]


def test_a_month_leads_to_the_search_of_its_days() -> None:
    assert month_link(State(), date(2026, 2, 1)) == "/search?since=2026-02-01&until=2026-02-28"
    assert month_link(State(), date(2024, 2, 1)) == "/search?since=2024-02-01&until=2024-02-29"
