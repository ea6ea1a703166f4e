"""The browser of the tests is real, and a missing one is said and not skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.harness.browser import NoBrowser, find_chromium, launch_options


@pytest.mark.browser
def test_chromium_shows_a_page_and_runs_its_script(chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto("data:text/html,<h1>Accord</h1><script>document.body.append('and its script')</script>")
    assert page.inner_text("h1") == "Accord"
    assert "and its script" in page.inner_text("body")
    context.close()


def test_sandbox_is_off_only_for_root() -> None:
    assert ("--no-sandbox" in launch_options()["args"]) is (os.geteuid() == 0)


def test_a_chosen_program_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", str(tmp_path / "none"))
    with pytest.raises(NoBrowser, match="cannot be run"):
        find_chromium()
