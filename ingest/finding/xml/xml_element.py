"""One element of an XML document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class XmlElement:
    """An element; names are ``{namespace}local``, as in ElementTree.

    Attributes:
        name: Its name.
        attributes: By name.
        children: Elements in it, in order.
        text: Its own text, without that of its children, stripped.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[XmlElement] = field(default_factory=list)
    text: str = ""

    @property
    def local(self) -> str:
        """Its name without the namespace."""
        return self.name.rpartition("}")[2]

    def find(self, *path: str) -> XmlElement | None:
        """Return the first element on a way down by local names, or none.

        Namespaces are left out of it: firmware gets them wrong more often than names.
        """
        here: XmlElement | None = self
        for step in path:
            if here is None:
                return None
            here = next((child for child in here.children if child.local == step), None)
        return here

    def all(self, local: str) -> list[XmlElement]:
        """Return the children of a local name."""
        return [child for child in self.children if child.local == local]

    def anywhere(self, local: str) -> Iterator[XmlElement]:
        """Give every element of a local name in it, itself included."""
        waiting = [self]
        while waiting:
            here = waiting.pop()
            if here.local == local:
                yield here
            waiting.extend(reversed(here.children))

    def words(self, *path: str) -> str:
        """Return the text of the element on a way down; empty where there is none."""
        found = self.find(*path)
        return found.text if found is not None else ""
