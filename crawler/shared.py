"""What all crawls of one process share: the queues of machines, and the sandbox that parses files.

Made once by the loader of spiders, which every crawl of a process has in common, and bound to each spider's class beside
its source; asked for by `shared_of`. Whoever runs the process closes it.
"""

from dataclasses import dataclass, field
from typing import Any

from crawler.host_queues import HostQueues
from crawler.read.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Shared:
    """`queues` keep two sources from one machine; one `sandbox`, since its process costs a second and 75 MB."""

    queues: HostQueues = field(default_factory=HostQueues)
    sandbox: Sandbox = field(default_factory=Sandbox)

    def close(self) -> None:
        """Let the sandbox's process go."""
        self.sandbox.close()


def shared_of(crawler: Any) -> Shared:
    """What a crawl shares with the others of its process."""
    shared: Shared = crawler.spidercls.shared
    return shared
