"""XML from strangers, read within limits and without anything that could be expanded."""

from __future__ import annotations

from xml.parsers import expat

from ingest.finding.xml.xml_element import XmlElement

MAX_BYTES = 1024 * 1024
"""A recorder with 64 channels answers GetProfiles with 300 kB."""
MAX_ELEMENTS = 30_000
MAX_DEPTH = 40
MAX_ATTRIBUTES = 60
MAX_TEXT = 4096
"""Characters of one element's own text."""


class UnreadableXml(ValueError):
    """Not XML, or XML that nobody needs to send."""


def read_xml(data: bytes, max_bytes: int = MAX_BYTES) -> XmlElement:
    """Read a document.

    Document types are refused, and with them every entity that could be declared: nothing is
    expanded, nothing is fetched. Encodings are those that expat knows by itself (UTF-8, UTF-16,
    ISO-8859-1, US-ASCII).

    Args:
        data: The whole document.
        max_bytes: Longer ones are not looked at.

    Returns:
        Its root.

    Raises:
        UnreadableXml: with the reason, in English.
    """
    if len(data) > max_bytes:
        raise UnreadableXml(f"it is longer than {max_bytes} bytes")
    return _Reader().read(data)


class _Reader:
    def __init__(self) -> None:
        self._open: list[XmlElement] = []
        self._texts: list[list[str]] = []
        self._lengths: list[int] = []
        self._root: XmlElement | None = None
        self._count = 0

    def read(self, data: bytes) -> XmlElement:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            # A buffer of expat's own size at a time: limits are noticed before all is read.
            for begin in range(0, len(data), 65_536):
                parser.Parse(data[begin : begin + 65_536], False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            if isinstance(error, UnreadableXml):
                raise
            raise UnreadableXml(str(error)[:200]) from error
        if self._root is None:
            raise UnreadableXml("it holds no element")
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise UnreadableXml(f"it holds more than {MAX_ELEMENTS} elements")
        if len(self._open) >= MAX_DEPTH:
            raise UnreadableXml(f"it is nested deeper than {MAX_DEPTH}")
        if len(attributes) > MAX_ATTRIBUTES:
            raise UnreadableXml(f"an element has more than {MAX_ATTRIBUTES} attributes")
        element = XmlElement(
            _braced(name), {_braced(key): text[:MAX_TEXT] for key, text in attributes.items()}
        )
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)
        self._texts.append([])
        self._lengths.append(0)

    def _end(self, _name: str) -> None:
        self._open.pop().text = "".join(self._texts.pop()).strip()
        self._lengths.pop()

    def _characters(self, text: str) -> None:
        if not self._open:
            return
        room = MAX_TEXT - self._lengths[-1]
        if room > 0:
            self._texts[-1].append(text[:room])
            self._lengths[-1] += len(text)

    def _doctype(self, *_: object) -> None:
        raise UnreadableXml("it brings a document type, which could expand to anything")


def _braced(name: str) -> str:
    namespace, separator, local = name.rpartition("}")
    return f"{{{namespace}}}{local}" if separator else local
