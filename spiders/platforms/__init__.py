"""One class per CMS or protocol. A source's YAML names its platform; what differs per source is data there."""

from collections.abc import Mapping

from scrapy import Spider

from spiders.platforms.cms import (
    EpiSpider,
    FeedSpider,
    LiferaySpider,
    ListingSpider,
    NukeVietSpider,
    OneCdnSpider,
    VccorpSpider,
    VnptSpider,
    YyyymmSpider,
)
from spiders.platforms.wordpress import WordPressSpider

PLATFORMS: Mapping[str, type[Spider]] = {
    "epi": EpiSpider,
    "feed": FeedSpider,
    "liferay": LiferaySpider,
    "listing": ListingSpider,
    "nukeviet": NukeVietSpider,
    "onecdn": OneCdnSpider,
    "vccorp": VccorpSpider,
    "vnpt": VnptSpider,
    "wordpress": WordPressSpider,
    "yyyymm": YyyymmSpider,
}

__all__ = ["PLATFORMS"]
