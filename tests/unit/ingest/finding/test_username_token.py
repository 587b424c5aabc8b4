"""WS-Security's password digest."""

import base64
import hashlib
from datetime import UTC, datetime

from ingest.finding.onvif.username_token import username_token
from ingest.finding.xml.xml_reader import read_xml
from ingest.rtsp.credentials import Credentials


def test_the_digest_is_that_of_nonce_time_and_password_and_the_password_is_not_sent() -> None:
    # Values of the ONVIF Application Programmer's Guide, section 6.1.1.3.
    nonce = base64.b64decode("LKqI6G/AikKCQrN0zqZFlg==")
    at = datetime(2010, 9, 16, 7, 50, 45, tzinfo=UTC)
    text = username_token(Credentials("user", "userpassword"), nonce, at)
    header = read_xml(f'<s:H xmlns:s="urn:s">{text}</s:H>'.encode())
    token = header.find("Security", "UsernameToken")
    assert token is not None
    created = token.words("Created")
    assert created == "2010-09-16T07:50:45.000Z"
    wanted = hashlib.sha1(nonce + created.encode() + b"userpassword").digest()
    assert token.words("Password") == base64.b64encode(wanted).decode()
    assert token.words("Username") == "user"
    assert "userpassword" not in text


def test_a_user_name_cannot_break_out_of_its_element() -> None:
    hostile = '"/></w:Username><w:Username>admin'
    text = username_token(Credentials(hostile, "x"), b"n" * 16, datetime.now(UTC))
    token = read_xml(f'<s:H xmlns:s="urn:s">{text}</s:H>'.encode()).find(
        "Security", "UsernameToken"
    )
    assert token is not None
    assert [one.text for one in token.all("Username")] == [hostile]
