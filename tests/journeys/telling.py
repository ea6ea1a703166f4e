"""How a story is told (with script, without, on a narrow screen) and what must hold on every page of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

READY, SCRIPTED = "[data-govuk-skip-link-init]", "script[type=module]"
SUMMARY = ".govuk-error-summary"
SUMMARY_HAS_FOCUS = "document.activeElement.matches('.govuk-error-summary')"
HEADINGS = "document.querySelectorAll('h1').length"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => [...document.querySelectorAll('main table')]
  .filter((one) => !one.closest('.accord-matrix'))
  .filter((one) => !one.closest('.accord-stacks') || one.scrollWidth > one.parentElement.clientWidth)
  .map((one) => one.caption.textContent)"""
"""The captions of tables that cannot be read whole without scrolling sideways. A matrix may scroll: it is marked."""
SHAPE = """() => {
  const kinds = new Set(), levels = [];
  for (const one of document.querySelectorAll('html, title, body, body *')) {
    const said = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const names = [...one.attributes].map((attribute) => attribute.name).sort();
    const parent = one.parentElement ? one.parentElement.className : '';
    kinds.add(`${parent} > ${one.tagName} ${one.className} ${names} ${one.getAttribute('role')} ${one.type} ${said}`);
    if (/^H[1-6]$/.test(one.tagName) && one.tagName !== levels.at(-1)) levels.push(one.tagName);
  }
  return [...[...kinds].sort(), levels].join('\\n');
}"""
"""The kinds of element on a page and the order of its headings, without the words and how often each comes. Pages of
one shape fail or pass axe together, so it looks at the first."""

AXE = Axe()
VIOLATIONS = """axe.run({resultTypes: ['violations']}).then((found) =>
  found.violations.flatMap((one) => one.nodes.map((node) => [one.id, node.html])))"""
"""Every rule that axe has, the best practices included; only what is wrong is handed back, which takes a third off."""

_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)


@dataclass(frozen=True)
class Telling:
    """One way to tell the story."""

    name: str
    width: int = 1280
    height: int = 900
    script: bool = True

    @property
    def narrow(self) -> bool:
        """Whether this is the smallest screen that WCAG asks about."""
        return self.width == 320

    @property
    def options(self) -> dict[str, Any]:
        """The arguments for a context of the browser."""
        return {
            "viewport": {"width": self.width, "height": self.height},
            "java_script_enabled": self.script,
            "locale": "en-GB",
            "accept_downloads": True,
        }

    def __str__(self) -> str:
        return self.name


WIDE = Telling("script-1280")
PLAIN = Telling("no-script", script=False)
NARROW = Telling("script-320", width=320, height=640)


@dataclass
class Inspector:
    """Looks at every page that anybody in the story comes to, and keeps what is wrong with it."""

    browser: Browser
    telling: Telling
    seen: set[str]
    faults: list[str] = field(default_factory=list)
    copy: Page | None = None

    def look(self, page: Page, status: int, *, refused: bool) -> None:
        """Hold ``page`` to the rules of every page; ``refused`` if it must say what is wrong with a form."""
        where = f"{status} {page.url.partition('://')[2].partition('/')[2]} “{page.title()}”"
        if self.telling.script and page.locator(SCRIPTED).count():
            page.locator(READY).wait_for(state="attached")
        if (headings := page.evaluate(HEADINGS)) != 1:
            self.faults.append(f"{where}: {headings} headings of level 1")
        if (over := page.evaluate(SIDEWAYS)) > 0:
            self.faults.append(f"{where}: scrolls sideways by {over} px at {self.telling.width}")
        if self.telling.narrow:
            self.faults += [f"{where}: the table “{caption}” is cut" for caption in page.evaluate(CUT)]
        refused = refused or page.locator(SUMMARY).count() > 0
        if refused and not page.title().startswith("Error: "):
            self.faults.append(f"{where}: the title does not say that there is an error")
        if refused and self.telling.script and not page.evaluate(SUMMARY_HAS_FOCUS):
            self.faults.append(f"{where}: the error summary does not have the focus")
        self._axe(page, where)

    def _axe(self, page: Page, where: str) -> None:
        shape = page.evaluate(SHAPE)
        if shape in self.seen:
            return
        self.seen.add(shape)
        if self.telling.script:
            self._note(page, where)
        else:
            self._axe_on_a_copy(page, where)

    def _axe_on_a_copy(self, page: Page, where: str) -> None:
        """axe is a script and waits for ever where script is off. So the same HTML, its own script taken out, is put
        on a page of this site in a second context where script is on: axe sees what a browser without it shows."""
        if self.copy is None:
            self.copy = self.browser.new_context(**{**self.telling.options, "java_script_enabled": True}).new_page()
            self.copy.goto(urljoin(page.url, "/sign-in"))
        self.copy.set_content(_SCRIPT.sub("", page.content()))
        self._note(self.copy, where)

    def _note(self, page: Page, where: str) -> None:
        page.evaluate(AXE.axe_script)
        for rule, html in page.evaluate(VIOLATIONS):
            self.faults.append(f"{where}: axe {rule}: {html[:160]}")

    def leave(self) -> None:
        """Close what was opened to look."""
        if self.copy is not None:
            self.copy.context.close()

    def console(self, words: str) -> None:
        """What a page said in the console; that an answer was 404 or 422 is no fault."""
        if "Failed to load resource" not in words:
            self.faults.append(f"console: {words}")
