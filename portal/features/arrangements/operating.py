"""What the commands share with which the operator keeps the lists that arrangements are made of."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app

from portal.core.errors import Invalid, NotFound
from portal.data.driver import own_transaction


@contextmanager
def kept(noun: str) -> Iterator[None]:
    """Commit what the block writes. What cannot be is said, and ends the command with status 1."""
    try:
        with own_transaction(current_app._get_current_object()):  # type: ignore[attr-defined]
            yield
    except NotFound as problem:
        raise click.ClickException(f"there is no such {noun}") from problem
    except Invalid as problem:
        raise click.ClickException("; ".join(problem.errors.values())) from problem
