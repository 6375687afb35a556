"""The newest results of a search as an Atom feed; entries link to this site's pages, never to an address in a warning."""

from datetime import UTC, datetime

from crawler.vocab.vocabulary import Vocabulary
from dashboards.state import State
from dashboards.words import Words
from index.engine import Engine
from index.finding.search import search
from index.requests import SearchRequest

MOST = 50


def search_feed(engine: Engine, state: State, base: str, vocabulary: Vocabulary) -> bytes:
    """The feed of a state's query and filters; `base` is this site's address, with a slash at its end."""
    from feedgen.feed import FeedGenerator  # slow to import, and asked by few

    words = Words(state.language, vocabulary)
    asked = SearchRequest(state.query, state.filters, sort="date", limit=MOST)
    feed = FeedGenerator()
    feed.id(base + state.url("/api/search.atom").lstrip("/"))
    feed.title(f"{words('name')}: {words('search')}")
    feed.link(href=base + state.url().lstrip("/"), rel="alternate")
    newest = datetime(2000, 1, 1, tzinfo=UTC)
    for hit in search(engine, asked, vocabulary).hits:
        record = hit.record
        moment = record.published or record.first_seen
        newest = max(newest, moment)
        entry = feed.add_entry(order="append")
        entry.id(f"{base}advisory/{record.advisory_id}")
        entry.link(href=f"{base}advisory/{record.advisory_id}")
        entry.title(_xml_text(record.title))
        entry.summary(_xml_text(" ".join(piece.text for piece in hit.snippet)))
        entry.updated(moment)
    feed.updated(newest)
    return bytes(feed.atom_str(pretty=True))


def _xml_text(text: str) -> str:
    """Text without the control characters that XML forbids."""
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and ord(c) not in (0xFFFE, 0xFFFF)))
