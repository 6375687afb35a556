"""Who is talked to, and how: TLS with our own authority, the API key, and never plain HTTP over a network."""

import ipaddress
import json
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from canhbao.config import Config
from canhbao.doctor import examine
from crawler.model import ConfigurationError, EngineUnavailable
from index.engines import open_engine
from index.engines.elastic.access import Layout, access_of


class Authority:
    """A certificate authority made for a test. Its basic constraints are as Elasticsearch's own tool writes them."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._certificate = self._sign(self._name, self._key, days=30, authority=True)

    def _sign(self, subject: x509.Name, key: Any, *, days: int, authority: bool, host: str = "") -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if host:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())

    def file(self, folder: Path) -> Path:
        path = folder / "ca.pem"
        path.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def server(self, folder: Path, *, days: int = 30, host: str = "127.0.0.1") -> ssl.SSLContext:
        """The context of a server whose certificate this authority signed."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node")])
        certificate = self._sign(name, key, days=days, authority=False, host=host)
        path = folder / "node.pem"
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


@pytest.fixture(scope="module")
def ours() -> Authority:
    return Authority("Ours")


def test_a_cluster_that_our_authority_signed_is_trusted(
    gates: Any, connect: Any, make: Any, ours: Authority, tmp_path: Path
) -> None:
    gate = gates(context=ours.server(tmp_path))
    engine = connect(gate.url, environ={"ELASTICSEARCH_CA_FILE": str(ours.file(tmp_path))})
    assert engine.put([make(1)]).accepted


def test_without_the_authority_s_file_nothing_is_sent_and_the_remedy_is_named(
    gates: Any, connect: Any, ours: Authority, tmp_path: Path, pauses: list[float]
) -> None:
    gate = gates(context=ours.server(tmp_path))
    with pytest.raises(EngineUnavailable, match="ELASTICSEARCH_CA_FILE"):
        connect(gate.url, environ={"ELASTICSEARCH_API_KEY": "secret"})
    assert gate.paths == []
    assert pauses == [], "no other try would mend it"


@pytest.mark.parametrize("wrong", ["another authority", "expired", "another host"])
def test_a_certificate_that_does_not_hold_is_refused(
    gates: Any, connect: Any, ours: Authority, tmp_path: Path, wrong: str
) -> None:
    context = ours.server(
        tmp_path, days=-1 if wrong == "expired" else 30, host="127.0.0.9" if wrong == "another host" else "127.0.0.1"
    )
    gate = gates(context=context)
    trusted = Authority("Another") if wrong == "another authority" else ours
    with pytest.raises(EngineUnavailable, match="never accepted unverified") as failure:
        connect(gate.url, environ={"ELASTICSEARCH_CA_FILE": str(trusted.file(tmp_path))})
    assert gate.paths == []
    if wrong == "expired":
        assert "expired" in str(failure.value)


@pytest.mark.parametrize("content", [None, "", "no certificate"], ids=["missing", "empty", "no PEM"])
def test_an_authority_s_file_that_cannot_be_used_is_named(connect: Any, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="named by ELASTICSEARCH_CA_FILE") as failure:
        connect("https://127.0.0.1:9", environ={"ELASTICSEARCH_CA_FILE": str(path)})
    assert str(path) in str(failure.value)


def test_the_key_is_sent_with_every_request(gate: Any, connect: Any, make: Any) -> None:
    connect(gate.url, environ={"ELASTICSEARCH_API_KEY": "a2hvYQ=="}).put([make(1)])
    assert set(gate.keys) == {"ApiKey a2hvYQ=="}


def test_the_key_of_a_file_is_sent_if_only_its_owner_may_read_it(gate: Any, connect: Any, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("a2hvYQ==\n", encoding="utf-8")
    path.chmod(0o600)
    connect(gate.url, environ={"ELASTICSEARCH_API_KEY_FILE": str(path)})
    assert set(gate.keys) == {"ApiKey a2hvYQ=="}
    path.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        connect(gate.url, environ={"ELASTICSEARCH_API_KEY_FILE": str(path)})


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe"], ids=["missing", "empty", "blank", "no text"])
def test_a_key_file_without_a_key_is_named(gate: Any, connect: Any, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o600)
    with pytest.raises(ConfigurationError) as failure:
        connect(gate.url, environ={"ELASTICSEARCH_API_KEY_FILE": str(path)})
    assert str(path) in str(failure.value)
    assert gate.paths == []


def test_the_command_feeds_with_the_key_of_the_file(gate: Any, canhbao: Any, tmp_path: Path) -> None:
    """From the outside: `canhbao add` on a cluster that knows the key."""
    path = tmp_path / "key"
    path.write_text("a2hvYQ==", encoding="utf-8")
    path.chmod(0o600)
    page = tmp_path / "a.txt"
    page.write_text("Cảnh báo lừa đảo.\n\nCông an cảnh báo giả danh cán bộ thuế để lừa đảo.", encoding="utf-8")
    canhbao("add", str(page), data=tmp_path / "data", index=gate.url, ELASTICSEARCH_API_KEY_FILE=str(path))
    assert len(gate.keys) > 1
    assert set(gate.keys) == {"ApiKey a2hvYQ=="}


def test_a_wrong_key_is_told_with_its_remedy_and_the_work_waits(
    gate: Any, canhbao: Any, answer: Any, refuse: Any, tmp_path: Path
) -> None:
    gate.rules.append(lambda *_: answer(401, refuse(401, "security_exception", "invalid API key")))
    page = tmp_path / "a.txt"
    page.write_text("Cảnh báo lừa đảo.\n\nCông an cảnh báo giả danh cán bộ thuế để lừa đảo.", encoding="utf-8")
    done = canhbao("add", str(page), "--json", data=tmp_path / "data", index=gate.url, ELASTICSEARCH_API_KEY="a2hvYQ==")
    assert done.returncode == 4
    assert "ELASTICSEARCH_API_KEY_FILE" in done.stderr
    assert "a2hvYQ==" not in done.stderr + done.stdout
    assert json.loads(done.stdout)["waiting"] == 1


def test_the_doctor_names_the_trouble(gate: Any, answer: Any, refuse: Any, tmp_path: Path) -> None:
    gate.rules.append(lambda *_: answer(401, refuse(401, "security_exception", "missing credentials")))
    checks = {check.name: check for check in examine(Config(data=tmp_path, index=gate.url))}
    assert checks["index"].level == "lacking"
    assert "API key" in checks["index"].message
    checks = {check.name: check for check in examine(Config(data=tmp_path, index="http://search.example:9200"))}
    assert checks["index"].level == "broken"


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("http://search.example:9200", "Plain HTTP to search.example"),
        ("https://127.0.0.1:9200,http://10.0.0.7:9200", "Plain HTTP to 10.0.0.7"),
        ("http://127.0.0.1.search.example:9200", "Plain HTTP"),
        ("https://elastic:changeme@search.example:9200", "ELASTICSEARCH_API_KEY"),
        ("https://search.example:port", "https://search.example:port"),
        ("https://search.example:99999", "99999"),
        ("https://", "https://"),
        ("https://search.example:9200/?pretty", "pretty"),
        ("https://search.example:9200,ftp://other.example", "ftp://other.example"),
        ("http://", "http://"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_before_anything_is_sent(
    tmp_path: Path, address: str, word: str
) -> None:
    with pytest.raises(ConfigurationError) as failure:
        open_engine(address, tmp_path)
    assert word in str(failure.value)
    assert "changeme" not in str(failure.value)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9200", "http://localhost:9200/", "http://[::1]:9200"])
def test_plain_http_stays_on_this_machine(address: str) -> None:
    assert access_of(address, {}).trusted is None


def test_several_nodes_are_named_once_each_with_or_without_spaces() -> None:
    access = access_of("https://a.example:9200, https://b.example:9200/,https://a.example:9200,", {})
    assert access.nodes == ("https://a.example:9200", "https://b.example:9200")
    assert access.trusted is not None
    assert access.trusted.verify_mode is ssl.CERT_REQUIRED
    assert access.trusted.check_hostname


def test_a_secret_is_in_no_text_of_the_program() -> None:
    assert "khoá-bí-mật" not in repr(access_of("http://127.0.0.1:1", {"ELASTICSEARCH_API_KEY": "khoá-bí-mật"}))


@pytest.mark.parametrize(
    ("variable", "value"),
    [("CANHBAO_SHARDS", "0"), ("CANHBAO_SHARDS", "ba"), ("CANHBAO_REPLICAS", "-1"), ("CANHBAO_REPLICAS", "1.5")],
)
def test_a_wrong_number_of_shards_or_replicas_is_named(canhbao: Any, tmp_path: Path, variable: str, value: str) -> None:
    done = canhbao("index", "status", data=tmp_path / "data", **{variable: value})
    assert done.returncode == 2
    assert variable.removeprefix("CANHBAO_").lower() in done.stderr


def test_shards_and_replicas_come_from_the_settings(tmp_path: Path) -> None:
    from canhbao.config import load_config

    (tmp_path / "canhbao.toml").write_text("shards = 2\n", encoding="utf-8")
    config = load_config(tmp_path, {"CANHBAO_SHARDS": "3", "CANHBAO_REPLICAS": "0"})
    assert (config.shards, config.replicas) == (3, 0)
    assert load_config(tmp_path, {}).shards == 2
    assert Layout().replicas is None
