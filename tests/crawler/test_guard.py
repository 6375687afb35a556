"""The guard: nothing but the source's public hosts is ever connected to."""

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.middlewares.addresses import GuardedResolver, is_allowed, is_public
from crawler.middlewares.guard import GuardMiddleware, allowed_hosts
from crawler.middlewares.refusals import Refusal
from crawler.model import Body, Source

SSRF = Path(__file__).resolve().parents[3] / "shared" / "hostile" / "strings" / "ssrf_urls.txt"
OWN = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://192.168.1.1/",
    "http://[64:ff9b::7f00:1]/",
    "http://mau.gov.vn@127.0.0.1/",
    "http://mau.gov.vn:22/",
    "http://mau.gov.vn.ke-gian.example/",
    "http://ke-gian.example/mau.gov.vn",
    "ftp://mau.gov.vn/",
    "file:///etc/passwd",
]


def source(**fields):
    return Source(slug="mau", name="Mẫu", body=Body.PORTAL, platform="plain", homepage="https://mau.gov.vn/", **fields)


def guard(ports=(), **fields):
    settings = Settings({"CANHBAO_LOOPBACK_PORTS": ports, "CANHBAO_ATTACHMENT_MAXSIZE": 1})
    crawler = SimpleNamespace(spidercls=SimpleNamespace(source=source(**fields)), settings=settings)
    crawler.signals = SignalManager(crawler)
    return GuardMiddleware(crawler)


def refusal(middleware, url):
    """The reason why an address is refused, or ''."""
    try:
        middleware.process_request(Request(url))
    except Refusal as error:
        return error.reason
    except ValueError:  # Scrapy itself takes no such address
        return "no address"
    return ""


@pytest.mark.parametrize("url", OWN)
def test_an_address_that_is_not_of_the_source_is_refused(url):
    assert refusal(guard(), url)


@pytest.mark.parametrize("url", OWN[:13])
def test_a_private_address_is_refused_even_if_the_source_names_it(url):
    host = url.split("/")[2]
    assert refusal(guard(hosts=(host.strip("[]"), host)), url) == "private_address"


@pytest.mark.parametrize("user", ["an", "an:bimat", ":bimat", "mau.gov.vn", "", ":"])
def test_an_address_with_a_user_is_refused_and_told_without_it(user):
    with pytest.raises(Refusal) as told:
        guard().process_request(Request(f"https://{user}@mau.gov.vn/a"))
    assert (told.value.reason, told.value.final) == ("bad_address", True)
    assert str(told.value) == "not fetched (bad_address): https://mau.gov.vn/a"


def test_collected_attack_addresses_are_refused():
    if not SSRF.exists():
        pytest.skip("the collection of attack addresses (shared/hostile/strings) is not beside the repository")
    urls = SSRF.read_text(encoding="utf-8").split()
    assert len(urls) >= 36
    assert [url for url in urls if not refusal(guard(), url)] == []


@pytest.mark.parametrize("url", ["https://mau.gov.vn/a", "http://www.mau.gov.vn/", "https://tin.mau.gov.vn:443/x"])
def test_hosts_of_the_source_pass(url):
    assert refusal(guard(hosts=("tin.mau.gov.vn",)), url) == ""


def test_loopback_passes_on_the_given_ports_alone():
    middleware = guard((8081,), hosts=("127.0.0.1",))
    assert refusal(middleware, "http://127.0.0.1:8081/") == ""
    assert refusal(middleware, "http://127.0.0.1:8082/") == "private_address"
    assert refusal(middleware, "http://10.0.0.1:8081/") == "private_address"


def test_www_is_the_same_host():
    assert allowed_hosts(source()) == {"mau.gov.vn", "www.mau.gov.vn"}


@given(st.ip_addresses())
def test_only_global_unicast_is_public(address):
    if address.is_loopback or address.is_private or address.is_link_local or address.is_multicast:
        assert not is_public(str(address))


@pytest.mark.parametrize("address", ["2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "64:ff9b::a00:1"])
def test_an_address_that_holds_another_one_is_not_public(address):
    """6to4, Teredo and NAT64: what they reach may be this machine or its network."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "203.162.4.190", "2405:4800::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address):
    assert is_public(address)
    assert is_allowed(address, 80, ())


class Receiver:
    def __init__(self):
        self.addresses, self.complete = [], False

    def resolutionBegan(self, resolution):
        pass

    def addressResolved(self, address):
        self.addresses.append(address.host)

    def resolutionComplete(self):
        self.complete = True


class Answers:
    """A resolver that gives one list of addresses after the other (rebinding)."""

    def __init__(self, *rounds):
        self.rounds = list(rounds)

    def resolveHostName(self, receiver, name, port=0, types=None, semantics="TCP"):
        receiver.resolutionBegan(None)
        for host in self.rounds.pop(0):
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, port))
        receiver.resolutionComplete()


@pytest.mark.parametrize(
    ("answers", "passed"),
    [
        (["203.162.4.190"], ["203.162.4.190"]),
        (["203.162.4.190", "127.0.0.1"], []),
        (["203.162.4.190", "::1"], []),
        (["10.1.2.3"], []),
        (["169.254.169.254"], []),
        ([], []),
    ],
)
def test_one_private_answer_refuses_them_all(answers, passed):
    resolver, receiver = GuardedResolver(None, (), Answers(answers)), Receiver()
    resolver.resolveHostName(receiver, "mau.gov.vn", 80)
    assert (receiver.addresses, receiver.complete) == (passed, True)
    assert ("mau.gov.vn" in resolver.refused) == (bool(answers) and not passed)


class Ports(Receiver):
    def addressResolved(self, address):
        self.addresses.append((address.host, address.port))


@pytest.mark.parametrize(
    ("host", "port", "reached"),
    [
        ("127.0.0.1", 18611, ("127.0.0.1", 40001)),
        ("::1", 18611, ("::1", 40001)),
        ("127.0.0.1", 18612, ("127.0.0.1", 18612)),
        ("203.162.4.190", 18611, ("203.162.4.190", 18611)),
    ],
)
def test_a_sample_site_is_reached_where_it_listens_and_no_other_site_is_moved(host, port, reached):
    resolver = GuardedResolver(None, (18611, 18612), Answers([host]), listeners={18611: 40001})
    receiver = Ports()
    resolver.resolveHostName(receiver, host, port)
    assert receiver.addresses == [reached]


def test_a_listener_opens_no_port_that_is_not_open():
    resolver, receiver = GuardedResolver(None, (), Answers(["127.0.0.1"]), listeners={18611: 40001}), Ports()
    resolver.resolveHostName(receiver, "localhost", 18611)
    assert receiver.addresses == []


def test_a_name_that_turns_private_later_is_refused_then():
    resolver = GuardedResolver(None, (), Answers(["203.162.4.190"], ["127.0.0.1"]))
    first, second = Receiver(), Receiver()
    resolver.resolveHostName(first, "mau.gov.vn", 80)
    resolver.resolveHostName(second, "mau.gov.vn", 80)
    assert (first.addresses, second.addresses) == (["203.162.4.190"], [])


def test_a_name_of_this_machine_is_never_connected_to(crawl):
    """The real resolver, the real transport and a canary behind `localhost`."""
    canary = socket.create_server(("127.0.0.1", 0))
    canary.settimeout(0.2)
    base = f"http://localhost:{canary.getsockname()[1]}/"
    crawl.write("mau", homepage=base, listings=[base])
    run = crawl.run()
    with canary, pytest.raises(TimeoutError):
        canary.accept()
    assert run["balance"]["seen"] == 0
    assert "private_address" in crawl.log or "private address" in crawl.log


@pytest.mark.parametrize(
    "address",
    [
        "192.88.99.1",
        "192.0.2.1",
        "198.51.100.7",
        "203.0.113.9",
        "fec0::1",
        "2001:db8::1",
        "3fff::1",
        "::ffff:192.0.2.1",
    ],
)
def test_relays_site_local_and_documentation_ranges_are_not_public(address):
    assert not is_public(address)
