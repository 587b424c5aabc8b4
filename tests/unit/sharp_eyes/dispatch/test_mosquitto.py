"""mosquitto's files are what mosquitto reads."""

from __future__ import annotations

from sharp_eyes.dispatch.broker.access import BrokerUser, node_user
from sharp_eyes.dispatch.broker.mosquitto import access_list, password_line


def test_a_password_line_is_mosquitto_s_format_seven() -> None:
    # The digest is PBKDF2-HMAC-SHA512 over the same salt, as `mosquitto_passwd -b` writes it.
    line = password_line(BrokerUser("u", "p", (), ()), b"0123456789ab")
    name, _, rest = line.partition(":")
    assert name == "u"
    assert rest.startswith("$7$101$MDEyMzQ1Njc4OWFi$")
    assert len(rest.split("$")[-1]) == 88


def test_a_node_reaches_no_other_node_s_topics() -> None:
    text = access_list([node_user("n1", "p")])
    assert "topic write sharp-eyes/v1/+/+/_/n1/health/+" in text
    assert "topic read sharp-eyes/v1/+/+/_/n1/acks/+" in text
    assert "n2" not in text
    assert "tasks" not in text
