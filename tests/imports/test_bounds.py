"""A small file that holds very much is refused before it is kept."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage

from portal.core.errors import RuleBroken
from portal.imports.drafts import keep_upload
from tests.adapters.test_workbooks import rewritten


def test_a_text_that_stands_in_every_cell_is_not_kept_for_each() -> None:
    rows = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 400))
    content = rewritten(f"<sheetData>{rows}</sheetData>", f"<si><t>{'x' * 30_000}</t></si>")
    assert len(content) < 20_000
    with pytest.raises(RuleBroken, match="more than 10 million characters"):
        keep_upload(FileStorage(BytesIO(content), "bomb.xlsx"), "sessions", 1)
