"""What stands between spiders and the web: guard, robots, back-off, redirects, archive, decompression."""

from crawler.middlewares.archive import ArchiveMiddleware, DecompressionMiddleware
from crawler.middlewares.backoff import BackoffMiddleware, RedirectMiddleware
from crawler.middlewares.guard import GuardMiddleware
from crawler.middlewares.refusals import PageSettled, Refusal
from crawler.middlewares.robots import RobotsMiddleware

__all__ = [
    "ArchiveMiddleware",
    "BackoffMiddleware",
    "DecompressionMiddleware",
    "GuardMiddleware",
    "PageSettled",
    "RedirectMiddleware",
    "Refusal",
    "RobotsMiddleware",
]
