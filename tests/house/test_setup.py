"""Set-up holds its promises: locked, without addresses, every import declared, every command there."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from scripts.assets import own_style, without_map
from scripts.install import ON_DEMAND, locked_blocks

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {"setup", "run", "test", "lint", "bench", "clean"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def plain(name: str) -> str:
    """A package's name in the one form in which names compare."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[\[<>=~! ;]", requirement)[0]) for requirement in requirements}


def imported(files: list[Path]) -> dict[str, Path]:
    """Top-level module -> a file that imports it."""
    found: dict[str, Path] = {}
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            else:
                continue
            found |= {name.split(".")[0]: file for name in names}
    return found


@pytest.mark.parametrize("name", ["requirements.lock", "package-lock.json", "package.json", ".npmrc"])
def test_locks_hold_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links|\"resolved\"|registry=", text)


def test_every_locked_package_has_a_pin_and_a_hash() -> None:
    blocks = locked_blocks((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert len(blocks) > 50
    loose = [name for name, block in blocks.items() if "==" not in block or "--hash=sha256:" not in block]
    assert loose == []
    assert blocks.keys() >= ON_DEMAND


def test_lock_covers_what_is_declared() -> None:
    locked = locked_blocks((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    wanted = declared(PROJECT["dependencies"])
    for extra in PROJECT["optional-dependencies"].values():
        wanted |= declared(extra)
    assert wanted - {plain(name) for name in locked} == set()


def test_every_front_end_package_is_locked_by_its_hash() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert lock["packages"][""]["dependencies"] == wanted
    assert all(entry["integrity"].startswith("sha512-") for path, entry in lock["packages"].items() if path)


def test_every_import_of_the_product_is_declared() -> None:
    files = [ROOT / "config.py", *sorted((ROOT / "portal").rglob("*.py")), *sorted((ROOT / "migrations").rglob("*.py"))]
    distributions = packages_distributions()
    allowed = declared(PROJECT["dependencies"])
    undeclared = {
        f"{module} ({file.relative_to(ROOT)})"
        for module, file in imported(files).items()
        if module not in sys.stdlib_module_names
        and module not in {"portal", "config", "__future__"}
        and not allowed & {plain(name) for name in distributions.get(module, [])}
    }
    assert undeclared == set()


def test_makefile_has_the_promised_targets() -> None:
    rules = re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert TARGETS - set(rules) == set()


def test_ci_runs_the_tests_and_then_the_lint() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("make")] == ["make test", "make lint"]
    assert "set -eu" in lines


def test_styles_lose_what_is_not_ours() -> None:
    css = (
        '@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2) format("woff2")}'
        "a{font-family:GDS Transport,arial,sans-serif}"
        "b{background:url(/assets/images/govuk-crest.svg)}c{background:url(/assets/images/icon-x.svg)}"
        "/*# sourceMappingURL=x.css.map */"
    )
    assert own_style(css) == (
        "a{font-family:var(--portal-font,arial,sans-serif)}b{background:none}c{background:url(images/icon-x.svg)}"
    )
    assert without_map("f();//# sourceMappingURL=f.js.map") == "f();"


def test_built_styles_hold_nothing_that_is_not_ours() -> None:
    sheets = sorted((ROOT / "static" / "vendor").rglob("*.css"))
    assert sheets, "run `make setup` first"
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        foreign = (
            r"gds transport|@font-face|images/[^)]*(crest|crown|logo)|/assets/|sourceMappingURL|url\([\"']?https?:"
        )
        assert not re.search(foreign, text, re.IGNORECASE)
        for picture in re.findall(r"url\((images/[^)]+)\)", text):
            assert (sheet.parent / picture).is_file()
