"""The error of a file that cannot be read as a spreadsheet of ours at all."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

SAVE_AS = Bilingual(
    "在表格软件中另存为 .xlsx 或 CSV 后重试",
    "save it as .xlsx or CSV in your spreadsheet program, then try again",
)
FROM_TEMPLATE = Bilingual(
    "请从模板开始填写：sharp-eyes cameras template 模板.xlsx",
    "begin from the template: sharp-eyes cameras template template.xlsx",
)


class BadSheet(BadInput):
    """Nothing in the file was taken.

    Args:
        zh: What is wrong, in Chinese.
        en: The same in English.
        next_step: What to do.
    """

    def __init__(self, zh: str, en: str, next_step: Bilingual = SAVE_AS) -> None:
        super().__init__(Bilingual(zh, en), next_step=next_step)
