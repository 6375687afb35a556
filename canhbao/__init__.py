"""Run: commands and configuration; the only place where crawler, spiders, index and dashboards are joined."""

from importlib.metadata import version

__version__ = version("canhbao")
