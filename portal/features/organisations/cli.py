"""Commands of the directory."""

import sys
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from portal.core.tables import Unreadable, read_bounded
from portal.data import db, writing
from portal.features.organisations.actions.importing import carry_out, plan_import
from portal.features.organisations.rules.reading import REGISTERS
from portal.features.organisations.rules.report import printable, report


@click.group("organisations")
def commands() -> None:
    """Keep the directory of organisations."""


@commands.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--as", "wanted", type=click.Choice(list(REGISTERS)), help="Insist that FILE is this register.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the file's knowledge reaches to, if not the latest date in it.",
)
@with_appcontext
def import_file(file: Path, *, dry_run: bool, wanted: str | None, as_of: datetime | None) -> None:
    """Import a register of councils or charities from FILE.

    All of it or nothing: one error and no row is written. Importing the same file again changes nothing.
    """
    content = _content(file)
    try:
        with writing():
            planned = plan_import(content, wanted, as_of.date() if as_of else None)
            if planned.sound and not dry_run:
                carry_out(planned)
                db.session.commit()
            else:
                db.session.rollback()
    except Unreadable as problem:
        raise click.ClickException(_for_terminal(f"{printable(file.name)}: {problem}")) from problem
    except SQLAlchemyError as problem:
        db.session.rollback()
        raise click.ClickException(
            f"The database refused, so nothing was imported ({type(problem).__name__})."
            " Run “portal db upgrade” if it is new, or try again if somebody else was writing"
        ) from problem
    for line in report(planned, file.name, dry_run=dry_run):
        click.echo(_for_terminal(line))
    if not planned.sound:
        raise SystemExit(1)


def _for_terminal(line: str) -> str:
    """``line`` with what the terminal's own encoding cannot show replaced, so that a report never breaks off."""
    encoding = sys.stdout.encoding or "utf-8"
    return line.encode(encoding, "replace").decode(encoding)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return read_bounded(stream)
    except Unreadable as problem:
        raise click.ClickException(_for_terminal(f"{printable(file.name)}: {problem}")) from problem
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else "it is no file name"
        raise click.ClickException(f"{printable(str(file))} cannot be read: {reason}") from problem
