"""Commands about people."""

import click
from flask.cli import with_appcontext

from portal.access import MembershipRole, viewing
from portal.core.clock import LONDON
from portal.core.errors import Invalid, NotFound
from portal.data import db
from portal.features.organisations import operator_for, organisation_by_org_id, organisation_by_reference
from portal.features.signin.actions import inviting


@click.group("people")
def commands() -> None:
    """Let people in."""


@commands.command("invite")
@click.option("--email", required=True, help="Where they get mail; they sign in with it.")
@click.option("--name", required=True, help="Their full name.")
@click.option("--organisation", required=True, help="Its identifier, like GB-LAE-KEN, or its reference.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in MembershipRole]),
    default=MembershipRole.MANAGER.value,
    show_default=True,
    help="What they may do.",
)
@with_appcontext
def invite(email: str, name: str, organisation: str, role: str) -> None:
    """Invite somebody to an organisation and print the link that lets them in. No mail is sent."""
    try:
        operator = operator_for(organisation_by_org_id(organisation) or organisation_by_reference(organisation))
        db.session.remove()
        with viewing(operator):
            invitation = inviting.invite(name, email, MembershipRole(role))
            link, until = inviting.new_link(invitation), invitation.expires_at.astimezone(LONDON)
    except NotFound as unknown:
        raise click.ClickException(f"no organisation is called {organisation}: give its identifier") from unknown
    except Invalid as broken:
        raise click.ClickException(str(broken)) from broken
    click.echo(f"{email} can join {operator.organisation_name} as {role} until {until:%d %B %Y %H:%M}:")
    click.echo(link)
