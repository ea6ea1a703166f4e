"""Serves Accord as `make run` does: database up to date, demo data on the first run, accounts shown, then the server.

The steps are commands of `portal`. They run in one child process, forked from this one because each process takes a
second to import it all. The server must inherit nothing that they used: the store of files has threads of its own,
which do not come along when the server starts its workers, so that the first upload would wait for ever.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys

import click

from portal.cli import main as portal
from portal.web.serving import refuse_taken

STEPS = (["db", "upgrade"], ["demo", "load", "--if-empty"], ["demo", "accounts"])
STOPPED = 130


def main() -> int:
    """Runs every step and then the server until it is stopped; returns the exit code."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=8000, help="the port to serve on")
    port = parser.parse_args().port
    try:
        refuse_taken("127.0.0.1", port)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return _prepared() or _ran(["serve", "--port", str(port)])


def _prepared() -> int:
    """Takes the steps in a child; returns its exit code."""
    child = multiprocessing.get_context("fork").Process(target=_take_steps)
    child.start()
    try:
        child.join()
    except KeyboardInterrupt:
        child.join()
        return STOPPED
    return child.exitcode or 0


def _take_steps() -> None:
    for arguments in STEPS:
        if code := _ran(arguments):
            sys.exit(code)


def _ran(arguments: list[str]) -> int:
    """Runs one command; returns the exit code."""
    try:
        return int(portal.main(args=arguments, prog_name="portal", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())
