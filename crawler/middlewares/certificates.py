"""Certificates of sites that forget to send their intermediates: the chain is completed from a file, never weakened.

In: a PEM file of intermediate certificates that the operator has checked. Out: Twisted's policy for HTTPS. The chain must
still end at a root that this machine trusts and name the host; an intermediate alone opens nothing. Knows no source.
"""

from pathlib import Path
from typing import Any

from twisted.internet._sslverify import IOpenSSLTrustRoot  # Twisted gives its trust roots no public interface
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.model import ConfigurationError

FILE_NAME = "intermediates.pem"


@implementer(IOpenSSLTrustRoot)
class CompletedRoots:
    """The machine's own roots, with intermediates that servers fail to send."""

    def __init__(self, intermediates: Path) -> None:
        self._intermediates = intermediates

    def _addCACertsToContext(self, context: Any) -> None:
        context.set_default_verify_paths()
        context.load_verify_locations(str(self._intermediates))


@implementer(IPolicyForHTTPS)
class CompletedChains:
    """Strict verification with completed chains. Raises ConfigurationError if the file is missing or no PEM."""

    def __init__(self, intermediates: Path) -> None:
        from OpenSSL import SSL

        remedy = "put the missing intermediate certificates there (PEM), or set `tls: strict`."
        if not intermediates.is_file():
            raise ConfigurationError(f"Thiếu tệp {intermediates}. There is no {intermediates}: {remedy}")
        try:
            SSL.Context(SSL.TLS_CLIENT_METHOD).load_verify_locations(str(intermediates))
        except SSL.Error as error:
            raise ConfigurationError(
                f"Tệp {intermediates} không phải PEM. {intermediates} is no PEM: {remedy}"
            ) from error
        self._roots: Any = CompletedRoots(intermediates)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        """Options for a connection to a host."""
        return optionsForClientTLS(hostname.decode("ascii"), trustRoot=self._roots)
