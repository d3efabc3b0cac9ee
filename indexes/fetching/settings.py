"""Limits on what is fetched, how fast and how much."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from compare.errors import InputError

Network = IPv4Network | IPv6Network

LONGEST_PAUSE_S = 30 * 24 * 3600.0
"""The maximum time for which a host is left alone, even if it asks for longer (for 10⁹⁹ s, say)."""
USER_AGENT = "Parallax/0.1 (compares news reports)"
_PRODUCT = re.compile(r"([A-Za-z_-]+)[\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """The limits of fetching; times in seconds, sizes in bytes.

    Raises InputError if the user agent does not start with a product name or contains anything but printable ASCII.
    """

    user_agent: str = USER_AGENT
    private: tuple[Network, ...] = ()
    """Networks that may be fetched from although they are not public; a network of one address is a host."""
    connect_s: float = 10.0
    total_s: float = 30.0
    """For one request, from connecting to the last byte. Looking up the name may exceed it, because only the system
    limits that.
    """
    max_bytes: int = 20_000_000
    """Maximum size of a body, compressed and decompressed: the maximum of the reader of one file
    (`indexes.ingest.files.MAX_FILE`).
    """
    max_redirects: int = 10
    delay_s: float = 1.0
    """Time from the start of one request to a host to the start of the next; a longer Crawl-delay takes precedence."""
    longest_wait_s: float = 30.0
    """If a host asks for a longer pause than this, the URL fails, with the time to try again."""
    concurrency: int = 8
    host_concurrency: int = 2
    attempts: int = 3
    """Maximum number of attempts of a request whose error may be temporary."""
    backoff_s: float = 1.0
    """The pause after the first attempt; it doubles after each, with a jitter of half of it in both directions."""

    def __post_init__(self) -> None:
        if not _PRODUCT.fullmatch(self.user_agent):
            raise InputError(
                f"“{self.user_agent[:60]}” is not a user agent: it must begin with a name of ASCII letters, - and _."
            )

    @property
    def product(self) -> str:
        """The name that robots.txt files use for this user agent (the product token of RFC 9309, section 2.2.1)."""
        found = _PRODUCT.match(self.user_agent)
        return found[1] if found else ""


def networks(text: str) -> tuple[Network, ...]:
    """Networks and addresses, separated by commas: “10.1.0.0/16, ::1”. Raises InputError for anything else."""
    found = []
    for each in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ip_network(each))
        except ValueError:
            raise InputError(f"“{each[:60]}” is not a network, such as 10.1.0.0/16, 192.168.1.7 or fd00::/8.") from None
    return tuple(found)
