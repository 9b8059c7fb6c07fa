"""Which machines may be asked: those of the public Internet, and private ones that were named beforehand.

An address that an editor, or a page that he trusts, hands in could lead inside: to this machine, to its neighbours, to
a cloud's store of passwords. So a name is looked up once, every answer must be public, and the connection goes to the
answers that were checked: a name that changes its answer in between (DNS rebinding) changes nothing.
"""

import queue
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from corpus.errors import SourceError

IP = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host's name, for a port. Raises: OSError if there are none."""

# Special ranges that ipaddress counts as global, in some versions of Python or in all.
_NOT_PUBLIC = [
    ip_network("192.0.0.0/24"),  # IETF protocol assignments, Oracle's metadata service
    ip_network("192.88.99.0/24"),  # relays of 6to4, given up
    ip_network("168.63.129.16/32"),  # Azure's host, from inside
    ip_network("2001::/23"),  # IETF protocol assignments, Teredo: an IPv4 address inside
    ip_network("2002::/16"),  # 6to4: an IPv4 address inside
    ip_network("2001:db8::/32"),  # documentation
    ip_network("3fff::/20"),  # documentation
]
_UNICAST = ip_network("2000::/3")  # all of IPv6 that is given out
_NAT64 = ip_network("64:ff9b::/96")  # IPv4 as networks with IPv6 alone see it
_OPENABLE = [  # private ranges of networks and of local proxies; never loopback, link-local or multicast
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "fc00::/7")
]
_NEVER = {ip_address("100.100.100.200"), ip_address("fd00:ec2::254")}  # metadata services inside those ranges


def is_public(ip: IP) -> bool:
    """Whether ``ip`` is a machine of the public Internet; one inside another (IPv4 in IPv6) counts as what it is."""
    ip = _bare(ip)
    if isinstance(ip, IPv6Address) and ip not in _UNICAST:
        return False
    return ip.is_global and not ip.is_multicast and not _within(ip, _NOT_PUBLIC)


def public_or_in(networks: Iterable[Network]) -> Callable[[IP], bool]:
    """A rule that lets through what is public or in one of these networks of one's own."""
    own = tuple(networks)
    return lambda ip: is_public(ip) or (_within(_bare(ip), own) and _bare(ip) not in _NEVER)


def own_network(text: str) -> Network:
    """The private network that ``text`` names, ``10.1.0.0/16``.

    Raises: ValueError if it is not one, or holds more than a private network (loopback, link-local, the public).
    """
    network = ip_network(text.strip())
    for private in _OPENABLE:
        if isinstance(network, IPv4Network) and isinstance(private, IPv4Network) and network.subnet_of(private):
            return network
        if isinstance(network, IPv6Network) and isinstance(private, IPv6Network) and network.subnet_of(private):
            return network
    raise ValueError(f"{network} is no private network; expected a part of {', '.join(map(str, _OPENABLE))}")


def ask_system(host: str, port: int) -> list[str]:
    """The addresses that this machine's own look-up gives, as getaddrinfo orders them."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Guard:
    """Looks a host up once, and gives its addresses if every one of them is ``reachable``."""

    def __init__(self, reachable: Callable[[IP], bool] = is_public, resolver: Resolver = ask_system) -> None:
        self._reachable = reachable
        self._resolver = resolver

    def addresses(self, host: str, port: int, seconds: float) -> tuple[IP, ...]:
        """The addresses to connect to, in the resolver's order; at least one.

        Raises: SourceError if there is none, one is not reachable by the rule, or it takes longer than ``seconds``.
        """
        found = tuple(ip_address(text) for text in self._look_up(host, port, seconds))
        if not found:
            raise SourceError(f"cannot be found: there is no host {host} (DNS)")
        for ip in found:
            if not self._reachable(ip):
                hint = "; GUSU_FETCH_NETWORKS may name a network of your own" if _within(_bare(ip), _OPENABLE) else ""
                raise SourceError(f"leads to a private address ({ip}) and is not fetched{hint}")
        return found

    def _look_up(self, host: str, port: int, seconds: float) -> Sequence[str]:
        answer: queue.SimpleQueue[Sequence[str] | OSError | UnicodeError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answer.put(self._resolver(host, port))
            except (OSError, UnicodeError) as error:
                answer.put(error)

        threading.Thread(target=look_up, daemon=True).start()  # the system's look-up has no time limit
        try:
            found = answer.get(timeout=seconds)
        except queue.Empty as error:
            raise SourceError(f"cannot be found: the name server gives no answer for {host} (DNS)") from error
        if isinstance(found, Exception):
            raise SourceError(f"cannot be found: there is no host {host} (DNS)") from found
        return found


def _bare(ip: IP) -> IP:
    """The IPv4 address that an IPv6 address stands for, else ``ip``."""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return ip.ipv4_mapped
        if ip in _NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def _within(ip: IP, networks: Iterable[Network]) -> bool:
    return any(ip in network for network in networks)
