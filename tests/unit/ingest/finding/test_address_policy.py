"""Where a machine looks for others, and where it never does."""

from ipaddress import ip_address

import pytest

from ingest.finding.address_policy import NETWORKS, AddressPolicy
from ingest.finding.errors import AddressRefused
from sharp_eyes.errors import BadInput

NEVER = [
    "169.254.169.254",
    "169.254.1.1",
    "100.100.100.200",
    "168.63.129.16",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "240.0.0.1",
    "::",
    "fe80::1",
    "ff02::1",
    "fd00:ec2::254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "2001:0:a9fe:a9fe::1",
]


def allowed(policy: AddressPolicy, text: str) -> bool:
    try:
        policy.check(ip_address(text), text)
    except AddressRefused:
        return False
    return True


@pytest.mark.parametrize("text", NEVER)
@pytest.mark.parametrize(
    "policy",
    [AddressPolicy(), AddressPolicy.of_a_person(), AddressPolicy.parse("0.0.0.0/0,::/0")],
)
def test_no_setting_lets_link_local_metadata_and_group_addresses_through(
    text: str, policy: AddressPolicy
) -> None:
    assert not allowed(policy, text)


@pytest.mark.parametrize(
    ("setting", "text", "may"),
    [
        ("any", "10.8.3.7", True),
        ("any", "192.168.1.64", True),
        ("any", "33.12.4.5", True),  # video networks use public ranges of their own
        ("any", "127.0.0.1", False),
        ("any", "::1", False),
        ("any", "::ffff:127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("127.0.0.0/8", "127.0.0.1", True),
        ("127.0.0.0/8", "10.8.3.7", False),
        ("10.8.0.0/16, 192.168.1.0/24", "10.8.200.1", True),
        ("10.8.0.0/16, 192.168.1.0/24", "10.9.0.1", False),
        ("10.8.0.0/16", "::ffff:10.8.0.1", True),
        ("none", "10.8.3.7", False),
    ],
)
def test_the_setting_says_where_cameras_are(setting: str, text: str, may: bool) -> None:
    assert allowed(AddressPolicy.from_environment({NETWORKS: setting}), text) is may


def test_without_a_setting_loopback_stays_closed() -> None:
    assert not allowed(AddressPolicy.from_environment({}), "127.0.0.1")


def test_somebody_at_the_machine_itself_may_look_at_loopback() -> None:
    assert allowed(AddressPolicy.of_a_person(), "127.0.0.1")


@pytest.mark.parametrize("text", ["10.8.0.0/99", "cameras", "10.8.0.0/16,none"])
def test_a_setting_that_is_no_network_is_said(text: str) -> None:
    with pytest.raises(BadInput, match="networks"):
        AddressPolicy.parse(text)
