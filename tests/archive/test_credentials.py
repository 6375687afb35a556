"""What stands before an '@' in an address may be somebody's password: it is never stored, neither in ledger nor in records."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive, Capture
from crawler.archive.records import read_capture
from crawler.archive.urls import canonical_url, without_credentials

SECRET = "b1-mat"
URL = f"https://an:{SECRET}@mau.gov.vn/a/1?x=a@b"
CLEAN = "https://mau.gov.vn/a/1?x=a@b"


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        (URL, CLEAN),
        ("http://an@mau.gov.vn/", "http://mau.gov.vn/"),
        ("http://an:b%40c@d@mau.gov.vn:8080/x", "http://mau.gov.vn:8080/x"),
        ("HTTP://an:b@mau.gov.vn?y", "HTTP://mau.gov.vn?y"),
        ("//an:b@mau.gov.vn/x", "//mau.gov.vn/x"),
        ("https://mau.gov.vn/@nguoi/bai#@", "https://mau.gov.vn/@nguoi/bai#@"),
        ("https://mau.gov.vn", "https://mau.gov.vn"),
        ("mailto:an@mau.gov.vn", "mailto:an@mau.gov.vn"),
    ],
)
def test_an_address_loses_its_user_and_password_and_nothing_else(url: str, clean: str) -> None:
    assert without_credentials(url) == clean
    assert without_credentials(clean) == clean


def test_an_address_with_credentials_names_the_page_without_them() -> None:
    assert canonical_url(URL) == canonical_url(CLEAN) == "https://mau.gov.vn/a/1?x=a@b"


def test_neither_the_ledger_nor_the_archive_keeps_them(tmp_path: Path) -> None:
    store = Archive(tmp_path, run_id="r1", source="mau", minimum_free=0)
    store.ledger.discover(URL, "mau", listed_title="Cảnh báo")
    capture = Capture(URL, 200, "OK", (("Content-Type", "text/html"),), b"mot", datetime(2026, 3, 6, tzinfo=UTC))
    archived = store.store(capture, url=URL, role="article", revision=True)
    (pending,) = store.ledger.pending("mau")
    newest = store.ledger.newest(archived.page_id)
    assert newest is not None
    assert (pending.url, newest.url, store.page(newest).url) == (CLEAN, CLEAN, CLEAN)
    assert [row.url for row in store.ledger.records()] == [CLEAN]
    assert read_capture(store.folder, archived.position).url == CLEAN
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.sqlite*"))
    assert b"mau.gov.vn" in kept
    assert SECRET.encode() not in kept
