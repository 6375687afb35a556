"""A queue for each machine: whoever wants something of it waits for its lock. Politeness is owed by all sources together.

In: addresses. Out: asyncio locks, one for each machine; hosts that resolve to the same address share one. Knows no Scrapy.
"""

import asyncio
from urllib.parse import urlsplit


class HostQueues:
    """A lock for each machine: hosts that resolve to the same address share one."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._machines: dict[str, str] = {}

    async def lock(self, url: str) -> asyncio.Lock:
        """The lock of the machine behind an address; by name where the name has no answer."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host not in self._machines:
            self._machines[host] = await _machine(host)
        return self._locks.setdefault(self._machines[host], asyncio.Lock())


async def _machine(host: str) -> str:
    """The first of a host's addresses. Only a name for the queue: what is connected to is checked elsewhere."""
    try:
        answers = await asyncio.get_running_loop().getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return host
    return min((str(answer[4][0]) for answer in answers), default=host)
