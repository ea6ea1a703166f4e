"""Starts a PostgreSQL server of our own in a temporary folder and makes sure it is gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.harness.binaries import Account, NoPostgres, find_programs, reachable, unprivileged

PORT = 54321  # names the socket file; nothing listens on the network
PATIENCE_SECONDS = 30
MEMORY_ENOUGH = 2 * 2**30

# Waits until whoever started us is gone or closes the pipe, however that came about; then stops the server and
# removes its folder. A process of its own, because a killed test run tidies nothing.
GUARD = """
trap '' INT TERM HUP
cat >/dev/null
kill -QUIT "$1" 2>/dev/null
n=0
while [ -e "$2/data/postmaster.pid" ] && [ $n -lt 100 ]; do sleep 0.05; n=$((n+1)); done
kill -KILL "$1" 2>/dev/null
rm -rf "$2"
"""


class Server:
    """One running server. Trusts whoever reaches its socket, which lies in a folder closed to other users."""

    def __init__(self, *, durable: bool = False) -> None:
        """Makes a cluster and starts it; `durable` keeps fsync on, for benchmarks. Raises NoPostgres."""
        programs = find_programs()
        account = unprivileged()
        place = None if durable else memory_folder()
        self.folder = Path(tempfile.mkdtemp(prefix="accord-pg-", dir=place or short_folder()))
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        try:
            if account:
                os.chown(self.folder, account.user, account.group)
            folder = reachable(programs, account, self.folder)
            self._initialise(folder, account)
            self._start(folder, account, durable=durable)
        except BaseException:
            self.stop()
            raise

    @property
    def socket_folder(self) -> str:
        """The folder that holds the socket, for `host=`."""
        return str(self.folder)

    def stop(self) -> None:
        """Stops the server and removes its folder; does nothing the second time."""
        if self._guard and self._guard.stdin:
            self._guard.stdin.close()
            if self._process:
                self._process.wait(PATIENCE_SECONDS)
            self._guard.wait(PATIENCE_SECONDS)
        elif self._process:
            self._process.kill()
            self._process.wait(PATIENCE_SECONDS)
        self._guard = self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self, programs: Path, account: Account | None) -> None:
        command: list[str | Path] = [
            programs / "initdb",
            "--pgdata",
            self.folder / "data",
            "--username",
            "accord_admin",
        ]
        command += ["--auth", "trust", "--encoding", "UTF8", "--no-sync", "--no-instructions"]
        for locale in ("C.UTF-8", "C"):
            answer = subprocess.run(
                [*command, f"--locale={locale}"], capture_output=True, text=True, check=False, **self._manner(account)
            )
            if answer.returncode == 0:
                return
            shutil.rmtree(self.folder / "data", ignore_errors=True)
        raise NoPostgres(f"initdb failed:\n{answer.stdout}{answer.stderr}")

    def _start(self, programs: Path, account: Account | None, *, durable: bool) -> None:
        settings = {"listen_addresses": "", "unix_socket_directories": self.socket_folder, "port": str(PORT)}
        settings |= {"max_connections": "200", "shared_buffers": "128MB", "timezone": "UTC", "logging_collector": "off"}
        if durable:
            settings |= {"shared_buffers": "1GB", "effective_cache_size": "4GB", "max_wal_size": "4GB"}
        else:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            settings |= {"wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "128MB"}
        command: list[str | Path] = [programs / "postgres", "-D", self.folder / "data"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._manner(account))
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, "guard", str(self._process.pid), str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        address = f"host={self.socket_folder} port={PORT} user=accord_admin dbname=postgres"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                psycopg.connect(address).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise NoPostgres("PostgreSQL did not start:\n" + (self.folder / "log").read_text(errors="replace"))

    def _manner(self, account: Account | None) -> dict[str, Any]:
        """How both programs are run: in their own folder and session, as the account."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.folder), "LC_ALL": "C"}
        manner: dict[str, Any] = {"cwd": self.folder, "env": environment, "start_new_session": True}
        if account:
            manner |= {"user": account.user, "group": account.group, "extra_groups": []}
        return manner


def memory_folder() -> str | None:
    """Returns a folder in memory with room for what tests write, where the system has one: nothing waits for a disk."""
    place = Path("/dev/shm")
    if not os.access(place, os.W_OK) or shutil.disk_usage(place).free < MEMORY_ENOUGH:
        return None
    return str(place)


def short_folder() -> str:
    """Returns where to make temporary folders: the system's place, or /tmp where its name is too long for a socket
    or closed to the user that runs the server."""
    usual = tempfile.gettempdir()
    too_long = len(usual) > 60
    closed = os.geteuid() == 0 and any(
        not parent.stat().st_mode & 0o001 for parent in [Path(usual), *Path(usual).parents]
    )
    return "/tmp" if (too_long or closed) and sys.platform != "win32" else usual
