"""The picture of the rooms: drawn from the code, the same each time, and readable."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from house.layout import GAP, lay_out
from house.picture import picture
from house.rooms import PARTS, House, Room, read_house, without_detours

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def house() -> House:
    return read_house()


def test_the_picture_in_the_docs_is_what_the_code_gives(house: House) -> None:
    assert (ROOT / "docs" / "rooms.svg").read_text(encoding="utf-8") == picture(house), "run: make picture"


def test_every_folder_with_code_is_in_the_picture(house: House) -> None:
    titles = [title.text or "" for title in ElementTree.fromstring(picture(house)).iter(f"{SVG}title")]
    folders = {
        str(path.parent.relative_to(ROOT)).replace("/", ".")
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        if path.name != "__init__.py"
    }
    assert {folder for folder in folders if not any(title.startswith(f"{folder}:") for title in titles)} == set()


def test_a_room_says_what_it_is_for(house: House) -> None:
    assert [room.key for room in house.rooms if room.is_folder and not room.purpose] == []


def test_arrows_inside_a_part_go_down(house: House) -> None:
    rooms = {room.key: room for room in house.rooms}
    inside = [(rooms[a], rooms[b]) for a, b in house.arrows if rooms[a].part == rooms[b].part]
    assert len(inside) > 40
    assert all(above.floor > below.floor for above, below in inside)


def test_a_new_import_between_rooms_changes_the_picture(house: House) -> None:
    more = House(house.rooms, house.arrows | {("canhbao.terminal", "canhbao@0")})
    assert picture(more) != picture(house)


def test_the_picture_needs_nothing_from_elsewhere(house: House) -> None:
    drawn = picture(house)
    assert "<script" not in drawn
    assert re.findall(r"https?://\S+?\"", drawn) == ['http://www.w3.org/2000/svg"']


def test_a_name_from_the_code_is_escaped() -> None:
    rooms = (Room("index.a", "index", 0, ("a",), True, "<b> & so on"),)
    whole = House((*rooms, *(Room(part, part, 0, ("",), True, "") for part in PARTS if part != "index")), frozenset())
    assert "&lt;b&gt; &amp; so on" in picture(whole)


def test_an_arrow_that_a_longer_way_replaces_is_left_out() -> None:
    arrows = [("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")]
    assert without_detours(arrows) == {("a", "b"), ("b", "c"), ("a", "d")}


def test_rooms_that_import_each_other_cannot_be_drawn(tmp_path: Path) -> None:
    for part in PARTS:
        (tmp_path / part).mkdir()
        (tmp_path / part / "__init__.py").touch()
    for room, line in (("one", "import index.two.y"), ("two", "import index.one.z")):
        folder = tmp_path / "index" / room
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / "x.py").write_text(line, encoding="utf-8")
        (folder / ("z.py" if room == "one" else "y.py")).touch()
    done = subprocess.run(
        [sys.executable, "-c", "from house.rooms import read_house; read_house()"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Rooms import each other: index.one -> index.two -> index.one" in done.stderr


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30))
def test_boxes_on_one_floor_never_overlap(pairs: list[tuple[int, int]]) -> None:
    floors = {f"n{number}": number % 4 for number in range(12)}
    widths = {name: 40.0 + 7 * number for number, name in enumerate(floors)}
    arrows = sorted({(f"n{a}", f"n{b}") for a, b in pairs if a % 4 > b % 4})
    plan = lay_out(floors, widths, arrows)
    for floor in range(4):
        row = sorted((plan.middle[name], widths[name]) for name in floors if floors[name] == floor)
        for (left, wide), (right, next_wide) in pairwise(row):
            assert right - left >= (wide + next_wide) / 2 + GAP - 1e-6
    assert all([f for f, _ in plan.bends[a, b]] == list(range(floors[a] - 1, floors[b], -1)) for a, b in arrows)
    assert lay_out(floors, widths, arrows) == plan
