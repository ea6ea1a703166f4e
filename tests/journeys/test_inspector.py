"""The inspector of the journeys finds faults where there are some, however the story is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route

from tests.journeys.site import Site
from tests.journeys.telling import NARROW, PLAIN, WIDE, Inspector, Telling

FAULTY = """<!DOCTYPE html><html lang="en-GB"><title>Faulty</title><main><h1>One</h1><h1>Two</h1>
<img src="/static/brand/favicon.svg"><p style="width: 3000px">Too wide for any screen</p>
<div class="accord-stacks" style="width: 99px"><table style="width: 200px"><caption>Cut</caption></table></div>
<div class="accord-stacks"><table><caption>Whole</caption></table></div>
<div class="accord-matrix"><table><caption>Matrix</caption></table></div></main></html>"""


@pytest.mark.browser
@pytest.mark.parametrize("telling", [WIDE, PLAIN, NARROW], ids=str)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_inspector_can_fail(site: Site, chromium: Browser, telling: Telling) -> None:
    context = chromium.new_context(**telling.options)
    page = context.new_page()

    def give(route: Route) -> None:
        route.fulfill(body=FAULTY, content_type="text/html; charset=utf-8")

    page.route("**/faulty", give)
    page.goto(f"{site.address}/faulty")
    inspector = Inspector(chromium, telling, set())
    inspector.look(page, 422, refused=True)
    inspector.leave()
    context.close()
    found = "\n".join(inspector.faults)
    assert "2 headings of level 1" in found
    assert "scrolls sideways" in found
    assert "axe image-alt" in found
    assert "the title does not say that there is an error" in found
    assert ("the error summary does not have the focus" in found) is telling.script
    cut = [name for name in ("Cut", "Whole", "Matrix") if f"the table “{name}” is cut" in found]
    assert cut == (["Cut"] if telling.narrow else [])
