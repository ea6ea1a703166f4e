"""Every template has its view, and every view its template; no page carries inline script or style."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from portal.web import errors
from portal.web.application import Portal

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
TEMPLATE = re.compile(r"""[^."']+\.html""")
SHARED = {"layout", "parts", "errors"}
NAME = re.compile(r"[a-z_-]+/[a-z0-9_/-]+\.html")
"""How a template is named in code: folder and file. An ending such as ``.html`` alone is none."""


def pages() -> list[Path]:
    return [path for path in sorted(TEMPLATES.rglob("*.html")) if path.relative_to(TEMPLATES).parts[0] not in SHARED]


def names_in(path: Path) -> set[str]:
    """Every template that this file of code names."""
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TEMPLATE.fullmatch(node.value)
    }


def names_in_code() -> set[str]:
    """Every ``folder/name.html`` that code or another template draws, extends, includes or imports."""
    found = {name for path in (ROOT / "portal").rglob("*.py") for name in names_in(path)}
    for path in TEMPLATES.rglob("*.html"):
        found.update(re.findall(rf'["\']({TEMPLATE.pattern})["\']', path.read_text(encoding="utf-8")))
    return found


def test_every_template_is_drawn_and_every_drawn_template_exists() -> None:
    there = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    drawn = names_in_code()
    assert {str(path.relative_to(TEMPLATES)) for path in pages()} - drawn == set()
    assert drawn - there == set()


def test_every_error_has_its_page_and_every_such_page_its_error() -> None:
    there = {path.stem for path in (TEMPLATES / "errors").glob("*.html")}
    numbered = {name for name in there if name.isdigit()}
    named = {Path(name).stem for name in names_in_code() if name.startswith("errors/")}
    assert numbered - {str(status) for status in errors.OWN_PAGES} - named == set()
    assert {str(status) for status in errors.OWN_PAGES} | named <= there
    assert there - numbered - named == set()


def test_every_template_compiles(made_app: Portal) -> None:
    for path in TEMPLATES.rglob("*.html"):
        made_app.jinja_env.get_template(str(path.relative_to(TEMPLATES)))


def test_a_view_draws_the_templates_of_its_own_feature() -> None:
    for path in (ROOT / "portal" / "features").rglob("*.py"):
        feature = path.relative_to(ROOT / "portal" / "features").parts[0]
        for name in names_in(path):
            assert name.split("/")[0] == feature, f"{path.name} draws {name}"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_inline_script_or_style(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", html, re.IGNORECASE)
    for script in re.findall(r"<script[^>]*>", html):
        assert "src=" in script


def test_every_table_can_be_read_on_a_phone() -> None:
    for path in TEMPLATES.rglob("*.html"):
        boxes = re.findall(r'<div class="([^"]*)"[^>]*>\s*<table', html := path.read_text(encoding="utf-8"))
        assert len(boxes) == html.count("<table"), f"{path.name}: make it with parts/table.html"
        where = "accord-stacks" if path.name == "table.html" else "accord-matrix"
        assert all(where in box for box in boxes), f"{path.name}: make it with parts/table.html"
