"""No link of a page is a dead end."""

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

Tree = Callable[[str], Any]


def test_every_inner_link_of_every_page_leads_somewhere(client: TestClient, tree: Tree, paths: list[str]) -> None:
    links: set[str] = set()
    for path in paths:
        if "text/html" in client.get(path).headers["content-type"]:
            links |= {str(href) for href in tree(path).xpath("//@href | //@src") if str(href).startswith("/")}
    assert len(links) > 50
    broken = {link: client.get(link).status_code for link in links if client.get(link).status_code != 200}
    assert broken == {}
