"""Records: whole, synced, digested; torn tails are found at every byte and cut."""

import gzip
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.records import Capture, DamagedRecord, Position, member_of, read_capture
from crawler.archive.warc import WarcFile, members, repair

NOW = datetime(2026, 3, 6, 2, 20, 0, 123456, tzinfo=UTC)
HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a1"'))


def capture(number=0, body=None):
    text = body if body is not None else f"<html>bài số {number}</html>".encode() * 9
    return Capture(f"http://mau.gov.vn/a/{number}", 200, "OK", HEADERS, text, NOW)


@pytest.fixture
def three(tmp_path):
    """A closed file of three records, and their positions."""
    file = WarcFile(tmp_path / "x.warc.gz", "canhbao")
    positions = [file.append(member_of(capture(n))) for n in range(3)]
    file.close()
    return tmp_path, positions


def test_a_record_is_read_back_as_it_was_written(three):
    folder, positions = three
    back = read_capture(folder, positions[1])
    assert (back.url, back.status, back.body, back.fetched_at) == ("http://mau.gov.vn/a/1", 200, capture(1).body, NOW)
    assert dict(back.headers)["ETag"] == '"a1"'


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=3000), truncated=st.sampled_from(["", "disconnect"]))
def test_any_payload_survives(tmp_path_factory, body, truncated):
    folder = tmp_path_factory.mktemp("warc")
    file = WarcFile(folder / "x.warc.gz", "canhbao")
    position = file.append(member_of(replace(capture(body=body), truncated=truncated)))
    file.close()
    back = read_capture(folder, position)
    assert (back.body, back.truncated) == (body, truncated)


def test_other_readers_find_every_record_and_its_digest(three):
    folder, _ = three
    with (folder / "x.warc.gz").open("rb") as stream:
        records = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()
            records.append(record.rec_type)
    assert records == ["warcinfo", "response", "response", "response"]


def test_cookies_and_credentials_are_not_archived(tmp_path):
    file = WarcFile(tmp_path / "x.warc.gz", "canhbao")
    secret = replace(capture(), headers=(*HEADERS, ("Set-Cookie", "sid=bimat"), ("Authorization", "Basic bimat")))
    position = file.append(member_of(secret))
    file.close()
    assert {name for name, _ in read_capture(tmp_path, position).headers} == {"Content-Type", "ETag", "Content-Length"}


def test_a_tail_torn_at_any_byte_is_found_and_cut_back_to_the_last_whole_record(three, tmp_path):
    folder, positions = three
    whole = (folder / "x.warc.gz").read_bytes()
    last = positions[-1]
    path = tmp_path / "torn.warc.gz"
    for cut in range(last.offset + 1, len(whole)):
        path.write_bytes(whole[:cut])
        assert [member.whole for member in members(path)] == [True, True, True, False], cut
        assert repair(path) == cut - last.offset
        assert path.read_bytes() == whole[: last.offset]
    path.write_bytes(whole)
    assert repair(path) == 0


def test_a_tail_of_foreign_bytes_is_cut(three):
    folder, _ = three
    path = folder / "x.warc.gz"
    whole = path.read_bytes()
    path.write_bytes(whole + b"\x00" * 5000)
    assert repair(path) == 5000
    assert path.read_bytes() == whole


def test_a_file_that_another_crawl_writes_is_not_repaired(tmp_path):
    with closing(WarcFile(tmp_path / "x.warc.gz", "canhbao")) as file, pytest.raises(BlockingIOError):
        repair(file.path)


def test_a_flipped_bit_is_named_with_file_and_offset(three):
    folder, positions = three
    path = folder / "x.warc.gz"
    whole = path.read_bytes()
    named, passed = 0, []
    for step in range(0, positions[1].length, 17):
        damaged = bytearray(whole)
        damaged[positions[1].offset + step] ^= 0x10
        path.write_bytes(bytes(damaged))
        try:
            passed.append(read_capture(folder, positions[1]).body)
        except DamagedRecord as told:
            named += f"x.warc.gz @ {positions[1].offset}" in str(told)
    assert named >= 20
    assert set(passed) <= {capture(1).body}, "a bit that deflate leaves unused harms nothing; any other is damage"


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    file = WarcFile(tmp_path / "x.warc.gz", "canhbao")
    first = file.append(member_of(capture(0)))
    before = file.path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            file.append(member_of(capture(1)))
    assert file.path.read_bytes() == before
    second = file.append(member_of(capture(2)))
    file.close()
    assert read_capture(tmp_path, first).url.endswith("/0")
    assert read_capture(tmp_path, second).url.endswith("/2")


def test_bytes_cut_from_a_copy_do_not_change_the_original(three, tmp_path):
    folder, _ = three
    copy = tmp_path / "copy.warc.gz"
    shutil.copyfile(folder / "x.warc.gz", copy)
    copy.write_bytes(copy.read_bytes()[:-1])
    repair(copy)
    assert all(member.whole for member in members(folder / "x.warc.gz"))


def test_a_sound_member_whose_payload_is_not_of_its_digest_is_damage(tmp_path):
    """What no checksum of gzip sees: the bytes were changed before they were compressed again."""
    file = WarcFile(tmp_path / "x.warc.gz", "canhbao")
    position = file.append(member_of(capture(body=b"so tai khoan 1903 4567")))
    file.close()
    raw = (tmp_path / "x.warc.gz").read_bytes()[position.offset :]
    changed = gzip.compress(gzip.decompress(raw).replace(b"1903 4567", b"1903 9999"))
    (tmp_path / "x.warc.gz").write_bytes(changed)
    with pytest.raises(DamagedRecord, match="does not match its digest"):
        read_capture(tmp_path, Position("x.warc.gz", 0, len(changed)))


@pytest.mark.parametrize("change", [-1, -9, 1, 50])
def test_a_record_that_is_shorter_or_longer_than_was_entered_is_damage(three, change):
    folder, positions = three
    first = positions[0]
    with pytest.raises(DamagedRecord, match="torn gzip member"):
        read_capture(folder, replace(first, length=first.length + change))


def test_the_last_record_torn_at_any_byte_is_damage_and_never_read_as_whole(three):
    folder, positions = three
    path, last = folder / "x.warc.gz", positions[-1]
    whole = path.read_bytes()
    for cut in range(1, last.length):
        path.write_bytes(whole[: last.offset + last.length - cut])
        with pytest.raises(DamagedRecord):
            read_capture(folder, last)
