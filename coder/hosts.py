"""Which host an endpoint's address means, and whether that is this machine."""

import re
from ipaddress import IPv4Network, IPv6Address, ip_address

import httpx2

from codebook import ConfigurationError

OPENAI = "api.openai.com"
"""The host that is asked where no address is given."""
_THIS_MACHINE = IPv4Network("127.0.0.0/8")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")


def host_of(base_url: str | None) -> str:
    """The host that would receive what is sent, in ASCII and small letters, as the transport reads the address.

    Args:
        base_url: The endpoint's address; None for OpenAI's own.

    Raises:
        ConfigurationError: It is not the address of a web server, or has a name or password in it.
    """
    return OPENAI if base_url is None else parsed(base_url).raw_host.decode("ascii")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: ``localhost``, an address in 127.0.0.0/8, or ``::1``."""
    try:
        address = ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return host.lower() == "localhost"
    return address == IPv6Address("::1") if isinstance(address, IPv6Address) else address in _THIS_MACHINE


def parsed(base_url: str) -> httpx2.URL:
    """The address, read as the transport reads it.

    Raises:
        ConfigurationError: It is not the address of a web server, or has a name or password in it.
    """
    try:
        url = httpx2.URL(base_url)
    except httpx2.InvalidURL:
        raise _no_address() from None
    if url.scheme not in ("http", "https") or url.userinfo or not _HOST.fullmatch(url.raw_host.decode("ascii")):
        raise _no_address()
    return url


def _no_address() -> ConfigurationError:
    return ConfigurationError(
        "The address of the model's endpoint cannot be used.",
        why="It is not the address of a web server, or has a name or a password in it.",
        do="Write --base-url with its beginning and up to /v1, such as http://127.0.0.1:8000/v1.",
    )
