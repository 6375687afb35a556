"""The first page counts what its twin counts; what rises is what chance does not explain."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboards.pages.overview import rising
from index.engine import Engine

Tree = Callable[[str], Any]
TODAY = date(2026, 3, 20)
TAX = (
    "Công an tỉnh Nghệ An cảnh báo người dân thủ đoạn giả danh cán bộ thuế gọi điện yêu cầu cài đặt ứng dụng giả mạo để chiếm đoạt "
    "tài sản, vụ thứ {number}."
)


def warnings(*ages: int) -> list[tuple[str, str, str, int]]:
    """A warning of one tactic for each age in days."""
    return [
        ("nghean-mau", f"Cảnh báo giả danh cán bộ thuế, vụ {number}", TAX.format(number=number), age)
        for number, age in enumerate(ages)
    ]


def test_the_overview_counts_what_its_twin_counts(client: TestClient, tree: Tree) -> None:
    twin = client.get("/api/overview").json()
    assert twin["advisories"] == 4
    page = tree("/")
    assert {hit["advisory_id"] for hit in twin["newest"]} == {
        str(href).split("/advisory/")[1] for href in page.xpath("//main//a/@href") if "/advisory/" in href
    }
    tiles = {tile["name"]: tile for tile in twin["provinces"]}
    assert tiles["Nghệ An"]["count"] == 2
    assert tiles["Cà Mau"] == {"name": "Cà Mau", "count": 0, "observed": False}


def test_the_map_has_34_tiles_now_and_63_of_old(client: TestClient) -> None:
    assert len(client.get("/api/overview").json()["provinces"]) == 34
    assert len(client.get("/api/overview?old=1").json()["provinces"]) == 63


RISING = [
    pytest.param([0, 3, 9, 14, 20, 27], 6, 0, 1 / 64, id="six of the last four weeks, none before"),
    pytest.param([0, 3, 9, 14, 20, 27, 27, 27, 28], 8, 1, 10 / 512, id="the 28th day back is of the weeks before"),
    pytest.param([0, 3, 9, 14, 20, 27, 56], 6, 0, 1 / 64, id="what is older than eight weeks does not count"),
]


@pytest.mark.parametrize(("ages", "now", "before", "p"), RISING)
def test_a_tactic_rises_where_chance_does_not_explain_it(
    engine_of: Callable[[Sequence[Any]], Engine], ages: list[int], now: int, before: int, p: float
) -> None:
    rows = {row["tactic"]: row for row in rising(engine_of(warnings(*ages)), TODAY, old=False)}
    row = rows["tax_impersonation"]
    assert (row["now"], row["before"]) == (now, before)
    assert row["p"] == pytest.approx(p)
    assert row["since"] == date(2026, 2, 20), "the last day of the weeks before"


@pytest.mark.parametrize(
    "ages",
    [
        pytest.param([0, 3, 9], id="three and none: a chance of one in eight"),
        pytest.param([0, 3, 9, 14, 20, 27, 28, 40, 55], id="six and three"),
        pytest.param([28, 30, 33, 37, 40, 44, 55], id="a fall"),
    ],
)
def test_what_chance_may_explain_does_not_rise(engine_of: Callable[[Sequence[Any]], Engine], ages: list[int]) -> None:
    assert rising(engine_of(warnings(*ages)), TODAY, old=False) == []


def test_the_more_tactics_are_tried_the_less_chance_may_explain_one(
    engine_of: Callable[[Sequence[Any]], Engine],
) -> None:
    """Five and none: a chance of 1 in 32, enough for one tactic alone and not for one of two (Bonferroni)."""
    alone = warnings(0, 3, 9, 14, 20)
    assert [row["tactic"] for row in rising(engine_of(alone), TODAY, old=False)] == ["tax_impersonation"]
    text = "Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh nhân viên điện lực gọi điện dọa cắt điện để lừa đảo chuyển tiền."
    other = ("nghean-mau", "Cảnh báo giả danh điện lực", text, 4)
    assert rising(engine_of([*alone, other]), TODAY, old=False) == []
