"""How large a spreadsheet may be; what is larger is no registry, or is meant to do harm."""

from __future__ import annotations

MAX_FILE_BYTES = 16 * 1024 * 1024
"""18,000 cameras take 2 to 5 MB."""

MAX_UNPACKED_BYTES = 96 * 1024 * 1024
"""Of all parts of a workbook together; 18,000 cameras take some 25 MB."""

MAX_ROWS = 50_000
MAX_COLUMNS = 64
MAX_SHEETS = 16
MAX_CELL_CHARS = 2_000
"""An address has at most 512."""

HEADING_ROWS = 10
"""Among the first so many rows the headings are looked for: titles may stand above."""
