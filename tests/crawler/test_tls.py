"""Three policies towards a server's certificate, on a real TLS server that forgets to send its intermediate."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(name, issuer=None, *, authority=True):
    """(certificate, key); self-signed without an issuer; a server's is for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256()), key


def pem(*certificates):
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one, _ in certificates)


@pytest.fixture
def forgetful(site, tmp_path, monkeypatch):
    """The site over TLS: root -> intermediate -> server; it sends the last alone. The root is this machine's only one."""
    root = certificate("Gốc")
    intermediate = certificate("Trung gian", root)
    server = certificate("127.0.0.1", intermediate, authority=False)
    chain, key, roots = tmp_path / "server.pem", tmp_path / "server.key", tmp_path / "roots.pem"
    chain.write_bytes(pem(server))
    key.write_bytes(
        server[1].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    roots.write_bytes(pem(root))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True, do_handshake_on_connect=False)
    site.base = site.base.replace("http:", "https:")
    monkeypatch.setenv("SSL_CERT_FILE", str(roots))
    site.articles(3)
    site.intermediate = pem(intermediate)
    return site


def test_a_chain_that_is_not_whole_is_refused(crawl, forgetful):
    crawl.write("mau", forgetful, tls="strict")
    run = crawl.run()
    assert run["balance"]["seen"] == 0
    assert forgetful.paths() == []


def test_a_chain_is_completed_from_the_operators_file(crawl, forgetful):
    crawl.write("mau", forgetful, tls="intermediates")
    crawl.data.mkdir()
    (crawl.data / "intermediates.pem").write_bytes(forgetful.intermediate)
    assert crawl.run()["balance"]["advisories"] == 3


def test_a_completed_chain_must_still_end_at_a_trusted_root(crawl, forgetful, tmp_path, monkeypatch):
    other = tmp_path / "other.pem"
    other.write_bytes(pem(certificate("Gốc khác")))
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    crawl.write("mau", forgetful, tls="intermediates")
    crawl.data.mkdir()
    (crawl.data / "intermediates.pem").write_bytes(forgetful.intermediate)
    assert crawl.run()["balance"]["seen"] == 0
    assert forgetful.paths() == []


def test_a_source_whose_file_is_missing_says_so_and_fetches_nothing(crawl, forgetful):
    crawl.write("mau", forgetful, tls="intermediates")
    run = crawl.run()
    assert forgetful.paths() == []
    assert "intermediates.pem" in crawl.log
    assert run["balance"]["seen"] == 0


def test_a_tolerated_source_is_read_whatever_its_chain(crawl, forgetful):
    crawl.write("mau", forgetful, tls="tolerate")
    assert crawl.run()["balance"]["advisories"] == 3


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_missing_or_broken_file_is_named_with_the_remedy(tmp_path, content):
    from crawler.middlewares.certificates import CompletedChains
    from crawler.model import ConfigurationError

    path = tmp_path / "intermediates.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"put the missing intermediate certificates there"):
        CompletedChains(path)
