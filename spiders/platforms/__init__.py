"""One class per CMS or protocol. A source's YAML names its platform; what differs per source is data there."""

from collections.abc import Mapping

from scrapy import Spider

from spiders.platforms.cms import (
    AidSpider,
    DrupalSpider,
    EpiSpider,
    FeedSpider,
    JoomlaSpider,
    LiferaySpider,
    ListingSpider,
    NukeVietSpider,
    OneCdnSpider,
    SharePointSpider,
    VccorpSpider,
    VnptSpider,
    YyyymmSpider,
)
from spiders.platforms.dnn import DnnSpider
from spiders.platforms.wordpress import WordPressSpider

PLATFORMS: Mapping[str, type[Spider]] = {
    "aid": AidSpider,
    "dnn": DnnSpider,
    "drupal": DrupalSpider,
    "epi": EpiSpider,
    "feed": FeedSpider,
    "joomla": JoomlaSpider,
    "liferay": LiferaySpider,
    "listing": ListingSpider,
    "nukeviet": NukeVietSpider,
    "onecdn": OneCdnSpider,
    "sharepoint": SharePointSpider,
    "vccorp": VccorpSpider,
    "vnpt": VnptSpider,
    "wordpress": WordPressSpider,
    "yyyymm": YyyymmSpider,
}

__all__ = ["PLATFORMS"]
