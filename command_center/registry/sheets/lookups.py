"""What cells are held against: the region tree, the grids and the units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from command_center.registry.sheets.cell_text import BadCell
from sharp_eyes.region_code import lies_under
from sharp_eyes.registry.grid import Grid
from sharp_eyes.registry.region import Region
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.unit import Unit


@dataclass(slots=True)
class Lookups:
    """Names and codes, of the registry and of the file itself.

    Attributes:
        regions: By code.
        grids: By code.
        units: By name.
    """

    regions: dict[str, Region] = field(default_factory=dict)
    grids: dict[str, Grid] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    _regions_called: dict[str, list[str]] = field(default_factory=dict)
    _grids_called: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, registry: Registry) -> Lookups:
        """Return what a registry holds."""
        found = cls()
        found.add(registry.regions, registry.grids, registry.units)
        return found

    def add(self, regions: Iterable[Region], grids: Iterable[Grid], units: Iterable[Unit]) -> None:
        """Add what a file brings."""
        self.regions.update((region.code, region) for region in regions)
        self.grids.update((grid.code, grid) for grid in grids)
        self.units.update((unit.name, unit) for unit in units)
        self._regions_called = _called(self.regions.values())
        self._grids_called = _called(self.grids.values())

    def region_code(self, text: str) -> str:
        """Return the code of a region that is written as a code or as a name.

        Raises:
            BadCell: there is none, or there are several of that name.
        """
        code = _coded(text, 12, self._regions_called, ("行政区划", "region"))
        if self.regions and code not in self.regions:
            above = next(
                (
                    self.regions[up]
                    for up in (code[:9] + "000", code[:6] + "000000")
                    if up in self.regions
                ),
                None,
            )
            hint_zh = f"；区划树中有 {above.code} {above.name}" if above else ""
            hint_en = f"; the tree has {above.code} {above.name}" if above else ""
            raise BadCell(
                f"区划 {code} 不在区划树中{hint_zh}", f"region {code} is not in the tree{hint_en}"
            )
        return code

    def grid_code(self, text: str) -> str:
        """Return the code of a grid that is written as a code or as a name.

        Raises:
            BadCell: there is none, or there are several of that name.
        """
        code = _coded(text, 15, self._grids_called, ("网格", "grid"))
        if self.grids and code not in self.grids:
            raise BadCell(f"网格 {code} 未登记", f"grid {code} is not registered")
        if not self.grids and self.regions and not self._under_a_region(code):
            raise BadCell(
                f"网格 {code} 不在区划树的任何村内",
                f"grid {code} lies in no region of the tree",
            )
        return code

    def _under_a_region(self, code: str) -> bool:
        return any(
            up in self.regions and lies_under(code, up)
            for up in (code[:12], code[:9] + "000", code[:6] + "000000")
        )


def _called(things: Iterable[Region | Grid]) -> dict[str, list[str]]:
    called: dict[str, list[str]] = {}
    for thing in things:
        for name in {thing.name, thing.name_en} - {""}:
            called.setdefault(name.casefold(), []).append(thing.code)
    return called


def _coded(text: str, length: int, called: dict[str, list[str]], what: tuple[str, str]) -> str:
    if text.isascii() and text.isdigit():
        if len(text) != length or text[0] == "0":
            raise BadCell(
                f"{what[0]}代码应为 {length} 位数字且不以 0 开头，实为 {len(text)} 位",
                f"a {what[1]}'s code has {length} digits and does not begin with 0; this one has "
                f"{len(text)}",
            )
        return text
    codes = called.get(text.casefold(), [])
    if len(codes) == 1:
        return codes[0]
    if codes:
        listed = "、".join(codes[:4])
        raise BadCell(
            f"有 {len(codes)} 个{what[0]}名为“{text}”，请填代码：{listed}",
            f"{len(codes)} {what[1]}s are called {text!r}; write the code: {', '.join(codes[:4])}",
        )
    raise BadCell(
        f"没有名为“{text}”的{what[0]}，请填 {length} 位代码",
        f"no {what[1]} is called {text!r}; write its code of {length} digits",
    )
