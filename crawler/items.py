"""What a spider yields: an article's page with its attachments, all archived already, nothing read yet."""

from dataclasses import dataclass
from enum import StrEnum

from crawler.model import Page, Source


class PageRole(StrEnum):
    """What a request is for (Request.meta['role']); only articles are counted by the balance."""

    ARTICLE = "article"
    ATTACHMENT = "attachment"
    LISTING = "listing"
    FEED = "feed"
    SITEMAP = "sitemap"
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True)
class PageItem:
    """One article to understand. `attachments` came with it, in the order of their links."""

    page: Page
    source: Source
    attachments: tuple[Page, ...] = ()
