"""What the documents say of settings, commands and files is so."""

from __future__ import annotations

import re
from pathlib import Path

import config
from portal.wiring import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def test_the_readme_lists_every_setting_and_no_other() -> None:
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert listed == {name.upper() for name in config.Settings.model_fields}


def test_the_readme_names_every_command() -> None:
    for name in COMMANDS:
        assert f"portal {name} " in README, name


def test_files_named_in_the_documents_are_there() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for path in re.findall(r"(?:docs|tests|portal|migrations)/[a-z0-9_/.-]+\.(?:md|py|png)", page.read_text()):
            assert (ROOT / path).exists(), f"{page.name} names {path}"
