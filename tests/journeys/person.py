"""Somebody at a browser of their own: what they can see, click and type."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Dialog, Download, Locator, Page, Route, expect

from tests.journeys.site import Site
from tests.journeys.telling import Inspector

OK, SIGN_IN_FIRST, FORBIDDEN, NOT_FOUND, CONFLICT, UNFIT = 200, 401, 403, 404, 409, 422
PATIENCE = 8_000


def named(words: str) -> re.Pattern[str]:
    """The label of a question, whether or not it says that it is optional."""
    return re.compile(rf"^\s*{re.escape(words)}( \(optional\))?\s*$")


class Person:
    """Acts in a context of its own. Every page they come to is inspected."""

    def __init__(self, site: Site, inspector: Inspector, email: str, password: str) -> None:
        self.site, self.inspector = site, inspector
        self.email, self.password = email, password
        self.script = inspector.telling.script
        self.context: BrowserContext = inspector.browser.new_context(base_url=site.address, **inspector.telling.options)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: inspector.console(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda fault: inspector.console(str(fault)))
        self.page.on("dialog", self._dialog)
        self.status = 0
        self.pages = self.mistakes = self.typed = self.clicks = self.fields = 0

    def _dialog(self, dialog: Dialog) -> None:
        self.inspector.console(f"a dialog: {dialog.message}")
        dialog.dismiss()

    # Coming to a page

    def goes_to(self, path: str, status: int = OK) -> None:
        """Open an address of the site."""
        answer = self.page.goto(path)
        self._arrive(answer.status if answer else 0, status)

    def follows(self, words: str, status: int = OK, nth: int = 0) -> None:
        """Click a link, or a link that looks like a button."""
        found = self.page.locator("main a, .govuk-back-link").filter(has_text=re.compile(rf"^\s*{re.escape(words)}"))
        self._clicks(found.nth(nth), status)

    def chooses_menu(self, words: str) -> None:
        """Go to one of the main pages; on a narrow screen the menu is opened first."""
        menu = self.page.get_by_role("button", name="Menu")
        if menu.is_visible():
            menu.click()
        link = self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=words)
        self._clicks(link, OK)

    def presses(self, words: str, status: int = OK) -> None:
        """Press a button that sends a form."""
        self._clicks(self.page.get_by_role("button", name=words, exact=True), status)

    def presses_twice(self, words: str) -> None:
        """Press a button as people do who are used to double clicks, and wait for what comes of it."""
        before = self.page.url
        # Without script the second click gives up the page that the first one asked for, so none can be waited for.
        self.page.get_by_role("button", name=words, exact=True).dblclick()
        expect(self.page).not_to_have_url(before)
        self.page.wait_for_load_state()
        self._arrive(OK, OK)

    def presses_on_a_bad_line(self, words: str) -> None:
        """Press a button; the network delivers what is sent twice, and only the second answer arrives."""

        def deliver(route: Route) -> None:
            if route.request.method == "POST":
                route.fetch(max_redirects=0)
            route.continue_()

        self.page.route("**/*", deliver)
        self.presses(words)
        self.page.unroute("**/*")

    def sends_it_empty(self, words: str) -> None:
        """Send a form that lacks an answer: the top says what is wrong, and its first line leads to the place."""
        self.presses(words, UNFIT)
        self.mistakes += 1
        self.sees("There is a problem")
        link = self.page.locator(".govuk-error-summary a").first
        link.click()
        target = (link.get_attribute("href") or "")[1:]
        assert target, f"{self.page.url}: the first line of the error summary leads nowhere"
        expect(self.page.locator(f"[id='{target}']")).to_be_visible()
        if self.script:
            expect(self.page.locator(f"[id='{target}']")).to_be_focused()

    def _clicks(self, what: Locator, status: int) -> None:
        self.clicks += 1
        self._comes_by(what.click, status)

    def _comes_by(self, act: Callable[[], None], status: int) -> None:
        with self.page.expect_navigation() as coming:
            act()
        self._arrive(coming.value.status, status)

    def _arrive(self, status: int, wanted: int) -> None:
        self.pages += 1
        self.status = status
        assert not self.site.faults, self.site.faults
        assert status == wanted, f"{self.email} at {self.page.url}: {status}\n{self.words()}"
        self.inspector.look(self.page, status, refused=status == UNFIT)

    # Filling in

    def types(self, label: str, words: str) -> None:
        """Answer a question that is called ``label`` in words."""
        self.fields += 1
        self.typed += len(words)
        self.page.get_by_label(named(label)).fill(words)

    def dates(self, legend: str, day: int, month: int, year: int) -> None:
        """Answer a question with a day."""
        self.fields += 1
        group = self.question(legend)
        for label, number in (("Day", day), ("Month", month), ("Year", year)):
            self.typed += len(str(number))
            group.get_by_label(label, exact=True).fill(str(number))

    def picks(self, legend: str, *labels: str) -> None:
        """Tick boxes, or choose one of several."""
        self.fields += 1
        for label in labels:
            self.clicks += 1
            self.question(legend).get_by_label(label, exact=True).check()

    def selects(self, label: str, option: str) -> None:
        """Choose from a drop-down."""
        self.fields += 1
        self.clicks += 1
        self.page.get_by_label(named(label)).select_option(label=option)

    def chooses_file(self, label: str, path: Path) -> None:
        """Choose a file from one's own computer."""
        self.clicks += 1
        self.page.get_by_label(named(label)).set_input_files(path)

    def question(self, legend: str) -> Locator:
        """The fieldset with this legend."""
        return self.page.locator("fieldset").filter(has=self.page.locator("legend").filter(has_text=named(legend)))

    # Looking

    def words(self) -> str:
        """What the page says in its main part."""
        return self.page.locator("main").inner_text()

    def sees(self, *words: str) -> None:
        """Each of these stands on the page."""
        said = " ".join(self.words().split())
        for one in words:
            assert one in said, f"{self.email} does not see “{one}” at {self.page.url}:\n{said}"

    def sees_chosen(self, label: str, option: str) -> None:
        """A drop-down has this chosen already."""
        expect(self.page.get_by_label(named(label)).locator("option:checked")).to_have_text(option)

    def sees_nothing_of(self, *words: str) -> None:
        """None of these stands anywhere on the page."""
        html = self.page.content()
        for one in words:
            assert one not in html, f"{self.email} sees “{one}” at {self.page.url}"

    def opens_details(self, words: str) -> None:
        """Open a part that is folded."""
        self.page.locator("summary").filter(has_text=words).first.click()

    def downloads(self, words: str) -> Path:
        """Save the file behind a link; gives where it lies."""
        with self.page.expect_download() as coming:
            self.page.locator("a").filter(has_text=words).first.click()
        saved: Download = coming.value
        return saved.path()

    def reference(self) -> str:
        """The reference in the address of this page."""
        found = re.search(r"/([0-9A-Z]{4}-[0-9A-Z]{4})", self.page.url)
        assert found, self.page.url
        return found[1]

    # Coming in and leaving

    def signs_in(self, at: str = "/sign-in") -> None:
        """Sign in with one's password."""
        if at:
            self.goes_to(at)
        self.types("Email address", self.email)
        self.types("Password", self.password)
        self.presses("Sign in")

    def signs_out(self) -> None:
        """Leave."""
        self.presses("Sign out")

    # By keyboard alone

    def tabs_to(self, label: str, most: int = 60) -> None:
        """Press Tab until the question, option or button called ``label`` has the focus."""
        wanted = self.page.get_by_label(named(label)).or_(self.page.get_by_role("button", name=label, exact=True))
        place = wanted.first.element_handle()
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if place.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"Tab does not lead to “{label}”")

    def presses_key(self, key: str) -> None:
        """A key that leads to another page."""
        self._comes_by(lambda: self.page.keyboard.press(key), OK)

    def key(self, key: str) -> None:
        """A key that stays on the page."""
        self.page.keyboard.press(key)

    def writes(self, words: str) -> None:
        """Type where the focus is."""
        self.typed += len(words)
        self.page.keyboard.type(words)
