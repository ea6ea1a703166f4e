"""``portal ledger``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine, create_engine

import config
from portal.data.session import prepare_engine
from portal.ledger.checkpoints import Checkpoints, FaultyLedger
from portal.ledger.sealing import seals
from portal.ledger.verification import Counts, verify


@click.group("ledger")
def commands() -> None:
    """The ledger: what happened cannot be unsaid."""


@commands.command("verify")
@with_appcontext
def verify_command() -> None:
    """Read the whole ledger again, and the rows it seals, and name every fault; ends with 1 if there is any."""
    settings = _settings()
    counts, faults = Counts(), 0
    with _owner(settings) as engine:
        for fault in verify(engine, Checkpoints(settings.portal_data_dir), counts, seals()):
            click.echo(str(fault))
            faults += 1
    read = f"{_many(counts.entries, 'entry', 'entries')} in {_many(counts.chains, 'chain')}"
    read += f", {_many(counts.sealed, 'sealed row')}"
    erased, checkpoints = _many(counts.erased, "payload"), _many(counts.checkpoints, "checkpoint")
    click.echo(f"{read}, {erased} erased, {checkpoints}: {_many(faults, 'fault') if faults else 'no faults'}")
    sys.exit(1 if faults else 0)


@commands.command("checkpoint")
@with_appcontext
def checkpoint_command() -> None:
    """Write down the newest entry of every chain, signed. Keep a copy of the folder on another machine."""
    settings = _settings()
    checkpoints = Checkpoints(settings.portal_data_dir)
    try:
        with _owner(settings) as engine:
            made = checkpoints.make(engine)
    except (FaultyLedger, FileNotFoundError) as problem:
        raise click.ClickException(f"{problem}; run: portal ledger verify") from None
    click.echo(f"checkpoint {made.number} of {_many(made.chains, 'chain')}, in {checkpoints.folder}")
    click.echo(f"signed with key {made.key}")


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"


def _settings() -> config.Settings:
    settings: config.Settings = current_app.config["SETTINGS"]
    return settings


@contextmanager
def _owner(settings: config.Settings) -> Iterator[Engine]:
    engine = create_engine(settings.owner_database)
    prepare_engine(engine)
    try:
        yield engine
    finally:
        engine.dispose()
