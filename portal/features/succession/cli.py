"""``portal organisations succeed``: for the operator, who is shown numbers and no content."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from portal.access import Viewer, viewing
from portal.core.errors import Invalid, NotFound
from portal.data import db
from portal.features.organisations import (
    Organisation,
    operator_for,
    organisation_by_org_id,
    organisation_by_reference,
    record_succession,
    successors_of,
)
from portal.features.succession import actions, queries

COUNCILS = "GB-LAE"


@click.command("succeed")
@click.argument("old")
@click.argument("new", nargs=-1, required=True)
@click.option("--on", "on_day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day it passes.")
@click.option("--to-each", is_flag=True, help="Of several successors, each gets all that nobody has chosen for.")
@click.option("--release", is_flag=True, help="Show the successors what passes, so that they can accept it.")
@with_appcontext
def succeed(old: str, new: tuple[str, ...], on_day: datetime, *, to_each: bool, release: bool) -> None:
    """Record that OLD passes to each NEW on a day, and list what passes.

    Each is named by its identifier, like GB-LAE-KET, by its reference, or by a code of the register of English
    councils, like KET. Run it again to take up what came later. Only numbers are printed.
    """
    try:
        with viewing(Viewer(0, "operator", "Operator")):
            predecessor, successors = _organisation(old), [_organisation(one) for one in new]
            known = {organisation.id for organisation, _ in successors_of(predecessor.id)}
            for organisation in successors:
                if organisation.id not in known:
                    record_succession(predecessor, organisation, on_day.date())
            predecessor.ends_on = predecessor.ends_on or on_day.date()
            operator, ids = operator_for(predecessor), [organisation.id for organisation in successors]
        with viewing(operator):
            handover = queries.handover_of(operator.organisation_id)
            if handover is None:
                predecessor = db.session.get_one(Organisation, operator.organisation_id)
                successors = [db.session.get_one(Organisation, one) for one in ids]
                handover = actions.record_handover(predecessor, successors, on_day.date())
            else:
                actions.list_what_passes(handover)
            if to_each:
                actions.choose_for_the_rest(handover, [share.id for share in queries.shares_of(handover.id)])
            if release:
                actions.release_or_add(handover)
            counts = actions.counts(handover)
    except NotFound as unknown:
        raise click.ClickException("no organisation is called that: give its identifier") from unknown
    except Invalid as broken:
        raise click.ClickException(str(broken)) from broken
    for what, count in counts.items():
        click.echo(f"{what.replace('_', ' ')}: {count}")


def _organisation(named: str) -> Organisation:
    found = organisation_by_org_id(named) or organisation_by_org_id(f"{COUNCILS}-{named}")
    return found or organisation_by_reference(named)
