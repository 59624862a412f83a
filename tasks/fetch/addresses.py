"""Which addresses may be connected to. What is checked is what is connected: the check sits in the resolver."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from functools import partial
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from tasks import ItemError

__all__ = ["CheckedResolver", "check_url", "is_public", "route"]

PORTS = {"http": 80, "https": 443}
# Not of the open internet, though the standard library takes them for global: IPv4-compatible addresses (RFC 4291, 2.5.5.1),
# local NAT64 (RFC 8215), site-local addresses (RFC 3879) and documentation (RFC 9637).
NOT_GLOBAL = tuple(map(ipaddress.ip_network, ("::/96", "64:ff9b:1::/48", "fec0::/10", "3fff::/20", "5f00::/16")))


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet: global, not multicast, and so for what it wraps (v4-mapped, NAT64)."""
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
    return found.is_global and not found.is_multicast and not any(found in network for network in NOT_GLOBAL)


def is_literal(host: str) -> bool:
    """Whether a host is written as an address; the HTTP library does not resolve those."""
    try:
        ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    return True


def route(host: str, connect_to: Mapping[str, str]) -> tuple[str, int] | None:
    """Where settings send a host (its own name first, then a pattern with `*`), as (address, port).

    It is the only way to a private address.
    """
    name = host.lower()
    target = connect_to.get(name) or next((t for p, t in connect_to.items() if "*" in p and fnmatch(name, p.lower())), None)
    if target is None:
        return None
    address, _, port = target.rpartition(":")
    return address, int(port)


def check_url(url: str, connect_to: Mapping[str, str]) -> str:
    """The host of an address that may be asked. Raises ItemError: bad_scheme, bad_url or blocked_address."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise ItemError("bad_url", f"{url[:200]!r}: {error}") from error
    if parts.scheme not in PORTS:
        raise ItemError("bad_scheme", f"{url[:200]!r}: only http and https are fetched")
    if not host or parts.username or parts.password:
        raise ItemError("bad_url", f"{url[:200]!r}: a host is needed, and no user or password")
    if route(host, connect_to) is None and is_literal(host) and not is_public(host):
        raise ItemError("blocked_address", f"{url[:200]!r}: not a public address (settings.fetch.connect_to)")
    if route(host, connect_to) is None and port not in {None, *PORTS.values()}:
        raise ItemError("blocked_address", f"{url[:200]!r}: port {port} is not 80 or 443 (settings.fetch.connect_to)")
    return host


class CheckedResolver(AbstractResolver):
    """Resolves a host once, refuses it if any of its answers is not public, and hands out only what it checked.

    An answer is kept for the life of the client, so that the address whose turn was waited for is the one connected.
    Literal addresses come through here as well, in every spelling that the system's resolver understands.
    """

    def __init__(self, connect_to: Mapping[str, str]) -> None:
        self.connect_to = connect_to
        # The system's resolver cannot be interrupted: with a few threads, a few slow names would hold up all others.
        self.threads = ThreadPoolExecutor(max_workers=64, thread_name_prefix="dns")
        self.checked: dict[tuple[str, int], list[ResolveResult]] = {}

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        if (host, port) not in self.checked:
            self.checked[host, port] = await self._ask(host, port)
        return self.checked[host, port]

    async def _ask(self, host: str, port: int) -> list[ResolveResult]:
        if sent := route(host.rstrip("."), self.connect_to):
            return [_answer(host, *sent, socket.AF_INET6 if ":" in sent[0] else socket.AF_INET)]
        try:
            look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
            found = await asyncio.get_running_loop().run_in_executor(self.threads, look_up)
        except (OSError, UnicodeError) as error:
            raise ItemError("dns", f"{host[:200]}: {error}") from error
        bad = [str(a[4][0]) for a in found if not is_public(str(a[4][0]))]
        if bad or not found:
            raise ItemError("blocked_address", f"{host[:200]} is {bad[:1]}, not a public address (settings.fetch.connect_to)")
        return [_answer(host, str(a[4][0]), int(a[4][1]), a[0]) for a in found]

    async def close(self) -> None:
        """Lookups that still wait are let go."""
        self.threads.shutdown(wait=False, cancel_futures=True)


def _answer(host: str, address: str, port: int, family: int) -> ResolveResult:
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)
