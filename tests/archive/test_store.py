"""The archive of a run: record, row, page; crashes repaired; damage named."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from crawler.archive import Archive, Capture, DiskFull, verify
from crawler.archive.store import run_lock
from crawler.model import Outcome, page_id

NOW = datetime(2026, 3, 6, 2, 20, tzinfo=UTC)


def capture(url, body, **headers):
    names = tuple((name.replace("_", "-"), value) for name, value in {"Content_Type": "text/html", **headers}.items())
    return Capture(url, 200, "OK", names, body, NOW)


def archive(folder, run="r1", **options):
    return Archive(folder, run_id=run, source="mau", minimum_free=0, **options)


def fill(store, count):
    for n in range(count):
        url = f"http://mau.gov.vn/a/{n}"
        store.ledger.discover(url, "mau", listed_title=f"Bài {n}")
        store.store(capture(url, f"bài {n}".encode() * 50), url=url, role="article", revision=True)


def test_a_page_comes_back_with_what_its_listing_said(tmp_path):
    store = archive(tmp_path)
    fill(store, 2)
    page = store.page(store.ledger.newest(page_id("http://mau.gov.vn/a/1")))
    assert (page.body, page.listed_title, page.source, page.fetched_at) == ("bài 1".encode() * 50, "Bài 1", "mau", NOW)
    store.close()


def test_replay_gives_articles_with_their_attachments_without_the_web(tmp_path):
    store = archive(tmp_path)
    fill(store, 2)
    file, article = "http://mau.gov.vn/f.pdf", page_id("http://mau.gov.vn/a/0")
    store.ledger.discover(file, "mau", "attachment", parent=article)
    store.ledger.link(article, page_id(file))
    store.store(capture(file, b"%PDF"), url=file, role="attachment", revision=True)
    store.close()
    reader = Archive(tmp_path)
    assert [(page.url[-1], [one.body for one in files]) for page, files in reader.replay()] == [
        ("0", [b"%PDF"]),
        ("1", []),
    ]
    reader.close()


def test_files_rotate_by_size_and_every_record_stays_readable(tmp_path):
    store = archive(tmp_path, rotate_bytes=900)
    fill(store, 9)
    store.close()
    assert len(list((tmp_path / "warc").iterdir())) > 2
    report = verify(tmp_path)
    assert (report.records, report.is_sound, report.unentered) == (9, True, 0)


def test_a_tail_torn_by_a_crash_is_cut_when_the_next_run_opens(tmp_path):
    store = archive(tmp_path)
    fill(store, 3)
    (path,) = (tmp_path / "warc").iterdir()
    store._file._stream.close()  # the process dies: nothing is sealed
    store.ledger.close()
    with path.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08\x00torn")
    assert not verify(tmp_path).is_sound
    again = archive(tmp_path, "r2")
    assert again.repaired == [path.name]
    again.close()
    assert verify(tmp_path).is_sound


def test_bit_rot_is_named_with_its_page(tmp_path):
    store = archive(tmp_path)
    fill(store, 3)
    position = store.ledger.newest(page_id("http://mau.gov.vn/a/1")).position
    store.close()
    path = tmp_path / "warc" / position.file
    data = bytearray(path.read_bytes())
    data[position.offset + position.length // 2] ^= 1
    path.write_bytes(bytes(data))
    report = verify(tmp_path)
    assert [damage.url for damage in report.damages if damage.url] == ["http://mau.gov.vn/a/1"]


def test_a_sound_record_of_another_page_is_not_taken_for_the_entered_one(tmp_path):
    store = archive(tmp_path)
    fill(store, 2)
    first, second = (store.ledger.newest(page_id(f"http://mau.gov.vn/a/{n}")).position for n in (0, 1))
    store.close()
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE records SET offset=-1 WHERE offset=?", (first.offset,))
        ledger.execute(
            "UPDATE records SET offset=?, length=? WHERE offset=?", (first.offset, first.length, second.offset)
        )
        ledger.execute("UPDATE records SET offset=?, length=? WHERE offset=-1", (second.offset, second.length))
    damages = verify(tmp_path).damages
    assert {damage.url for damage in damages} == {"http://mau.gov.vn/a/0", "http://mau.gov.vn/a/1"}
    assert {damage.message for damage in damages} == {"the payload is not the one that was entered"}


def test_one_damage_is_enough_for_an_archive_not_to_be_sound(tmp_path):
    store = archive(tmp_path)
    fill(store, 1)
    store.close()
    path = next((tmp_path / "warc").iterdir())
    path.write_bytes(path.read_bytes() + b"\x00" * 20)
    report = verify(tmp_path)
    assert (len(report.damages), report.is_sound) == (1, False)


def test_a_missing_file_is_named(tmp_path):
    store = archive(tmp_path)
    fill(store, 1)
    store.close()
    next((tmp_path / "warc").iterdir()).unlink()
    assert "No such file" in verify(tmp_path).damages[0].message


def test_a_full_disk_stops_before_anything_is_entered(tmp_path):
    store = Archive(tmp_path, run_id="r1", source="mau", minimum_free=1 << 62)
    store.ledger.discover("http://mau.gov.vn/", "mau")
    with pytest.raises(DiskFull, match="free some room"):
        store.store(capture("http://mau.gov.vn/", b"x"), url="http://mau.gov.vn/", role="article", revision=True)
    assert list(store.ledger.records()) == []
    assert store.ledger.balance("r1").pending == 1
    store.close()


@pytest.mark.parametrize(
    ("disposition", "url", "name"),
    [
        ('attachment; filename="Công văn.pdf"', "http://mau.vn/d?id=1", "Công văn.pdf"),
        ("attachment; filename*=UTF-8''C%C3%B4ng.pdf", "http://mau.vn/d", "Công.pdf"),
        ("attachment; filename=../../etc/passwd", "http://mau.vn/d", "passwd"),
        ("", "http://mau.vn/files/b%C3%A1o%20c%C3%A1o.docx?x=1", "báo cáo.docx"),
        ("", "http://mau.vn/..%2f..%2fetc", "etc"),
    ],
)
def test_a_file_name_is_for_show_and_never_a_path(tmp_path, disposition, url, name):
    store = archive(tmp_path)
    store.ledger.discover(url, "mau")
    assert store.store(capture(url, b"x", Content_Disposition=disposition), url=url, role="article", revision=True)
    assert store.page(store.ledger.newest(store.ledger.pending("mau")[0].page_id)).filename == name
    store.close()


def test_only_one_process_holds_a_lock(tmp_path):
    import os

    first = run_lock(tmp_path, "mau")
    assert first is not None
    assert run_lock(tmp_path, "mau") is None
    os.close(first)
    again = run_lock(tmp_path, "mau")
    assert again is not None
    os.close(again)


def test_settling_a_revision_that_was_superseded_leaves_the_page_to_the_newer_one(tmp_path):
    store = archive(tmp_path)
    fill(store, 1)
    page = page_id("http://mau.gov.vn/a/0")
    old = store.ledger.newest(page).revision
    url = "http://mau.gov.vn/a/0"
    store.store(capture(url, b"sua"), url=url, role="article", revision=True)
    store.ledger.settle(page, old, Outcome.ADVISORY)
    assert [row.revision for row in store.ledger.unsettled()] != [old]
    assert len(store.ledger.unsettled()) == 1
    store.close()
