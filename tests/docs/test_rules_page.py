"""docs/places.md tells the rules as they are."""

from pathlib import Path

from canhbao.terminal.rules_page import rules_page
from crawler.vocab.vocabulary import bundled_vocabulary

PAGE = Path(__file__).parents[2] / "docs" / "places.md"


def test_the_rules_of_places_in_the_docs_are_those_of_the_rows() -> None:
    _, mark, rows = PAGE.read_text(encoding="utf-8").partition("<!-- rows: what follows is made by `make docs` -->\n")
    assert mark
    assert rows == rules_page(bundled_vocabulary()), "run: make docs"
