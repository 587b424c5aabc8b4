"""XML from strangers is read within limits, or refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.finding.xml.xml_reader import MAX_DEPTH, MAX_TEXT, UnreadableXml, read_xml

ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>'
OUTSIDE = b'<!DOCTYPE a SYSTEM "http://198.51.100.7/x.dtd"><a/>'
FILE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


def test_elements_are_found_by_local_names_whatever_their_prefixes() -> None:
    root = read_xml(b'<s:E xmlns:s="urn:x"><q:B xmlns:q="urn:y" k="1"> text <i/>tail</q:B></s:E>')
    assert root.name == "{urn:x}E"
    found = root.find("B")
    assert found is not None
    assert found.attributes == {"k": "1"}
    assert found.text == "text tail"
    assert root.words("B", "nothing", "there") == ""


@pytest.mark.parametrize("document", [ENTITY, OUTSIDE, FILE])
def test_a_document_type_is_refused_before_anything_is_expanded(document: bytes) -> None:
    with pytest.raises(UnreadableXml, match="document type"):
        read_xml(document)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"<a>" * (MAX_DEPTH + 1), "nested"),
        (b"<a>" + b"<b/>" * 40_000 + b"</a>", "elements"),
        (b"<a " + b"".join(b'k%d="" ' % n for n in range(80)) + b"/>", "attributes"),
        (b"", "no element"),
        (b"<a>&nothing;</a>", "undefined entity"),
        (b"\x00\xff<<<", "not well-formed"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "unknown encoding"),
    ],
)
def test_what_is_too_much_or_no_xml_is_refused(document: bytes, why: str) -> None:
    with pytest.raises(UnreadableXml, match=why):
        read_xml(document)


def test_a_document_over_its_limit_is_not_looked_at() -> None:
    with pytest.raises(UnreadableXml, match="longer"):
        read_xml(b"<a/>" + b" " * 100, max_bytes=50)


def test_long_text_is_cut() -> None:
    assert len(read_xml(b"<a>" + b"x" * 10_000 + b"</a>").text) == MAX_TEXT


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(document: bytes) -> None:
    with contextlib.suppress(UnreadableXml):
        read_xml(document)
