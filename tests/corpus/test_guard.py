from ipaddress import ip_address
from socket import gaierror
from time import monotonic, sleep

import pytest

from corpus.errors import SourceError
from corpus.fetch.guard import Guard, is_public, own_network, public_or_in

PRIVATE = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
100.64.0.1 100.100.100.200 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 192.88.99.1 168.63.129.16
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 fe80::1 fe80::1%lo fec0::1 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 3fff::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 ::127.0.0.1 ::7f00:1
64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 2002:7f00:1:: 2002:808:808:: 2001:0:808:808:: 100::1 5f00::1
""".split()
PUBLIC = """
1.1.1.1 8.8.8.8 114.114.114.114 172.15.255.255 172.32.0.1 192.167.255.255 100.63.255.255 100.128.0.1 11.0.0.0
2400:3200::1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808
""".split()


def guard(*answers: str) -> Guard:
    return Guard(resolver=lambda host, port: answers)


@pytest.mark.parametrize("ip", PRIVATE)
def test_no_private_address_is_public(ip: str) -> None:
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize("ip", PUBLIC)
def test_what_the_internet_can_reach_is_public(ip: str) -> None:
    assert is_public(ip_address(ip))


@pytest.mark.parametrize("host", ["localhost", "localhost.", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "::1"])
def test_this_machine_is_found_under_all_its_names(host: str) -> None:
    """As the system itself looks them up; one that does not know such a name refuses it for that."""
    with pytest.raises(SourceError, match=r"leads to a private address|cannot be found"):
        Guard().addresses(host, 80, 5)


@pytest.mark.parametrize("name", ["127.0.0.1.nip.io", "10.0.0.5.sslip.io", "www.example.cn"])
def test_a_name_that_points_inside_is_refused_with_what_it_points_to(name: str) -> None:
    with pytest.raises(SourceError, match=r"^leads to a private address \(10\.0\.0\.5\) and is not fetched"):
        guard("10.0.0.5").addresses(name, 80, 5)


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    assert guard("8.8.8.8", "1.1.1.1").addresses("a.cn", 80, 5) == (ip_address("8.8.8.8"), ip_address("1.1.1.1"))
    with pytest.raises(SourceError, match="private"):
        guard("8.8.8.8", "192.168.0.1", "1.1.1.1").addresses("a.cn", 80, 5)


def test_the_hint_is_given_where_it_helps_and_only_there() -> None:
    with pytest.raises(SourceError, match="GUSU_FETCH_NETWORKS"):
        guard("192.168.3.4").addresses("intranet", 80, 5)
    with pytest.raises(SourceError) as refused:
        guard("127.0.0.1").addresses("localhost", 80, 5)
    assert "GUSU" not in str(refused.value)


def test_a_name_that_nobody_knows_or_that_is_never_answered_cannot_be_found() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise gaierror(-2, "Name or service not known")

    def silent(host: str, port: int) -> list[str]:
        sleep(2)
        return ["8.8.8.8"]

    with pytest.raises(SourceError, match=r"cannot be found: there is no host nowhere\.invalid \(DNS\)"):
        Guard(resolver=unknown).addresses("nowhere.invalid", 80, 5)
    with pytest.raises(SourceError, match="cannot be found"):
        guard().addresses("nowhere.invalid", 80, 5)
    started = monotonic()
    with pytest.raises(SourceError, match=r"the name server gives no answer for slow\.cn \(DNS\)"):
        Guard(resolver=silent).addresses("slow.cn", 80, 0.1)
    assert monotonic() - started < 1


def test_a_network_of_ones_own_can_be_opened_and_nothing_else_with_it() -> None:
    rule = public_or_in([own_network("10.1.0.0/16"), own_network("100.64.0.0/10"), own_network("fd00::/8")])
    opened = ["10.1.2.3", "::ffff:10.1.2.3", "100.64.0.1", "fd12::1", "8.8.8.8"]
    assert all(rule(ip_address(ip)) for ip in opened)
    closed = ["10.2.0.1", "127.0.0.1", "169.254.169.254", "100.100.100.200", "fd00:ec2::254", "::ffff:10.2.0.1"]
    assert not any(rule(ip_address(ip)) for ip in closed)


@pytest.mark.parametrize(
    "text", ["0.0.0.0/0", "127.0.0.0/8", "169.254.0.0/16", "8.8.8.0/24", "10.0.0.0/7", "::/0", "::1/128", "fe80::/10"]
)
def test_no_setting_opens_this_machine_its_link_or_the_world(text: str) -> None:
    with pytest.raises(ValueError, match="is no private network; expected a part of"):
        own_network(text)
