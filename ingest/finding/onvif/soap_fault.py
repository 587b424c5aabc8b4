"""What a device refuses, in SOAP's own form."""

from __future__ import annotations

from ingest.finding.xml.xml_element import XmlElement

NOT_LET_IN = frozenset({"notauthorized", "failedauthentication", "sendernotauthorized"})
"""ter:NotAuthorized (ONVIF Core, section 5.8.2) and wsse:FailedAuthentication."""


class SoapFault(Exception):
    """A fault that a device answered with.

    Attributes:
        codes: Its codes without prefixes, in lower case, the general one first.
        text: Its words.
    """

    def __init__(self, element: XmlElement) -> None:
        values = [found.text for found in element.anywhere("Value")]
        values += [found.text for found in element.all("faultcode")]
        self.codes = tuple(value.rpartition(":")[2].lower()[:60] for value in values[:6])
        words = element.words("Reason", "Text") or element.words("faultstring")
        self.text = words[:200]
        super().__init__(self.text)

    @property
    def not_let_in(self) -> bool:
        """Whether it is about user name and password."""
        return not NOT_LET_IN.isdisjoint(self.codes)
