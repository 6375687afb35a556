"""Public addresses only, checked at connect time: each answer of the resolver, every time, names and literals alike.

In: a host name and a port that a connection is about to use. Out: the addresses if all of them are public, else none
(the lookup fails, nothing is connected). One private answer among public ones refuses them all (DNS rebinding).
"""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer, provider  # type: ignore[import-untyped]

# Ranges that embed another address: what they reach cannot be told from outside (RFC 6052, 3056, 4380).
_TUNNELS = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
# Not for use, whatever Python's tables of the day say: the relay of 6to4, site-local and documentation (RFC 7526, 3879, 5737, 3849, 9637).
_NOT_FOR_USE = tuple(
    ipaddress.ip_network(net)
    for net in (
        *("192.88.99.0/24", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
        *("fec0::/10", "2001:db8::/32", "3fff::/20"),
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address (text) is globally reachable unicast; False for anything that is not an IP address."""
    try:
        value = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(value, ipaddress.IPv6Address):
        if value.ipv4_mapped is not None:
            value = value.ipv4_mapped
        elif any(value in network for network in _TUNNELS):
            return False
    if any(value in network for network in _NOT_FOR_USE if network.version == value.version):
        return False
    return value.is_global and not value.is_multicast and not value.is_reserved


def is_loopback(address: str) -> bool:
    """Whether an IP address (text) is of this machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def is_allowed(address: str, port: int, loopback_ports: Sequence[int]) -> bool:
    """Whether a connection to an address may be made. `loopback_ports` are exempt on loopback addresses alone."""
    return is_public(address) or (port in loopback_ports and is_loopback(address))


@implementer(IHostnameResolver)
class GuardedResolver:
    """Scrapy's TWISTED_DNS_RESOLVER. Keeps no cache: what was checked is what is connected to.

    `refused` holds the hosts whose answers were private, so that the guard can name the reason. `listeners` tells on
    which port of this machine a site listens whose address names another: ids that come from addresses stay the same.
    """

    def __init__(
        self,
        reactor: Any,
        loopback_ports: Sequence[int],
        original: Any = None,
        listeners: Mapping[int, int] | None = None,
    ) -> None:
        self._reactor = reactor
        self._original = original if original is not None else reactor.nameResolver
        self._loopback_ports = tuple(loopback_ports)
        self._listeners = dict(listeners or {})
        self.refused: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        """Scrapy's way to build a resolver."""
        return cls.of(crawler.settings, reactor)

    @classmethod
    def of(cls, settings: Any, reactor: Any) -> "GuardedResolver":
        """The resolver with the doors that settings open on this machine."""
        return cls(
            reactor,
            settings.get("CANHBAO_LOOPBACK_PORTS") or (),
            listeners=settings.get("CANHBAO_LOOPBACK_LISTENERS") or {},
        )

    def install_on_reactor(self) -> None:
        """Become the resolver of every connection of this process."""
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """IHostnameResolver: pass on the answers only if every one of them may be connected to."""
        answers: list[Any] = []
        guard = self

        @provider(IResolutionReceiver)
        class Checked:
            @staticmethod
            def resolutionBegan(resolution: Any) -> None:
                resolutionReceiver.resolutionBegan(resolution)

            @staticmethod
            def addressResolved(address: Any) -> None:
                answers.append(address)

            @staticmethod
            def resolutionComplete() -> None:
                if all(is_allowed(answer.host, portNumber, guard._loopback_ports) for answer in answers):
                    for answer in answers:
                        resolutionReceiver.addressResolved(guard._listening(answer, portNumber))
                elif answers:
                    guard.refused.add(hostName)
                resolutionReceiver.resolutionComplete()

        return self._original.resolveHostName(Checked(), hostName, portNumber, addressTypes, transportSemantics)

    def _listening(self, answer: Any, port: int) -> Any:
        """The answer with the port on which the site listens; another one on this machine alone."""
        if port not in self._listeners or not is_loopback(answer.host):
            return answer
        kind = IPv6Address if isinstance(answer, IPv6Address) else IPv4Address
        return kind(answer.type, answer.host, self._listeners[port])
