"""RSS, Atom and sitemaps as they are met: dates kept raw, entities refused, bombs and garbage named."""

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.day_order import day_first
from spiders.entries import BadEntry, Entry, Listed
from spiders.feeds import read_feed
from spiders.sitemaps import read_sitemap

BASE = "https://mau.example/"
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Báo mẫu</title>
<item><title><![CDATA[Cảnh báo <b>lừa đảo</b>]]></title><link>/a-post1.html</link><pubDate>Wed, 06 Mar 2024 14:20:00 +0700</pubDate></item>
<item><title>Không có địa chỉ</title></item></channel></rss>""".encode()
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>Thủ đoạn mới</title><link href="https://mau.example/b"/><updated>2024-03-06T07:20:00Z</updated></entry></feed>""".encode()
NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://mau.example/c</loc><lastmod>2024-03-07</lastmod><news:news><news:publication_date>2024-03-06T14:20:00+07:00</news:publication_date><news:title>Giả danh công an</news:title></news:news></url></urlset>""".encode()
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://mau.example/s1.xml.gz</loc></sitemap></sitemapindex>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><rss version="2.0"><channel><item><title>&b;</title><link>/x</link></item></channel></rss>"""


def test_rss_gives_addresses_titles_without_markup_and_raw_dates() -> None:
    (entry,) = read_feed(RSS, "https://mau.example/rss/home.rss").entries
    assert (entry.url, entry.title, entry.published) == (
        "https://mau.example/a-post1.html",
        "Cảnh báo lừa đảo",
        "Wed, 06 Mar 2024 14:20:00 +0700",
    )


def test_an_item_without_an_address_is_named() -> None:
    assert read_feed(RSS, BASE).bad == (BadEntry("bad_address", "<item> Không có địa chỉ"),)


def test_atom_too() -> None:
    (entry,) = read_feed(ATOM, "https://mau.example/feed").entries
    assert (entry.url, entry.title) == ("https://mau.example/b", "Thủ đoạn mới")


def test_a_news_sitemap_prefers_the_date_of_publication_to_that_of_change() -> None:
    (entry,) = read_sitemap(NEWS, BASE).entries
    assert (entry.title, entry.published) == ("Giả danh công an", "2024-03-06T14:20:00+07:00")


def test_an_index_names_further_sitemaps_and_gzip_is_unpacked() -> None:
    assert read_sitemap(gzip.compress(INDEX), BASE) == Listed(further=("https://mau.example/s1.xml.gz",))


@pytest.mark.parametrize("reader", [lambda b: read_feed(b, BASE), lambda b: read_sitemap(b, BASE)])
def test_entities_are_refused_before_any_parser_expands_them(reader) -> None:  # type: ignore[no-untyped-def]
    for body in (BOMB, BOMB.decode().encode("utf-16")):
        with pytest.raises(ValueError, match="refused"):
            reader(body)


def test_gzip_of_several_members_is_read_to_its_end_and_a_torn_one_as_far_as_it_goes() -> None:
    members = gzip.compress(NEWS[:200]) + gzip.compress(NEWS[200:])
    assert read_sitemap(members, BASE) == read_sitemap(NEWS, BASE)
    many = b"".join(b"<url><loc>https://mau.example/%d</loc></url>" % number for number in range(2000))
    torn = gzip.compress(b"<urlset>" + many + b"</urlset>")[:-2000]
    found = read_sitemap(torn, BASE)
    assert 100 < len(found.entries) < 2000
    assert {entry.url for entry in found.entries} <= {f"https://mau.example/{number}" for number in range(2000)}


@pytest.mark.parametrize("encoding", ["cp037", "cp500", "utf-7", "unicode_escape", "iso2022_jp", "hz"])
def test_an_encoding_that_hides_a_document_type_is_refused(encoding: str) -> None:
    told = BOMB.decode().replace('1.0"', f'1.0" encoding="{encoding}"')
    body = told.encode("cp037") if encoding.startswith("cp") else told.replace("<!", "+ADwAIQ-").encode()
    for reader in (lambda b: read_feed(b, BASE), lambda b: read_sitemap(b, BASE)):
        with pytest.raises(ValueError, match="refused"):
            reader(body)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1258", "ISO-8859-1", "gb18030", "utf-16"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?><urlset><url><loc>https://mau.example/a</loc></url></urlset>'
    assert [entry.url for entry in read_sitemap(body.encode(encoding), BASE).entries] == ["https://mau.example/a"]


@pytest.mark.parametrize("unit", ["&lt;", "<", "&lt;a ", "<![CDATA[<", "&", "&amp;lt;"])
def test_a_title_of_any_length_costs_what_it_weighs(unit: str) -> None:
    """Doubling it never takes three times the CPU: best of three, the larger of 50 ms and more."""

    def seconds(count: int) -> float:
        body = f"<rss version='2.0'><channel><item><title>{unit * count}</title><link>/a</link></item></channel></rss>"
        taken = []
        for _ in range(3):
            start = time.process_time()
            read_feed(body.encode(), BASE)
            taken.append(time.process_time() - start)
        return min(taken)

    count = 20_000
    while (larger := seconds(2 * count)) < 0.05:
        count *= 2
    assert larger < 3 * seconds(count)


def test_a_gzip_bomb_stops_at_the_limit() -> None:
    with pytest.raises(ValueError, match="unpacks to over"):
        read_sitemap(gzip.compress(b" " * (51 * 1024 * 1024)), BASE)


def test_a_web_page_is_neither() -> None:
    with pytest.raises(ValueError, match="neither RSS nor Atom"):
        read_feed(b"<html><body>404</body></html>", "https://mau.example/")
    with pytest.raises(ValueError, match="no sitemap"):
        read_sitemap(b"<html><body>404</body></html>", BASE)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(body: bytes) -> None:
    for reader in (lambda b: read_feed(b, BASE), lambda b: read_sitemap(b, BASE)):
        try:
            reader(body)
        except ValueError as error:
            said = str(error)
        else:
            said = "read"
        assert said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["03/06/2024", "04/07/2024"], ["03/06/2024", "04/07/2024"]),
        (["03/06/2024 14:20", "25/06/2024"], ["03/06/2024 14:20", "25/06/2024"]),
        (["03/06/2024 14:20", "Wed, 03-25-2024", None], ["06/03/2024 14:20", "Wed, 25-03-2024", None]),
        (["3/6/24", "3/25/24"], ["6/3/24", "25/3/24"]),
        (["03/06/2024", "25/03/2024", "03/25/2024", "05/05/2024"], [None, "25/03/2024", "25/03/2024", "05/05/2024"]),
        (["2024-03-06", "03/25/2024"], ["2024-03-06", "25/03/2024"]),
    ],
    ids=["no proof", "the day is first", "the month is first", "two digits", "both", "other forms stay"],
)
def test_the_order_of_day_and_month_is_decided_once_by_the_items_that_prove_it(
    written: list[str | None], read: list[str | None]
) -> None:
    entries = [Entry("https://mau.example/a", None, text) for text in written]
    assert [entry.published for entry in day_first(entries)] == read
