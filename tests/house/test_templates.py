"""Every template has its view, and every view its template; no page carries inline script or style."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from portal.web.application import Portal

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
TEMPLATE = re.compile(r"[^.]+\.html")
SHARED = {"layout", "parts", "errors"}


def pages() -> list[Path]:
    return [path for path in sorted(TEMPLATES.rglob("*.html")) if path.relative_to(TEMPLATES).parts[0] not in SHARED]


def names_in_code() -> set[str]:
    """Every ``folder/name.html`` that code or another template draws, extends, includes or imports."""
    found: set[str] = set()
    for path in (ROOT / "portal").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and TEMPLATE.fullmatch(str(node.value)):
                found.add(node.value)
    for path in TEMPLATES.rglob("*.html"):
        found.update(re.findall(r'["\']([a-z-]+/[a-z0-9_-]+\.html)["\']', path.read_text()))
    return found


def test_every_template_is_drawn_and_every_drawn_template_exists() -> None:
    there = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    errors = {name for name in there if name.startswith("errors/")}
    drawn = names_in_code()
    assert {str(path.relative_to(TEMPLATES)) for path in pages()} - drawn == set()
    assert drawn - there - errors == set()


def test_a_view_draws_the_templates_of_its_own_feature(app: Portal) -> None:
    for path in (ROOT / "portal" / "features").rglob("*.py"):
        feature = path.relative_to(ROOT / "portal" / "features").parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and TEMPLATE.fullmatch(str(node.value)):
                assert node.value.split("/")[0] == feature, f"{path.name} draws {node.value}"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_inline_script_or_style(path: Path) -> None:
    html = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert "src=" in script
