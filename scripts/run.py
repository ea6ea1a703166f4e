"""Serves Accord as `make run` does: database up to date, demo data on the first run, accounts shown, then the server.

The steps are commands of `portal`. They run in one process, because each process takes a second to import it all.
"""

from __future__ import annotations

import argparse
import sys

import click

from portal.cli import main as portal

STEPS = (["db", "upgrade"], ["demo", "load", "--if-empty"], ["demo", "accounts"])


def main() -> int:
    """Runs every step and then the server until it is stopped; returns the exit code."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", default="8000", help="the port to serve on")
    port = parser.parse_args().port
    for arguments in (*STEPS, ["serve", "--port", port]):
        try:
            code = portal.main(args=arguments, prog_name="portal", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except click.Abort:
            return 130
        if code:
            return int(code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
