"""Where statements may be sent: over TLS to public addresses, unless the settings allow others.

A name is looked up once and the connection made to the address that was checked, so that a name
that answers otherwise the second time leads nowhere.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from caire.lrs.forwarding.errors import TargetInvalid

_NAT64 = IPv6Network("64:ff9b::/96")
PORTS = {"https": 443, "http": 80}
_SETTING = "[lrs] forward_to_private"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An xAPI endpoint; `path` has no slash at its end and no resource."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def endpoint_of(url: str, *, allow_private: bool) -> Endpoint:
    """Raises: TargetInvalid: says what the address must be."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna" if "[" not in url else "ascii").decode()
    except (ValueError, UnicodeError):
        raise TargetInvalid(f"{url[:200]!r} is no address: give https://host/path") from None
    if parts.scheme not in PORTS or not host:
        raise TargetInvalid(f"{url[:200]!r} must start with https:// and a host")
    if parts.scheme == "http" and not allow_private:
        raise TargetInvalid("statements go over https:// only: the address must start with it")
    if parts.username is not None or parts.query or parts.fragment:
        raise TargetInvalid("the address holds no user, no ? and no #: give host and path only")
    if not (url.isascii() and url.isprintable() and " " not in url):
        raise TargetInvalid("the path must be in ASCII without spaces: write others as %XX")
    path = parts.path.rstrip("/").removesuffix("/statements")
    return Endpoint(parts.scheme, host, port or PORTS[parts.scheme], path)


def addresses_of(endpoint: Endpoint, *, allow_private: bool) -> list[str]:
    """The addresses of its host, every one of which may be connected to.

    Raises:
        TargetInvalid: one of them may not.
        OSError: there is no such host.
    """
    found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        public = is_public(address)
        if not public and not allow_private:
            raise TargetInvalid(
                f"{endpoint.host} is {address}, which is not public: "
                f"{_SETTING} = true allows targets in this network"
            )
        if public and endpoint.scheme == "http":
            raise TargetInvalid(f"{endpoint.host} is public: the address must start with https://")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet, also when another is hidden in it."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = _inside(ip)
    return ip.is_global and not ip.is_multicast


def _inside(ip: IPv6Address) -> IPv4Address | IPv6Address:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip
