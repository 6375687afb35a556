"""What the server said: bytes and headers, nothing read yet."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched (or added) resource at one revision.

    `page_id` names the canonical URL, `revision` the payload (hex SHA-256). `listed_title` and `listed_published`
    (an ISO 8601 string with zone, or None) are what the feed, sitemap or listing said of it; `parent` is the
    page_id of the page that links to it when it is an attachment. `fetched_at` is aware, UTC.
    """

    page_id: str
    revision: str
    url: str
    canonical_url: str
    source: str
    status: int
    content_type: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    filename: str = ""
    parent: str | None = None
    listed_title: str | None = None
    listed_published: str | None = None
