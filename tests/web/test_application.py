"""A form that is larger than forms are is refused before it is taken apart."""

from __future__ import annotations

import pytest

from portal.web.application import Portal
from portal.web.frame import FORM_MEMORY, FORM_PARTS

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "body",
    [b"email=" + b"a" * FORM_MEMORY, b"&".join(b"a%d" % number for number in range(FORM_PARTS + 1)), b"&" * 3_000_000],
    ids=["too long", "too many answers", "nothing but separators"],
)
def test_a_huge_form_is_refused(app: Portal, body: bytes) -> None:
    answer = app.test_client().post("/sign-in", data=body, content_type=FORM)
    assert answer.status_code == 413
    assert "Words without a file can be 2 MB at most" in answer.text
