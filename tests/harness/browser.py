"""A real Chromium for the tests. `python -m tests.harness.browser --ensure` finds one or fetches it."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

CHOICE = "CHROMIUM_PATH"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
OFF = (
    "PreloadTopChromeWebUI",
    "SpareRendererForSitePerProcess",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
"""What Playwright turns off of Chromium, and before it the pages of its own that it starts ahead of time: a fifth of
the processor time of a journey."""
QUIET = (
    f"--disable-features={','.join(OFF)}",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FETCH_SECONDS = 600
MISSING = """\
The browser tests need Chromium and found none. Do one of these:
  - Debian:      apt-get install chromium libatomic1
  - Fedora:      dnf install chromium
  - macOS:       install Google Chrome
  - any system:  .venv/bin/playwright install --with-deps chromium
  - or set CHROMIUM_PATH to the program of a Chromium or Chrome."""


class NoBrowser(RuntimeError):
    """No Chromium can be had; the message says what to install."""


def find_chromium() -> Path:
    """Returns the program to start: CHROMIUM_PATH, the system's, or the one that Playwright fetched.

    Raises NoBrowser.
    """
    chosen = os.environ.get(CHOICE, "").strip()
    if chosen:
        if os.access(chosen, os.X_OK):
            return Path(chosen)
        raise NoBrowser(f"{CHOICE} is {chosen!r}, which cannot be run.")
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found:
        return Path(found)
    if MAC.exists():
        return MAC
    fetched = fetched_by_playwright()
    if fetched is None:
        raise NoBrowser(MISSING)
    return fetched


def fetched_by_playwright() -> Path | None:
    """Returns the Chromium that Playwright downloaded earlier, or None."""
    try:
        with sync_playwright() as playwright:
            fetched = Path(playwright.chromium.executable_path)
    except Exception as error:
        print(f"Playwright does not start: {error}", file=sys.stderr)
        return None
    return fetched if fetched.exists() else None


def launch_options() -> dict[str, Any]:
    """Returns the arguments for `playwright.chromium.launch`. Raises NoBrowser.

    Chromium's sandbox does not work for root, so only then is it off.
    """
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return {"executable_path": find_chromium(), "headless": True, "args": [*QUIET, *sandbox]}


def ensure() -> Path:
    """Returns a Chromium that starts, fetching one where there is none. Raises NoBrowser."""
    try:
        return opened(find_chromium())
    except NoBrowser:
        if os.environ.get(CHOICE, "").strip():
            raise
    for name, commands in ways_to_fetch():
        print(f"No Chromium here: trying {name}", flush=True)
        if all(succeeds(command) for command in commands):
            try:
                return opened(find_chromium())
            except NoBrowser as error:
                print(error, file=sys.stderr)
    raise NoBrowser(MISSING)


def opened(program: Path) -> Path:
    """Returns the program once it has shown a page. Raises NoBrowser with what it said."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            page = browser.new_page()
            page.goto("data:text/html,<title>Accord</title>")
            title = page.title()
            browser.close()
    except Exception as error:
        raise NoBrowser(f"{program} is there but does not start:\n{error}") from error
    if title != "Accord":
        raise NoBrowser(f"{program} starts but does not show a page.")
    return program


def ways_to_fetch() -> list[tuple[str, list[list[str]]]]:
    """Returns what to try, in order: a name and the commands, all of which must succeed."""
    ways = [("Playwright's download", [[sys.executable, "-m", "playwright", "install", "chromium"]])]
    if shutil.which("apt-get") and os.geteuid() == 0:
        # libatomic1 is for Playwright's own Node, which a slim system lacks.
        packages = ["chromium", "fonts-liberation", "libatomic1"]
        install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
        ways.append(("apt-get install chromium", [["apt-get", "update", "--quiet"], install]))
    return ways


def succeeds(command: list[str]) -> bool:
    """Runs one command and says whether it ended well in time; its last words are shown when it did not."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        answer = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=FETCH_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {error}", file=sys.stderr)
        return False
    if answer.returncode != 0:
        print("  " + " ".join((answer.stderr or answer.stdout).split())[:300], file=sys.stderr)
    return answer.returncode == 0


def main() -> int:
    """Finds or fetches a Chromium; returns 0, or 1 after saying what to install."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--ensure", action="store_true", required=True, help="fetch a Chromium where there is none")
    parser.parse_args()
    try:
        ensure()
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
