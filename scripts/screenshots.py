"""Makes the README's pictures in docs/screenshots from the demo data: `.venv/bin/python scripts/screenshots.py`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from pydantic import SecretStr

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the script is run by its path; the packages lie beside its folder

import config  # noqa: E402
from portal.demo import load as loading  # noqa: E402
from portal.demo.cast import DOMAIN, PASSWORD  # noqa: E402
from portal.factory import create_app  # noqa: E402
from portal.web.application import Portal  # noqa: E402
from tests.harness.browser import launch_options  # noqa: E402
from tests.harness.databases import SqliteDatabases  # noqa: E402
from tests.journeys.site import Site  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
WIDE, TALL, PHONE = (1120, 1000), (1120, 1340), (320, 640)
SMALLER = 0.75
"""Wide pages are drawn smaller, to the width at which a README shows them."""
MOST_BYTES = 150_000
READY = "[data-govuk-skip-link-init]"

Steps = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """One picture: its name, who looks (the part of their address before the @; nobody when empty), the steps to the
    page, and what of it is shown: the window from the top, or one element."""

    name: str
    who: str
    steps: Steps
    size: tuple[int, int] = WIDE
    only: str = ""


def opens(*links: str, at: str = "/") -> Steps:
    """Open an address, then follow links by the start of their words."""

    def go(page: Page) -> None:
        page.goto(at)
        for words in links:
            with page.expect_navigation():
                page.locator("main a").filter(has_text=words).first.click()

    return go


def shows_who_can_see(page: Page) -> None:
    """The folded part at the foot of an arrangement."""
    opens("Kent mentors Swindon", at="/arrangements")(page)
    folded = page.locator("summary").filter(has_text="Who can see this")
    folded.click()
    folded.blur()


PICTURES = (
    Picture("home", "manager.swindon", opens(), (1120, 900)),
    Picture("task-list", "manager.uttlesford", opens("A protocol", "Continue", at="/arrangements")),
    Picture("arrangement", "manager.swindon", opens("Kent mentors Swindon", at="/arrangements"), TALL),
    Picture("feedback", "manager.kent", opens("Weald Home Care", at="/feedback?kind=claim")),
    Picture("who-can-see-this", "manager.swindon", shows_who_can_see, only="details[open]"),
    Picture("audit", "officer.auditor", opens("Lessons of the pilot", at="/engagements"), TALL),
    Picture("sign-in-320", "", opens(at="/sign-in"), PHONE),
)


def main() -> int:
    """Make every picture; returns 1 if one is too heavy for a README."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Site(demo_in(Path(folder))).open() as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**launch_options())
        heavy = [picture.name for picture in PICTURES if take(picture, browser, site.address) > MOST_BYTES]
        browser.close()
    if heavy:
        print(f"Over {MOST_BYTES} bytes: {', '.join(heavy)}", file=sys.stderr)
    return int(bool(heavy))


def demo_in(folder: Path) -> Portal:
    """The application with the demo in a database of its own."""
    databases = SqliteDatabases(folder)
    settings = config.Settings(
        portal_env=config.Environment.TEST,
        portal_data_dir=folder / "data",
        database_url=databases.url,
        secret_key=SecretStr("for pictures only, and long enough for anybody"),
    )
    app = create_app(settings)
    databases.renew(lambda: None)
    with app.app_context():
        loading.load()
    return app


def take(picture: Picture, browser: Browser, address: str) -> int:
    """Save one picture; returns its size in bytes."""
    width, height = picture.size
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        device_scale_factor=1 if picture.size == PHONE else SMALLER,
        locale="en-GB",
    )
    page = context.new_page()
    if picture.who:
        sign_in(page, picture.who)
    picture.steps(page)
    page.locator(READY).wait_for(state="attached")
    path = FOLDER / f"{picture.name}.png"
    if picture.only:
        page.locator(picture.only).screenshot(path=path, animations="disabled")
    else:
        page.screenshot(path=path, animations="disabled")
    context.close()
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    return path.stat().st_size


def sign_in(page: Page, who: str) -> None:
    """Sign in as somebody of the demo."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(f"{who}@{DOMAIN}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


if __name__ == "__main__":
    sys.exit(main())
