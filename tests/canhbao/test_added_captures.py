"""Somebody's web archive: its pages are its own, at their own times; none takes the place of a page that we fetched."""

import gzip
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from canhbao.config import Config
from canhbao.run.add import SOURCE, add
from crawler.archive import Archive, Capture, Ledger
from crawler.model import Outcome, page_id
from index.engines import open_engine
from index.finding.search import search
from index.record import Record
from index.requests import Filters, SearchRequest

URL = "http://congan.mau.gov.vn/canh-bao-1.html"
TEXT = (
    "Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế gọi điện yêu cầu cài ứng dụng giả mạo để chiếm đoạt tài sản. "
    "Người dân tuyệt đối không làm theo, trình báo ngay cho cơ quan công an nơi gần nhất."
)
FIRST, SECOND = datetime(2024, 3, 1, 2, tzinfo=UTC), datetime(2025, 5, 6, 7, tzinfo=UTC)


def page(title: str) -> bytes:
    return f"<html><body><h1>{title}</h1><article><p>{title}. {TEXT}</p></article></body></html>".encode()


def web_archive(path: Path, *records: tuple[str, datetime, bytes]) -> Path:
    """A WARC of records of a kind, a time and a body, all of one address."""
    members = []
    for kind, moment, body in records:
        http = (
            f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        block = http + body if kind == "response" else body
        media = "application/http; msgtype=response" if kind == "response" else "text/html; charset=utf-8"
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\nWARC-Target-URI: {URL}\r\n"
            f"WARC-Date: {moment:%Y-%m-%dT%H:%M:%SZ}\r\nContent-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        members.append(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    path.write_bytes(b"".join(members))
    return path


def documents(data: Path) -> list[Record]:
    engine = open_engine("embedded", data, readonly=True)
    hits = search(engine, SearchRequest(limit=100, filters=Filters(advisories_only=False))).hits
    engine.close()
    return sorted((hit.record for hit in hits), key=lambda record: record.title)


def test_a_capture_of_a_crawled_address_leaves_the_crawled_page_as_it_was(tmp_path: Path) -> None:
    data = tmp_path / "data"
    store = Archive(data, run_id="r1", source="mau", minimum_free=0)
    store.ledger.discover(URL, "mau")
    ours = store.store(
        Capture(URL, 200, "OK", (("Content-Type", "text/html"),), page("Của chúng tôi"), SECOND),
        url=URL, role="article", revision=True,
    )  # fmt: skip
    store.ledger.settle(ours.page_id, ours.revision, Outcome.ADVISORY)
    store.close()
    report = add(
        Config(data=data), [web_archive(tmp_path / "x.warc.gz", ("response", datetime.now(UTC), page("Giả mạo")))]
    )
    assert [file.outcome for file in report.files] == [Outcome.ADVISORY]
    ledger = Ledger(data)
    row, newest = ledger.page_row(page_id(URL)), ledger.newest(page_id(URL))
    ledger.close()
    assert row is not None
    assert newest is not None
    assert (row.source, row.revision, newest.revision) == ("mau", ours.revision, ours.revision)
    (record,) = documents(data)
    assert (record.source, record.url, record.title) == (SOURCE, URL, "Giả mạo")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "out of order"])
def test_two_captures_of_a_page_are_revisions_in_the_order_of_their_times(
    order: tuple[int, int], tmp_path: Path
) -> None:
    captures = (("response", FIRST, page("Bản đầu")), ("response", SECOND, page("Bản sau")))
    for number in order:
        add(Config(data=tmp_path / "data"), [web_archive(tmp_path / f"{number}.warc.gz", captures[number])])
    (record,) = documents(tmp_path / "data")
    assert record.title == "Bản sau"
    assert record.first_seen in ((FIRST,) if order == (0, 1) else (FIRST, SECOND)), "never today"


def test_resources_are_read_and_a_conversion_where_its_original_is_not_there(tmp_path: Path) -> None:
    add(Config(data=tmp_path / "a"), [web_archive(tmp_path / "a.warc.gz", ("resource", FIRST, page("Tệp gốc")))])
    assert [record.title for record in documents(tmp_path / "a")] == ["Tệp gốc"]
    both = (("conversion", SECOND, page("Bản chuyển")), ("response", FIRST, page("Bản gốc")))
    add(Config(data=tmp_path / "b"), [web_archive(tmp_path / "b.warc.gz", *both)])
    assert [record.title for record in documents(tmp_path / "b")] == ["Bản gốc"]
    add(Config(data=tmp_path / "c"), [web_archive(tmp_path / "c.warc.gz", both[0])])
    assert [record.title for record in documents(tmp_path / "c")] == ["Bản chuyển"]


def test_adding_is_a_run_that_comes_to_its_end(tmp_path: Path) -> None:
    add(Config(data=tmp_path / "data"), [web_archive(tmp_path / "a.warc.gz", ("response", FIRST, page("Bản đầu")))])
    ledger = Ledger(tmp_path / "data")
    (run,) = ledger.runs(SOURCE)
    ledger.close()
    assert run.finished is not None
    assert (run.balance.seen, run.balance.is_even) == (1, True)
