"""What an import of a file would do, row by row."""

from __future__ import annotations

from dataclasses import dataclass

from command_center.registry.sheets.offer import Offer
from command_center.registry.sheets.row_plan import RowAction, RowPlan
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import FoundCredentials


@dataclass(frozen=True, slots=True, repr=False)
class SheetPlan:
    """A dry run; carrying it out takes all of it, or nothing.

    Attributes:
        kind: ``xlsx``, ``csv`` or ``geojson``.
        encoding: Of a CSV file.
        rows: All rows with something in them.
        faults: What is wrong with the file as a whole.
        notes: What is worth knowing of it.
        offers: Corrections.
        as_written: Whether places stay as they are written though something is offered.
        registry: The registry as it would be; none where a row is refused.
        credentials: Passwords that came with it.
    """

    kind: str
    encoding: str
    rows: tuple[RowPlan, ...]
    faults: tuple[Bilingual, ...]
    notes: tuple[Bilingual, ...]
    offers: tuple[Offer, ...]
    as_written: bool
    registry: Registry | None
    credentials: tuple[FoundCredentials, ...]

    def count(self, action: RowAction) -> int:
        """How many rows of a kind there are."""
        return sum(row.action is action for row in self.rows)

    @property
    def undecided(self) -> tuple[Offer, ...]:
        """Corrections that are neither taken up nor turned down."""
        if self.as_written:
            return ()
        return tuple(offer for offer in self.offers if not offer.accepted)

    @property
    def ready(self) -> bool:
        """Whether it can be carried out."""
        return self.registry is not None and not self.undecided

    def check(self) -> Registry:
        """Return the registry as it would be.

        Raises:
            BadInput: a row is refused, or a correction waits for an answer.
        """
        refused = [row for row in self.rows if row.action is RowAction.REFUSE]
        if self.faults or refused or self.registry is None:
            first = self.faults[0] if self.faults else _first(refused)
            raise BadInput(
                Bilingual(
                    f"{len(refused)} 行有错误，未作任何更改：{first.zh}",
                    f"{len(refused)} row(s) are refused, nothing was changed: {first.en}",
                ),
                next_step=Bilingual(
                    "试运行可列出全部错误；改正后重新导入",
                    "a dry run lists all of them; correct them and import again",
                ),
            )
        if self.undecided:
            offer = self.undecided[0]
            raise BadInput(
                Bilingual(
                    f"坐标疑为“{offer.correction.label.zh}”（{offer.certainty.zh}），"
                    "请先选择更正或保持原样",
                    f"coordinates look like: {offer.correction.label.en} ({offer.certainty.en}); "
                    "say whether to correct them",
                ),
                next_step=Bilingual(
                    f"correct={offer.correction.value} 更正，或 as_written=true 保持原样",
                    f"correct={offer.correction.value}, or as_written=true to leave them",
                ),
            )
        return self.registry


def _first(refused: list[RowPlan]) -> Bilingual:
    if not refused:
        return Bilingual("台账不一致", "the registry would not hang together")
    row, fault = refused[0], refused[0].faults[0]
    return Bilingual(
        f"{row.sheet} 第 {row.row} 行 {fault.column} 列：{fault.reason.zh}",
        f"{row.sheet} row {row.row}, column {fault.column}: {fault.reason.en}",
    )
