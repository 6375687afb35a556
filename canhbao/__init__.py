"""Run: commands and configuration; the only place where crawler, spiders, index and dashboards are joined."""
