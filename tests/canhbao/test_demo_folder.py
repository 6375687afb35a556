"""The demo's folder holds one edition of the sample sites, and never removes what the demo did not make."""

from pathlib import Path

import pytest

from canhbao.demo.folder import demo_folder
from canhbao.holdings import DEMO_MARK as MARK
from canhbao.run.crawl import AlreadyRunning


def filled(folder: Path, edition: str) -> list[str]:
    """A demo of that edition that leaves a file and a folder; the sentences told."""
    told: list[str] = []
    with demo_folder(folder, edition, told.append):
        (folder / "warc").mkdir(exist_ok=True)
        (folder / "warc" / edition).touch()
        (folder / f"{edition}.sqlite").touch()
    return told


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")} - {MARK}


def test_the_same_edition_goes_on_with_what_is_there(tmp_path: Path) -> None:
    assert filled(tmp_path / "demo", "a") == []
    assert filled(tmp_path / "demo", "a") == []
    assert names(tmp_path / "demo") == {"warc", "warc/a", "a.sqlite"}


def test_another_edition_starts_anew_and_says_so(tmp_path: Path) -> None:
    filled(tmp_path / "demo", "a")
    (told,) = filled(tmp_path / "demo", "b")
    assert str(tmp_path / "demo") in told
    assert names(tmp_path / "demo") == {"warc", "warc/b", "b.sqlite"}


def test_what_the_demo_did_not_make_is_moved_aside(tmp_path: Path) -> None:
    for number in (1, 2):
        theirs = tmp_path / "demo"
        theirs.mkdir()
        (theirs / "ledger.sqlite").write_text(str(number))
        (told,) = filled(theirs, "a")
        assert str(tmp_path / f"demo-{number}") in told
        assert (tmp_path / f"demo-{number}" / "ledger.sqlite").read_text() == str(number)
        assert names(theirs) == {"warc", "warc/a", "a.sqlite"}
        theirs.rename(tmp_path / f"done{number}")


def test_a_demo_that_was_killed_while_it_cleared_is_cleared_by_the_next(tmp_path: Path) -> None:
    filled(tmp_path / "demo", "a")
    (tmp_path / "demo" / MARK).write_bytes(b"")  # emptied first, written last
    filled(tmp_path / "demo", "a")
    assert names(tmp_path / "demo") == {"warc", "warc/a", "a.sqlite"}
    (tmp_path / "demo" / "warc" / "left").touch()
    (tmp_path / "demo" / MARK).write_bytes(b"")
    filled(tmp_path / "demo", "a")
    assert names(tmp_path / "demo") == {"warc", "warc/a", "a.sqlite"}


def test_a_folder_that_an_open_demo_shows_is_not_cleared(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with demo_folder(folder, "a", print):
        (folder / "ledger.sqlite").touch()
        with pytest.raises(AlreadyRunning, match="--data"), demo_folder(folder, "b", print):
            pass
        assert filled(folder, "a") == []
    assert "ledger.sqlite" in names(folder)


def test_a_link_in_the_folder_is_removed_and_what_it_points_to_stays(tmp_path: Path) -> None:
    filled(tmp_path / "demo", "a")
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "ledger.sqlite").touch()
    (tmp_path / "demo" / "link").symlink_to(tmp_path / "real")
    filled(tmp_path / "demo", "b")
    assert (tmp_path / "real" / "ledger.sqlite").exists()
    assert names(tmp_path / "demo") == {"warc", "warc/b", "b.sqlite"}
