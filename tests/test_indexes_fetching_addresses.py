from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from compare.errors import InputError
from compare.ports import Failed
from indexes.fetching import FetchSettings, HttpFetcher
from indexes.fetching.addresses import is_public
from indexes.fetching.settings import networks
from tests.fetching import PAGE, Site, fetcher, reason, serving
from web.settings import Settings
from web.wiring import build_fetcher


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "127.0.0.1",
        "127.255.255.254",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    one = HttpFetcher(resolve=lambda host, port: [address])
    assert "not a public address" in reason(one.fetch("http://paper.example/"))


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2606:4700::1111", "64:ff9b::808:808", "2a00:1450::1"])
def test_an_internet_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "0",
        "localhost",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:0001]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
    ],
)
def test_loopback_is_refused_in_every_notation(site: Site, host: str) -> None:
    outcome = HttpFetcher().fetch(f"http://{host}:{site.port}/")
    assert isinstance(outcome, Failed)
    assert not outcome.retry or "looked up" in outcome.reason
    assert site.asked == []


def test_a_name_with_one_private_address_is_refused(site: Site) -> None:
    one = fetcher(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    assert "10.0.0.1" in reason(one.fetch(site.url(host="paper.example")))


def test_a_host_name_is_resolved_once_per_connection(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: a second resolution would return the address of the server, but there is none."""
    asked: list[str] = []
    system = socket.getaddrinfo

    def only_addresses(host: str, *rest: Any, **named: Any) -> Any:
        ip_address(host)
        return system(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", only_addresses)

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.9" if len(asked) % 2 else "127.0.0.1"]

    first = networks("127.0.0.9")
    one = fetcher(resolve=resolve, private=first, attempts=1)
    assert "failed" in reason(one.fetch(site.url(host="paper.example")))
    assert asked == ["paper.example"]
    assert site.asked == []


def test_a_host_name_that_becomes_private_between_requests_is_refused(site: Site) -> None:
    site.pages["/"] = PAGE
    answers = iter(["127.0.0.1", "10.0.0.1"])
    one = fetcher(resolve=lambda host, port: [next(answers)])
    assert "10.0.0.1" in reason(one.fetch(site.url(host="paper.example")))
    assert site.asked == ["/robots.txt"]


def test_an_ipv4_address_mapped_to_ipv6_is_the_same_address(site: Site) -> None:
    site.pages["/"] = PAGE
    assert fetcher().fetch(site.url(host="[::ffff:127.0.0.1]")).status == 200


def test_the_second_address_is_tried_if_the_first_does_not_respond(site: Site) -> None:
    site.pages["/"] = PAGE
    one = fetcher(resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"])
    assert one.fetch(site.url(host="paper.example")).status == 200


def test_a_name_that_cannot_be_resolved_may_be_retried() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    for each in (resolve, lambda host, port: []):
        outcome = fetcher(resolve=each).fetch("http://paper.example/")
        assert isinstance(outcome, Failed)
        assert outcome.retry


def test_exceptions_to_private_addresses_are_networks_and_hosts(site: Site) -> None:
    site.pages["/"] = PAGE
    assert networks(" 127.0.0.1 ,::1, 10.0.0.0/8,") == networks("127.0.0.1/32,::1/128,10.0.0.0/8")
    own = build_fetcher(Settings(fetch_private="127.0.0.1"))
    assert own.fetch(site.url()).status == 200
    assert isinstance(own.fetch("http://127.0.0.2:1024/"), Failed)
    for wrong in ("localhost", "10.0.0.1/8", "10.0.0.0/33", "1;2"):
        with pytest.raises(InputError):
            build_fetcher(Settings(fetch_private=wrong))


@pytest.mark.parametrize("wrong", ["", "(Mozilla)", "A\r\nB: c", "Pärallax"])
def test_an_invalid_user_agent_is_refused(wrong: str) -> None:
    with pytest.raises(InputError):
        FetchSettings(wrong)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://paper.example/",
        "gopher://paper.example/",
        "javascript:alert(1)",
        "paper.example",
        "//paper.example/",
        "http:///x",
        "http://user@paper.example/",
        "http://user:pw@paper.example/",
        "http://good.example\\@127.0.0.1/",
        "http://paper.example:22/",
        "http://paper.example:0/",
        "http://paper.example:65536/",
        "http://paper.example:x/",
        "http://a..b/",
        "http://.example/",
        "http://paper.example./",
        "http://%31%32%37.0.0.1/",
        "http://[fe80::1%25eth0]/",
        "http://①②⑦.⓪.⓪.①/",
        "http://[::1",
        "http://pa%00per.example/",
    ],
)
def test_an_address_that_is_not_a_web_page_is_refused(url: str) -> None:
    outcome = fetcher().fetch(url)
    assert isinstance(outcome, Failed)
    assert not outcome.retry


@given(
    st.text()
    | st.builds("{}{}{}".format, st.sampled_from(["http://", "HTTPS://", "//", "http:", ""]), st.text(), st.text())
    | st.builds("http://{}:{}/{}".format, st.text("a.-_[]:%@xn1é", max_size=20), st.integers(-9, 99999), st.text())
)
@hypothesis_settings(max_examples=400)
def test_parsing_any_string_never_raises(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("there is no net")

    one = fetcher(resolve=resolve)
    outcome = one.fetch(url)
    assert isinstance(outcome, Failed)
    assert outcome.url == url
    assert "unexpected" not in outcome.reason
