"""Which addresses may be connected to: public ones, and those in the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from indexes.fetching.failure import FetchError
from indexes.fetching.settings import Network

Resolver = Callable[[str, int], list[str]]
"""The addresses of a host name (or of an address) for a port. Raises OSError or UnicodeError if there are none."""

_NOT_PUBLIC: tuple[Network, ...] = tuple(
    ip_network(each)
    for each in (
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.88.99.0/24",  # 6to4 relays, withdrawn (RFC 7526)
        "168.63.129.16/32",  # the host of a virtual machine in Azure, seen from inside
        "2001::/23",  # protocol assignments, Teredo among them (RFC 2928, RFC 4380)
        "2002::/16",  # 6to4, which embeds any IPv4 address (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
)
"""Networks that Python (3.11.7) considers global although they are not, or should not be trusted."""
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all of IPv6 that is allocated as global unicast (RFC 4291, IANA)
_NAT64 = IPv6Network("64:ff9b::/96")  # an IPv4 address in the last 32 bits (RFC 6052)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """True if `address` is on the public internet: not private, local, shared, reserved, multicast or a tunnel."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address.scope_id or address not in _GLOBAL_UNICAST:
            return False
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved)
        and not any(address in network for network in _NOT_PUBLIC)
    )


def checked_addresses(host: str, port: int, resolve: Resolver, private: Sequence[Network]) -> list[str]:
    """The addresses of `host`, resolved once, each public or in a network of `private`.

    Raises FetchError if the name has no address, or if one of its addresses is neither: a mixed response is rejected as
    a whole, because it suggests an attack.
    """
    try:
        found = [_plain(ip_address(each)) for each in resolve(host, port)]
    except (OSError, ValueError) as error:
        raise FetchError(f"the name {host} cannot be looked up ({_said(error)})", retry=True) from None
    for address in found:
        if not is_public(address) and not any(address in network for network in private):
            where = f"{host} is at {address}, which is" if host != str(address) else f"{address} is"
            raise FetchError(f"{where} not a public address", retry=False)
    if not found:
        raise FetchError(f"the name {host} has no address", retry=True)
    return [str(each) for each in found]


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address embedded in an IPv6 address (RFC 4291, section 2.5.5.2), to which the system would connect."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _said(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
