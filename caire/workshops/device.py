"""What a signature keeps of the device it came from: enough to compare, not to locate."""

import hmac
from ipaddress import IPv4Address, ip_address, ip_network


def network_fingerprint(address: str | None, *, key: str) -> str:
    """A keyed hash of the network of an IP address (/24 or /48), hex; "" when it is unknown."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return ""
    prefix = 24 if isinstance(ip, IPv4Address) else 48
    network = ip_network(f"{ip}/{prefix}", strict=False)
    return hmac.digest(key.encode(), str(network).encode(), "sha256").hex()
