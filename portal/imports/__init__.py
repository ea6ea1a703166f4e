"""Floor 2: bringing a spreadsheet in: upload → which column is which → which rows → what would be done → do it.

``docs/architecture.md`` tells how a feature uses it.
"""

from portal.imports.drafts import Sheet, answers_of, find_draft, forget_draft, forget_expired, keep_upload, sheet_of
from portal.imports.mapping import Columns, Field, guess_columns
from portal.imports.models import ImportDraft
from portal.imports.pages import (
    Chosen,
    DryRun,
    Part,
    Steps,
    ask,
    asked_before,
    check_step,
    chosen_of,
    columns_step,
    keep_matched,
    rows_step,
    upload_step,
)
from portal.imports.rows import Cells, Found, LeftOut, Problem, read_rows

__all__ = [
    "Cells",
    "Chosen",
    "Columns",
    "DryRun",
    "Field",
    "Found",
    "ImportDraft",
    "LeftOut",
    "Part",
    "Problem",
    "Sheet",
    "Steps",
    "answers_of",
    "ask",
    "asked_before",
    "check_step",
    "chosen_of",
    "columns_step",
    "find_draft",
    "forget_draft",
    "forget_expired",
    "guess_columns",
    "keep_matched",
    "keep_upload",
    "read_rows",
    "rows_step",
    "sheet_of",
    "upload_step",
]
