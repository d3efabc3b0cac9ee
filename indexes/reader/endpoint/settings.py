"""Settings of a reader behind an API: URL, model, limits and budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compare.errors import InputError
from compare.model.match import Kind
from compare.model.reader_scores import MARKED
from indexes.fetching.failure import FetchError
from indexes.fetching.settings import Network
from indexes.fetching.urls import web_url

SCHEMES = ("https://", "http://")
_PATH = "/chat/completions"


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """`url` is the base address of the API, as in https://host/v1, or that of its chat completions.

    `private` are networks in which the API may be although they are not public. `requests` and `tokens` are the maximum
    per day (UTC); a request takes at most `total_s` seconds and is made up to `attempts` times if errors may be
    temporary, with pauses that begin at `backoff_s` and double. Raises InputError for invalid values.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    private: tuple[Network, ...] = ()
    floors: Mapping[Kind, float] = field(default_factory=dict)
    requests: int = 500
    tokens: int = 1_000_000
    total_s: float = 60.0
    attempts: int = 3
    backoff_s: float = 1.0
    longest_wait_s: float = 30.0

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise InputError("An endpoint needs a model name: set PARALLAX_READER_MODEL.")
        if any(not "!" <= each <= "~" for each in self.key):
            raise InputError(
                "PARALLAX_READER_KEY is not a valid key: it contains spaces or characters that "
                "are not allowed in a header."
            )
        try:
            web_url(self.url)
        except FetchError as error:
            raise InputError(f"PARALLAX_READER cannot be used: {error.reason}.") from None
        if self.url.startswith("http://") and not self.private:
            raise InputError(
                "Articles and the key would be sent unencrypted: use https, or add the network of the endpoint to "
                "PARALLAX_READER_PRIVATE, as in 127.0.0.1."
            )

    @property
    def address(self) -> str:
        """The URL that requests are sent to."""
        url = self.url.rstrip("/")
        return url if url.endswith(_PATH) else url + _PATH

    @property
    def host(self) -> str:
        """The host and port, for users."""
        return web_url(self.url).netloc.decode("ascii")


def floors_of(text: str) -> dict[Kind, float]:
    """Parse the minimum probability of kinds: “quotation=0.9, figures=0.8”. Raises InputError for anything else."""
    floors: dict[Kind, float] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _, floor = (each.strip() for each in part.partition("="))
        kind = next((each for each in MARKED if each == name), None)
        try:
            value = float(floor)
        except ValueError:
            value = -1.0
        if kind is None or not 0 <= value <= 1:
            raise InputError(
                f"PARALLAX_READER_SHOW has “{part[:60]}”: write a kind ({', '.join(MARKED)}) and a probability from "
                "0 to 1, as in quotation=0.9."
            )
        floors[kind] = value
    return floors
