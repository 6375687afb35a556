"""Ids come from content alone: the same page of the same source is the same advisory, whatever it says and whenever it is seen."""

from crawler.extract import understand
from crawler.model import Document, advisory_id, page_id, payload_digest

URL = "http://mau.gov.vn/a/1"


def advisory(text: str, source: str = "mau") -> str:
    revision = payload_digest(text.encode())
    document = Document(page_id(URL), revision, source, URL, "Cảnh báo", "", text, None, None, "vi", "test")
    return understand(document).advisory_id


def test_an_edit_is_the_same_advisory() -> None:
    assert advisory("Cảnh báo lừa đảo.") == advisory("Cảnh báo lừa đảo, bản đã sửa.")


def test_a_page_in_two_sources_is_two_advisories() -> None:
    assert advisory("Cảnh báo lừa đảo.") != advisory("Cảnh báo lừa đảo.", "khac")


def test_two_pages_are_two_advisories() -> None:
    assert advisory_id("mau", page_id(URL)) != advisory_id("mau", page_id(f"{URL}0"))


def test_ids_do_not_change_between_releases() -> None:
    """They are in archives, indexes and links."""
    assert page_id(URL) == "1c94b17231313c55"
    assert advisory_id("mau", page_id(URL)) == "b7ce15c94b87b46e"
    assert payload_digest(b"mot") == "01459f1a01f08e6e86474d76f4240d2089cfe4f1bd30be9eb8f88247d7b54015"
