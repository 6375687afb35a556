"""Scrapy's settings: honest, polite, closed. `build_settings` gives them for one data folder.

In: the data folder, source folders, the sink. Out: scrapy Settings. As a module it serves `scrapy list` and
`scrapy crawl` (data folder, contact and own tactics from the environment). What opens a door (loopback) can be set in code alone.
"""

import os
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

MIB = 1 << 20


def user_agent(contact: str = "") -> str:
    """The honest user agent: product, version and how to reach the operator."""
    about = f"+{contact}" if contact else "+contact not configured"
    return f"Canhbao/{version('canhbao')} ({about})"


BOT_NAME = "canhbao"
SPIDER_LOADER_CLASS = "crawler.loader.SourceLoader"
CANHBAO_PLATFORMS = "spiders.platforms"
CANHBAO_SOURCES: list[str] = [str(Path(__file__).resolve().parents[1] / "spiders" / "sources")]
CANHBAO_DATA = os.environ.get("CANHBAO_DATA", "data")
CANHBAO_SINK = "canhbao.run.sink.outbox_sink"
CANHBAO_TACTICS = os.environ.get("CANHBAO_TACTICS", "")  # a team's own file of tactics; '' for the bundled ones alone
CANHBAO_LOOPBACK_PORTS: tuple[int, ...] = ()
CANHBAO_LOOPBACK_LISTENERS: dict[int, int] = {}  # where a sample site listens whose address names another port
CANHBAO_WARC_ROTATE_BYTES = 256 * MIB
CANHBAO_MINIMUM_FREE_BYTES = 1024 * MIB
CANHBAO_REVISIT_FLOOR = 6 * 3600.0
CANHBAO_MAX_WAIT = 60.0
CANHBAO_ATTACHMENT_MAXSIZE = 64 * MIB
CANHBAO_ATTACHMENT_TIMEOUT = 120.0

USER_AGENT = user_agent(os.environ.get("CANHBAO_CONTACT", ""))
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
}

CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 3.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 32 * MIB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False  # a torn body is archived as truncated, then tried again
DOWNLOAD_VERIFY_CERTIFICATES = True
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_TIMES = 2
RETRY_HTTP_CODES: list[int] = []  # answers are the back-off's business, exceptions are retried
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy would resolve names for us, behind the address guard
REFERER_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
TWISTED_DNS_RESOLVER = "crawler.middlewares.addresses.GuardedResolver"
DOWNLOAD_HANDLERS: dict[str, Any] = {
    **dict.fromkeys(("data", "file", "ftp", "s3")),
    **dict.fromkeys(("http", "https"), "crawler.middlewares.transport.PatientHandler"),
}
LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.extensions.BriefLogFormatter"

DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.GuardMiddleware": 50,
    "crawler.middlewares.RobotsMiddleware": 100,
    "crawler.middlewares.BackoffMiddleware": 540,
    "crawler.middlewares.RedirectMiddleware": 560,
    "crawler.middlewares.ArchiveMiddleware": 580,
    "crawler.middlewares.DecompressionMiddleware": 590,
}
ITEM_PIPELINES = {
    "crawler.pipelines.ReadPipeline": 100,
    "crawler.pipelines.ExtractPipeline": 200,
    "crawler.pipelines.SinkPipeline": 300,
}
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "crawler.extensions.RunExtension": 10,
}


def build_settings(
    data: Path,
    *,
    sources_dirs: Iterable[Path],
    sink: str,
    tactics: Path | None = None,
    loopback_ports: tuple[int, ...] = (),
    contact: str = "",
    platforms: str = CANHBAO_PLATFORMS,
    revisit_floor: float = CANHBAO_REVISIT_FLOOR,
    log_level: str = "WARNING",
    run_id: str = "",
    overrides: dict[str, Any] | None = None,
) -> Settings:
    """Settings for a crawl in this process.

    `sink` is the dotted path of a callable(settings). `tactics` is a team's own file of tactics. `loopback_ports` are the
    ports on loopback addresses that the guard lets through (demo and tests). `revisit_floor` in seconds. `overrides` are
    plain Scrapy settings.
    """
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.update(
        {
            "CANHBAO_DATA": str(data),
            "CANHBAO_SOURCES": [str(path) for path in sources_dirs],
            "CANHBAO_SINK": sink,
            "CANHBAO_TACTICS": str(tactics or ""),
            "CANHBAO_LOOPBACK_PORTS": tuple(loopback_ports),
            "CANHBAO_PLATFORMS": platforms,
            "CANHBAO_REVISIT_FLOOR": revisit_floor,
            "CANHBAO_RUN_ID": run_id,
            "USER_AGENT": user_agent(contact),
            "LOG_LEVEL": log_level,
            **(overrides or {}),
        },
        priority="cmdline",
    )
    return settings
